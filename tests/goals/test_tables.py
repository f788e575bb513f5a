"""Many goals at once: who may, what is applied, what is left out, and what taking it back puts back."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goals import rules, tasks
from goals.models import GoalEvent, GoalImport, GoalOwner, KeyResult, Objective
from goals.rules import bulk
from goals.rules.bulk import TooLateToTakeBack
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Job
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import goals as make_goals
from tests.factories import people as make

from .tables import AT, applied, as_csv, flaws, goal_of, new_row, previewed, run, taken_back

pytestmark = pytest.mark.django_db
AN_HOUR = dt.timedelta(hours=1)


# --- who may ----------------------------------------------------------------------------------------


def test_who_leads_hr_changes_what_everybody_sees_and_knows_of_no_private_goal(fernhill, cycle):
    with fernhill.inside():
        quiet = goal_of(fernhill.employee, cycle, title="Quiet aim", visibility="private")
        open_ = goal_of(fernhill.employee, cycle, title="Seen by all")
    found = applied(fernhill, {"goal": quiet.pk, "title": "Mine now"}, {"goal": open_.pk, "title": "Corrected"})
    with fernhill.inside():
        assert flaws(found) == {2: [("goal", f"There is no goal {quiet.pk} that you see.")]}
        assert set(Objective.objects.values_list("title", flat=True)) == {"Quiet aim", "Corrected"}
        told = GoalEvent.objects.get(objective=open_, happening="changed")
        assert (told.by, told.reason) == (fernhill.hr_admin, "Changed with others, by a table.")
        assert AuditEntry.objects.filter(act="goal.changed", by=fernhill.hr_admin, employee=fernhill.employee).exists()
        with pytest.raises(Refused):  # on its page it is not theirs to change
            rules.change(Objective.objects.get(pk=open_.pk), by=fernhill.hr_admin, at=AT, title="Again")


def test_a_manager_writes_for_reports_and_for_nobody_else(fernhill, cycle):
    found = previewed(
        fernhill,
        new_row(fernhill),
        new_row(fernhill, owner=fernhill.stranger.number),
        {"goal": "", "title": "Team", "owner": fernhill.manager.number, "cycle": "Winter"},
        by=fernhill.manager,
    )
    with fernhill.inside():
        assert found.new == 2
        assert flaws(found) == {3: [("owner", f"You may not write goals for {fernhill.stranger.name}.")]}


def test_a_manager_changes_and_closes_no_goal_that_a_report_owns(fernhill, cycle):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle)
    found = previewed(
        fernhill,
        {"goal": goal.pk, "title": "Mine"},
        {"goal": goal.pk, "title": "", "state": "done"},
        by=fernhill.manager,
    )
    with fernhill.inside():
        assert found.changed == found.closing == 0
    alone = previewed(fernhill, {"goal": goal.pk, "state": "done"}, by=fernhill.manager)
    with fernhill.inside():
        assert flaws(alone) == {2: [("state", "You may not close this goal.")]}


def test_nobody_agrees_to_a_goal_of_their_own_by_a_table(fernhill):
    with fernhill.inside():
        make_goals.GoalCycleFactory(name="Winter", needs_approval=True)
        people_rules.report_to(
            fernhill.hr_admin, fernhill.manager, by=SYSTEM, at=make.AT, from_date=dt.date(2025, 9, 1)
        )
    own = new_row(fernhill, owner=fernhill.hr_admin.number, state="active")
    found = previewed(fernhill, own, new_row(fernhill, state="active"))
    with fernhill.inside():
        assert "agreed by their manager first" in flaws(found)[2][0][1]
        assert found.new == 1


def test_who_may_work_with_tables_no_more_when_it_is_applied_applies_nothing(fernhill, cycle):
    found = previewed(fernhill, new_row(fernhill), by=fernhill.manager)
    with fernhill.inside():
        with pytest.raises(Refused):
            bulk.start_applying(found, by=fernhill.stranger, at=AT)
        bulk.start_applying(found, by=fernhill.manager, at=AT)
        for report in (fernhill.employee, fernhill.peer):
            people_rules.report_to(report, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    with clock.stopped(AT):
        run(tasks.apply_import, fernhill.organization, pk=found.pk)
    with fernhill.inside():
        found.refresh_from_db()
        assert (found.state, found.left, Objective.objects.count()) == ("applied", 1, 0)
        assert found.rows.get().said == f"You may not write goals for {fernhill.employee.name}."


def test_another_organization_sees_and_changes_nothing(fernhill, brackwater, cycle, client_of):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle)
    mine = previewed(fernhill, {"goal": goal.pk, "title": "Mine"})
    theirs = previewed(brackwater, {"goal": goal.pk, "title": "Theirs"}, new_row(fernhill))
    with brackwater.inside():
        assert theirs.errors == 2
    assert client_of(brackwater.hr_admin).get(brackwater.path(f"goals/imports/{mine.pk}/")).status_code == 404


# --- applying ---------------------------------------------------------------------------------------


def test_rows_are_applied_with_history_audit_and_one_notice_for_each_owner(fernhill, cycle):
    with fernhill.inside():
        change = goal_of(fernhill.employee, cycle, title="Change me")
        ends = goal_of(fernhill.peer, cycle, title="Ends")
    found = applied(
        fernhill,
        new_row(
            fernhill,
            state="active",
            why="Speed is kind.",
            weight="2",
            **{"from": "2026-02-01"},
            kr1_title="Days until the answer",
            kr1_from="5",
            kr1_to="2",
            kr1_unit="days",
            kr2_title="In use",
            kr2_measure="milestones",
            kr2_steps="Draft | Tried | In use",
        ),
        {"goal": change.pk, "kr1_to": "120", "kr1_title": "Share right", "reason": "Agreed in January."},
        {"goal": ends.pk, "state": "not_done", "learning": "Start earlier."},
    )
    with fernhill.inside():
        assert (found.state, found.left, found.job.words) == ("applied", 0, "3 applied, 0 left out.")
        made = Objective.objects.get(title="Answer in two days")
        assert (made.state, made.why, made.weight, made.start_date) == (
            *("active", "Speed is kind."),
            *(2, dt.date(2026, 2, 1)),
        )
        assert (made.written_by, made.end_date) == (fernhill.hr_admin, cycle.end_date)
        assert list(made.key_results.order_by("position").values_list("title", flat=True)) == [
            *("Days until the answer", "In use"),
        ]
        assert made.key_results.get(position=2).milestones.count() == 3
        kr = KeyResult.objects.get(objective=change)
        assert (kr.title, kr.target_value, kr.start_value) == ("Share right", 120, 0)
        assert GoalEvent.objects.get(objective=change, happening="changed").reason == "Agreed in January."
        ends.refresh_from_db()
        assert (ends.state, ends.learning) == ("not_done", "Start earlier.")
        told = Notice.objects.filter(kind="goal.by_table").order_by("recipient__sort_name")
        assert [notice.recipient for notice in told] == [fernhill.employee, fernhill.peer]
        assert AuditEntry.objects.filter(act="goal_import.applied", by=fernhill.hr_admin).count() == 1


def test_what_changed_since_the_preview_is_left_out_and_said(fernhill, cycle):
    with fernhill.inside():
        gone, stays = goal_of(fernhill.employee, cycle, title="Gone"), goal_of(fernhill.employee, cycle, title="Stays")
    found = previewed(fernhill, {"goal": gone.pk, "title": "New 1"}, {"goal": stays.pk, "title": "New 2"})
    with fernhill.inside():
        rules.drop(Objective.objects.get(pk=gone.pk), "Other plans.", by=fernhill.employee, at=AT)
        bulk.start_applying(found, by=fernhill.hr_admin, at=AT)
    with clock.stopped(AT):
        run(tasks.apply_import, fernhill.organization, pk=found.pk)
    with fernhill.inside():
        assert dict(found.rows.values_list("line", "said")) == {
            2: "This goal is over; it is not changed any more.",
            3: "",
        }
        assert set(Objective.objects.values_list("title", flat=True)) == {"Gone", "New 2"}


def test_killed_between_two_pieces_it_goes_on_and_twice_is_once(fernhill, cycle, monkeypatch):
    monkeypatch.setattr("goals.rules.bulk.applying.ROWS_A_PIECE", 1)
    found = previewed(fernhill, *(new_row(fernhill, title=f"Aim {n}") for n in range(3)))
    with fernhill.inside():
        bulk.start_applying(found, by=fernhill.hr_admin, at=AT)
        bulk.begin_applying(found, at=AT)
        assert bulk.apply_some(found, at=AT)
        assert (Objective.objects.count(), Job.objects.get(pk=found.job_id).done) == (1, 1)
    with clock.stopped(AT + 2 * AN_HOUR):  # the clock finds what waits, and sends it again
        run(tasks.resume_imports_of, fernhill.organization)
        for _again in range(2):
            run(tasks.apply_import, fernhill.organization, pk=found.pk)
    with fernhill.inside():
        assert Objective.objects.count() == 3
        assert GoalImport.objects.get(pk=found.pk).state == "applied"


def test_called_off_half_way_what_is_applied_stays_and_can_be_taken_back(fernhill, cycle, monkeypatch):
    monkeypatch.setattr("goals.rules.bulk.applying.ROWS_A_PIECE", 1)
    found = previewed(fernhill, *(new_row(fernhill, title=f"Aim {n}") for n in range(3)))
    with fernhill.inside():
        bulk.start_applying(found, by=fernhill.hr_admin, at=AT)
        bulk.begin_applying(found, at=AT)
        bulk.apply_some(found, at=AT)
        bulk.call_off(GoalImport.objects.get(pk=found.pk), by=fernhill.hr_admin, at=AT)
        assert not bulk.apply_some(found, at=AT)
        found = GoalImport.objects.get(pk=found.pk)
        assert (found.state, Objective.objects.count()) == ("applied", 1)
        assert [told.recipient for told in Notice.objects.filter(kind="goal.by_table")] == [fernhill.employee]
    taken_back(fernhill, found, at=AT + AN_HOUR)
    with fernhill.inside():
        assert Objective.objects.count() == 0


@pytest.mark.parametrize("worker", ["goes_on", "was_killed"])
def test_its_work_cancelled_elsewhere_what_is_applied_stays_and_can_be_taken_back(fernhill, cycle, monkeypatch, worker):
    """On the page of the work itself, which knows nothing of goals."""
    monkeypatch.setattr("goals.rules.bulk.applying.ROWS_A_PIECE", 1)
    found = previewed(fernhill, *(new_row(fernhill, title=f"Aim {n}") for n in range(3)))
    with fernhill.inside():
        bulk.start_applying(found, by=fernhill.hr_admin, at=AT)
        bulk.begin_applying(found, at=AT)
        bulk.apply_some(found, at=AT)
        people_rules.cancel_job(GoalImport.objects.get(pk=found.pk).job, by=fernhill.hr_admin, at=AT)
        found = GoalImport.objects.get(pk=found.pk)
        assert not bulk.apply_some(found, at=AT)
        (bulk.finish_applying if worker == "goes_on" else bulk.begin_applying)(found, at=AT)
        found = GoalImport.objects.get(pk=found.pk)
        assert (found.state, Objective.objects.count()) == ("applied", 1)
        assert Notice.objects.filter(kind="goal.by_table").count() == 1
    taken_back(fernhill, found, at=AT + AN_HOUR)
    with fernhill.inside():
        assert Objective.objects.count() == 0


@pytest.mark.parametrize("worker", ["goes_on", "was_killed"])
@pytest.mark.parametrize(("undone", "state", "left"), [(1, "applied", 1), (2, "undone", 0)])
def test_taking_it_back_cancelled_elsewhere_it_ends_where_it_is(
    fernhill, cycle, monkeypatch, worker, undone, state, left
):
    """With rows left it is applied as before, and can be taken back again; with none left it is taken back."""
    monkeypatch.setattr("goals.rules.bulk.undoing.ROWS_A_PIECE", 1)
    found = applied(fernhill, *(new_row(fernhill, title=f"Aim {n}") for n in range(2)))
    with fernhill.inside():
        bulk.start_undoing(found, by=fernhill.hr_admin, at=AT)
        bulk.begin_undoing(found, at=AT)
        for _n in range(undone):
            assert bulk.undo_some(found, at=AT)
        people_rules.cancel_job(GoalImport.objects.get(pk=found.pk).job, by=fernhill.hr_admin, at=AT)
        found = GoalImport.objects.get(pk=found.pk)
        assert not bulk.undo_some(found, at=AT)
        (bulk.finish_undoing if worker == "goes_on" else bulk.begin_undoing)(found, at=AT)
        found = GoalImport.objects.get(pk=found.pk)
        assert (found.state, Objective.objects.count()) == (state, left)
        assert not bulk.undo_some(found, at=AT)
    if state == "applied":
        assert taken_back(fernhill, found, at=AT + AN_HOUR).state == "undone"


def test_its_work_cancelled_elsewhere_its_page_waits_for_the_worker_and_then_offers_to_take_it_back(
    fernhill, cycle, monkeypatch, client_of
):
    monkeypatch.setattr("goals.rules.bulk.applying.ROWS_A_PIECE", 1)
    found = previewed(fernhill, *(new_row(fernhill, title=f"Aim {n}") for n in range(2)))
    with fernhill.inside():
        bulk.start_applying(found, by=fernhill.hr_admin, at=AT)
        bulk.begin_applying(found, at=AT)
        bulk.apply_some(found, at=AT)
        people_rules.cancel_job(GoalImport.objects.get(pk=found.pk).job, by=fernhill.hr_admin, at=AT)
    client, path = client_of(fernhill.hr_admin), fernhill.path(f"goals/imports/{found.pk}/")
    with clock.stopped(AT):
        page = client.get(path).content.decode()
        assert "The worker is just ending it" in page and 'hx-trigger="every 1s"' in page
        run(tasks.apply_import, fernhill.organization, pk=found.pk)
        assert client.get(path, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        assert "Take it back" in client.get(path).content.decode()


def test_called_off_before_the_first_row_it_is_to_be_looked_at_again(fernhill, cycle):
    found = previewed(fernhill, new_row(fernhill))
    with fernhill.inside():
        bulk.start_applying(found, by=fernhill.hr_admin, at=AT)
        bulk.call_off(found, by=fernhill.hr_admin, at=AT)
        assert GoalImport.objects.get(pk=found.pk).state == "previewed"
    with clock.stopped(AT):
        run(tasks.apply_import, fernhill.organization, pk=found.pk)
    with fernhill.inside():
        assert not Objective.objects.exists()


# --- taking it back ---------------------------------------------------------------------------------


def test_taken_back_everything_is_as_it_was(fernhill, cycle):
    with fernhill.inside():
        change = goal_of(fernhill.employee, cycle, title="Change me", why="Because.", weight=3)
        ends = goal_of(fernhill.peer, cycle, title="Ends")
        due = ends.due_date
        row = KeyResult.objects.get(objective=change)
        rules.report(change, by=fernhill.employee, at=AT - AN_HOUR, values={row.pk: 40})
    found = applied(
        fernhill,
        new_row(fernhill),
        {"goal": change.pk, "title": "Changed", "why": "New.", "weight": "1", "kr1_to": "200", "kr2_title": "More"}
        | {"kr2_from": "0", "kr2_to": "5"},
        {"goal": ends.pk, "title": "Ended", "state": "done", "learning": "Ask first."},
    )
    with fernhill.inside():
        assert KeyResult.objects.counting().filter(objective=change).count() == 2
    found = taken_back(fernhill, found, at=AT + AN_HOUR)
    with fernhill.inside():
        assert (found.state, found.job.words) == ("undone", "3 taken back, 0 left as they are now.")
        assert not Objective.objects.filter(title="Answer in two days").exists()
        change.refresh_from_db()
        assert (change.title, change.why, change.weight, change.score) == ("Change me", "Because.", 3, 0.4)
        kr = KeyResult.objects.counting().get(objective=change)
        assert (kr.pk, kr.target_value, kr.current_value) == (row.pk, 100, 40)
        ends.refresh_from_db()
        assert (ends.title, ends.state, ends.ended_at, ends.due_date, ends.learning) == (
            *("Ends", "active", None),
            *(due, ""),
        )
        assert GoalEvent.objects.filter(objective=ends, happening="reopened", by=fernhill.hr_admin).count() == 1
        acts = set(AuditEntry.objects.filter(at=AT + AN_HOUR).values_list("act", flat=True))
        assert {"goal.taken_back", "goal.reopened", "goal.changed", "goal_import.undone"} <= acts


def test_what_somebody_touched_since_is_left_and_named(fernhill, cycle):
    with fernhill.inside():
        goals = {
            name: goal_of(fernhill.employee, cycle, title=name) for name in ("updated", "said", "changed", "quiet")
        }
    found = applied(
        fernhill, new_row(fernhill), *({"goal": goal.pk, "title": f"New {name}"} for name, goal in goals.items())
    )
    later = AT + AN_HOUR
    with fernhill.inside():
        made = Objective.objects.get(title="Answer in two days")
        rules.change(made, by=fernhill.employee, at=later, title="My own words")
        again = {name: Objective.objects.get(pk=goal.pk) for name, goal in goals.items()}
        rules.report(again["updated"], by=fernhill.employee, at=later, status="on_track")
        rules.comment(again["said"], "Why so?", by=fernhill.employee, at=later)
        rules.change(again["changed"], by=fernhill.employee, at=later, title="Mine", reason="My words.")
        Objective.objects.filter(pk=again["quiet"].pk).update(visibility="private")
    found = taken_back(fernhill, found, at=later + AN_HOUR)
    with fernhill.inside():
        reasons = dict(found.rows.values_list("objective__title", "reason"))
        assert reasons == {
            **{"My own words": "touched", "New updated": "touched", "New said": "touched", "Mine": "touched"},
            "New quiet": "unseen",
        }
        assert found.job.words == "0 taken back, 5 left as they are now."
        assert GoalOwner.objects.filter(objective=made).exists()


def test_it_is_taken_back_within_a_day(fernhill, cycle):
    found = applied(fernhill, new_row(fernhill))
    with fernhill.inside():
        with pytest.raises(TooLateToTakeBack):
            bulk.start_undoing(found, by=fernhill.hr_admin, at=AT + dt.timedelta(hours=24, seconds=1))
        bulk.start_undoing(found, by=fernhill.hr_admin, at=AT + dt.timedelta(hours=24))


def test_rows_are_forgotten_after_thirty_days(fernhill, cycle):
    found = applied(fernhill, new_row(fernhill))
    with fernhill.inside():
        assert bulk.forget_old(at=AT + dt.timedelta(days=30)) == 0
        assert bulk.forget_old(at=AT + dt.timedelta(days=31)) == 1
        assert GoalImport.objects.get(pk=found.pk).new == 1


# --- pages ------------------------------------------------------------------------------------------


def test_the_way_through_the_pages(fernhill, cycle, client_of, django_capture_on_commit_callbacks):
    client = client_of(fernhill.hr_admin)
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle, title="Before")
    file = SimpleUploadedFile("goals.csv", as_csv({"goal": goal.pk, "title": "After"}, {"goal": 1, "title": "No"}))
    with clock.stopped(AT):
        sent = client.post(fernhill.path("goals/imports/"), {"file": file, "point": "."})
    with fernhill.inside():
        found = GoalImport.objects.get()
    path = fernhill.path(f"goals/imports/{found.pk}/")
    assert sent["Location"] == path
    with clock.stopped(AT):
        assert "Reading the file" in client.get(path).content.decode()
        run(tasks.read_import, fernhill.organization, pk=found.pk)
        page = client.get(path + "?list=changed").content.decode()
        assert "<del>Before</del> <ins>After</ins>" in page and "One row cannot be taken" in page
        assert "There is no goal 1 that you see." in client.get(path).content.decode()
        client.post(path + "apply/")
        assert "Applying the table" in client.get(path).content.decode()
        run(tasks.apply_import, fernhill.organization, pk=found.pk)
        assert "1 goals" not in client.get(path).content.decode()
        assert "would be as they were" in client.get(path + "?list=undo").content.decode()
        client.post(path + "undo/")
        run(tasks.undo_import, fernhill.organization, pk=found.pk)
        assert "Taken back" in client.get(path).content.decode()
    with fernhill.inside():
        assert Objective.objects.get().title == "Before"
    assert client_of(fernhill.owner).get(path).status_code == 404  # it is its uploader's alone
