"""What notices of this floor ask about is read for all of them at once, in the bell and before a batch is sent."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices.models import Notice
from notices.queries import bell_of
from perfhub.kernel import slots
from tests.factories.feedback import CheckInFactory, PassedUpFactory
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
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
