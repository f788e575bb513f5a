"""Smallest valid rows of this floor."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.contrib.auth.hashers import make_password
from django.db import connection
from factory.django import DjangoModelFactory

from people import rules
from people.access import SYSTEM
from people.models import (
    Absence,
    ApiToken,
    AuditEntry,
    AuditSeal,
    CapabilitySwitch,
    DottedLine,
    Draft,
    Employee,
    File,
    FirstHour,
    Invitation,
    Job,
    Leaving,
    Look,
    Message,
    Operator,
    PilotChoice,
    PublicHoliday,
    Reach,
    ReportingLine,
    RequestKey,
    RoleGrant,
    RosterBefore,
    RosterImport,
    RosterLineBefore,
    RosterRow,
    SavedView,
    SearchWord,
    StandIn,
    SupportSwitch,
    SupportVisit,
    Team,
    Thread,
    ToTell,
    Touched,
    User,
    VisibilityChange,
    Vouch,
    WorkingPattern,
)
from perfhub.kernel import clock
from perfhub.kernel.names import sort_name

PASSWORD = "correct horse battery staple"
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.test")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    search_name = factory.LazyAttribute(lambda row: sort_name(row.name))


class EmployeeFactory(DjangoModelFactory):
    class Meta:
        model = Employee

    number = factory.Sequence(lambda n: f"E{n}")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Reed {n}")
    name = factory.LazyAttribute(lambda row: f"{row.first_name} {row.last_name}".strip())
    sort_name = factory.LazyAttribute(lambda row: sort_name(f"{row.last_name} {row.first_name}"))
    search_name = factory.LazyAttribute(lambda row: sort_name(f"{row.first_name} {row.last_name}"))
    job_title = "Field engineer"
    search_title = factory.LazyAttribute(lambda row: sort_name(row.job_title))
    start_date = date(2024, 1, 8)


class SearchWordFactory(DjangoModelFactory):
    class Meta:
        model = SearchWord

    word = "field"
    title = factory.Sequence(lambda n: f"field engineer {n}")


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    employee = factory.SubFactory(EmployeeFactory)
    role = "auditor"
    start_at = AT


class VouchFactory(DjangoModelFactory):
    class Meta:
        model = Vouch

    employee = factory.SubFactory(EmployeeFactory)
    asked_by = factory.SubFactory(EmployeeFactory)
    asked_at = AT


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    employee = factory.SubFactory(EmployeeFactory)
    start_date = date(2026, 3, 2)
    end_date = date(2026, 3, 6)


class WorkingPatternFactory(DjangoModelFactory):
    """Mornings from Monday to Wednesday."""

    class Meta:
        model = WorkingPattern

    employee = factory.SubFactory(EmployeeFactory)
    start_date = date(2026, 1, 5)
    opens = [time(8)] * 3 + [None] * 4
    closes = [time(12)] * 3 + [None] * 4


class LeavingFactory(DjangoModelFactory):
    class Meta:
        model = Leaving

    employee = factory.SubFactory(EmployeeFactory)
    last_day = date(2026, 3, 31)
    planned_at = AT


class OperatorFactory(DjangoModelFactory):
    """Made as an operator's command makes it, by the owner of the tables: the application may not."""

    class Meta:
        model = Operator

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (role,) = cursor.fetchone()
            cursor.execute("RESET ROLE")
            made = super()._create(model_class, *args, **kwargs)
            cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")
        return made

    user = factory.SubFactory(UserFactory)
    name = "Oona Operator"
    since_at = AT


class SupportSwitchFactory(DjangoModelFactory):
    class Meta:
        model = SupportSwitch

    is_on = True
    set_at = AT


class SupportVisitFactory(DjangoModelFactory):
    class Meta:
        model = SupportVisit

    operator = factory.SubFactory(OperatorFactory)
    seen_as = factory.SubFactory(EmployeeFactory)
    reason = "The inbox stays empty"
    opened_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyAttribute(lambda row: row.opened_at + timedelta(minutes=30))


class StandInFactory(DjangoModelFactory):
    """Now, whenever the test runs, for a year to both sides."""

    class Meta:
        model = StandIn

    manager = factory.SubFactory(EmployeeFactory)
    stand_in = factory.SubFactory(EmployeeFactory)
    start_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=365))
    end_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=365))
    start_date = factory.LazyAttribute(lambda row: row.start_at.date())
    end_date = factory.LazyAttribute(lambda row: row.end_at.date())
    named_at = AT


class DottedLineFactory(DjangoModelFactory):
    class Meta:
        model = DottedLine

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    name = "project lead"
    start_date = date(2026, 1, 5)


class ToTellFactory(DjangoModelFactory):
    class Meta:
        model = ToTell

    recipient = factory.SubFactory(EmployeeFactory)
    kind = "people.new_manager"
    since_at = AT
    about = factory.LazyAttribute(lambda row: ReportingLineFactory(employee=row.recipient).pk)


class PublicHolidayFactory(DjangoModelFactory):
    class Meta:
        model = PublicHoliday

    date = date(2026, 12, 25)
    name = "Christmas Day"


class ApiTokenFactory(DjangoModelFactory):
    class Meta:
        model = ApiToken

    employee = factory.SubFactory(EmployeeFactory)
    name = "Report of the week"
    prefix = "phb_AbCdEfGh"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    scopes = ["me:read"]
    created_at = AT
    expires_at = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    employee = factory.SubFactory(EmployeeFactory)
    email = "robin@example.test"
    token_hash = factory.Sequence(lambda n: f"{n:064d}")
    sent_at = AT
    expires_at = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "roster"
    created_at = AT


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    employee = factory.SubFactory(EmployeeFactory)
    key = "check-in"
    saved_at = AT


class RequestKeyFactory(DjangoModelFactory):
    class Meta:
        model = RequestKey

    employee = factory.SubFactory(EmployeeFactory)
    key = factory.Sequence(lambda n: f"key-{n:08d}")
    created_at = AT


class FileFactory(DjangoModelFactory):
    class Meta:
        model = File

    name = "roster.csv"
    media_type = "text/csv"
    content = b"a,b"
    size = 3
    sha256 = "0" * 64
    uploaded_by = factory.SubFactory(EmployeeFactory)
    uploaded_at = AT


class ThreadFactory(DjangoModelFactory):
    class Meta:
        model = Thread

    created_at = AT


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SubFactory(EmployeeFactory)
    text = "Thank you."
    written_at = AT


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = SavedView

    employee = factory.SubFactory(EmployeeFactory)
    page = "people:directory"
    name = "Mine"


class AuditEntryFactory(DjangoModelFactory):
    class Meta:
        model = AuditEntry

    at = AT
    act = "employee.changed"


class ReportingLineFactory(DjangoModelFactory):
    class Meta:
        model = ReportingLine

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    start_date = date(2024, 1, 8)


class ReachFactory(DjangoModelFactory):
    class Meta:
        model = Reach

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    depth = 1


class TouchedFactory(DjangoModelFactory):
    class Meta:
        model = Touched

    employee = factory.SubFactory(EmployeeFactory)
    week_start = date(2026, 3, 2)


def hired(name: str, manager, team, organization) -> Employee:
    """Somebody who works here and can sign in; the same address in look-alike organizations but for its domain."""
    first, last = name.split(" ", 1)
    email = f"{first.lower()}@{organization.slug}.test"
    employee = rules.hire(
        by=SYSTEM,
        at=AT,
        number=f"N-{first}",
        first_name=first,
        last_name=last,
        email=email,
        team=team,
        manager=manager,
        start_date=date(2024, 1, 8),
        job_title="Field engineer",
        user=UserFactory(email=email),
    )
    return employee


def leave(employee: Employee) -> None:
    rules.leave(employee, by=SYSTEM, at=AT, last_day=date(2026, 1, 2))


class RosterImportFactory(DjangoModelFactory):
    class Meta:
        model = RosterImport

    file = factory.SubFactory(FileFactory)
    started_by = factory.SelfAttribute("file.uploaded_by")
    uploaded_at = AT


class RosterRowFactory(DjangoModelFactory):
    class Meta:
        model = RosterRow

    roster = factory.SubFactory(RosterImportFactory)
    line = factory.Sequence(lambda n: n + 2)
    number = factory.Sequence(lambda n: f"R{n}")
    start_date = date(2024, 1, 8)


class VisibilityChangeFactory(DjangoModelFactory):
    class Meta:
        model = VisibilityChange

    setting = "people.away"
    value = "team"
    decided_at = factory.Sequence(lambda n: AT + timedelta(minutes=n))
    effective_at = factory.SelfAttribute("decided_at")
    announced_at = factory.SelfAttribute("decided_at")


class AuditSealFactory(DjangoModelFactory):
    class Meta:
        model = AuditSeal

    number = factory.Sequence(lambda n: n + 1000)
    form = 1
    sealed_at = AT
    first_transaction = 0
    before_transaction = 1
    keys_above = 0
    greatest_key = 0
    keys = b""
    marks = b""
    digest = "0" * 64


class RosterBeforeFactory(DjangoModelFactory):
    class Meta:
        model = RosterBefore

    roster = factory.SubFactory(RosterImportFactory)
    employee = factory.SubFactory(EmployeeFactory)
    kind = "changed"
    version = 1
    start_date = date(2024, 1, 8)


class RosterLineBeforeFactory(DjangoModelFactory):
    class Meta:
        model = RosterLineBefore

    roster = factory.SubFactory(RosterImportFactory)
    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    start_date = date(2024, 1, 8)


class CapabilitySwitchFactory(DjangoModelFactory):
    class Meta:
        model = CapabilitySwitch

    capability = "check_ins"
    is_on = False
    from_date = date(2026, 1, 5)
    set_at = AT


class FirstHourFactory(DjangoModelFactory):
    class Meta:
        model = FirstHour

    is_put_away = True
    changed_at = AT


class PilotChoiceFactory(DjangoModelFactory):
    class Meta:
        model = PilotChoice

    team = factory.SubFactory(TeamFactory)
    chosen_at = AT


class LookFactory(DjangoModelFactory):
    class Meta:
        model = Look

    by = factory.SubFactory(EmployeeFactory)
    employee = factory.SubFactory(EmployeeFactory)
    begun_at = AT
    over_at = factory.LazyAttribute(lambda look: look.begun_at + timedelta(minutes=15))
