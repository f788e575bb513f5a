"""What a database administrator runs once, before the first migration."""

from django.core.management.base import BaseCommand
from django.db import connection

from perfhub.management.local.postgres import ROLES


class Command(BaseCommand):
    help = "Print the SQL that makes the two roles and the database; pipe it into a superuser's psql."
    requires_system_checks = ()

    def handle(self, **options):
        self.stdout.write(f"\\set database '{connection.settings_dict['NAME']}'\n{ROLES.read_text()}")
