"""Plant a demo organization: people and the weeks of their life, floor by floor, through the `seed` slot."""

import argparse
import json
from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from people.models import Employee, Organization
from people.rules import seed as people_seed
from perfhub.kernel import clock, slots
from perfhub.kernel.api.scopes import SCOPES
from perfhub.kernel.tenancy import organization_context

NAMES = {"fernhill": "Fernhill Instruments", "brackwater": "Brackwater Mills"}


class Command(BaseCommand):
    help = "Plant a demo organization; the same seed gives the same people and the same weeks."

    def add_arguments(self, parser):
        parser.add_argument("--organization", required=True, help="slug, made if it does not exist")
        parser.add_argument("--name", help="shown name (default: made from the slug)")
        parser.add_argument("--people", type=int, default=120)
        parser.add_argument("--weeks", type=int, default=26)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--at", type=datetime.fromisoformat, help="the moment that counts as now (ISO)")
        parser.add_argument(
            "--bulk",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="set by set, or rule by rule",
        )
        parser.add_argument(
            "--second-factor",
            action="store_true",
            help="for the standing persons with a role; its key is printed (else their next sign-in is a first)",
        )
        parser.add_argument("--json", action="store_true", help="print the standing persons as JSON")

    def handle(self, *, organization, name, people, weeks, seed, at, bulk, **options):
        at = (at or clock.now()).astimezone(UTC)
        name = name or NAMES.get(organization, organization.replace("-", " ").title())
        made, _new = Organization.objects.get_or_create(slug=organization, defaults={"name": name})
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, false)", [settings.APP_ROLE])
        try:
            with organization_context(made):
                planted = Employee.objects.exists()
            if not planted:
                self.plant(made, people=people, weeks=weeks, seed=seed, at=at, bulk=bulk)
            with organization_context(made):
                found = self.describe(made, at=clock.now(), second_factor=options["second_factor"])
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
        self.show(found, as_json=options["json"])

    @transaction.atomic
    def plant(self, organization, **options) -> None:
        """All or nothing: one that was interrupted would look planted to the next start."""
        for step in slots.seed_steps():
            with organization_context(organization):
                step.plant(organization, **options)

    def describe(self, organization, *, at: datetime, second_factor: bool) -> dict:
        """Address, password, token, key, and one object of each kind, for each standing person."""
        persons = {}
        for role, employee in people_seed.standing(organization).items():
            objects: dict[str, int] = {}
            for step in slots.seed_steps():
                objects |= step.objects(employee) if step.objects else {}
            persons[role] = {
                "name": employee.name,
                "email": employee.email,
                "password": people_seed.password_of(employee.email),
                "second_factor_key": people_seed.second_factor_of(employee, wanted=second_factor, at=at),
                "token": people_seed.demo_token(employee, scopes=SCOPES, at=at),
                "employee": employee.pk,
                "objects": objects,
            }
        return {"organization": organization.slug, "name": organization.name, "persons": persons}

    def show(self, found: dict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        self.stdout.write(f"{found['name']} at /o/{found['organization']}/")
        for role, person in found["persons"].items():
            self.stdout.write(f"  {role:20} {person['email']:40} {person['password']} {person['second_factor_key']}")
