"""Metrics: who may begin one and keep it, and who sees which of its numbers."""

from decimal import Decimal

import pytest

from goals import rules
from goals.access import metrics as access
from people.models import AuditEntry
from perfhub.kernel.errors import Refused
from perfhub.kernel.progress import BandUpsideDown
from tests.factories import goals as make_goals
from tests.factories import people as make

from .measuring import AT, sent

pytestmark = pytest.mark.django_db


def test_a_metric_is_begun_by_whoever_leads_people_and_has_one_name_and_a_band_in_order(fernhill):
    with fernhill.inside():
        with pytest.raises(Refused):
            rules.write_metric(by=fernhill.employee, at=AT, name="Rework", led_by=fernhill.employee)
        with pytest.raises(Refused):  # the organization's are for HR and whoever is at the very top
            rules.write_metric(by=fernhill.manager, at=AT, name="Rework", led_by=fernhill.manager)
        with pytest.raises(Refused):  # nobody of the own people
            rules.write_metric(by=fernhill.manager, at=AT, name="Rework", led_by=fernhill.stranger, measured_for="team")
        made = rules.write_metric(
            by=fernhill.manager, at=AT, name=" Rework ", led_by=fernhill.employee, measured_for="team"
        )
        assert made.name == "Rework"
        with pytest.raises(rules.MetricNameTaken):
            rules.write_metric(by=fernhill.hr_admin, at=AT, name="Rework", led_by=fernhill.hr_admin)
        with pytest.raises(BandUpsideDown):
            rules.change_metric(made, by=fernhill.employee, at=AT, low=Decimal(5), high=Decimal(4))
        rules.retire_metric(made, by=fernhill.employee, at=AT)
        with pytest.raises(Refused):
            rules.change_metric(made, by=fernhill.employee, at=AT, high=Decimal(4))
        again = rules.write_metric(by=fernhill.hr_admin, at=AT, name="Rework", led_by=fernhill.hr_admin)
        assert again.pk != made.pk
        acts = AuditEntry.objects.filter(act__startswith="metric.").order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["metric.written", "metric.retired", "metric.written"]


def test_how_numbers_are_read_stays_once_there_are_some(fernhill, complaints):
    with fernhill.inside():
        rules.change_metric(complaints, by=fernhill.manager, at=AT, read_as="rate")
        rules.change_metric(complaints, by=fernhill.manager, at=AT, read_as="number")
        rules.measure([sent(complaints, 4)], by=fernhill.manager, at=AT)
        with pytest.raises(rules.CountedAlready):
            rules.change_metric(complaints, by=fernhill.manager, at=AT, read_as="rate")


# --- who sees what ----------------------------------------------------------------------------------


def test_numbers_of_a_person_are_seen_by_that_person_and_the_line_alone(fernhill, rework):
    with fernhill.inside():
        rules.measure(
            [
                sent(rework, 2, employee=fernhill.employee.pk, opportunities=Decimal(40)),
                sent(rework, 3, employee=fernhill.peer.pk, opportunities=Decimal(40)),
                sent(rework, 4, employee=fernhill.stranger.pk, opportunities=Decimal(40)),
            ],
            by=fernhill.hr_admin,
            at=AT,
        )
        seen = {
            "employee": {2},
            "peer": {3},
            "manager": {2, 3},
            "skip": {2, 3},
            "stranger": {4},
            "hr_admin": {4},  # leads the metric and sent the numbers: and sees those of the own report
            "hr_partner": set(),
            "owner": set(),
            "auditor": set(),
        }
        for name, numbers in seen.items():
            rows = access.visible_measurements(getattr(fernhill, name), rework)
            assert set(rows.values_list("numerator", flat=True)) == numbers, name


def test_whoever_opens_a_persons_numbers_leaves_a_line_and_never_sees_two_at_once(fernhill, client_of, rework):
    with fernhill.inside():
        for number, person in ((31, fernhill.employee), (32, fernhill.peer)):
            row = sent(rework, number, employee=person.pk, opportunities=Decimal(100))
            rules.measure([row], by=fernhill.hr_admin, at=AT)
    path = fernhill.path(f"metrics/{rework.pk}/")
    page = client_of(fernhill.manager).get(path).content.decode()
    assert "Emma Employee" in page and "Peter Peer" in page and "31\xa0%" not in page and "32\xa0%" not in page
    one = client_of(fernhill.manager).get(f"{path}?person={fernhill.employee.pk}").content.decode()
    assert "31\xa0%" in one and "32\xa0%" not in one
    own = client_of(fernhill.employee).get(path).content.decode()
    assert "31\xa0%" in own and "32\xa0%" not in own and "Peter Peer" not in own
    assert client_of(fernhill.employee).get(f"{path}?person={fernhill.peer.pk}").status_code == 404
    led = client_of(fernhill.hr_admin).get(path).content.decode()
    assert (
        "31\xa0%" not in led
        and client_of(fernhill.hr_admin).get(f"{path}?person={fernhill.employee.pk}").status_code == 404
    )
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="metric.seen").values_list("by", "employee")
        assert list(lines) == [(fernhill.manager.pk, fernhill.employee.pk)]


def test_numbers_of_fewer_than_five_are_withheld_from_whoever_is_not_among_them_or_above(fernhill, client_of):
    with fernhill.inside():
        few = make.TeamFactory(name="Two alone")
        pair = make.EmployeeFactory.create_batch(2, team=few)
        large = make.TeamFactory(name="Five together")
        make.EmployeeFactory.create_batch(4, team=large)
        make.EmployeeFactory(team=make.TeamFactory(name="Below", parent=large))
        metric = make_goals.MetricFactory(led_by=fernhill.hr_admin, measured_for="team")
        rows = [sent(metric, 71, team=few.pk), sent(metric, 72, team=large.pk)]
        rules.measure(rows, by=fernhill.hr_admin, at=AT)
        assert access.hidden_teams(fernhill.employee, [few.pk, large.pk]) == {few.pk}
        assert access.hidden_teams(None, [few.pk, large.pk]) == {few.pk}
        assert access.hidden_teams(pair[0], [few.pk, large.pk]) == set()
    page = client_of(fernhill.employee).get(fernhill.path(f"metrics/{metric.pk}/")).content.decode()
    assert "Five together" in page and ">72<" in page
    assert "Two alone" not in page and ">71<" not in page and "One team is left out" in page
    hidden = client_of(fernhill.employee).get(fernhill.path(f"metrics/{metric.pk}/?team={few.pk}"))
    assert hidden.status_code == 404


def test_a_metric_for_chosen_ones_is_known_to_these_and_the_line(fernhill):
    with fernhill.inside():
        metric = rules.write_metric(
            by=fernhill.hr_admin,
            at=AT,
            name="Margin",
            led_by=fernhill.manager,
            visibility="chosen",
            audience=[fernhill.stranger],
        )
        for name, sees in [("manager", 1), ("skip", 1), ("stranger", 1), ("peer", 0), ("hr_admin", 0), ("owner", 0)]:
            seen = access.visible_metrics(getattr(fernhill, name)).filter(pk=metric.pk)
            assert seen.count() == sees, name
