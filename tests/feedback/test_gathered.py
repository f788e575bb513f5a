"""What notices of this floor ask about is read for all of them at once, in the bell and before a batch is sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices.models import Notice
from notices.queries import bell_of, with_subjects
from perfhub.kernel import slots
from tests.factories.feedback import CheckInFactory, PassedUpFactory, ShareFactory
from tests.factories.notices import NoticeFactory
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
FAR = datetime(2027, 3, 5, 16, tzinfo=UTC)
GATHERED = sorted(name for name, kind in slots.providers("notice.kind").items() if kind.gather and kind.in_bell)


def subjects_of(kind: str, world, count: int):
    """As many things that a notice of this kind to the manager is about."""
    weeks = [MONDAY - timedelta(weeks=n) for n in range(count)]
    if kind == "check_in.monday" or kind == "check_in.digest":
        return [(world.manager, week.isoformat()) for week in weeks]
    if kind.startswith("check_in.pause"):
        return [(world.employee, str(n)) for n in range(count)]
    state = {"check_in.reopened": "reopened"}.get(kind, "answered")
    rows = [
        CheckInFactory(
            employee=world.employee,
            answered=True,
            state=state,
            period_start=week,
            period_end=week + timedelta(days=6),
        )
        for week in weeks
    ]
    if kind == "check_in.passed_up":
        rows = [PassedUpFactory(check_in=row, passed_by=world.manager, passed_to=world.skip) for row in rows]
    if kind == "check_in.shared":
        rows = [ShareFactory(check_in=row, shared_with=world.manager) for row in rows]
    return [(row, "") for row in rows]


@pytest.mark.parametrize("kind", [name for name in GATHERED if name.startswith("check_in.")])
def test_the_bell_asks_as_often_for_three_as_for_one(fernhill, brackwater, kind):
    asked = {}
    for world, count in [(fernhill, 1), (brackwater, 3)]:
        reader = world.skip if kind == "check_in.passed_up" else world.manager
        with world.inside():
            for about, occurrence in subjects_of(kind, world, count):
                NoticeFactory(
                    recipient=reader,
                    kind=kind,
                    subject_type=about._meta.label_lower,
                    subject_id=about.pk,
                    occurrence=occurrence,
                )
            with CaptureQueriesContext(
                connection,
            ) as captured:
                entries = bell_of(Notice.objects.newest_first(), viewer=reader)
            asked[count] = len(captured)
            if kind in ("check_in.commented", "check_in.reopened", "check_in.passed_up", "check_in.paused"):
                assert len(entries) == count
    assert asked[3] == asked[1]


def test_whoever_was_never_invited_is_not_reminded(fernhill):
    """After an import the weeks open for everybody; the first letter is the invitation all the same."""
    with fernhill.inside():
        new = EmployeeFactory(first_name="Nora", email="nora@fernhill.test", user=None)
        joined = fernhill.employee
        for person in (new, joined):
            NoticeFactory(
                recipient=person,
                kind="check_in.due",
                subject_type="feedback.checkin",
                subject_id=CheckInFactory(employee=person, due_at=FAR, step_at=FAR).pk,
            )
        notices = with_subjects(Notice.objects.select_related("recipient").order_by("pk"))
        kind = slots.provider("notice.kind", "check_in.due")
        assert [(n.recipient_id, kind.still_wanted(n)) for n in notices] == [(new.pk, False), (joined.pk, True)]
