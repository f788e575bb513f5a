"""A roster is read, looked at, decided on and applied: whole, once, or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people import rules as people_rules
from people import tasks
from people.access import SYSTEM
from people.models import AuditEntry, Employee, ReportingLine, RosterImport, RosterRow, Team
from people.rules import rosters
from people.rules.rosters.rows import COLUMNS
from people.states import ImportState, JobState, Verdict
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.sheets import match_header, read_table

from .rosters import AT, HEADER, applied, as_csv, previewed, row, run, uploaded

pytestmark = pytest.mark.django_db(transaction=True)


def problems(world, roster):
    with world.inside():
        rows = roster.rows.filter(verdict=Verdict.ERROR).order_by("line")
        return [(r.line, r.problem or r.flaws[0][0], r.detail) for r in rows]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("A"), row("A", email="a2@fernhill.test")], [(2, "duplicate", "2, 3"), (3, "duplicate", "2, 3")]),
        ([row("A", "Z")], [(2, "unknown_manager", "Z")]),
        ([row("A", "N-Leo")], [(2, "unknown_manager", "N-Leo")]),  # has left
        ([row("A", "N-Max")], []),
        ([row("A", "A")], [(2, "own_manager", "")]),
        (
            [row("A", "B"), row("B", "C"), row("C", "A"), row("D", "A")],
            [(2, "circle", "A → B → C → A"), (3, "circle", "A → B → C → A"), (4, "circle", "A → B → C → A")],
        ),
        # with who is here and not in the file: Max reports to Sara, who would report to A, who reports to Max
        (
            [row("A", "N-Max"), row("N-Sara", "A")],
            [(2, "circle", "A → N-Max → N-Sara → A"), (3, "circle", "A → N-Max → N-Sara → A")],
        ),
        (
            [row("A", email="x@y.test"), row("B", email="X@y.test")],
            [(2, "email_twice", "2, 3"), (3, "email_twice", "2, 3")],
        ),
        ([row("A", email="emma@fernhill.test")], [(2, "email_taken", "N-Emma")]),
        ([row("A", start_date="yesterday")], [(2, "bad_date", "")]),
        ([row("A", email="nobody")], [(2, "bad_email", "")]),
        ([row("A", job_title="=HYPERLINK(1)")], [(2, "formula", "")]),
        ([row("A"), row("B"), row("C")], []),  # three who report to nobody are no error
    ],
)  # fmt: skip
def test_each_row_that_cannot_be_taken_is_named_with_its_reason(fernhill, brackwater, rows, found):
    assert problems(fernhill, previewed(fernhill, as_csv(rows))) == found


def test_teams_hang_where_the_file_says_and_not_in_two_places_or_a_circle(fernhill):
    header = [*HEADER, "parent_team"]
    good = [row("A", team="Lab", parent_team="Works"), row("B", "A", team="Works", parent_team="")]
    applied(fernhill, as_csv(good, header))
    with fernhill.inside():
        assert Team.objects.get(name="Lab").parent.name == "Works"
    two = [row("A", team="Lab", parent_team="Works"), row("B", "A", team="Lab", parent_team="Yard")]
    assert problems(fernhill, previewed(fernhill, as_csv(two, header))) == [
        (2, "team_two_parents", "Works, Yard"),
        (3, "team_two_parents", "Works, Yard"),
    ]
    circle = [row("B", "A", team="Works", parent_team="Lab"), row("A", team="Lab", parent_team="Works")]
    assert [p for _line, p, _detail in problems(fernhill, previewed(fernhill, as_csv(circle, header)))] == [
        "team_circle",
        "team_circle",
    ]


def test_a_file_that_is_no_roster_fails_with_a_sentence_and_nothing_is_staged(fernhill):
    for content, words in [(b"a,b\n1,2\n", "lacks a column"), (b"", "empty"), (b"PK\x03\x04xl/workbook", "Excel")]:
        roster = previewed(fernhill, content)
        with fernhill.inside():
            assert roster.state == ImportState.FAILED and words in roster.words
            assert roster.job.state == JobState.FAILED
            assert not RosterRow.objects.filter(roster=roster).exists()


def test_columns_the_file_lacks_leave_what_is_known(fernhill):
    header = [name for name in HEADER if name not in ("job_title", "team", "grade", "location")]
    content = as_csv(
        [row("N-Emma", "N-Max", first_name="Emma", last_name="Employee", email="emma@fernhill.test")], header
    )
    roster = previewed(fernhill, content)
    with fernhill.inside():
        assert (roster.unchanged, roster.changed) == (1, 0)


def test_reading_goes_on_where_a_killed_worker_stopped(fernhill):
    content = as_csv([row(f"A{n}") for n in range(50)])
    roster = uploaded(fernhill, content)
    table = read_table(content, name="roster.csv")
    match = match_header(table.header, COLUMNS)
    with fernhill.inside():
        assert rosters.begin_staging(roster, table, match) == 0
        assert rosters.stage(roster, list(table.rows)[:20], match)
    for _twice in range(2):
        run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.state, roster.new, roster.job.done, roster.job.total) == ("previewed", 50, 50, 50)


def test_applying_twice_changes_nothing_more(fernhill, brackwater):
    roster = applied(fernhill, as_csv([row("A"), row("B", "A")]))
    with fernhill.inside():
        before = (Employee.objects.count(), ReportingLine.objects.count(), AuditEntry.objects.count())
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    again = previewed(fernhill, as_csv([row("A"), row("B", "A")]))
    with fernhill.inside():
        assert (again.unchanged, again.new, again.changed) == (2, 0, 0)
        after = (Employee.objects.count(), ReportingLine.objects.count())
        assert after == before[:2]
    with brackwater.inside():
        assert not Employee.objects.filter(number__in=["A", "B"]).exists()
        assert not RosterImport.objects.exists()


def test_what_changed_since_the_preview_gives_the_roster_back_and_nothing_is_written(fernhill):
    roster = previewed(fernhill, as_csv([row("A", "N-Max")]))
    with fernhill.inside():
        people_rules.leave(fernhill.manager, by=SYSTEM, at=AT, last_day=AT.date())
        rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.state, roster.errors) == (ImportState.PREVIEWED, 1)
        assert "changed since" in roster.words
        assert not Employee.objects.filter(number="A").exists()


def test_what_is_called_off_while_applying_is_not_applied(fernhill):
    roster = previewed(fernhill, as_csv([row("A")]))
    with fernhill.inside():
        roster = rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
        rosters.call_off(roster, by=fernhill.hr_admin, at=AT)
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.state, roster.job.state) == (ImportState.PREVIEWED, JobState.CANCELLED)
        assert not Employee.objects.filter(number="A").exists()


def test_whoever_may_not_import_any_more_has_nothing_applied(fernhill):
    roster = previewed(fernhill, as_csv([row("A")]))
    with fernhill.inside():
        rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
        people_rules.leave(fernhill.hr_admin, by=SYSTEM, at=AT, last_day=AT.date())
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        roster.refresh_from_db()
        assert roster.state == ImportState.FAILED
        assert not Employee.objects.filter(number="A").exists()


def test_only_hr_uploads_decides_and_applies_and_errors_hold_it_back(fernhill):
    roster = previewed(fernhill, as_csv([row("A"), row("A")]))
    with fernhill.inside():
        with pytest.raises(Refused):
            rosters.upload(by=fernhill.manager, at=AT, name="x.csv", content=b"a")
        with pytest.raises(Refused):
            rosters.decide(roster, by=fernhill.manager, at=AT, duplicates="keep_first", missing="keep")
        with pytest.raises(rosters.RosterHasErrors):
            rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
        rosters.discard(roster, by=fernhill.hr_admin, at=AT)
        with pytest.raises(StaleMove):
            rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
        assert not RosterRow.objects.exists()


def test_owners_and_whoever_imports_are_never_ended_by_an_import(fernhill):
    applied(fernhill, as_csv([row("A")]), missing="end")
    with fernhill.inside():
        left = set(Employee.objects.active().values_list("number", flat=True))
        assert left == {"A", fernhill.owner.number, fernhill.hr_admin.number}


def test_hr_walks_from_upload_to_applied_on_the_pages(fernhill, brackwater, client_of):
    client, slug = client_of(fernhill.hr_admin), fernhill.organization.slug
    content = as_csv([row("A"), row("A", email="a2@fernhill.test"), row("B", "A")])
    sent = client.post(reverse("people:rosters", args=[slug]), {"file": SimpleUploadedFile("all.csv", content)})
    assert sent.status_code == 302
    with fernhill.inside():
        roster = RosterImport.objects.get()
    assert "Reading the file" in client.get(sent["Location"]).content.decode()
    run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    polled = client.get(sent["Location"], headers={"HX-Request": "true"})
    assert polled["HX-Refresh"] == "true"
    page = client.get(sent["Location"]).content.decode()
    assert "2 rows cannot be taken yet" in page and "This number stands on rows 2, 3." in page
    choices = {"duplicates": "keep_first", "missing": "keep", "last_day": ""}
    client.post(reverse("people:roster_decide", args=[slug, roster.pk]), choices)
    page = client.get(sent["Location"]).content.decode()
    assert "This is what would happen" in page and "Apply all of it" in page
    client.post(reverse("people:roster_apply", args=[slug, roster.pk]))
    assert "Applying the roster" in client.get(sent["Location"]).content.decode()
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    assert "Applied" in client.get(sent["Location"]).content.decode()
    other = reverse("people:roster", args=[brackwater.organization.slug, roster.pk])
    assert client_of(brackwater.hr_admin).get(other).status_code == 404
    assert client_of(fernhill.manager).get(sent["Location"]).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_asks_as_often_for_three_rows_as_for_one(fernhill, client_of, django_assert_max_num_queries, rows):
    roster = previewed(fernhill, as_csv([row(f"A{n}") for n in range(rows)]))
    client, address = client_of(fernhill.hr_admin), reverse("people:roster", args=["fernhill", roster.pk])
    client.get(address)
    with django_assert_max_num_queries(17):
        page = client.get(address).content.decode()
    assert page.count("ph-diff-new") == rows
