"""Support access (T17): off until switched on, with a reason, half an hour at most, only to look."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from notices.models import Notice
from notices.rules import tell_invited
from people import rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Operator, SupportVisit
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.conftest import as_owner
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory
from tests.guards.access import GET
from tests.guards.access_table import ROWS

pytestmark = pytest.mark.django_db
HALF_AN_HOUR, SECOND = timedelta(minutes=30), timedelta(seconds=1)


@pytest.fixture
def operator():
    made = make.OperatorFactory()
    Authenticator.objects.create(user=made.user, type=Authenticator.Type.TOTP, data={"secret": "kept elsewhere"})
    return made


@pytest.fixture
def browser(operator):
    client = Client()
    client.force_login(operator.user)
    return client


def allow(world, *, on=True):
    with world.inside():
        rules.switch_support(on=on, by=world.hr_admin, at=clock.now())


def visit(world, operator, *, seen_as="manager", at=None, **more) -> SupportVisit:
    with world.inside():
        return rules.open_visit(
            operator, getattr(world, seen_as), reason="The inbox stays empty", by=SYSTEM, at=at or clock.now(), **more
        )


@contextmanager
def ended(operator):
    with as_owner():
        Operator.objects.filter(pk=operator.pk).update(ended_at=clock.now())
    yield


def test_it_is_off_until_hr_switches_it_on_and_each_time_audited(fernhill, brackwater, operator, browser, client_of):
    with pytest.raises(rules.SupportIsOff):
        visit(fernhill, operator)
    for who in ("employee", "manager", "auditor", "hr_partner"):
        assert client_of(getattr(fernhill, who)).post(fernhill.path("support/switch/"), {"on": "1"}).status_code == 403
        with fernhill.inside(), pytest.raises(Refused):
            rules.switch_support(on=True, by=getattr(fernhill, who), at=clock.now())
    hr = client_of(fernhill.hr_admin)
    assert "It has never been on" in hr.get(fernhill.path("support/")).content.decode()
    assert hr.post(fernhill.path("support/switch/"), {"on": "1"}).status_code == 302
    assert hr.post(fernhill.path("support/switch/"), {"on": "1"}).status_code == 409
    visit(fernhill, operator)
    assert browser.get(fernhill.path()).status_code == 200
    with pytest.raises(rules.SupportIsOff):  # another organization has its own switch
        visit(brackwater, operator)
    assert browser.get(brackwater.path()).status_code == 404
    allow(fernhill, on=False)
    assert browser.get(fernhill.path()).status_code == 404
    with fernhill.inside():
        acts = AuditEntry.objects.filter(act__startswith="support.s").order_by("pk").values_list("act", "by")
        assert list(acts) == [
            ("support.switched_on", fernhill.hr_admin.pk),
            ("support.switched_off", fernhill.hr_admin.pk),
        ]


def test_switching_it_weighs(fernhill, client_of):
    client = client_of(fernhill.hr_admin)
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        answer = client.post(fernhill.path("support/switch/"), {"on": "1"})
    assert answer.status_code == 403 and "proof_password" in answer.content.decode()
    with fernhill.inside():
        assert not AuditEntry.objects.filter(act="support.switched_on").exists()


def test_the_operator_sees_what_the_employee_sees_with_a_banner_on_every_page(fernhill, operator, browser):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, answered=True, progress="The bench runs.")
    allow(fernhill)
    assert browser.get(fernhill.path()).status_code == 404
    made = visit(fernhill, operator)
    for address in ("", "inbox/", "people/", "settings/", "seen/"):
        html = browser.get(fernhill.path(address)).content.decode()
        assert "you see what Max Manager sees" in html and "“The inbox stays empty”" in html, address
    assert "The bench runs." in browser.get(fernhill.path("inbox/")).content.decode()
    assert browser.get(fernhill.path("audit/")).status_code == 403  # no more than the employee
    with clock.stopped(made.ends_at - SECOND):
        assert browser.get(fernhill.path("people/")).status_code == 200
    with clock.stopped(made.ends_at):  # it ends by itself
        assert browser.get(fernhill.path("people/")).status_code == 404


def test_everybody_concerned_is_told_and_sees_it(fernhill, operator, browser, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True)
    allow(fernhill)
    made = visit(fernhill, operator)
    manager = client_of(fernhill.manager)
    manager.get(fernhill.path(f"check-in/{check_in.pk}/"))  # what the manager has seen leaves support no less a line
    browser.get(fernhill.path(f"check-in/{check_in.pk}/"))
    with fernhill.inside():
        tell_invited(at=clock.now())
        told = Notice.objects.filter(kind="people.support_opened").values_list("recipient", flat=True)
        assert set(told) == {fernhill.hr_admin.pk, fernhill.owner.pk, fernhill.manager.pk}
        (line,) = AuditEntry.objects.filter(act="check_in.seen", support=made)
        assert (line.by, line.acting_for, line.employee) == (None, fernhill.manager, fernhill.employee)
        looks = AuditEntry.objects.filter(act="support.looked.feedback:check_in", support=made)
        assert [(look.by, look.acting_for, look.employee) for look in looks] == [
            (None, fernhill.manager, fernhill.manager)
        ]
    own = manager.get(fernhill.path("seen/")).content.decode()
    assert "Support: Oona Operator" in own and "Oona Operator of support sees what you see" in own
    theirs = client_of(fernhill.employee).get(fernhill.path("seen/")).content.decode()
    assert "Support: Oona Operator as Max Manager" in theirs
    audit = client_of(fernhill.hr_admin).get(fernhill.path("audit/")).content.decode()
    assert "Support: Oona Operator" in audit and "support.opened" in audit
    page = client_of(fernhill.hr_admin).get(fernhill.path("support/")).content.decode()
    assert "Oona Operator, as Max Manager" in page
    api = client_of(fernhill.manager).get(f"/api/v1/o/{fernhill.organization.slug}/seen/").json()["results"]
    assert {row["support"] for row in api} == {made.pk}


def test_each_step_leaves_a_line_and_nothing_is_changed_taken_away_or_opened(fernhill, operator, browser, cast):
    """Every address of the access table that writes, exports or asks “is it still you?”."""
    allow(fernhill)
    visit(fernhill, operator, seen_as="hr_admin")
    wrong, asked = [], 0
    for row in (row for row in ROWS if row.inside_organization and not row.public):
        view = view_of(row)
        closed = row.method != GET or getattr(view, "proof_within", None) is not None
        if not closed or row.name == "people:support_end":
            continue
        with transaction.atomic():
            answer = cast.send(row, "hr_admin", cast.make(row), client=browser)
            with fernhill.inside():
                line = AuditEntry.objects.filter(support__isnull=False, act__startswith="refused").exists()
            if answer.status_code != 403 or not line:
                wrong.append(f"{row}: {answer.status_code}, {'a line' if line else 'no line'}")
            asked += 1
            transaction.set_rollback(True)
    assert wrong == [] and asked > 60


def view_of(row):
    from tests.guards.access import routes

    return routes()[row.name].view


@pytest.mark.parametrize("who", ["operator", "manager", "hr_admin"])
def test_one_press_ends_it_from_either_side(fernhill, operator, browser, client_of, who):
    allow(fernhill)
    made = visit(fernhill, operator)
    client = browser if who == "operator" else client_of(getattr(fernhill, who))
    for stranger in ("employee", "peer", "auditor"):
        ending = client_of(getattr(fernhill, stranger)).post(fernhill.path(f"support/{made.pk}/end/"))
        assert ending.status_code == 404
    assert client.post(fernhill.path(f"support/{made.pk}/end/")).status_code in (302, 303)
    assert browser.get(fernhill.path()).status_code == 404
    with fernhill.inside():
        (line,) = AuditEntry.objects.filter(act="support.ended")
        assert line.by == (None if who == "operator" else getattr(fernhill, who))
        assert (line.support == made) is (who == "operator")


def test_ways_round_it_are_refused(fernhill, brackwater, operator, browser):
    allow(fernhill)
    allow(brackwater)
    visit(fernhill, operator)
    assert browser.get(brackwater.path()).status_code == 404  # open there, not here
    other = make.OperatorFactory(name="Otto Other")
    with pytest.raises(rules.NoOperator):  # no second factor
        visit(fernhill, other)
    stranger = Client()
    stranger.force_login(other.user)
    assert stranger.get(fernhill.path()).status_code == 404  # somebody else's visit
    for reason, minutes in [("  ", 30), ("Why", 31), ("Why", 0)]:
        with fernhill.inside(), pytest.raises(rules.NoReason):
            rules.open_visit(operator, fernhill.manager, reason=reason, minutes=minutes, by=SYSTEM, at=clock.now())
    with fernhill.inside(), pytest.raises(Refused):  # nobody of the organization opens one, nor does a visitor
        rules.open_visit(operator, fernhill.peer, reason="Why", by=fernhill.owner, at=clock.now())
    with fernhill.inside(), pytest.raises(IntegrityError), transaction.atomic():  # nor does the database
        make.SupportVisitFactory(operator=operator, seen_as=fernhill.peer, ends_at=clock.now() + timedelta(hours=1))
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Operator.objects.update(ended_at=None)
    with ended(operator):
        assert browser.get(fernhill.path()).status_code == 404  # a former operator, though it is open
        operator.refresh_from_db()
        with pytest.raises(rules.NoOperator):
            visit(fernhill, operator)


def test_whoever_works_here_comes_in_as_themselves(fernhill, operator):
    allow(fernhill)
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.peer.pk).update(user=operator.user)
        with pytest.raises(rules.WorksHere):
            rules.open_visit(operator, fernhill.manager, reason="Why", by=SYSTEM, at=clock.now())


def test_a_visit_without_second_factor_is_sent_to_set_one_up(fernhill, operator, browser):
    allow(fernhill)
    visit(fernhill, operator)
    Authenticator.objects.filter(user=operator.user).delete()
    assert browser.get(fernhill.path()).status_code == 303


def test_an_operator_opens_it_by_command(fernhill, browser, operator):
    def run(*words):
        out = StringIO()
        with connection.cursor() as cursor, as_owner():
            call_command("support", *words, stdout=out)
            cursor.execute("RESET ROLE")
        return out.getvalue()

    asked = ("open", "fernhill", "--operator", operator.user.email, "--as", fernhill.manager.number, "--reason", "Why")
    with pytest.raises(CommandError, match="does not allow"), transaction.atomic():
        run(*asked)
    allow(fernhill)
    assert "Until" in run(*asked)
    assert browser.get(fernhill.path()).status_code == 200
    assert "no operator any more" in run("end-operator", operator.user.email)
    assert browser.get(fernhill.path()).status_code == 404
    run("add-operator", operator.user.email, "--name", "Oona Operator")
    assert browser.get(fernhill.path()).status_code == 404  # what was closed stays closed
    run(*asked)
    assert browser.get(fernhill.path()).status_code == 200
    assert "is an operator" in run("add-operator", "new@operators.test", "--name", "Nia New")
    with pytest.raises(CommandError, match="no operator"):
        run("end-operator", "nobody@operators.test")
