"""The org chart: who reports to whom, a level at a time, with or without script."""

import re

import pytest
from django.urls import reverse

from people import rules
from people.access import SYSTEM
from people.queries import charts
from tests.factories import people as make

from .rosters import AT

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


def url(world):
    return reverse("people:chart", args=[world.organization.slug])


def names(html: str) -> list[str]:
    return re.findall(r"data-ph-way>([^<]+)<", html)


def test_the_chart_begins_at_the_top_and_counts_who_is_below(fernhill, brackwater, client_of):
    page = client_of(fernhill.employee).get(url(fernhill)).content.decode()
    assert names(page) == ["Hannah Admin", "Audrey Auditor", "Olive Owner", "Paul Partner", "Sara Skip"]
    assert "1 report, 3 below" in " ".join(page.split())
    assert "Leo Leaver" not in page


def test_somebody_is_found_and_the_path_to_them_opened(fernhill, client_of):
    client = client_of(fernhill.stranger)
    found = client.get(url(fernhill), {"q": "emma"}).content.decode()
    assert f"?at={fernhill.employee.pk}#at" in found
    page = client.get(url(fernhill), {"at": fernhill.employee.pk}).content.decode()
    assert [n for n in names(page) if n in ("Sara Skip", "Max Manager", "Emma Employee", "Peter Peer")] == [
        *("Sara Skip", "Max Manager", "Emma Employee", "Peter Peer")
    ]
    assert page.count('id="at"') == 1 and f"?at={fernhill.manager.pk}#at" in page  # the way up


def test_a_level_comes_alone_for_whoever_unfolds_and_as_a_page_without_script(fernhill, client_of):
    client = client_of(fernhill.peer)
    part = client.get(url(fernhill), {"under": fernhill.manager.pk}, headers=FRAGMENT).content.decode()
    assert names(part) == ["Emma Employee", "Peter Peer"] and "<html" not in part
    whole = client.get(url(fernhill), {"under": fernhill.manager.pk}).content.decode()
    assert "<html" in whole and set(names(part)) < set(names(whole))


def test_a_wide_level_is_shown_in_parts_and_each_is_there_once(fernhill, client_of, monkeypatch):
    monkeypatch.setattr(charts, "A_LEVEL", 3)
    with fernhill.inside():
        for n in range(5):
            rules.report_to(
                make.EmployeeFactory(last_name=f"Wide {n}"), fernhill.manager, by=SYSTEM, at=AT, from_date=AT.date()
            )
    client, seen, address = client_of(fernhill.peer), [], f"{url(fernhill)}?under={fernhill.manager.pk}"
    for _part in range(3):
        part = client.get(address, headers=FRAGMENT).content.decode()
        seen += names(part)
        if (more := re.search(r'href="([^"]+)" data-ph-rest', part)) is None:
            break
        address = more[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 7
    whole = client.get(url(fernhill), {"at": fernhill.peer.pk}).content.decode()
    assert "Peter Peer" in names(whole)  # on the path, so among the first


def test_nobody_of_elsewhere_and_no_leaver_is_charted(fernhill, brackwater, client_of):
    client = client_of(fernhill.employee)
    for pk in [brackwater.employee.pk, fernhill.leaver.pk, 10**17]:
        assert client.get(url(fernhill), {"at": pk}).status_code == 404
    assert client.get(url(fernhill), {"at": "x", "after": "-1"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_chart_asks_as_often_for_three_levels_as_for_one(fernhill, client_of, django_assert_num_queries, rows):
    with fernhill.inside():
        above = fernhill.employee
        for n in range(rows):
            below = make.EmployeeFactory(last_name=f"Deep {n}")
            rules.report_to(below, above, by=SYSTEM, at=AT, from_date=AT.date())
            above = below
    client = client_of(fernhill.stranger)
    client.get(url(fernhill), {"at": above.pk})
    with django_assert_num_queries(15):
        page = client.get(url(fernhill), {"at": above.pk}).content.decode()
    assert len([n for n in names(page) if "Deep" in n]) == rows
