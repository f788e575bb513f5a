"""Take a scored sheet of objectives and key results into a goal cycle, as an operator."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from goals.models import GoalCycle
from goals.queries.sheets import read_sheet
from goals.rules import import_sheet
from people.access import SYSTEM
from people.models import Employee, Organization
from perfhub.kernel import clock
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.sheets import Unreadable
from perfhub.kernel.tenancy import organization_context


class Command(BaseCommand):
    help = "Take a CSV file with the columns objective, key_result and scores from 0 to 1 into an open goal cycle."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--organization", required=True, help="slug")
        parser.add_argument("--cycle", required=True, help="name of an open cycle")
        parser.add_argument("--column", required=True, help="the column of scores to take")
        parser.add_argument("--owner", required=True, help="number of the employee who owns the goals")

    def handle(self, *, file: Path, organization, cycle, column, owner, **options):
        found = Organization.objects.filter(slug=organization).first()
        if found is None:
            raise CommandError(f"There is no organization {organization}.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, false)", [settings.APP_ROLE])
        try:
            sheet = read_sheet(file.read_bytes(), name=file.name)
            for name in sheet.columns:
                mean = sheet.mean(name)
                score = "–" if mean.score is None else f"{mean.score:.3f}"
                self.stdout.write(f"{name}: {score} over {mean.scored} of {mean.total} key results")
            with organization_context(found):
                taken = import_sheet(
                    self._one(GoalCycle.objects.open().filter(name=cycle), f"open cycle {cycle}"),
                    sheet,
                    column,
                    owner=self._one(Employee.objects.active().filter(number=owner), f"employee {owner}"),
                    by=SYSTEM,
                    at=clock.now(),
                )
            self.stdout.write(f"{len(taken)} goals taken from {column}.")
        except (Unreadable, RuleBroken) as problem:
            raise CommandError(str(problem)) from problem
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    def _one(self, rows, name: str):
        row = rows.first()
        if row is None:
            raise CommandError(f"There is no {name}.")
        return row
