"""A roster is called off at each moment, twice, by two at once: what was not written never is, and nobody waits."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from people import rules as people_rules
from people import tasks
from people.models import AuditEntry, Employee, Job, RosterImport, RosterRow, Team
from people.rules import rosters
from people.rules.lines import lock_lines
from people.rules.rosters.rows import COLUMNS
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.sheets import match_header, read_table
from tests.notices.processes import ends, fork, wait_until

from .rosters import AT, HEADER, applied, as_csv, previewed, row, run, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
FILE = as_csv([row("A"), row("B", "A")])


def fresh(world, roster) -> RosterImport:
    with world.inside():
        return RosterImport.objects.select_related("job", "started_by").get(pk=roster.pk)


def stands(world, roster) -> tuple[str, str]:
    found = fresh(world, roster)
    return found.state, found.job.state


def hired(world) -> list[str]:
    with world.inside():
        active = Employee.objects.active().filter(number__in=["A", "B"])
        return list(active.order_by("number").values_list("number", flat=True))


def call_off(world, roster) -> None:
    """As whoever has the page of the roster before them."""
    with world.inside():
        rosters.call_off(fresh(world, roster), by=world.hr_admin, at=AT)


def cancel_job(world, roster) -> None:
    """As on the page of its work, which knows of no roster."""
    with world.inside():
        people_rules.cancel_job(fresh(world, roster).job, by=world.hr_admin, at=AT)


def sent_to_apply(world) -> RosterImport:
    roster = previewed(world, FILE)
    with world.inside():
        return rosters.start_applying(roster, by=world.hr_admin, at=AT)


def sent_to_undo(world) -> RosterImport:
    roster = applied(world, FILE)
    with world.inside():
        return rosters.start_undoing(roster, by=world.hr_admin, at=roster.applied_at)


# --- while it is read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [call_off, cancel_job])
def test_before_a_worker_takes_it_nothing_is_read(fernhill, brackwater, how):
    roster, theirs = uploaded(fernhill, FILE), uploaded(brackwater, FILE)
    how(fernhill, roster)
    for _twice in range(2):
        run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    assert stands(fernhill, roster) == ("discarded", "cancelled")
    with pytest.raises(StaleMove):
        how(fernhill, roster)
    with fernhill.inside():
        assert not RosterRow.objects.exists()
        acts = AuditEntry.objects.filter(act__in=["roster.discarded", "job.cancelled.roster.read"])
        assert sorted(acts.values_list("act", flat=True)) == ["job.cancelled.roster.read", "roster.discarded"]
    run(tasks.read_roster, brackwater.organization, roster=theirs.pk)
    assert stands(brackwater, theirs) == ("previewed", "done")


@pytest.mark.parametrize("how", [call_off, cancel_job])
def test_between_two_pieces_the_next_one_is_not_staged_and_the_first_goes(fernhill, how):
    roster = uploaded(fernhill, FILE)
    table = read_table(FILE, name="roster.csv")
    match = match_header(table.header, COLUMNS)
    first, second = ([one] for one in table.rows)
    with fernhill.inside():
        assert rosters.begin_staging(roster, table, match) == 0
        assert rosters.stage(roster, first, match) is True
    how(fernhill, roster)
    with fernhill.inside():
        assert rosters.stage(roster, second, match) is False
    run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    assert stands(fernhill, roster) == ("discarded", "cancelled")
    with fernhill.inside():
        assert not RosterRow.objects.exists()


def test_a_worker_that_has_just_opened_the_file_begins_nothing(fernhill):
    roster = uploaded(fernhill, FILE)
    opened = rosters.open_table(FILE, name="roster.csv")
    call_off(fernhill, roster)
    with fernhill.inside(), pytest.raises(StaleMove):
        rosters.begin_staging(roster, *opened)
    assert stands(fernhill, roster) == ("discarded", "cancelled")


def test_a_file_with_a_header_only_fails_with_a_sentence_and_is_read_no_more(fernhill):
    roster = previewed(fernhill, as_csv([]))
    assert (roster.state, roster.words) == ("failed", "The file has a header and no rows.")
    assert (roster.job.state, roster.job.words) == ("failed", roster.words)
    with fernhill.inside(), pytest.raises(StaleMove):
        rosters.fail(roster, at=AT, words="again")
    run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    assert stands(fernhill, roster) == ("failed", "failed")


# --- while it is decided on ----------------------------------------------------------------------------------


def test_of_two_tabs_the_later_choice_counts_until_one_applies(fernhill):
    roster = previewed(fernhill, as_csv([row("A"), row("A", email="a2@fernhill.test"), row("B", "A")]))
    one, other = fresh(fernhill, roster), fresh(fernhill, roster)
    with fernhill.inside():
        rosters.decide(one, by=fernhill.hr_admin, at=AT, duplicates="keep_first", missing="end")
        rosters.decide(other, by=fernhill.owner, at=AT, duplicates="keep_first", missing="keep")
        assert (other.missing, other.last_day, other.started_by) == ("keep", None, fernhill.owner)
        with pytest.raises(Refused):
            rosters.decide(one, by=fernhill.auditor, at=AT, duplicates="refuse", missing="end")
        rosters.start_applying(one, by=fernhill.hr_admin, at=AT)
        for again in (
            partial(rosters.start_applying, other),
            partial(rosters.decide, other, duplicates="refuse", missing="end"),
            partial(rosters.discard, other),
        ):
            with pytest.raises(StaleMove):
                again(by=fernhill.owner, at=AT)
        assert Job.objects.filter(kind="roster.apply").count() == 1
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    assert stands(fernhill, roster) == ("applied", "done")
    with fernhill.inside():  # as the later tab had chosen: nobody is ended
        assert Employee.objects.get(pk=fernhill.employee.pk).state == "active"


def test_of_two_who_press_apply_at_once_one_wins(fernhill):
    roster = previewed(fernhill, FILE)

    def press(by):
        with fernhill.inside():
            rosters.start_applying(RosterImport.objects.get(pk=roster.pk), by=by, at=AT)

    pids = [fork(partial(press, by)) for by in (fernhill.hr_admin, fernhill.owner)]
    assert sorted(ends(*pids)) == [0, 1]
    with fernhill.inside():
        assert Job.objects.filter(kind="roster.apply").count() == 1
        assert AuditEntry.objects.filter(act="roster.apply").count() == 1


# --- while it is applied, and while it is taken back ----------------------------------------------------------

WORK = {
    "applied": (sent_to_apply, tasks.apply_roster, rosters.begin_applying, rosters.apply, "previewed", []),
    "taken back": (sent_to_undo, tasks.undo_roster, rosters.begin_undoing, rosters.undo, "applied", ["A", "B"]),
}
work = pytest.mark.parametrize(("send", "task", "begin", "do", "before", "there"), WORK.values(), ids=WORK)


@work
@pytest.mark.parametrize("how", [call_off, cancel_job])
def test_before_a_worker_takes_it_it_stays_as_it_was(fernhill, send, task, begin, do, before, there, how):
    roster = send(fernhill)
    how(fernhill, roster)
    for _twice in range(2):
        run(task, fernhill.organization, roster=roster.pk)
    assert (stands(fernhill, roster), hired(fernhill)) == ((before, "cancelled"), there)
    assert fresh(fernhill, roster).words == ""
    with pytest.raises(StaleMove):
        cancel_job(fernhill, roster)


@work
@pytest.mark.parametrize("how", [call_off, cancel_job])
def test_when_a_worker_has_just_taken_it_it_stays_as_it_was(fernhill, send, task, begin, do, before, there, how):
    roster = send(fernhill)
    with fernhill.inside():
        begin(roster, at=AT)
    how(fernhill, roster)
    with fernhill.inside():
        assert do(roster, at=AT).state == do(roster, at=AT).state == before
    assert (stands(fernhill, roster), hired(fernhill)) == ((before, "cancelled"), there)


@work
def test_while_a_worker_is_at_it_neither_waits_for_the_other(
    fernhill, settings, tmp_path, send, task, begin, do, before, there
):
    roster, held, go_on = send(fernhill), tmp_path / "held", tmp_path / "go on"

    def moving_somebody():
        with fernhill.inside():
            lock_lines()
            held.touch()
            assert wait_until(go_on.exists, seconds=120)

    pids = [fork(moving_somebody)]
    try:
        assert wait_until(held.exists, seconds=60)
        pids.append(fork(partial(run, task, fernhill.organization, roster=roster.pk)))
        assert wait_until(somebody_waits_for_the_lines, seconds=60)  # the worker, in the middle of its transaction
        settings.LOCK_TIMEOUT = "2s"
        call_off(fernhill, roster)
    finally:
        go_on.touch()
        assert ends(*pids) == [0] * len(pids)
    assert (stands(fernhill, roster), hired(fernhill)) == ((before, "cancelled"), there)


def somebody_waits_for_the_lines() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted"
        )
        return cursor.fetchone() != (0,)


@work
def test_when_it_is_done_it_is_called_off_no_more_and_done_once(fernhill, send, task, begin, do, before, there):
    roster = send(fernhill)
    before_the_page = fresh(fernhill, roster)
    run(task, fernhill.organization, roster=roster.pk)
    done, number = stands(fernhill, roster), len(hired(fernhill))
    assert done in [("applied", "done"), ("undone", "done")] and number == 2 - len(there)
    with fernhill.inside():
        for late in (before_the_page, RosterImport.objects.select_related("job").get(pk=roster.pk)):
            with pytest.raises(StaleMove):
                rosters.call_off(late, by=fernhill.hr_admin, at=AT)
        lines = AuditEntry.objects.count()
        assert do(roster, at=AT).state == done[0]  # delivered twice
        assert AuditEntry.objects.count() == lines
    assert (stands(fernhill, roster), len(hired(fernhill))) == (done, number)


def test_who_may_not_import_calls_nothing_off(fernhill):
    for roster in (uploaded(fernhill, FILE), sent_to_apply(fernhill)):
        for nobody in (fernhill.manager, fernhill.hr_partner, fernhill.auditor):
            with fernhill.inside(), pytest.raises(Refused):
                rosters.call_off(fresh(fernhill, roster), by=nobody, at=AT)
        assert stands(fernhill, roster)[1] == "waiting"


def test_a_team_that_the_import_moved_goes_back_unless_somebody_has_moved_it_since(fernhill):
    header = [*HEADER, "parent_team"]
    rows = [row("A", team="Field service", parent_team="Accounts"), row("B", "A", team="Accounts", parent_team="Works")]
    roster = applied(fernhill, as_csv(rows, header))
    since = roster.applied_at + timedelta(minutes=1)
    with fernhill.inside():
        field, accounts = Team.objects.get(name="Field service"), Team.objects.get(name="Accounts")
        assert (field.parent, accounts.parent.name) == (accounts, "Works")
        yard = people_rules.open_team("Yard", by=fernhill.hr_admin, at=since)
        people_rules.move_team(accounts, yard, by=fernhill.hr_admin, at=since)
        rosters.start_undoing(roster, by=fernhill.hr_admin, at=since)
    run(tasks.undo_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        field.refresh_from_db(), accounts.refresh_from_db()
        assert (field.parent, accounts.parent) == (None, yard)
        moved = AuditEntry.objects.filter(act="team.moved", job=fresh(fernhill, roster).job_id)
        assert list(moved.values_list("object_id", flat=True)) == [field.pk]
