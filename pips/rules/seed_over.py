"""Improvement plans of a demo organization that are over, in every way there is: recovered after half a year of looks,
not met with a decision and an appeal that was heard, undone by an appeal, called off because the work had gone; and a
decision whose appeal is being looked at.

Walked through the rules at the days on which it would have been, whichever way the rest is planted.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from notices.rules import untold
from people.access import SYSTEM
from people.models import Employee, Organization, RoleGrant

from ..models import Appeal, Case, Decision, Jurisdiction, Look
from ..states import Appealed, PlanState
from . import outcomes, sustaining, voice
from . import plans as writing
from .seed_plans import pairs
from .seed_running import A_DAY, COACHED, Story, Telling

HALF_A_YEAR = 26  # weeks an organization has to be old
LOOKED = (
    ("It is part of the morning now.", "It holds, and two others do it the same way."),
    ("A busy month, and it held.", "Also when three of us were away."),
    ("I hardly think of it any more.", "It holds. I have stopped counting."),
    ("Thank you for the two mornings. They made it.", "Half a year. It is over, and nobody speaks of it any more."),
)
STORIES = (
    Story(
        "recovered",
        252,
        "Spare parts booked on the day they are used",
        "What was taken stands in the system by the evening.",
        ("58 %", "66 %", "79 %", "90 %", "95 %", "96 %"),
        "95 %",
        ("A scanner at the second shelf", "Two mornings beside Amal, in paid time"),
        2,
        "recover",
    ),
    Story(
        "not met",
        140,
        "Estimates within a tenth of what it took",
        "A job takes no more than a tenth longer than was said.",
        ("4 of 10", "5 of 10", "4 of 10", "5 of 10"),
        "8 of 10",
        ("The hours of the last forty jobs as a table", "Two estimates a week made together with planning"),
        2,
        "decide",
    ),
    Story(
        "undone",
        118,
        "Phones answered before the fifth ring",
        "A caller hears a voice before the fifth ring, or a word when somebody will call back.",
        ("61 %",),
        "85 %",
        ("A second person at the desk between eleven and one",),
        0,
        "uphold",
    ),
    Story(
        "work gone",
        96,
        "Moulds cleaned at the end of the week",
        "On Friday evening each mould is clean and oiled.",
        ("5 of 10",),
        "9 of 10",
        ("Half an hour on Fridays kept free of jobs",),
        0,
        "call_off",
    ),
    Story(
        "appealed",
        70,
        "Reports that need no second reading",
        "A report goes to the customer as it was written.",
        ("3 of 10", "4 of 10", "4 of 10", "5 of 10"),
        "8 of 10",
        ("Each report read together once a week", "The style sheet with two worked examples"),
        2,
        "decide",
    ),
)


@transaction.atomic
@untold("course.", "plan.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Five plans, where the organization is old enough for them; nobody is told now of what is past."""
    titles = [story.title for story in STORIES]
    if weeks < HALF_A_YEAR or not Jurisdiction.objects.exists() or Case.objects.filter(title__in=titles).exists():
        return
    found = _pairs()
    for story in STORIES:
        first = (at - (story.days_ago + COACHED + 30) * A_DAY).date()
        pair = next((two for two in found if max(one.start_date for one in two) <= first), None)
        if pair is not None:
            Ended(story, *pair, at).tell()


def _pairs() -> Iterator[tuple[Employee, Employee]]:
    """As `pairs`, without those who look after others by a role."""
    roles = set(RoleGrant.objects.filter(end_at__isnull=True).values_list("employee", flat=True))
    return (two for two in pairs(reviewed=True) if two[0].pk not in roles)


class Ended(Telling):
    """One story that is over."""

    def tell(self) -> None:
        day_one = self.now - self.story.days_ago * A_DAY
        self._write(day_one)
        self._offer(day_one)
        if self.story.goes in ("uphold", "call_off"):
            getattr(self, f"_{self.story.goes}")(day_one)
            return
        self._support()
        self._meet(until=self.now)
        getattr(self, f"_{self.story.goes}")()

    def _recover(self) -> None:
        """Reached, looked at four times in half a year, and over."""
        if (at := self._to_its_end()) is None:
            return
        sustaining.succeed(self.plan, "Every week since the third. Thank you for all of it.", by=self.manager, at=at)
        looks = Look.objects.filter(plan=self.plan).order_by("number")
        for look, (own, words) in zip(list(looks), LOOKED, strict=True):
            look.plan = self.plan
            when = self._ten(self._at_ten(look.due_date - 5 * A_DAY))
            if when > self.now:
                return
            sustaining.say_at_look(look, own, by=self.employee, at=when)
            sustaining.look_holds(look, words, by=self.manager, at=when)
            self._refresh()

    def _decide(self) -> None:
        """As in the others; then it is appealed, which is heard, or waits for whoever hears it."""
        super()._decide()
        decision = Decision.objects.filter(plan=self.plan).first()
        if decision is None:
            return
        if self.story.name == "appealed":
            words = (
                "Three of the ten reports were of a week in which I had no access to the figures. Please look again."
            )
            at = min(self.now - A_DAY, decision.decided_at + 3 * A_DAY)
            voice.appeal(self.plan, Appealed.DECISION, words, by=self.employee, at=at)
            return
        words = "I would rather stay with the jobs outside than with the bench. Was that thought of?"
        at = decision.decided_at + 3 * A_DAY
        made = voice.appeal(self.plan, Appealed.DECISION, words, by=self.employee, at=at)
        heard = (
            "The decision stands: it was tried with all of the support, and both saw it the same way. But you choose "
            "which of the two teams you go to, and your manager has agreed to that."
        )
        self._hear(made, False, heard, at=at + 7 * A_DAY)
        over = self._at_ten(decision.appeal_until_date + 3 * A_DAY)
        if over < self.now:
            outcomes.close_over(by=SYSTEM, at=over)

    def _uphold(self, day_one: dt.datetime) -> None:
        """The plan was wrong, somebody independent says so, and it is gone."""
        at = self._ten(day_one + A_DAY)
        words = "The count is of the eight weeks in which I was alone at the desk. Nobody reaches that alone."
        made = voice.appeal(self.plan, Appealed.PLAN, words, by=self.employee, at=at)
        heard = (
            "You are right. In those weeks one person did the work of two, and the count says nothing about you. The "
            "plan ends today; the second person comes all the same."
        )
        self._hear(made, True, heard, at=self._ten(at + 5 * A_DAY))

    def _call_off(self, day_one: dt.datetime) -> None:
        """HR calls it off, because there is nothing left that it is about."""
        reason = "The line is given up, and with it what this plan was about. Nothing of it stays."
        self._meet(until=day_one + 14 * A_DAY)
        writing.cancel(self.plan, reason=reason, by=self.hr, at=self._ten(day_one + 15 * A_DAY))

    def _hear(self, made: Appeal, upheld: bool, words: str, *, at: dt.datetime) -> None:
        self._refresh()
        made.plan = self.plan
        voice.decide_appeal(made, upheld, words, by=made.reviewer, at=at)
        self._refresh()


def objects_of(employee: Employee) -> dict[str, int]:
    """An appeal that somebody has filed, where there is one."""
    rows = Appeal.objects.filter(plan__employee=employee, plan__state=PlanState.APPEAL_WINDOW).order_by("-pk")
    found = rows.values_list("pk", flat=True).first()
    return {"appeal": found} if found is not None else {}
