"""The context of an organization: one transaction, one clock, nothing left behind."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Func
from django.forms import modelform_factory
from django.urls import NoReverseMatch, reverse

from people.models import Draft, Team
from perfhub.kernel import clock
from perfhub.kernel.errors import StaleMove
from perfhub.kernel.moves import Move, move
from perfhub.kernel.tenancy import (
    NoOrganization,
    at_once,
    current,
    current_organization,
    organization_context,
    page_url,
)
from tests.factories.people import AT, EmployeeFactory, JobFactory, TeamFactory

pytestmark = pytest.mark.django_db


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('perfhub.organization', true)")
        return cursor.fetchone()[0]


def test_inside_there_is_one_organization_and_outside_none(fernhill):
    with organization_context(fernhill.organization.pk):
        assert current_organization() == fernhill.organization.pk
        assert setting() == str(fernhill.organization.pk)
    assert current.get() is None
    assert not setting().isdigit()
    with pytest.raises(NoOrganization):
        current_organization()


def test_a_statement_of_the_web_may_take_so_long_and_the_wait_for_a_lock_too(fernhill, settings):
    settings.STATEMENT_TIMEOUT, settings.LOCK_TIMEOUT = "30ms", "20ms"
    with pytest.raises(OperationalError, match="statement timeout"), fernhill.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        assert cursor.fetchone() == ("20ms",)
        cursor.execute("SELECT pg_sleep(1)")
    settings.STATEMENT_TIMEOUT = settings.LOCK_TIMEOUT = ""
    with fernhill.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05), current_setting('lock_timeout')")
        assert cursor.fetchone()[1] == "0", "background work waits as long as it takes"


def test_nobody_enters_another_organization_from_inside_one(fernhill, brackwater):
    with fernhill.inside(), pytest.raises(RuntimeError), brackwater.inside():
        pass


def test_the_same_organization_may_be_entered_again(fernhill):
    with fernhill.inside():
        at = clock.now()
        with fernhill.inside():
            assert clock.now() == at
        assert current_organization() == fernhill.organization.pk


def test_what_fails_inside_is_taken_back_and_leaves_nothing_behind(fernhill):
    with pytest.raises(ZeroDivisionError), fernhill.inside():
        TeamFactory(name="half done")
        _ = 1 / 0
    assert current.get() is None
    with fernhill.inside():
        assert not Team.objects.filter(name="half done").exists()


def test_rows_are_given_to_the_organization_by_postgresql_one_or_many(fernhill):
    with fernhill.inside():
        one = TeamFactory()
        many = Team.objects.bulk_create([Team(name="a"), Team(name="b")])
        assert {row.organization_id for row in (one, *many)} == {fernhill.organization.pk}


def test_what_is_unique_in_an_organization_is_checked_by_a_form_that_does_not_show_it(fernhill, brackwater):
    TeamForm = modelform_factory(Team, fields=["name"])
    with brackwater.inside():
        TeamFactory(name="Night shift")
        assert TeamForm({"name": "Night shift"}).errors == {
            "__all__": ["Team with this Organization and Name already exists."]
        }
    with fernhill.inside():
        assert TeamForm({"name": "Night shift"}).is_valid()  # somebody else's name is free here


def test_an_address_has_the_slug_of_the_organization_however_it_was_entered(fernhill, brackwater):
    with organization_context(fernhill.organization.pk):
        assert page_url("people:home") == "/o/fernhill/"
    with organization_context(brackwater.organization):
        assert page_url("people:home") == "/o/brackwater/"
        assert page_url("people:person", 7) == "/o/brackwater/people/7/"


@pytest.mark.parametrize("key", [0, 7, 10**15, 10**18 + 1])
def test_an_address_of_a_key_is_the_one_that_django_finds(fernhill, key):
    with fernhill.inside():
        assert page_url("people:person", key) == reverse("people:person", args=["fernhill", key])


def test_what_is_no_key_is_for_django_to_find_and_what_it_does_not_find_is_refused(fernhill):
    with fernhill.inside():
        assert page_url("notices:unsubscribe", "a%b:c") == "/o/fernhill/notices/unsubscribe/a%25b:c/"
        for args in [(-7,), ("x",), (1, 2), (True,)]:
            with pytest.raises(NoReverseMatch):
                page_url("people:person", *args)


def test_statements_at_once_are_a_transaction_of_one_organization(fernhill, brackwater):
    def named(world):
        with world.inside():
            return sorted(Team.objects.filter(name__startswith="at once").values_list("name", flat=True))

    pk, nasty = fernhill.organization.pk, "at once '; DROP TABLE x --\\ %s {}"
    insert = "INSERT INTO people_team (name, search_name) VALUES (%s, %s)"
    assert at_once(pk, (insert, [nasty, ""]), (insert, ["at once", ""])) == 1
    assert (named(fernhill), named(brackwater)) == (["at once", nasty], [])
    assert not setting().isdigit()
    rename = "UPDATE people_team SET name = %s WHERE name LIKE %s"
    assert at_once(brackwater.organization.pk, (rename, ["mine", "at once%"])) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        at_once(pk, (insert, ["at once too", ""]), (insert, ["at once", ""]))
    with pytest.raises(RuntimeError), fernhill.inside():
        at_once(pk, (insert, ["at once three", ""]))
    assert named(fernhill) == ["at once", nasty]


def test_a_statement_that_does_not_wait_for_the_disk_says_so_to_the_database(fernhill):
    def waited(**how):
        with transaction.atomic():
            at_once(fernhill.organization.pk, **how)
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('synchronous_commit')")
                said = cursor.fetchone()[0]
                cursor.execute("RESET synchronous_commit")
        return said

    before = waited()
    assert waited(waits=False) == "off"
    assert waited() == before


def test_a_moment_is_carried_on_and_stands_still_with_the_clock():
    carried = clock.Carried(AT)
    first = carried.now()
    assert AT <= first < carried.now()
    with clock.stopped(AT):
        assert carried.now() == AT


def test_the_clock_is_the_databases_and_stands_still_inside(fernhill):
    first = clock.now()
    assert first.utcoffset().total_seconds() == 0
    assert clock.now() > first
    with fernhill.inside():
        assert clock.now() == clock.now()
        with clock.stopped(AT):
            assert clock.now() == AT
    assert clock.now() > first


def test_of_two_who_move_a_row_one_wins(fernhill):
    start, finish = Move({"waiting"}, "running"), Move({"running"}, "done")
    with fernhill.inside():
        job = JobFactory(total=3)
        rival = type(job).objects.get(pk=job.pk)
        assert move(job, start, words="Reading").state == "running"
        assert job.words == "Reading"
        with pytest.raises(StaleMove), transaction.atomic():
            move(rival, start)
        assert rival.state == "waiting"
        done = move(job, finish, done=Func(3, function="abs"))
        assert (done.state, done.done) == ("done", 3)


def test_a_move_raises_the_version(fernhill):
    with fernhill.inside():
        employee = EmployeeFactory()
        moved = move(employee, Move({"active"}, "left"), end_date="2026-01-01")
        assert moved.version == 2
        moved.refresh_from_db()
        assert (moved.version, moved.state) == (2, "left")


def test_a_draft_of_another_organization_is_no_draft(fernhill, brackwater):
    with fernhill.inside():
        Draft.objects.create(employee=fernhill.employee, key="k", saved_at=AT)
    with brackwater.inside():
        assert not Draft.objects.exists()
