"""Compare every line of the audit with its seal, and the seals with what is known of them outside of the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from people.models import Organization
from people.queries import Check
from people.rules.sealing import known_anchors, read_anchors
from perfhub.kernel.tenancy import organization_context


class Command(BaseCommand):
    help = "Compare the audit with its seals; exit code 1, with the first bad entry, when they differ."

    def add_arguments(self, parser):
        parser.add_argument("--organization", help="slug; all of them when left out")
        parser.add_argument(
            "--anchors", type=Path, help=f"a file, or a log, with anchors (else {settings.AUDIT_ANCHORS} is read)"
        )

    def handle(self, *, organization, anchors, **options):
        chosen = Organization.objects.order_by("pk")
        if organization is not None:
            chosen = chosen.filter(slug=organization)
            if not chosen:
                raise CommandError(f"There is no organization {organization}.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, false)", [settings.APP_ROLE])
        try:
            bad = [slug for found in chosen if not self.verify(found, anchors) for slug in [found.slug]]
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
        if bad:
            raise CommandError(f"The audit of {', '.join(bad)} is not as it was sealed.")

    def verify(self, organization, anchors: Path | None) -> bool:
        """One organization, some hundred seals a transaction; says what was found."""
        if anchors is None:
            known = known_anchors(organization.pk)
        else:
            known = read_anchors(anchors.read_text(errors="replace").splitlines(), organization=organization.pk)
        check, more = Check(known), True
        while more:
            with organization_context(organization):
                more = check.go_on()
        told = f"{check.entries} entries, {check.seals} seals, {len(known)} anchors"
        self.stdout.write(f"{organization.slug}: {told}" + ("" if check.findings else ", all as sealed"))
        for finding in check.findings:
            self.stdout.write(f"  {finding}")
        return not check.findings
