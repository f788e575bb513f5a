"""Goals in every state, cycles and requests, about the person a row is asked for; and who gets which code."""

from datetime import UTC, datetime

from goals.models import GoalCycle
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.factories import people as make

IN_JANUARY = datetime(2026, 1, 12, 10, tzinfo=UTC)
BEING_GIVEN = {"state": "applying"}
FIRST = {"start_date": "2026-01-01", "end_date": "2026-03-31", "weight": "1"}
NEW_GOAL = {
    **FIRST,
    "title": "Answer in two days",
    "nature": "committed",
    "visibility": "everyone",
    "level": "individual",
    "kr1_title": "Days until the answer",
    "kr1_measure": "number",
    "kr1_start": "5",
    "kr1_target": "2",
}
NEW_CYCLE = {
    "name": "Spring quarter",
    "kind": "quarter",
    "drafting_start_date": "2026-03-10",
    "drafting_end_date": "2026-04-14",
    "start_date": "2026-04-01",
    "end_date": "2026-06-30",
    "cadence_days": "14",
    "roll_up": "flat",
    "aspirational_norm": "0.7",
}


def goal(**options):
    """A goal that the subject owns; private unless something else is said."""

    def made(world, subject):
        return make_goals.ObjectiveFactory(owner=subject, **{"visibility": "private", **options})

    return made


draft, proposed = goal(), goal(state="proposed")
under_way, shown = goal(active=True), goal(active=True, visibility="everyone")
ended, unfinished = goal(ended=True), goal(ended=True)
dropped = goal(ended=True, state="dropped")


def to_be_agreed(world, subject):
    cycle = make_goals.GoalCycleFactory(needs_approval=True)
    return make_goals.ObjectiveFactory(owner=subject, cycle=cycle)


def reported(world, subject):
    found = under_way(world, subject)
    return found, make_goals.GoalUpdateFactory(objective=found, by=subject)


def an_open_cycle(world, subject):
    return make_goals.GoalCycleFactory()


def a_prepared_cycle(world, subject):
    return make_goals.GoalCycleFactory(state="draft", opened_at=None)


def a_closing_cycle(world, subject):
    return make_goals.GoalCycleFactory(state="closing")


def unfinished_beside_a_new_cycle(world, subject):
    make_goals.GoalCycleFactory()
    return unfinished(world, subject)


def into_another(world, subject, pk):
    return {"cycle": GoalCycle.objects.open().newest_first()[0].pk}


def to_the_peer(world, subject, pk):
    return {"title": "My part of it", "how": "draft", "numbers": world.peer.number}


def with_the_peer(world, subject, pk):
    return {"person": world.peer.pk}


def to_the_subject(world, subject, pk):
    return {"to": subject.pk}


def a_cycle(world, subject):
    make_goals.GoalCycleFactory()
    return ()


def a_person_with_a_cycle(world, subject):
    make_goals.GoalCycleFactory()
    return subject


def asked_about_it(world, subject):
    """The peer asks whether a goal may serve the subject's."""
    above = shown(world, subject)
    asking = make_goals.ObjectiveFactory(owner=world.peer, cycle=above.cycle, active=True)
    return make_goals.AlignmentRequestFactory(child=asking, parent=above, asked_by=world.peer)


def given_by_hr(world, subject):
    """The HR admin gives the goal of the subject, to whom the peer is nobody's business."""
    giving = make_goals.GivingFactory(objective=shown(world, subject), given_by=world.hr_admin)
    make_goals.GivingPersonFactory(giving=giving, employee=world.peer)
    return giving


def being_given_by_hr(world, subject):
    giving = given_by_hr(world, subject)
    job = make.JobFactory(kind=f"goals.give.{giving.pk}", state="running", total=1, started_by=world.hr_admin)
    type(giving).objects.filter(pk=giving.pk).update(**BEING_GIVEN, job=job)
    return giving


def just_given_by_hr(world, subject):
    giving = given_by_hr(world, subject)
    type(giving).objects.filter(pk=giving.pk).update(state="applied", applied_at=clock.now())
    return giving


def contributed(world, subject):
    """The peer contributes to a private goal of the subject."""
    found = under_way(world, subject)
    return found, make_goals.GoalOwnerFactory(objective=found, employee=world.peer, part="contributor")


def owned_together(world, subject):
    """The peer owns a private goal together with the subject."""
    found = under_way(world, subject)
    return found, make_goals.GoalOwnerFactory(objective=found, employee=world.peer)


def measured(world, subject):
    """A private goal of the subject with a key result."""
    found = under_way(world, subject)
    return found, make_goals.KeyResultFactory(objective=found)


def commented(world, subject):
    found = under_way(world, subject)
    message = make.MessageFactory(author=subject)
    type(found).objects.filter(pk=found.pk).update(thread=message.thread)
    return found, message, "thank_you"


def asked_by_it(world, subject):
    """The subject asks whether a goal may serve the stranger's."""
    above = make_goals.ObjectiveFactory(owner=world.stranger, active=True)
    asking = make_goals.ObjectiveFactory(owner=subject, cycle=above.cycle, active=True)
    return make_goals.AlignmentRequestFactory(child=asking, parent=above, asked_by=subject)


# The subject owns it; whoever is above sees it from the moment it is proposed; the HR admin is nobody's manager here.
OWNER = {"employee": 200, "hr_subject": 200}
SEEN = {**OWNER, "above": 200, "others": 404}
OWN = {"employee": 302, "hr_subject": 302, "above": 403, "others": 404}
PRESSED = {"employee": 303, "hr_subject": 303, "above": 403, "others": 404}
ONLY_OWN = {"employee": 303, "hr_subject": 303, "others": 404}  # a draft is seen by nobody above
SHOWN_TO_OWN = {**OWNER, "above": 403, "others": 404}
DECIDED = {"manager": 303, "skip": 403, "employee": 403, "hr_subject": 403, "others": 404}
HR = {"hr": 200, "others": 404}
HR_SENT, HR_PRESSED = {"hr": 302, "others": 404}, {"hr": 303, "others": 404}


def counted(world, subject):
    found = under_way(world, subject)
    make_goals.KeyResultFactory(objective=found)
    return found


FIRST_EDITION = {"If-Match": '"1"'}
