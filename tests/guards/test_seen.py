"""Whoever is shown something confidential of somebody else leaves a line which that person sees (D5).

A canary stands in each confidential text about two people; everybody asks for every address, pages and API, reading and
writing. Where a canary comes back, the audit must have a line about its person, by whoever asked, of a kind that the
page “who has seen my records” shows.
"""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models

from feedback import access as feedback_access
from feedback.models import Asked, CheckIn, EarlierAnswer, Feedback, PassedUp, Priority, Received, Reopening
from people import queries, rules
from people.models import AuditEntry, Employee
from people.rules.threads import open_thread, say
from perfhub.kernel import clock
from perfhub.kernel.calendars import week_start
from perfhub.kernel.inventory import CONFIDENTIAL
from tests.factories import feedback as make_feedback
from tests.factories import people as make
from tests.undone import taken_back

from .access import GET, Row
from .access_table import ROWS

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
CANARY = re.compile(r"seen-([a-z]+)-of-(\d+)-end")

#: Every confidential text and the word of its canary, or why it is about nobody who is to be told.
PLANTED = {
    "feedback.CheckIn.progress": "progress",
    "feedback.CheckIn.blockers": "blockers",
    "feedback.Priority.text": "priority",
    "feedback.EarlierAnswer.progress": "earlier",
    "feedback.EarlierAnswer.blockers": "earlierblockers",
    "feedback.EarlierAnswer.priorities": "earlierplans",
    "feedback.EarlierAnswer.questions": "earlierquestions",
    "feedback.PassedUp.text": "passedup",
    "feedback.Reopening.reason": "reason",
    "feedback.Asked.text": "asked",
    "people.Message.text": "message",
    "feedback.Feedback.text": "given",
    "feedback.Feedback.situation": "situation",
    "feedback.Feedback.behaviour": "behaviour",
    "feedback.Feedback.impact": "impact",
    "feedback.Feedback.next_step": "nextstep",
    "feedback.Feedback.how": "how",
    "feedback.Received.dispute": "dispute",
    "feedback.Received.own_view": "ownview",
}
NOT_ABOUT_ONE = {
    "feedback.Feedback.about_goal_title": "the title of a goal, which every reader of the feedback sees anyway",
    "feedback.PraiseReaction.kind": "one of three words, under praise that everybody sees",
    "feedback.PraiseHiding.reason": "said by HR to whoever wrote what hung on the wall",
    "feedback.HandedOver.text": "handed over to whom it is about, who alone reads it; HR, for leavers, leaves a line",
    "feedback.CommentHiding.reason": "said by HR to whoever wrote the comment",
    "feedback.Feedback.hidden_reason": "said by HR to whoever wrote what hung on the wall",
    "feedback.OneToOne": "of the two who meet, who alone read it; support leaves a line",
    "feedback.Meeting": "what both of the two write, who alone read it",
    "feedback.TalkingPoint": "what both of the two write, who alone read it",
    "feedback.Reaction.kind": "one of four words, under a check-in whose reading leaves the line",
    "goals.GoalReaction.kind": "one of three words, under a comment on a goal whose reading leaves the line",
    "goals.AlignmentRequest": "said to the owner of another goal, about a goal: only the two sides read it",
    "goals.Giving.title": "what whoever gives writes; it becomes the title of goals, as they are shown",
    **dict.fromkeys(
        (
            *("goals.Objective", "goals.GoalEvent", "goals.KeyResult", "goals.Milestone"),
            *("goals.GoalUpdate", "goals.GoalValue", "goals.GoalReply", "goals.Metric", "goals.Measurement"),
        ),
        "everybody sees it unless its owner chose otherwise: then tests/goals/test_what_others_see.py walks",
    ),
    "feedback.Commitment": "said between its two sides, who alone read it: tests/feedback/test_commitments.py walks",
    "feedback.CommitmentEvent": "the reason one side gives the other, who alone read it",
    "skills.GrowthAction": "the manager now, who reads it, leaves a line: tests/skills/test_growing.py",
    "skills.GrowthEvent": "on the page of its growth action, whose reading leaves the line",
    "feedback.AskedOf": "read by whom it is about; a manager's reading leaves a line: tests/feedback/test_requests.py",
    "feedback.FeedbackRequest": "asked of several by whoever asks, and seen by whom it is about",
    "feedback.FeedbackImportRow": "what HR uploaded, for its uploader alone, before it is anybody's record",
    **dict.fromkeys(
        (
            *("pips.Plan", "pips.PlanVersion", "pips.Issue", "pips.Milestone", "pips.Support"),
            *("pips.PlanReview", "pips.LegalCheck", "pips.GateException"),
            *("pips.PlanWord", "pips.PlanRequest", "pips.Appeal"),
        ),
        "read with the plan, whose reading leaves the line: tests/pips/test_plan_silence.py walks",
    ),
    "pips.LegalHold": "why, for those who place and end holds; its employee is shown that it stands",
    "pips.PlanLead.reason": "said to everybody whose plan they will see",
    "pips.Diagnosis.why": "read with the case; tests/pips/test_diagnosis_silence.py holds each reading to a line",
    "pips.DiagnosisSide": "encrypted, and shown when both are through: tests/pips/test_diagnosis_silence.py walks",
    "pips.ChosenRemedy": "shown with the result alone: tests/pips/test_diagnosis_silence.py walks",
    **dict.fromkeys(
        (
            *("pips.SupportEvent", "pips.PlanMeeting", "pips.Verdict", "pips.MoreTime"),
            *("pips.Handover", "pips.Look", "pips.Decision"),
        ),
        "on pages of a plan under way, whose reading leaves a line: tests/pips/test_running_pages.py walks",
    ),
    "people.File.name": "of whoever uploaded it; opening it leaves a line of its own",
    "goals.MeasurementFile.name": "of whoever uploaded it, who alone reads it",
    "goals.GoalImportRow": "what its uploader wrote, for the uploader alone; a quiet goal read beside it leaves a line",
    **dict.fromkeys(
        (
            *("pips.Case", "pips.CaseEvent", "pips.CaseReader", "pips.Concern", "pips.ConcernWord", "pips.Evidence"),
            *("pips.HelpRequest", "pips.HelpWord"),
        ),
        "read by its sides and whom they name, each reading leaves a line: tests/pips/test_ladder_pages.py walks",
    ),
    "pips.Amendment": "about a team and nobody in it; its whole team reads it, and no name with it",
    "people.RosterRow": "what HR uploaded, before it is anybody's record",
    "people.RosterBefore": "what a roster changed, for whoever may take it back",
}


def confidential_texts() -> set[str]:
    found = set()
    for model in apps.get_models():
        for handling, names in getattr(model, "inventory", {}).items():
            for name in names.split() if handling.kind == CONFIDENTIAL.kind else ():
                if isinstance(model._meta.get_field(name), models.CharField | models.TextField):
                    found.add(f"{model._meta.label}.{name}")
    return found


def test_every_confidential_text_is_planted_or_about_nobody():
    excused = {name for name in confidential_texts() if {name, name.rpartition(".")[0]} & NOT_ABOUT_ONE.keys()}
    assert confidential_texts() - excused == PLANTED.keys(), "plant a canary in it below, or say whose it is not"


def canary(name: str, person: Employee) -> str:
    return f"seen-{PLANTED[name]}-of-{person.pk}-end"


def plant(world, person: Employee) -> tuple[CheckIn, CheckIn]:
    """A check-in that waits for the manager, and one before it that was read and reopened: every text is full."""

    def says(name: str) -> str:
        return canary(f"feedback.{name}", person)

    monday = week_start(clock.now().date()) - 2 * WEEK
    texts = {"progress": says("CheckIn.progress"), "blockers": says("CheckIn.blockers") + "?"}
    opened = {"opened_at": clock.now() - timedelta(hours=1)}
    before, now = (
        make_feedback.CheckInFactory(employee=person, period_start=monday + n * WEEK, answered=True, **texts, **opened)
        for n in range(2)
    )
    for check_in in (before, now):
        check_in.thread = open_thread(at=make.AT)
        check_in.raised_at, check_in.raised_by = make.AT, person
        check_in.save(update_fields=["thread", "raised_at", "raised_by"])
        say(check_in.thread, canary("people.Message.text", person), by=person, at=make.AT)
        Priority.objects.create(check_in=check_in, text=says("Priority.text"), position=1)
        Asked.objects.create(
            check_in=check_in, wording=make_feedback.WordingFactory(), position=1, text=says("Asked.text")
        )
        EarlierAnswer.objects.create(
            check_in=check_in, edition=1, said_at=make.AT, superseded_at=make.AT,
            **{name: says(f"EarlierAnswer.{name}") for name in ("progress", "blockers", "priorities", "questions")},
        )  # fmt: skip
        PassedUp.objects.create(
            check_in=check_in, text=says("PassedUp.text"), passed_by=world.manager, passed_to=world.skip, at=make.AT
        )
    CheckIn.objects.filter(pk=before.pk).update(state="reopened")
    Reopening.objects.create(check_in=before, by=person, reason=says("Reopening.reason"), edition=1, at=make.AT)
    make.DottedLineFactory(employee=person, manager=world.stranger, name="Pump project", start_date=date(2026, 1, 5))
    for check_in in (before, now):
        make_feedback.ShareFactory(check_in=check_in, shared_with=world.stranger)
    plant_feedback(person)
    return before, now


def plant_feedback(person: Employee) -> None:
    """What was said to somebody, for the manager, too, with what that person said to it."""
    names = ("text", "situation", "behaviour", "impact", "next_step", "how")
    made = make_feedback.FeedbackFactory(
        to=person, targeted=True, audience="manager", given_at=clock.now() - timedelta(hours=1),
        **{name: canary(f"feedback.Feedback.{name}", person) for name in names},
    )  # fmt: skip
    Received.objects.filter(feedback=made).update(
        dispute=canary("feedback.Received.dispute", person),
        own_view=canary("feedback.Received.own_view", person),
        disputed_at=clock.now(),
        own_view_at=clock.now(),
    )


SOME = ("manager", "peer", "skip", "stranger", "hr_admin")  # the first reads most
READERS = ("manager", "skip", "peer", "stranger", "hr_admin", "owner", "hr_partner", "auditor", "ex_manager")


@pytest.fixture
def planted(cast):
    """Texts about the employee and the skip-level manager's other report; open to HR, shared, and stood in for."""
    world = cast.world
    with world.inside():
        now = clock.now()
        rules.choose_visibility(feedback_access.CONTENTS, "hr", by=world.hr_admin, at=now - timedelta(days=30))
        make.StandInFactory(manager=world.manager, stand_in=world.peer)
        cast.people["second"] = make.hired("Second Subject", world.manager, world.employee.team, world.organization)
        return {person.pk: plant(world, person) for person in (world.employee, cast.people["second"])}


def addresses(cast, row: Row, planted) -> list[tuple]:
    """The arguments of a row: what it makes itself; and, where that is a check-in, those with canaries."""
    if row.of is None:
        return [()]
    with cast.world.inside():
        one = row.of(cast.world, cast.world.employee)
    if one == ():  # it stands beside an address without a key
        return [()]
    first, *rest = one if isinstance(one, tuple) else (one,)
    rest = [getattr(argument, "pk", argument) for argument in rest]
    made = [(getattr(first, "pk", first), *rest)]
    if isinstance(first, CheckIn):
        made += [(week.pk, *rest) for weeks in planted.values() for week in weeks]
    elif isinstance(first, Feedback):
        with cast.world.inside():
            said = Feedback.objects.filter(receivers__employee__in=planted).exclude(pk=first.pk)
            made += [(pk, *rest) for pk in said.values_list("pk", flat=True)]
    elif isinstance(first, Employee) and row.method == GET and not rest:
        made += [(pk, *rest) for pk in planted]
    return made


def in_turn(number: int, row: Row, persona: str) -> bool:
    """On floors where no such text is written, whoever reads most, and one of the others at each address."""
    own = not row.name.startswith(("goals", "pips"))
    return own or persona == SOME[0] or persona == SOME[1:][number % len(SOME[1:])]


def always(_number: int, _row: Row, _persona: str) -> bool:
    return True


def shown_without_a_line(cast, planted, rows, personas=READERS, asked=always) -> tuple[list[str], set[tuple[str, str]]]:
    """Complaints, and who was shown which kind of text at all."""
    complaints, shown = [], set()
    for persona in personas:
        cast.client(persona)  # signed in before, so that the sign-in stays
    for number, row in enumerate(rows):
        asking = [persona for persona in personas if asked(number, row, persona)]
        with taken_back():
            found_at = addresses(cast, row, planted) if asking else []
            for persona in asking:
                for args in found_at:
                    with taken_back():
                        found = texts_shown(cast, row, persona, args)
                        shown |= {(persona, word) for word, _person in found}
                        complaints += [
                            f"{row} {args} shows {persona} texts of {person}: no line"
                            for person in {int(pk) for _word, pk in found} - {cast.people[persona].pk}
                            if not has_a_line(cast, persona, person)
                        ]
    return complaints, shown


def texts_shown(cast, row: Row, persona: str, args: tuple) -> set[tuple[str, str]]:
    answer = cast.send(row, persona, args)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return set(CANARY.findall(body.decode(errors="replace")))


def has_a_line(cast, persona: str, person: int) -> bool:
    with cast.world.inside():
        lines = AuditEntry.objects.filter(by=cast.people[persona], employee=person)
        return lines.filter(act__in=queries.read_acts()).exists()


INSIDE = [row for row in ROWS if row.inside_organization]
ANSWERING = [row for row in INSIDE if row.is_api or row.method == GET]  # a page that was posted to sends elsewhere
FLOORS_WITH_TEXTS = [
    row for row in ANSWERING if not row.name.startswith("people") or row.name in ("people:home", "people:person")
]
WRITTEN = {"progress", "blockers", "priority", "asked"}
GIVEN = {"given", "situation", "behaviour", "impact", "nextstep", "how", "dispute", "ownview"}
TALK = {"message", "passedup", "reason", "earlier", "earlierblockers", "earlierplans", "earlierquestions"}
#: What each is shown somewhere, so that the walk proves something; `peer` stands in, of what is open.
SHOWN = {
    "manager": WRITTEN | TALK | GIVEN,
    "peer": WRITTEN | TALK - {"reason"},
    "skip": {"passedup"},
    "stranger": WRITTEN,  # by a dotted line
    "hr_admin": WRITTEN,
    "owner": WRITTEN,
    "hr_partner": WRITTEN,
    "auditor": set(),
    "ex_manager": set(),
}


def every_one_leaves_a_line(cast, planted, rows, personas, asked=always):
    complaints, shown = shown_without_a_line(cast, planted, rows, personas, asked)
    assert complaints == [], "\n".join(complaints)
    words = {persona: {word for who, word in shown if who == persona} for persona in personas}
    assert words == {persona: SHOWN[persona] for persona in personas}


@pytest.mark.long(40)
@pytest.mark.parametrize("persona", SOME)
def test_whoever_is_shown_a_confidential_text_leaves_a_line(cast, planted, persona):
    every_one_leaves_a_line(cast, planted, FLOORS_WITH_TEXTS, [persona], in_turn)


@pytest.mark.prove
def test_everybody_at_every_address_leaves_a_line(cast, planted):
    every_one_leaves_a_line(cast, planted, INSIDE, READERS)


READING = [row for row in INSIDE if row.method == GET and row.name.startswith(("feedback", "people:home"))]


def test_a_door_that_forgets_the_line_is_found(cast, planted, monkeypatch):
    monkeypatch.setattr("feedback.rules.note_seen", lambda *args, **kwargs: None)
    complaints, _shown = shown_without_a_line(cast, planted, READING, ["manager"])
    doors = {complaint.split()[0] for complaint in complaints}
    assert {"feedback:of_employee", "feedback_api:check_ins", "feedback_api:inbox"} <= doors


def test_every_one_is_told_whose_text_was_shown_and_once(cast, planted):
    """Many in one list: a line for each, and none again while nothing new was written."""
    world = cast.world
    manager = cast.client("manager")
    for _again in range(2):
        for address in ("inbox/", "check-in/kept/", ""):
            assert manager.get(world.path(address)).status_code == 200
    with world.inside():
        lines = AuditEntry.objects.filter(by=world.manager, act="check_in.seen")
        weeks = sorted(week.pk for weeks in planted.values() for week in weeks)
        assert sorted(lines.values_list("object_id", flat=True)) == weeks
        assert set(lines.values_list("employee", flat=True)) == planted.keys()
    assert "Max Manager" in cast.client("employee").get(world.path("seen/")).content.decode()
    audit = cast.client("hr_admin").get(world.path("audit/"), {"act": "check_in.seen"}).content.decode()
    assert audit.count("Emma Employee") >= 2 and "Second Subject" in audit
