"""A token in each confidential text of a case, so that wherever it comes up again one knows of which field it is."""

import re
from collections.abc import Iterable
from secrets import token_hex

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE
from pips.models import Case, Concern, Diagnosis, Plan, PlanMeeting, Support
from tests.conftest import as_owner
from tests.guards.access import GET, routes
from tests.guards.access_table import ROWS

CANARY = re.compile(r"cnry[0-9a-f]{20}")
#: By which of its keys a table hangs on a case.
WAYS = {
    "case": Case,
    "plan__case": Plan,
    "concern__case": Concern,
    "support__plan__case": Support,
    "meeting__plan__case": PlanMeeting,
    "diagnosis__case": Diagnosis,
}


def token() -> str:
    return f"cnry{token_hex(10)}"


def plant(case: Case) -> dict[str, str]:
    """A token into each confidential text of this case; which field each is of."""
    told: dict[str, str] = {}
    with as_owner():
        for model in apps.get_app_config("pips").get_models():
            if names := sorted(confidential(model)):
                for row in rows_of(model, case):
                    told |= _plant_in(model, row, names)
    return told


def _plant_in(model: type[models.Model], row: models.Model, names: Iterable[str]) -> dict[str, str]:
    """All fields of a row at once; where one of them has to be empty in this state, each by itself."""
    made = {name: token() for name in names}
    if _put(model, row, made):
        return {text: f"{model.__name__}.{name}" for name, text in made.items()}
    return {text: f"{model.__name__}.{name}" for name, text in made.items() if _put(model, row, {name: text})}


def _put(model: type[models.Model], row: models.Model, made: dict[str, str]) -> bool:
    values = {
        name: {"aim": text} if isinstance(model._meta.get_field(name), models.JSONField) else text
        for name, text in made.items()
    }
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**values)
    except IntegrityError:  # empty in this state, says a constraint
        return False
    return True


def confidential(model: type[models.Model]) -> set[str]:
    """The fields of a table in which somebody's words about a case can stand; not what is encrypted row by row."""
    found = set()
    for handling, names in getattr(model, "inventory", {}).items():
        for name in names.split() if handling.kind in (CONFIDENTIAL.kind, PRIVATE.kind) else ():
            field = model._meta.get_field(name)
            free = isinstance(field, models.TextField | models.CharField) and not field.choices
            free = free and not isinstance(field, EncryptedTextField)
            long = getattr(field, "max_length", None) in (None, *range(24, 100_000))
            kept = isinstance(field, models.JSONField) and model.__name__ == "Packet"
            if (free and long) or kept:
                found.add(name)
    return found


def rows_of(model: type[models.Model], case: Case) -> list[models.Model]:
    """The rows of a table that hang on this case, by whichever way there is."""
    if model is Case:
        return [case]
    fields = {field.name: field.related_model for field in model._meta.concrete_fields if field.is_relation}
    for way, through in WAYS.items():
        if fields.get(way.partition("__")[0]) is through:
            return list(model._base_manager.filter(**{way: case}))
    if any(field.name == "employee" for field in model._meta.concrete_fields):
        return list(model._base_manager.filter(employee=case.employee_id))
    return []


# --- where they could come up -----------------------------------------------------------------


def _named() -> dict[str, str]:
    """Every page and API of an organization that is asked for, with its route."""
    names = sorted({row.name for row in ROWS if row.method == GET and row.inside_organization})
    return {name: routes()[name].route for name in names}


def everywhere(world) -> list[str]:
    """Each address that needs no key."""
    slug = world.organization.slug
    return [reverse(name, args=[slug]) for name, route in _named().items() if route.count("<") == 1]


def of_case(world, case: Case) -> list[str]:
    """Each address of this floor with what hangs on the case, and of a person with its employee."""
    plan = Plan.objects.filter(case=case).order_by("pk").first()
    keys = {
        "support/": Support.objects.filter(plan=plan).first(),
        "meetings/": PlanMeeting.objects.filter(plan=plan).first(),
        "concerns/": Concern.objects.filter(case=case).first(),
        "plans/": plan,
        "improvement/hr/": case,
        "cases/": case,
        "people/": case.employee,
    }
    found = []
    for name, route in _named().items():
        if route.count("<") == 2 and "<int:pk>" in route:
            ours = name.startswith("pips")
            whose = next((row for part, row in keys.items() if part in route and (ours or part == "people/")), None)
            if whose is not None:
                found.append(reverse(name, args=[world.organization.slug, whose.pk]))
    return found
