"""Open the house for a new organization: itself, its owner, and a one-time link by which the owner comes in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import connection, transaction
from django.utils import timezone

from people import rules
from people.access import SYSTEM
from people.models import Organization
from people.states import Role
from perfhub.kernel import clock
from perfhub.kernel.calendars import zone_named
from perfhub.kernel.tenancy import organization_context, page_url


class Command(BaseCommand):
    help = "Create an organization and print a one-time link for its owner."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="in its addresses: small letters, digits and hyphens")
        parser.add_argument("--name", required=True, help="shown name")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="e-mail address of the owner")
        parser.add_argument("--owner-name", default="", help="the owner's name (default: made from the address)")
        parser.add_argument("--time-zone", default="Europe/London", help="where its nights are (default: %(default)s)")

    def handle(self, *, slug, name, owner, owner_name, time_zone, **options):
        email = owner.strip().lower()
        self.check_input(slug, email, time_zone)
        with transaction.atomic():
            organization = Organization.objects.create(slug=slug, name=name, time_zone=time_zone)
            link = self.let_in(organization, email, owner_name or email.partition("@")[0].replace(".", " ").title())
        self.stdout.write(f"{name} is at {settings.PUBLIC_URL}/o/{slug}/")
        self.stdout.write(f"For {email}, once, within seven days: {link}")

    def check_input(self, slug, email, time_zone):
        try:
            validate_slug(slug)
            validate_email(email)
            zone_named(time_zone)
        except (ValidationError, ValueError) as problem:
            raise CommandError("; ".join(getattr(problem, "messages", [str(problem)]))) from problem
        if slug != slug.lower() or len(slug) > 40:
            raise CommandError("The slug has at most 40 small letters, digits and hyphens.")
        if Organization.objects.filter(slug=slug).exists():
            raise CommandError(f"There is an organization {slug} already.")

    def let_in(self, organization, email, full_name) -> str:
        """As the application would do it, not as the owner of the tables."""
        first, _space, last = full_name.rpartition(" ")
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.APP_ROLE)}")
        with organization_context(organization):
            at = clock.now()
            with timezone.override(organization.time_zone):
                today = timezone.localdate(at)
            person = rules.hire(
                by=SYSTEM,
                at=at,
                number="1",
                first_name=first,
                last_name=last,
                email=email,
                start_date=today,
                time_zone=organization.time_zone,
            )
            rules.grant(person, Role.OWNER, by=SYSTEM, at=at)
            link = settings.PUBLIC_URL + page_url("people:join", rules.invite(person, by=SYSTEM, at=at))
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        return link
