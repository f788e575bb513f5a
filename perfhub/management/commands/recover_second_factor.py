"""Turn off the second factor of somebody who lost phone and codes, where no two people are left to vouch."""

import logging

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from people import queries, rules
from people.models import User
from perfhub.kernel import clock
from perfhub.kernel.errors import RuleBroken

log = logging.getLogger(__name__)
SHORTEST, LONGEST = 10, 300


class Command(BaseCommand):
    help = "Turn off a lost second factor where nobody can vouch. You answer for who it is: see them, or call them."

    def add_arguments(self, parser):
        parser.add_argument("--organization", required=True, metavar="SLUG", help="one that employs the person now")
        parser.add_argument("--email", required=True, help="the address of the sign-in, or its name")
        parser.add_argument("--reason", required=True, help="how you know who it is; the person reads it, too")

    def handle(self, *, organization, email, reason, **options):
        reason = " ".join(reason.split())
        if not SHORTEST <= len(reason) <= LONGEST:
            raise CommandError(f"Give a reason, of {SHORTEST} to {LONGEST} letters: the person reads it.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, false)", [settings.APP_ROLE])
        try:
            told = self.recover(organization, email.strip(), reason)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
        self.stdout.write(f"The second factor of {email} is off, every device is signed out, and a letter says so.")
        self.stdout.write(f"It stands in the audit of {', '.join(told)}. The next entry with a role asks to set it up.")

    def recover(self, slug: str, email: str, reason: str) -> list[str]:
        user = User.objects.filter(email=email.lower()).first() or User.objects.filter(sign_in_name=email).first()
        if user is None or slug not in [one.slug for one in queries.organizations_of(user)]:
            raise CommandError(f"Nobody who signs in as {email} is employed in {slug}.")
        try:
            told = rules.recover_by_operator(user, reason=reason, at=clock.now())
        except RuleBroken as refused:
            raise CommandError(str(refused.sentence)) from None
        log.warning("second factor of user %s turned off by an operator", user.pk)
        return [one.slug for one in told]
