"""Some requests for feedback in a demo organization: answered, declined, waiting, and one of a guest."""

import datetime as dt

from django.db import transaction

from notices.rules import untold
from people.access import SYSTEM
from people.models import Employee, Organization

from ..access.giving import allowed
from ..models import AskedOf, FeedbackRequest
from ..queries.requests import PATTERNS
from ..states import FeedbackAudience, FeedbackKind
from .answering import answer_request
from .request_templates import write_template
from .requests import Guest, Made, answer_as_guest, ask_for_feedback, decline_request

ASKERS = 12
A_DAY = dt.timedelta(days=1)
ANSWERS = (
    ("You explain the bench so that one can do it alone afterwards. The notes helped most.", "Send the notes before."),
    ("When the van broke down you rang each customer yourself; two of them told me.", "Let me take some of the calls."),
    ("The handover list was complete and in one place.", "A word on what is urgent would save me an hour."),
    ("In the audit you stayed calm and answered with figures.", "Bring the figures of the other site, too."),
)
GUEST = (
    "Your colleague came when promised, found the fault in an hour and told us what to look out for.",
    "We would have liked to know a day earlier who comes.",
)
NO = "I was away for most of that; Grace saw more of it."


@transaction.atomic
@untold("feedback.asked", "feedback.guest_silent")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """A few, by the rules whatever path the seed takes; nobody is told of what happened before."""
    if FeedbackRequest.objects.exists():
        return
    write_template(
        by=SYSTEM, at=at - 20 * A_DAY, name="After a visit", question="What did the customer say, and what did you see?"
    )
    led = Employee.objects.active().filter(reached_by__depth=1).order_by("number").distinct()
    for place, asker in enumerate(led[:ASKERS]):
        _ask(asker, place, at=at)


def _ask(asker: Employee, place: int, *, at: dt.datetime) -> None:
    manager = Employee.objects.get(reaches__employee=asker, reaches__depth=1)
    peers = Employee.objects.active().filter(reached_by__manager=manager, reached_by__depth=1).exclude(pk=asker.pk)
    asked = list(peers.order_by("number")[:3])
    by = manager if place % 4 == 3 else asker
    begun = at - (9 - place % 4) * A_DAY
    guests = [Guest("Sam Customer", "Doncaster Pumps")] if place % 4 == 1 else []
    if not asked and not guests:
        return
    question = str(PATTERNS[place % len(PATTERNS)][1])
    made = ask_for_feedback(asker, question, (at + 3 * A_DAY).date(), of=asked, guests=guests, by=by, at=begun)
    _answers(made, place, at=begun + A_DAY)


def _answers(made: Made, place: int, *, at: dt.datetime) -> None:
    rows = AskedOf.objects.filter(request=made.request, employee__isnull=False)
    for turn, asked in enumerate(rows.select_related("request__by", "request__about", "employee").order_by("pk")):
        who = asked.employee
        assert who is not None
        if turn == 0:
            text, next_step = ANSWERS[place % len(ANSWERS)]
            said = {"kind": FeedbackKind.SUGGESTION, "audience": _audience(at), "text": f"{text}\n\n{next_step}"}
            answer_request(asked, by=who, at=at, **said)
        elif turn == 1 and place % 3 == 0:
            decline_request(asked, NO, by=who, at=at)
    for _guest, token in made.links:
        answer_as_guest(token, at=at, went_well=GUEST[0], could_change=GUEST[1])


def _audience(at: dt.datetime) -> str:
    """The widest that is usual where the organization allows it."""
    may = allowed(at).audiences(FeedbackKind.SUGGESTION)
    return FeedbackAudience.MANAGER if FeedbackAudience.MANAGER in may else FeedbackAudience.RECEIVER


def objects_of(employee: Employee) -> dict[str, int]:
    """What the employee asked, and what they are asked, by key."""
    own = FeedbackRequest.objects.filter(about=employee).order_by("-pk").values_list("pk", flat=True).first()
    asked = AskedOf.objects.waiting().filter(employee=employee).order_by("pk").values_list("pk", flat=True).first()
    return {key: pk for key, pk in (("feedback_request", own), ("feedback_asked", asked)) if pk is not None}
