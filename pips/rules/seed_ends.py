"""Concerns and a coaching plan of a demo organization that ended otherwise than by being solved: nobody said anything
any more, somebody left, it was no matter for a plan, it was taken back at once; and one of long ago, that is spent.

Walked through the rules at the days on which it would have been.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from notices.rules import untold
from people.access import SYSTEM
from people.models import Employee, Organization, RoleGrant
from people.rules import leave

from ..models import Case, Concern
from ..queries.versions import Written, WrittenIssue, WrittenSupport
from . import concerns, solving
from .plans import lead_out, start_coaching
from .seed_ladder import A_DAY, Story, at_work
from .seed_ladder import pairs as pairs_of
from .solving import LAPSES_AFTER

A_YEAR = 366
HALF_A_YEAR = 26  # weeks an organization has to be old
SPENT = Story(
    A_YEAR + 60,
    "The key of the yard back on its hook",
    "On four evenings whoever locked up had to look for the key.",
    "It hangs on its hook when you leave.",
    "A second key is cut for the van.",
    "tools",
    21,
    "With a second key I need not take that one along at all.",
)
LAPSED = Story(
    96,
    "Drawings checked against the order",
    "Two parts were made after a drawing that had been replaced.",
    "The number on the drawing is the one of the order, before the first cut.",
    "From Monday on orders carry the number of the drawing in bold.",
    "expectation",
    21,
)
LEFT = Story(
    40,
    "The Monday figures before ten",
    "In the last weeks the figures came after the meeting they are for.",
    "They are there by ten, or I hear by nine that they are not.",
    "I ask the other site to send theirs on Friday.",
    "incentives",
    60,
)
BACK = Story(
    24,
    "Visits confirmed the day before",
    "A customer had nobody in the house on Tuesday.",
    "Each visit is confirmed by four on the day before.",
    "I ask the desk whether they can call for you.",
    "capacity",
    21,
)
TRAVEL = "Travel claims with their receipts"


@transaction.atomic
@untold("concern.", "plan.", "course.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """One of each, where the organization is old enough; nobody is told now of what happened then."""
    if weeks < HALF_A_YEAR or Case.objects.filter(title=SPENT.title).exists():
        return
    found = _pairs(at)
    for told in (_spent, _lapsed, _another_way, _taken_back, _left):
        if (pair := next(found, None)) is not None:
            told(*pair, at=at)


def _pairs(at: dt.datetime) -> Iterator[tuple[Employee, Employee]]:
    """Managers and one of those they lead who were here long before, without those who hold a role."""
    roles = set(RoleGrant.objects.filter(end_at__isnull=True).values_list("employee", flat=True))
    first = (at - (A_YEAR + 90) * A_DAY).date()
    for manager, employee in pairs_of():
        if employee.pk not in roles and max(manager.start_date, employee.start_date) <= first:
            yield manager, employee


def _share(story: Story, manager: Employee, employee: Employee, *, at: dt.datetime) -> Concern:
    day = at_work(employee, (at - story.days_ago * A_DAY).date())
    return concerns.share_concern(
        employee,
        title=story.title,
        saw=story.saw,
        need=story.need,
        help=story.help,
        look_date=day.date() + story.look_days * A_DAY,
        obstacle=story.obstacle,
        by=manager,
        at=day,
    )


def _spent(manager: Employee, employee: Employee, *, at: dt.datetime) -> None:
    """Solved more than a year ago: cited no more, and its employee’s alone."""
    concern = _share(SPENT, manager, employee, at=at)
    concerns.say(concern, SPENT.answer, by=employee, at=concern.shared_at + A_DAY)
    concerns.resolve(concern, by=employee, at=concern.shared_at + SPENT.look_days * A_DAY)
    day = concern.shared_at + (SPENT.look_days + A_YEAR) * A_DAY
    solving.spend(by=SYSTEM, at=day, today=day.date())


def _lapsed(manager: Employee, employee: Employee, *, at: dt.datetime) -> None:
    """Asked on its day whether it is solved, nobody said otherwise for thirty days: resolved."""
    concern = _share(LAPSED, manager, employee, at=at)
    asked = at_work(employee, concern.look_date)
    solving.ask(by=SYSTEM, at=asked, today=concern.look_date, limit=1)  # the oldest there is
    over = asked + LAPSES_AFTER + A_DAY
    while over < at and solving.lapse(by=SYSTEM, at=over):
        pass


def _another_way(manager: Employee, employee: Employee, *, at: dt.datetime) -> None:
    """What looked like a matter of help was another one, and is no rung of anything."""
    began = at_work(employee, (at - 52 * A_DAY).date())
    support = WrittenSupport(what="A page with what goes into a claim", owner=manager.pk, due_date=began.date())
    issue = WrittenIssue(title=TRAVEL, standard="Each claim has its receipts, within two weeks.")
    content = Written(aim="Claims are paid the first time.", length_days=30, issues=(issue,), support=(support,))
    plan = start_coaching(employee, TRAVEL, content, by=manager, at=began)
    lead_out(plan.case, by=manager, at=began + 6 * A_DAY)


def _taken_back(manager: Employee, employee: Employee, *, at: dt.datetime) -> None:
    """Sent, read once more, and taken back: it was to be said in person first."""
    concern = _share(BACK, manager, employee, at=at)
    concerns.take_back(concern.case, by=manager, at=concern.case.opened_at + dt.timedelta(minutes=4))


def _left(manager: Employee, employee: Employee, *, at: dt.datetime) -> None:
    """Somebody found work nearer to home, and what was open ended with it."""
    _share(LEFT, manager, employee, at=at)
    day = at - 4 * A_DAY
    leave(employee, by=SYSTEM, at=day, last_day=day.date())
    while solving.end_of_leavers(by=SYSTEM, at=day + A_DAY):
        pass
