"""Addresses of goals: an owner's own, the line above, whom it is shown to, and cycles for who leads HR."""

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from goals.models import GoalCycle, KeyResult, Metric
from tests.factories import goals as make_goals
from tests.factories import people as make

from ..access import GET, PATCH, POST, row
from .making import the_person

IN_JANUARY = datetime(2026, 1, 12, 10, tzinfo=UTC)
BEING_GIVEN = {"state": "applying"}
JUST_GIVEN = {"state": "applied", "applied_at": IN_JANUARY}
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
    type(giving).objects.filter(pk=giving.pk).update(**JUST_GIVEN)
    return giving


def contributed(world, subject):
    """The peer contributes to a private goal of the subject."""
    found = under_way(world, subject)
    return found, make_goals.GoalOwnerFactory(objective=found, employee=world.peer, part="contributor")


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


def metric(**options):
    """A metric that the subject leads; private unless something else is said."""

    def made(world, subject):
        return make_goals.MetricFactory(led_by=subject, **{"visibility": "private", **options})

    return made


led, led_for_all = metric(), metric(visibility="everyone")


def of_a_person(world, subject):
    """A number of the subject's own, of a metric that somebody else leads and nobody else sees."""
    found = make_goals.MetricFactory(led_by=world.stranger, visibility="private", measured_for="employee")
    make_goals.MeasurementFactory(metric=found, employee=subject)
    return found


def measured_above(world, subject):
    """Out of its band, in a cycle that is open."""
    make_goals.GoalCycleFactory()
    found = make_goals.MetricFactory(led_by=subject, visibility="private", high=2)
    make_goals.MeasurementFactory(metric=found)
    return found


def counted(world, subject):
    found = under_way(world, subject)
    make_goals.KeyResultFactory(objective=found)
    return found


def counted_beside_a_metric(world, subject):
    make_goals.MetricFactory(led_by=subject)
    return counted(world, subject)


def from_a_metric(world, subject, pk):
    return {
        "key_result": KeyResult.objects.get(objective=pk).pk,
        "metric": Metric.objects.filter(led_by=subject).latest("pk").pk,
    }


def fed(world, subject):
    found = counted(world, subject)
    return found, make_goals.FeedFactory(key_result=KeyResult.objects.get(objective=found))


def to_their_number(world, subject, pk):
    return {"to": subject.number}


def its_band(world, subject, pk):
    return {"name": "Rework", "high": "5", "visibility": "private"}


def own_metric_body(world, subject):
    """Led by somebody below everybody who may have something measured."""
    return {**NEW_METRIC, "led_by": world.employee.number}


NEW_METRIC = {"name": "Rework", "measured_for": "team", "read_as": "share", "visibility": "everyone"}
A_NUMBER = {"start": "2026-01-05", "end": "2026-01-11", "numerator": "4"}
A_SHEET = b"start,end,numerator\n2026-01-05,2026-01-11,4\n"


def a_goal(world, subject):
    words = {"title": "Answer in two days", "key_results": [{"title": "Days", "start": 5, "target": 2}]}
    return {"cycle": make_goals.GoalCycleFactory().pk, **words}


def a_metric_there(world, subject):
    """Stands beside an address that has no key of it."""
    make_goals.MetricFactory(led_by=world.employee)
    return ()


def a_row(world, subject):
    metric = Metric.objects.filter(led_by=world.employee).latest("pk")
    days = {"period_start": "2026-01-05", "period_end": "2026-01-11"}
    return {"rows": [{"metric": metric.pk, "numerator": 4, "source": "crm", **days}]}


def a_sheet(world, subject, pk):
    return {"file": SimpleUploadedFile("numbers.csv", A_SHEET, content_type="text/csv")}


# Who leads it, and the manager of who does; further above it is seen; HR sends numbers of what HR sees.
LED = {"employee": 200, "hr_subject": 200, "manager": 200, "skip": 403, "others": 404}
LED_SENT = {"employee": 302, "hr_subject": 302, "manager": 302, "skip": 403, "others": 404}
LED_PRESSED = {"employee": 303, "hr_subject": 303, "manager": 303, "skip": 403, "others": 404}
DONE_BY_LEADER = {"employee": 204, "hr_subject": 204, "manager": 204, "skip": 403, "others": 404}
LEADS_IT = {"stranger": 200, "hr_admin": 200}  # and who is above that leader; no number is shown to them
DECIDED_THERE = {"manager": 200, "skip": 403, "employee": 403, "hr_subject": 403, "others": 404}
MADE_BY_OWNER = {"employee": 201, "hr_subject": 201, "above": 403, "others": 404}
FIRST_EDITION = {"If-Match": '"1"'}
MAY_MEASURE = {"manager": 200, "skip": 200, "hr": 200, "others": 403}

GOALS_ROWS = [
    row("goals:mine", GET, others=200),
    row("goals:team", GET, others=200),  # empty for whoever has no reports
    row("goals:tree", GET, others=200),  # as far as each sees it
    row("goals:due", GET, others=200),
    row("goals:due", POST, others=422),  # nothing is due, so nothing is said
    row("goals:write", GET, others=200),
    row("goals:write", POST, of=a_cycle, body=NEW_GOAL, at=IN_JANUARY, others=302),
    row("goals:write_for", GET, of=a_person_with_a_cycle, at=IN_JANUARY, **OWNER, manager=200, others=404),
    row(
        *("goals:write_for", POST),
        of=a_person_with_a_cycle,
        body=NEW_GOAL,
        at=IN_JANUARY,
        employee=302,
        hr_subject=302,
        manager=302,
        others=404,
    ),
    row("goals:of_employee", GET, of=the_person, others=200),  # everybody: what is shown is decided goal by goal
    row("goals:goal", GET, of=draft, **OWNER, others=404),
    row("goals:goal", GET, query="proposed", of=proposed, **SEEN),
    row("goals:goal", GET, query="private", of=under_way, **SEEN),
    row("goals:goal", GET, query="shown", of=shown, others=200),
    row("goals:change", GET, of=under_way, at=IN_JANUARY, **SHOWN_TO_OWN),
    row("goals:change", POST, of=under_way, body=NEW_GOAL, at=IN_JANUARY, **OWN),
    row("goals:update", GET, of=under_way, **SHOWN_TO_OWN),
    row("goals:update", POST, of=under_way, body={"status": "on_track"}, **PRESSED),
    row("goals:correct", GET, of=reported, **SHOWN_TO_OWN),
    row("goals:correct", POST, of=reported, body={"status": "at_risk"}, **OWN),
    row("goals:reply", POST, of=reported, body={"text": "Good."}, **DECIDED),
    row(
        *("goals:comment", POST),
        of=under_way,
        body={"comment": "Well done."},
        employee=303,
        hr_subject=303,
        manager=303,
        skip=403,
        others=404,
    ),
    row("goals:align", GET, of=under_way, **OWNER, manager=200, skip=403, others=404),
    row(
        *("goals:align", POST),
        of=under_way,
        body={"parent": "0"},
        employee=302,
        hr_subject=302,
        manager=302,
        skip=403,
        others=404,
    ),
    row("goals:people", GET, of=under_way, **OWNER, manager=200, skip=403, others=404),
    row(
        *("goals:people", POST),
        of=under_way,
        body=with_the_peer,
        employee=302,
        hr_subject=302,
        manager=302,
        skip=403,
        others=404,
    ),
    row(
        *("goals:end_contribution", POST),
        of=contributed,
        employee=303,
        hr_subject=303,
        manager=303,
        skip=403,
        peer=403,
        others=404,
    ),
    row("goals:follow", POST, of=shown, others=303),
    row("goals:follow", POST, query="private", of=under_way, employee=303, hr_subject=303, above=303, others=404),
    row("goals:unfollow", POST, of=shown, others=303),
    row("goals:react", POST, of=commented, employee=303, hr_subject=303, above=303, others=404),
    row("goals:serve", GET, of=shown, others=200),
    row("goals:serve", GET, query="private", of=under_way, **SEEN),
    # Whoever leads people, or leads HR, gives; the peer and the subject lead nobody.
    row("goals:give", GET, of=shown, hr=200, above=200, others=403),
    row(
        *("goals:give", POST),
        of=shown,
        body=to_the_peer,
        hr=302,
        above=302,
        others=403,
    ),
    row("goals:giving", GET, of=given_by_hr, hr_admin=200, hr_subject=200, others=404),
    row("goals:apply_giving", POST, of=given_by_hr, hr_admin=302, hr_subject=302, others=404),
    row("goals:discard_giving", POST, of=given_by_hr, hr_admin=302, hr_subject=302, others=404),
    row("goals:call_off_giving", POST, of=being_given_by_hr, hr_admin=302, hr_subject=302, others=404),
    row(
        *("goals:take_back_giving", POST),
        of=just_given_by_hr,
        at=IN_JANUARY,
        hr_admin=302,
        hr_subject=302,
        others=404,
    ),
    row("goals:requests", GET, others=200),  # of the own goals only
    row("goals:accept_request", POST, of=asked_about_it, employee=303, hr_subject=303, peer=403, others=404),
    row("goals:decline_request", GET, of=asked_about_it, employee=200, hr_subject=200, peer=403, others=404),
    row(
        *("goals:decline_request", POST),
        of=asked_about_it,
        body={"reason": "It is about something else."},
        employee=302,
        hr_subject=302,
        peer=403,
        others=404,
    ),
    row("goals:withdraw_request", POST, of=asked_by_it, employee=303, hr_subject=303, stranger=403, others=404),
    row("goals:propose", POST, of=to_be_agreed, employee=303, others=404, hr_subject=403),  # nobody is above the latter
    row("goals:withdraw", POST, of=proposed, **PRESSED),
    row("goals:approve", POST, of=proposed, **DECIDED),
    row("goals:send_back", GET, of=proposed, manager=200, skip=403, employee=403, hr_subject=403, others=404),
    row(
        *("goals:send_back", POST),
        of=proposed,
        body={"reason": "A number, please."},
        manager=302,
        skip=403,
        employee=403,
        hr_subject=403,
        others=404,
    ),
    row("goals:start", POST, of=draft, **ONLY_OWN),
    row("goals:drop", GET, of=under_way, **SHOWN_TO_OWN),
    row("goals:drop", POST, of=under_way, body={"reason": "Other plans."}, **OWN),
    row("goals:accept_drop", POST, of=dropped, **DECIDED),
    row(
        "goals:hand_over",
        POST,
        of=under_way,
        body=to_the_subject,
        employee=303,
        hr_subject=303,
        manager=303,
        skip=403,
        others=404,
    ),
    row("goals:close", GET, of=under_way, **SHOWN_TO_OWN),
    row("goals:close", POST, of=under_way, body={"outcome": "done", "learning": "Ask first."}, **OWN),
    row("goals:acknowledge", POST, of=ended, **DECIDED),
    row("goals:carry_over", POST, of=unfinished_beside_a_new_cycle, body=into_another, **OWN),
    row("goals:cycles", GET, **HR),
    row("goals:cycles", POST, body=NEW_CYCLE, **HR_SENT),
    row("goals:cycle", GET, of=an_open_cycle, **HR),
    row("goals:cycle", POST, of=an_open_cycle, body=NEW_CYCLE, **HR_SENT),
    row("goals:cycle_table", GET, of=an_open_cycle, **HR),
    row("goals:cycle_table", GET, query="as=xlsx", of=an_open_cycle, **HR),
    row("goals:cycle_people", GET, of=an_open_cycle, **HR),
    row("goals:cycle_people", GET, query="as=xlsx", of=an_open_cycle, **HR),
    row("goals:open_cycle", POST, of=a_prepared_cycle, **HR_PRESSED),
    row("goals:begin_closing", POST, of=an_open_cycle, **HR_PRESSED),
    row("goals:go_on", POST, of=a_closing_cycle, **HR_PRESSED),
    row("goals:close_cycle", POST, of=a_closing_cycle, **HR_SENT),
    row("goals:feeds", GET, of=counted, **SHOWN_TO_OWN),
    row("goals:feeds", POST, of=counted_beside_a_metric, body=from_a_metric, **OWN),
    row("goals:stop_feeding", POST, of=fed, **PRESSED),
    row("goals:metrics", GET, others=200),  # as far as each sees them
    row("goals:write_metric", GET, **MAY_MEASURE),
    row("goals:write_metric", POST, body=own_metric_body, **{**MAY_MEASURE, "manager": 302, "skip": 302, "hr": 302}),
    row("goals:metric", GET, query="led", of=led, **OWNER, above=200, others=404),
    row("goals:metric", GET, query="shown", of=led_for_all, others=200),
    row("goals:metric", GET, query="person", of=of_a_person, **OWNER, above=200, **LEADS_IT, others=404),
    row("goals:change_metric", GET, of=led, **LED),
    row("goals:change_metric", POST, of=led, body=its_band, **LED_SENT),
    row("goals:measure", GET, of=led, **LED),
    row("goals:measure", GET, query="shown", of=led_for_all, employee=200, hr=200, manager=200, others=403),
    row("goals:measure", POST, of=led, body=A_NUMBER, at=IN_JANUARY, **LED_SENT),
    row("goals:import_measurements", GET, of=led, **LED),
    row("goals:import_measurements", POST, of=led, body=a_sheet, at=IN_JANUARY, **LED),
    row("goals:aim", POST, of=measured_above, at=IN_JANUARY, employee=302, hr_subject=302, above=302, others=404),
    row("goals:hand_metric_over", POST, of=led, body=to_their_number, **LED_PRESSED),
    row("goals:retire_metric", POST, of=led, **LED_PRESSED),
    # programs
    row("goals_api:cycles", GET, others=200),
    row("goals_api:cycle", GET, of=an_open_cycle, others=200),
    row("goals_api:goals", GET, others=200),
    row("goals_api:goals", POST, body=a_goal, at=IN_JANUARY, others=201),
    row("goals_api:goal", GET, of=draft, **OWNER, others=404),
    row("goals_api:goal", PATCH, of=under_way, body={"why": "Trust."}, headers=FIRST_EDITION, **SHOWN_TO_OWN),
    row("goals_api:key_results", GET, of=counted, **SEEN),
    row("goals_api:propose", POST, of=to_be_agreed, employee=200, others=404, hr_subject=403),
    row("goals_api:withdraw", POST, of=proposed, **SHOWN_TO_OWN),
    row("goals_api:approve", POST, of=proposed, **DECIDED_THERE),
    row("goals_api:send_back", POST, of=proposed, body={"reason": "A number."}, **{**DECIDED_THERE, "manager": 204}),
    row("goals_api:start", POST, of=draft, **OWNER, others=404),
    row("goals_api:drop", POST, of=under_way, body={"reason": "Other plans."}, **SHOWN_TO_OWN),
    row("goals_api:accept_drop", POST, of=dropped, **DECIDED_THERE),
    row("goals_api:close", POST, of=under_way, body={"done": True, "learning": "Ask first."}, **SHOWN_TO_OWN),
    row("goals_api:acknowledge", POST, of=ended, **DECIDED_THERE),
    row("goals_api:carry_over", POST, of=unfinished_beside_a_new_cycle, body=into_another, **MADE_BY_OWNER),
    row(
        *("goals_api:hand_over", POST),
        of=under_way,
        body=to_the_subject,
        employee=204,
        hr_subject=204,
        manager=204,
        skip=403,
        others=404,
    ),
    row(
        *("goals_api:align", POST),
        of=under_way,
        body={"parent": None},
        employee=204,
        hr_subject=204,
        manager=204,
        skip=403,
        others=404,
    ),
    row("goals_api:alignments", GET, of=under_way, **SEEN),
    row("goals_api:updates", GET, of=under_way, **SEEN),
    row("goals_api:updates", POST, of=under_way, body={"status": "on_track"}, **MADE_BY_OWNER),
    row("goals_api:correct", POST, of=reported, body={"status": "at_risk"}, **MADE_BY_OWNER),
    row("goals_api:acknowledge_update", POST, of=reported, body={"text": "Good."}, **{**DECIDED_THERE, "manager": 201}),
    row("goals_api:metrics", GET, others=200),
    row(
        *("goals_api:metrics", POST),
        body={"name": "Rework", "measured_for": "team"},
        **{**MAY_MEASURE, "manager": 201, "skip": 201, "hr": 201},
    ),
    row("goals_api:metric", GET, of=led, **OWNER, above=200, others=404),
    row("goals_api:metric", PATCH, of=led, body={"high": 5}, headers=FIRST_EDITION, **LED),
    row("goals_api:hand_metric_over", POST, of=led, body=to_the_subject, **DONE_BY_LEADER),
    row("goals_api:retire_metric", POST, of=led, **LED),
    row("goals_api:metric_measurements", GET, of=of_a_person, **OWNER, above=200, **LEADS_IT, others=404),
    # each row says whether it was taken
    row("goals_api:measurements", POST, of=a_metric_there, body=a_row, others=200),
]
