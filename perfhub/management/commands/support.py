"""Who may look in for support, and looking in: as one employee, where the organization allows it, for minutes."""

from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from people import rules
from people.access import SYSTEM
from people.models import Employee, Operator, Organization, User
from perfhub.kernel import clock
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.tenancy import organization_context


class Command(BaseCommand):
    help = "Name or end an operator; open a visit: for at most thirty minutes an operator sees what one employee sees."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True)
        for act, words in [("add-operator", "a user may look in from now on"), ("end-operator", "no longer")]:
            one = acts.add_parser(act, help=words)
            one.add_argument("email", help="with which the user signs in")
            if act == "add-operator":
                one.add_argument("--name", required=True, help="shown to those who are looked at")
        visit = acts.add_parser("open", help="look in, where the organization allows it")
        visit.add_argument("organization", help="slug")
        visit.add_argument("--operator", required=True, metavar="EMAIL")
        visit.add_argument("--as", dest="number", required=True, metavar="NUMBER", help="the employee's number")
        visit.add_argument("--reason", required=True, help="in a sentence; the employee and HR read it")
        visit.add_argument("--minutes", type=int, default=30)

    def handle(self, *, act, **said):
        with transaction.atomic():
            acts: dict[str, Callable[..., str]]
            acts = {"add-operator": self.add, "end-operator": self.end, "open": self.open}
            self.stdout.write(acts[act](**said))

    def add(self, *, email, name, **_rest) -> str:
        email = email.strip().lower()
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        again = {"name": name, "ended_at": None}
        Operator.objects.filter(user=user, ended_at__isnull=False).update(since_at=clock.now())  # what was open, is not
        Operator.objects.update_or_create(user=user, defaults=again, create_defaults=again | {"since_at": clock.now()})
        return (
            f"{name} is an operator, and sets a password by {settings.PUBLIC_URL}/account/password/reset/ "
            "and a second factor at the first sign-in."
        )

    def end(self, *, email, **_rest) -> str:
        operator = self.operator(email)
        Operator.objects.filter(pk=operator.pk, ended_at=None).update(ended_at=clock.now())
        return f"{operator.name} is no operator any more; what was open is closed."

    def open(self, *, organization, operator, number, reason, minutes, **_rest) -> str:
        """As the application would do it, not as the owner of the tables."""
        found, who = Organization.objects.filter(slug=organization).first(), self.operator(operator)
        if found is None:
            raise CommandError(f"There is no organization {organization}.")
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.APP_ROLE)}")
        with organization_context(found):
            employee = Employee.objects.active().filter(number=number).first()
            if employee is None:
                raise CommandError(f"Nobody employed there has the number {number}.")
            try:
                visit = rules.open_visit(who, employee, reason=reason, minutes=minutes, by=SYSTEM, at=clock.now())
            except RuleBroken as broken:
                raise CommandError(str(broken.sentence)) from broken
        return (
            f"Until {visit.ends_at:%H:%M} UTC {who.name} sees {settings.PUBLIC_URL}/o/{found.slug}/ as {employee.name} "
            "does, and changes nothing. They and HR are told."
        )

    def operator(self, email) -> Operator:
        found = Operator.objects.select_related("user").filter(user__email=email.strip().lower()).first()
        if found is None:
            raise CommandError(f"{email} is no operator: see `support add-operator`.")
        return found
