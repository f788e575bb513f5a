"""Who sees what is promised, told five working days before it is widened, and narrowed at once."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from notices.queries import with_subjects
from notices.rules import tell_widened
from people import access, queries, rules
from people.models import Absence, AuditEntry, Employee, VisibilityChange
from people.rules import told
from people.rules.promises import AsItIs
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories import people as make

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
NEXT_TUESDAY = datetime(2026, 3, 10, tzinfo=UTC)  # five whole working days later
DAY = timedelta(days=1)


def choose(world, value, at=MONDAY, **more):
    return rules.choose_visibility("people.away", value, by=world.hr_admin, at=at, **more)


def away(world, at):
    return make.AbsenceFactory(employee=world.employee, start_date=at.date() + 90 * DAY, end_date=at.date() + 91 * DAY,
                               entered_at=at)  # fmt: skip


def seen(world, who, at):
    return set(access.visible_absences(getattr(world, who), world.employee, at=at))


def test_a_wider_choice_holds_five_working_days_later_for_what_is_entered_then(fernhill, client_of):
    with fernhill.inside():
        before = away(fernhill, MONDAY)
        change = choose(fernhill, "team")
        assert change.effective_at == NEXT_TUESDAY
        meanwhile, after = away(fernhill, NEXT_TUESDAY - DAY), away(fernhill, NEXT_TUESDAY)
        for who in ("employee", "manager", "skip", "hr_admin", "hr_partner"):
            assert seen(fernhill, who, NEXT_TUESDAY) == {before, meanwhile, after}, who
        assert seen(fernhill, "peer", NEXT_TUESDAY - DAY) == set()
        assert seen(fernhill, "peer", NEXT_TUESDAY) == {after}
        assert seen(fernhill, "stranger", NEXT_TUESDAY) == set()
        assert [(row.act, row.by) for row in AuditEntry.objects.filter(act__startswith="visibility.")] == [
            ("visibility.widened", fernhill.hr_admin)
        ]
        narrowed = NEXT_TUESDAY + DAY
        assert choose(fernhill, "line", at=narrowed).effective_at == narrowed
        assert seen(fernhill, "peer", narrowed) == set()
        choose(fernhill, "everybody", at=narrowed + DAY)
        assert seen(fernhill, "peer", narrowed + 30 * DAY) == set()  # what was narrowed is not widened again


def test_holidays_of_any_location_do_not_count_as_days_of_notice(fernhill):
    with fernhill.inside():
        make.PublicHolidayFactory(date=MONDAY.date() + DAY, location="Lisbon")
        assert choose(fernhill, "team").effective_at == NEXT_TUESDAY + DAY
        assert choose(fernhill, "everybody", at=MONDAY + 5 * DAY).effective_at == datetime(2026, 3, 14, tzinfo=UTC)


def test_everybody_is_told_once_and_the_banner_stands_until_it_holds(fernhill, brackwater, client_of):
    with fernhill.inside():
        change = choose(fernhill, "team")
        for _again in range(3):
            tell_widened(at=MONDAY)
        notices = Notice.objects.filter(kind="people.visibility_widened")
        active = Employee.objects.active()
        assert set(notices.values_list("recipient_id", flat=True)) == set(active.values_list("pk", flat=True))
        assert notices.count() == active.count()
        assert VisibilityChange.objects.get(pk=change.pk).announced_at == MONDAY
    with brackwater.inside():
        assert not Notice.objects.filter(kind="people.visibility_widened").exists()
    home = reverse("people:home", args=["fernhill"])
    for at, shown in [(MONDAY, True), (NEXT_TUESDAY - DAY, True), (NEXT_TUESDAY, False)]:
        with clock.stopped(at):
            page = client_of(fernhill.employee).get(home).content.decode()
        assert ("When somebody is away:" in page) is shown, at


def test_a_notice_of_what_was_called_off_is_not_wanted_any_more(fernhill):
    with fernhill.inside():
        choose(fernhill, "team")
        tell_widened(at=MONDAY)
        notice = Notice.objects.filter(kind="people.visibility_widened", recipient=fernhill.employee).get()
        assert told.WIDENED.still_wanted(*with_subjects([notice]))
        words = told.WIDENED.render(notice)
        assert "10 March 2026" in words.subject
        choose(fernhill, "line", at=MONDAY + DAY)
        assert not told.WIDENED.still_wanted(*with_subjects([notice]))
        setting = next(one for one in queries.visibility_settings(at=MONDAY + DAY) if one.name == "people.away")
        assert [chosen.called_off for chosen in setting.history] == [False, True]
        assert setting.coming is None


def test_who_may_not_choose_is_refused_and_what_holds_is_no_choice(fernhill):
    with fernhill.inside():
        for who in ("employee", "manager", "auditor", "hr_partner"):
            with pytest.raises(Refused):
                rules.choose_visibility("people.away", "team", by=getattr(fernhill, who), at=MONDAY)
        with pytest.raises(AsItIs):
            choose(fernhill, "line")
        first = choose(fernhill, "team", seen=0)
        with pytest.raises(AsItIs):
            choose(fernhill, "team", at=MONDAY + DAY)
        with pytest.raises(StaleMove):
            choose(fernhill, "line", at=MONDAY + DAY, seen=0)
        assert VisibilityChange.objects.get() == first


def test_hr_chooses_on_the_page_and_everybody_reads_it(fernhill, client_of):
    address = fernhill.path("visibility/")
    client = client_of(fernhill.hr_admin)
    sent = {"setting": "people.away", "newest": "0"}
    assert client.post(address, {**sent, "value": "world"}).status_code == 422
    assert client.post(address, {**sent, "setting": "people.salary", "value": "team"}).status_code == 404
    assert client.post(address, {**sent, "value": "team"}).status_code == 302
    assert client.post(address, {**sent, "value": "everybody"}).status_code == 409
    page = client_of(fernhill.employee).get(address).content.decode()
    assert "chosen by Hannah Admin" in page
    assert '<form class="ph-stack' not in page


@pytest.mark.parametrize("changes", [1, 3])
def test_the_page_asks_as_often_for_three_choices_as_for_one(fernhill, client_of, django_assert_num_queries, changes):
    with fernhill.inside():
        for n in range(changes):
            choose(fernhill, ["team", "line", "everybody"][n], at=MONDAY + n * DAY)
    client = client_of(fernhill.employee)
    client.get(fernhill.path("visibility/"))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(fernhill.path("visibility/"))


PAGE_QUERIES = 12


def test_a_teammate_sees_on_the_persons_page_what_was_promised(fernhill, client_of):
    with fernhill.inside():
        choose(fernhill, "team", at=MONDAY)
        rules.add_absence(fernhill.employee, by=fernhill.employee, at=NEXT_TUESDAY, start_date=NEXT_TUESDAY.date(),
                          end_date=NEXT_TUESDAY.date() + DAY)  # fmt: skip
    with clock.stopped(NEXT_TUESDAY):
        pages = {
            who: client_of(getattr(fernhill, who)).get(fernhill.path(f"people/{fernhill.employee.pk}/"))
            for who in ("peer", "stranger", "manager")
        }
    assert {who: "10 to 11 March" in page.content.decode() for who, page in pages.items()} == {
        "peer": True,
        "stranger": False,
        "manager": True,
    }


def test_in_random_histories_no_absence_is_seen_more_widely_than_promised_at_its_beginning(fernhill):
    """The rows themselves, against a record of who was promised what at the moment of each entry."""
    chance = random.Random(20260302)
    width = {"line": 0, "team": 1, "everybody": 2}
    with fernhill.inside():
        promised: dict[Absence, int] = {}
        now, coming = "line", None
        for day in range(40):
            at = MONDAY + day * DAY
            if coming and coming.effective_at <= at:
                now, coming = coming.value, None
            if chance.random() < 0.3:
                value = chance.choice(list(width))
                try:
                    change = choose(fernhill, value, at=at)
                    now, coming = (now, change) if change.effective_at > at else (value, None)
                except AsItIs:
                    pass
            start = at.date() + 200 * DAY
            row = make.AbsenceFactory(employee=fernhill.employee, start_date=start, end_date=start, entered_at=at)
            promised[row] = width[now]
            promised = {row: min(wide, width[now]) for row, wide in promised.items()}
            assert seen(fernhill, "peer", at) == {row for row, wide in promised.items() if wide >= 1}
            assert seen(fernhill, "stranger", at) == {row for row, wide in promised.items() if wide >= 2}
