"""What stands beside a goal, over the API: requests, givings, the library, people and words; the rules of the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import Alignment, Following, Giving, GoalOwner, GoalTemplate, Objective
from goals.tasks import work_on_giving
from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.goals.writing import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def cycle(fernhill):
    with fernhill.inside():
        return make_goals.GoalCycleFactory()


def goal_of(world, person, cycle, **options) -> Objective:
    with world.inside():
        return make_goals.ObjectiveFactory(owner=person, active=True, cycle=cycle, **options)


def count(asked, path) -> int:
    with CaptureQueriesContext(connection) as found:
        assert asked.ask(path).status_code == 200
    return len(found)


def acts_written(world) -> set[str]:
    with world.inside():
        return set(AuditEntry.objects.values_list("act", flat=True))


# --- requests --------------------------------------------------------------------------------------


@pytest.fixture
def asking(fernhill, cycle, program) -> int:
    """The employee asks the stranger whether a private goal may serve the stranger's."""
    above = goal_of(fernhill, fernhill.stranger, cycle, title="Books in order")
    child = goal_of(fernhill, fernhill.employee, cycle, title="Quiet", visibility="private")
    said = {"parent": above.pk, "words": "We feed your figures."}
    made = program(fernhill.employee).post(f"goals/{child.pk}/align/", said)
    assert made.json()["asked"] is True
    with fernhill.inside():
        return child.asks.get().pk


def test_a_request_is_answered_by_the_owner_above_and_names_no_goal_that_is_not_seen(fernhill, program, asking):
    mine, theirs = program(fernhill.employee), program(fernhill.stranger)
    (shown,) = theirs.ask("goal-requests/?state=proposed").json()["results"]
    assert (shown["child"], shown["child_title"], shown["parent_title"]) == (
        *(None, "a goal you do not see"),
        "Books in order",
    )
    assert (shown["words"], shown["acts"]) == ("We feed your figures.", ["accept", "decline"])
    (own,) = mine.ask("goal-requests/").json()["results"]
    assert (own["child_title"], own["acts"]) == ("Quiet", ["withdraw"])
    assert mine.post(f"goal-requests/{asking}/accept/").status_code == 403
    assert program(fernhill.peer).post(f"goal-requests/{asking}/accept/").status_code == 404
    assert program(fernhill.peer).ask("goal-requests/").json()["results"] == []
    taken = theirs.post(f"goal-requests/{asking}/accept/", Idempotency_Key="accept-once-1")
    again = theirs.post(f"goal-requests/{asking}/accept/", Idempotency_Key="accept-once-1")
    assert (taken.status_code, taken.json()["state"], taken.json()["acts"]) == (200, "accepted", [])
    assert again.json() == taken.json()
    assert theirs.post(f"goal-requests/{asking}/decline/", {"reason": "No."}).status_code == 409
    with fernhill.inside():
        assert Alignment.objects.in_force().get().parent.title == "Books in order"
        assert list(Notice.objects.filter(kind="goal.align_answered").values_list("recipient", flat=True)) == [
            fernhill.employee.pk
        ]


def test_no_takes_a_reason_and_whoever_asked_may_ask_no_more(fernhill, program, asking):
    mine, theirs = program(fernhill.employee), program(fernhill.stranger)
    path = f"goal-requests/{asking}/"
    assert theirs.post(f"{path}decline/", {"reason": " "}).status_code == 400
    assert theirs.post(f"{path}withdraw/").status_code == 403
    no = theirs.post(f"{path}decline/", {"reason": "Ours ends in March."})
    assert (no.json()["state"], mine.ask(path).json()["reason"]) == ("declined", "Ours ends in March.")
    assert mine.post(f"{path}withdraw/").status_code == 409


def test_reading_a_request_about_a_quiet_goal_leaves_a_line(fernhill, program, asking):
    """The manager above sees the private goal, and is asked now as an owner of the goal above."""
    with fernhill.inside():
        parent = Objective.objects.get(title="Books in order")
        make_goals.GoalOwnerFactory(objective=parent, employee=fernhill.manager)
    (shown,) = program(fernhill.manager).ask("goal-requests/").json()["results"]
    assert shown["child_title"] == "Quiet"
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="goal.seen").values_list("by", "employee")
        assert (fernhill.manager.pk, fernhill.employee.pk) in lines


# --- given to many ---------------------------------------------------------------------------------


def worked(world, pk: int) -> None:
    work_on_giving.apply(kwargs={"giving": pk}, headers={"organization": world.organization.pk}, throw=True)


def test_a_goal_is_given_to_many_with_a_report_and_taken_back(fernhill, program, cycle):
    above = goal_of(fernhill, fernhill.manager, cycle, title="Trust")
    asked = program(fernhill.manager)
    said = {"reports": True, "numbers": ["none-such"], "starts": True}
    made = asked.post(f"goals/{above.pk}/give/", said)
    assert made.status_code == 201, made.content
    giving = made.json()
    assert (giving["state"], giving["goal"], giving["title"], giving["job"]) == ("prepared", above.pk, "Trust", None)
    path = f"goal-givings/{giving['id']}/"
    rows = asked.ask(f"{path}people/").json()["results"]
    assert {(row["employee"], row["verdict"]) for row in rows} == {
        (fernhill.employee.pk, "gets"),
        (fernhill.peer.pk, "gets"),
        (None, "unknown"),
    }
    begun = asked.post(f"{path}apply/", Idempotency_Key="give-it-once")
    assert asked.post(f"{path}apply/", Idempotency_Key="give-it-once").json() == begun.json()
    assert begun.json()["state"] == "applying" and begun.json()["job"] is not None
    assert asked.post(f"{path}apply/").status_code == 409
    worked(fernhill, giving["id"])
    assert asked.ask(path).json()["state"] == "applied"
    (given, _other) = asked.ask(f"{path}people/?outcome=given").json()["results"]
    assert given["outcome"] == "given" and "objective" not in given
    assert [row["number"] for row in asked.ask(f"{path}people/?verdict=unknown").json()["results"]] == ["none-such"]
    assert asked.post(f"{path}take-back/").json()["state"] == "undoing"
    worked(fernhill, giving["id"])
    assert asked.ask(path).json()["state"] == "undone"
    with fernhill.inside():
        assert list(Objective.objects.values_list("title", flat=True)) == ["Trust"]
    assert {"goal.giving_started", "goal.given", "goal.taken_back"} <= acts_written(fernhill)


def test_a_giving_is_whose_who_gives_and_stays_in_their_line(fernhill, program, cycle):
    above = goal_of(fernhill, fernhill.manager, cycle, title="Trust")
    manager = program(fernhill.manager)
    path = f"goals/{above.pk}/give/"
    assert program(fernhill.peer).post(path, {"numbers": [fernhill.stranger.number]}).status_code == 403
    assert manager.post(path, {}).status_code == 409  # to nobody
    assert manager.post(path, {"team": fernhill.stranger.team_id}).status_code == 404
    assert manager.post(path, {"team": 2**60}).status_code == 404
    made = manager.post(path, {"team": fernhill.employee.team_id, "title": "My part"})
    assert (made.status_code, made.json()["title"]) == (201, "My part")
    own = f"goal-givings/{made.json()['id']}/"
    for other in (fernhill.hr_admin, fernhill.skip, fernhill.employee):
        assert program(other).ask(own).status_code == 404
        assert program(other).ask("goal-givings/").json()["results"] == []
    assert manager.post(f"{own}discard/").json()["state"] == "discarded"
    assert manager.post(f"{own}call-off/").status_code == 409
    with fernhill.inside():
        assert Giving.objects.get().state == "discarded"


def test_a_giver_who_sees_the_goal_no_more_is_not_told_which_it_was(fernhill, program, cycle):
    above = goal_of(fernhill, fernhill.peer, cycle, title="Trust")
    asked = program(fernhill.hr_admin)
    made = asked.post(f"goals/{above.pk}/give/", {"numbers": [fernhill.employee.number]}).json()
    with fernhill.inside():
        Objective.objects.filter(pk=above.pk).update(visibility="private")
    assert asked.ask(f"goal-givings/{made['id']}/").json()["goal"] is None


# --- the library -----------------------------------------------------------------------------------

DAYS = {"title": "Days until the answer", "start": 5, "target": 2, "unit": "days"}
STEPS = {"title": "Template in use", "measure": "milestones", "milestones": ["Draft agreed", "In use"]}


def test_hr_keeps_the_library_and_everybody_starts_from_it(fernhill, program, cycle):
    hr, mine = program(fernhill.hr_admin), program(fernhill.employee)
    said = {"title": "Answer quickly", "why": "Trust.", "group": "Support", "key_results": [DAYS, STEPS]}
    assert mine.post("goal-templates/", said).status_code == 403
    made = hr.post("goal-templates/", said)
    assert made.status_code == 201, made.content
    assert hr.post("goal-templates/", said).status_code == 409  # of this title there is one
    path = f"goal-templates/{made.json()['id']}/"
    (shown,) = mine.ask("goal-templates/?group=Support").json()["results"]
    assert [row["title"] for row in shown["key_results"]] == ["Days until the answer", "Template in use"]
    assert (shown["key_results"][0]["start"], shown["key_results"][1]["milestones"]) == (5, ["Draft agreed", "In use"])

    tag = hr.ask(path)["ETag"]
    assert hr.patch(path, {"group": "Service"}).status_code == 428
    changed = hr.patch(path, {"group": "Service"}, If_Match=tag)
    assert (changed.status_code, changed.json()["group"], len(changed.json()["key_results"])) == (200, "Service", 2)
    assert hr.patch(path, {"group": "Other"}, If_Match=tag).status_code == 412

    begun = mine.post(f"{path}use/", {"cycle": cycle.pk})
    assert (begun.status_code, begun.json()["title"], begun.json()["state"]) == (201, "Answer quickly", "draft")
    rows = mine.ask(f"goals/{begun.json()['id']}/key-results/").json()
    assert (rows[0]["title"], rows[0]["start"], rows[0]["target"]) == ("Days until the answer", 5, 2)
    assert [step["title"] for step in rows[1]["milestones"]] == ["Draft agreed", "In use"]
    for refused, said_, status in [
        (mine, {"cycle": cycle.pk, "owner": fernhill.peer.pk}, 403),
        (mine, {"cycle": 2**60}, 404),
        (mine, {"cycle": cycle.pk, "end_date": "2027-01-01"}, 409),
        (program(fernhill.manager), {"cycle": cycle.pk, "owner": fernhill.employee.pk, "title": "Mine"}, 201),
    ]:
        assert refused.post(f"{path}use/", said_).status_code == status, said_

    assert hr.post(f"{path}retire/").json()["retired_at"] is not None
    assert mine.ask(path).status_code == 404 and mine.post(f"{path}use/", {"cycle": cycle.pk}).status_code == 404
    assert mine.ask("goal-templates/").json()["results"] == []
    assert [row["title"] for row in hr.ask("goal-templates/?retired=true").json()["results"]] == ["Answer quickly"]
    assert hr.post(f"{path}bring-back/").json()["retired_at"] is None
    with fernhill.inside():
        assert GoalTemplate.objects.get().version == 2
    assert {"goal_template.written", "goal_template.changed", "goal_template.retired"} <= acts_written(fernhill)


# --- people and words ------------------------------------------------------------------------------


def test_who_contributes_is_said_by_the_owner_and_keeps_its_dates(fernhill, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle, visibility="private")
    mine, helper = program(fernhill.employee), program(fernhill.stranger)
    path = f"goals/{goal.pk}/contributors/"
    assert helper.ask(path).status_code == 404
    added = mine.post(path, {"employee": fernhill.stranger.pk})
    assert (added.status_code, added.json()["end_date"]) == (201, None)
    assert mine.post(path, {"employee": fernhill.stranger.pk}).status_code == 409
    assert helper.post(path, {"employee": fernhill.peer.pk}).status_code == 403
    assert [row["employee"] for row in helper.ask(path).json()["results"]] == [fernhill.stranger.pk]
    ended = mine.post(f"{path}{added.json()['id']}/end/")
    assert ended.json()["end_date"] == str(AT.date())
    assert helper.ask(path).status_code == 404
    with fernhill.inside():
        owner = GoalOwner.objects.get(part="owner").pk
    assert mine.post(f"{path}{owner}/end/").status_code == 404  # an owner's share is no contribution


def test_who_owns_it_too_is_said_by_an_owner_and_the_last_one_stays(fernhill, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle, visibility="private")
    mine, other = program(fernhill.employee), program(fernhill.stranger)
    path = f"goals/{goal.pk}/owners/"
    (first,) = mine.ask(path).json()["results"]
    assert mine.post(f"{path}{first['id']}/end/").status_code == 409
    added = mine.post(path, {"employee": fernhill.stranger.pk})
    assert (added.status_code, added.json()["end_date"]) == (201, None)
    assert mine.post(path, {"employee": fernhill.stranger.pk}).status_code == 409
    assert sorted(other.ask(f"goals/{goal.pk}/").json()["owners"]) == sorted(
        [fernhill.employee.pk, fernhill.stranger.pk]
    )
    assert mine.post(f"goals/{goal.pk}/contributors/{added.json()['id']}/end/").status_code == 404
    assert other.post(f"{path}{added.json()['id']}/end/").status_code == 204
    assert other.ask(path).status_code == 404


def test_who_leads_a_key_result_takes_part_and_reports_its_values(fernhill, brackwater, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle)
    with fernhill.inside():
        row, other = (make_goals.KeyResultFactory(objective=goal, position=place) for place in (1, 2))
    mine, theirs = program(fernhill.employee), program(fernhill.stranger)
    path = f"goals/{goal.pk}/key-results/{row.pk}/lead/"
    assert mine.post(path, {"employee": brackwater.stranger.pk}).status_code == 400
    assert mine.post(path, {"employee": fernhill.stranger.pk}).status_code == 409  # takes no part
    assert program(brackwater.employee).post(path, {"employee": None}).status_code == 404
    mine.post(f"goals/{goal.pk}/contributors/", {"employee": fernhill.stranger.pk})
    assert theirs.post(path, {"employee": fernhill.stranger.pk}).status_code == 403
    assert mine.post(path, {"employee": fernhill.stranger.pk}).status_code == 204
    shown = mine.ask(f"goals/{goal.pk}/key-results/").json()
    assert [one["led_by"] for one in shown] == [fernhill.stranger.pk, None]
    said = {"values": [{"key_result": one.pk, "value": 50} for one in (row, other)]}
    made = theirs.post(f"goals/{goal.pk}/updates/", said)
    assert (made.status_code, [one["key_result"] for one in made.json()["values"]]) == (201, [row.pk])
    assert theirs.post(f"goals/{goal.pk}/updates/", {"status": "on_track"}).status_code == 409


def test_following_is_ones_own_and_ends_with_sight(fernhill, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle)
    quiet = goal_of(fernhill, fernhill.employee, cycle, visibility="private")
    asked = program(fernhill.stranger)
    assert [asked.post(f"goals/{goal.pk}/follow/").status_code for _twice in range(2)] == [204, 204]
    assert asked.post(f"goals/{quiet.pk}/follow/").status_code == 404
    shown = asked.ask(f"goals/{goal.pk}/").json()
    assert (shown["follows"], shown["followers"]) == (True, 1)
    others = program(fernhill.peer).ask(f"goals/{goal.pk}/").json()
    assert (others["follows"], others["followers"]) == (False, 1)
    assert asked.post(f"goals/{goal.pk}/unfollow/").status_code == 204
    with fernhill.inside():
        assert not Following.objects.exists()


def test_words_under_a_goal_and_what_is_said_to_them_with_one_press(fernhill, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle)
    mine, manager, peer = (program(one) for one in (fernhill.employee, fernhill.manager, fernhill.peer))
    path = f"goals/{goal.pk}/comments/"
    assert mine.ask(path).json()["results"] == []
    said = manager.post(path, {"text": "Well begun."})
    assert (said.status_code, said.json()["by"]) == (201, fernhill.manager.pk)
    assert peer.post(path, {"text": "Me too."}).status_code == 403
    assert manager.post(path, {"text": " "}).status_code == 400
    react = f"{path}{said.json()['id']}/thank_you/"
    pressed = peer.post(react).json()
    assert {one["kind"]: one["by"] for one in pressed["reactions"]} == {
        **{"thank_you": [fernhill.peer.pk], "well_done": []},
        "will_help": [],
    }
    assert peer.post(f"{path}{said.json()['id']}/hated_it/").status_code == 404
    assert peer.post(f"{path}{2**60}/thank_you/").status_code == 404
    (shown,) = peer.ask(path).json()["results"]
    assert (shown["text"], shown["reactions"][0]["by"]) == ("Well begun.", [fernhill.peer.pk])
    assert peer.post(react).json()["reactions"][0]["by"] == []
    with fernhill.inside():
        assert Notice.objects.get(kind="goal.commented").recipient == fernhill.employee


def test_which_metric_feeds_a_key_result_is_said_to_whom_sees_the_metric(fernhill, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle)
    asked, path = program(fernhill.employee), f"goals/{goal.pk}/key-results/"
    with fernhill.inside():
        row = make_goals.KeyResultFactory(objective=goal)
        metric = make_goals.FeedFactory(key_result=row, metric__led_by=fernhill.manager).metric
    assert asked.ask(path).json()[0]["metric"] == metric.pk
    with fernhill.inside():
        type(metric).objects.filter(pk=metric.pk).update(visibility="private")
    assert asked.ask(path).json()[0]["metric"] is None


def test_a_token_that_reads_goals_does_none_of_it(fernhill, program, cycle):
    goal = goal_of(fernhill, fernhill.employee, cycle)
    asked = program(fernhill.employee, scopes=["goals:read"])
    for path in (f"goals/{goal.pk}/follow/", f"goals/{goal.pk}/comments/", f"goals/{goal.pk}/give/"):
        answer = asked.post(path, {"text": "Words"})
        assert (answer.status_code, answer.json()["scope"]) == (403, "goals:write"), path


LISTS = ["goal-requests/", "goal-givings/", "goal-givings/{giving}/people/", "goal-templates/"]
OF_GOAL = ["goals/{goal}/contributors/", "goals/{goal}/comments/"]


@pytest.mark.parametrize("path", [*LISTS, *OF_GOAL])
def test_more_rows_ask_no_more(fernhill, program, cycle, path):
    goal = goal_of(fernhill, fernhill.employee, cycle)
    asked, asker = program(fernhill.employee), fernhill.employee

    def more(number) -> None:
        for _n in range(number):
            above = make_goals.ObjectiveFactory(owner=fernhill.stranger, active=True, cycle=cycle)
            child = make_goals.ObjectiveFactory(owner=asker, active=True, cycle=cycle)
            make_goals.AlignmentRequestFactory(child=child, parent=above, asked_by=asker)
            make_goals.GivingFactory(objective=goal, given_by=asker)
            make_goals.GivingPersonFactory(giving=giving)
            make_goals.TemplateKeyResultFactory()
            make_goals.GoalOwnerFactory(objective=goal, part="contributor")
            make_goals.GoalReactionFactory(message__thread=thread, by=asker)

    with fernhill.inside():
        giving = make_goals.GivingFactory(objective=goal, given_by=asker)
        thread = make_goals.GoalReactionFactory().message.thread
        Objective.objects.filter(pk=goal.pk).update(thread=thread)
        more(1)
    address = path.format(goal=goal.pk, giving=giving.pk)
    asked.ask(address)
    before = count(asked, address)
    with fernhill.inside():
        more(3)
    assert count(asked, address) == before
    assert len(asked.ask(address).json()["results"]) >= 4
