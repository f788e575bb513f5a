"""An outbox row in the transaction of the rule, once for each occurrence, in the recipient's own working hours."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from notices import rules
from notices.models import Notice
from people.models import Employee
from tests.factories.people import AbsenceFactory, PublicHolidayFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 12, tzinfo=UTC)


def tell(world, kind="tests.letter", **words):
    words = {"subject": world.peer, "occurrence": "1", "at": MONDAY} | words
    return rules.tell(world.employee, kind, **words)


def test_an_occurrence_is_told_once(fernhill):
    with fernhill.inside():
        notice = tell(fernhill)
        assert (notice.recipient, notice.kind, notice.state) == (fernhill.employee, "tests.letter", "waiting")
        assert (notice.subject_type, notice.subject_id) == ("people.employee", fernhill.peer.pk)
        assert (notice.due_at, notice.created_at, notice.attempts) == (MONDAY, MONDAY, 0)
        assert tell(fernhill) is None
        assert tell(fernhill, occurrence="2").pk != notice.pk
        assert tell(fernhill, subject=fernhill.manager).pk != notice.pk
        assert Notice.objects.count() == 3


def test_what_is_past_is_told_to_nobody_as_long_as_one_walks_through_it(fernhill):
    @rules.untold("tests.let", "course.")
    def walk():
        assert tell(fernhill) is None
        assert rules.tell_many([fernhill.peer.pk], "tests.letter", subjects=[fernhill.peer], at=MONDAY) == 0
        assert tell(fernhill, kind="tests.legal") is not None

    with fernhill.inside():
        walk()
        assert list(Notice.objects.values_list("kind", flat=True)) == ["tests.legal"]
        with rules.untold("course."):
            assert tell(fernhill) is not None
        with pytest.raises(ZeroDivisionError), rules.untold("tests."):
            1 / 0  # noqa: B018
        assert tell(fernhill, occurrence="2") is not None


def test_the_same_occurrence_in_another_organization_is_another_one(fernhill, brackwater):
    for world in (fernhill, brackwater):
        with world.inside():
            assert tell(world) is not None
            assert Notice.objects.count() == 1


def test_many_are_told_in_a_fixed_number_of_statements_and_who_knows_already_is_passed_over(
    fernhill, django_assert_num_queries
):
    with fernhill.inside():
        tell(fernhill)
        people = [fernhill.employee, fernhill.peer, fernhill.manager]
        with django_assert_num_queries(6):
            new = rules.tell_many(
                [person.pk for person in people],
                "tests.letter",
                subjects=[fernhill.peer, (Employee, fernhill.employee.pk), fernhill.skip],
                occurrence="1",
                at=MONDAY,
                due_ats=[MONDAY, MONDAY, SATURDAY],
            )
        assert new == 2
        rows = Notice.objects.order_by("pk").values_list("recipient", "subject_id", "due_at")
        assert list(rows)[1:] == [
            (fernhill.peer.pk, fernhill.employee.pk, MONDAY),
            (fernhill.manager.pk, fernhill.skip.pk, datetime(2026, 3, 9, 8, tzinfo=UTC)),
        ]
        assert rules.tell_many([], "tests.letter", subjects=[], at=MONDAY) == 0


def test_a_notice_goes_with_the_rule_that_failed(fernhill):
    with fernhill.inside():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            tell(fernhill)
            raise ZeroDivisionError
        assert not Notice.objects.exists()


def test_a_kind_that_nobody_registered_cannot_be_told(fernhill):
    with fernhill.inside(), pytest.raises(LookupError):
        tell(fernhill, "tests.unheard_of")


def test_a_notice_waits_for_the_recipients_working_hours(fernhill):
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.employee.pk).update(time_zone="Asia/Tokyo", location="Tokyo")
        PublicHolidayFactory(date=date(2026, 3, 10), location="Tokyo")
        PublicHolidayFactory(date=date(2026, 3, 9), location="Leeds")
        AbsenceFactory(employee=fernhill.employee, start_date=date(2026, 3, 9), end_date=date(2026, 3, 9))
        assert tell(fernhill, due_at=SATURDAY).due_at == datetime(2026, 3, 10, 23, tzinfo=UTC)
        assert tell(fernhill, "tests.at_once", due_at=SATURDAY).due_at == SATURDAY


def test_a_daily_kind_waits_for_the_next_working_morning(fernhill):
    with fernhill.inside():
        early = tell(fernhill, "tests.daily", due_at=datetime(2026, 3, 6, 6, tzinfo=UTC))
        late = tell(fernhill, "tests.daily", occurrence="2", due_at=datetime(2026, 3, 6, 8, 1, tzinfo=UTC))
        assert (early.state, early.due_at) == ("held", datetime(2026, 3, 6, 8, tzinfo=UTC))
        assert (late.state, late.due_at) == ("held", datetime(2026, 3, 9, 8, tzinfo=UTC))


def test_a_moment_without_a_zone_is_refused(fernhill):
    with fernhill.inside(), pytest.raises(ValueError, match="naive"):
        tell(fernhill, due_at=datetime(2026, 3, 2, 9))
