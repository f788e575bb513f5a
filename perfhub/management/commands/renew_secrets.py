"""Put every private field under the first of PERFHUB_KEYS, now instead of in the night; then the others may go."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from people.models import Organization
from perfhub.kernel import fields
from perfhub.kernel.tenancy import organization_context


class Command(BaseCommand):
    help = "Encrypt private fields with the first of PERFHUB_KEYS; may be stopped, and started again."

    def handle(self, **options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, false)", [settings.APP_ROLE])
        try:
            left = sum(self.renew(organization) for organization in Organization.objects.order_by("pk"))
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
        if left:
            raise CommandError(f"{left} values cannot be decrypted with any of PERFHUB_KEYS: keep the key they need.")

    def renew(self, organization) -> int:
        """One organization, some hundred values a transaction. Returns how many no key opens."""
        left = 0
        for model, field in fields.encrypted_fields():
            after, more, done = 0, True, 0
            while more:
                with organization_context(organization):
                    after, renewed = fields.renew(model, field, after=after)
                done, more = done + renewed, after > 0
                self.stdout.write(f"{organization.slug}: {model._meta.label}.{field.name}, {done} renewed")
            with organization_context(organization):
                left += fields.under_older_keys(model, field)
        return left
