"""Comparing whole tables: rows with their keys replaced by what they stand for."""

from django.db import models

from people.models import Employee


def rows_of(model: type[models.Model], *, without: tuple[str, ...] = ()) -> list[tuple]:
    """Every row of a table, sorted; an employee's key is shown as the number, other keys as present or not."""
    numbers = dict(Employee.objects.values_list("pk", "number"))
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in {"organization", *without}]
    others = [f.name for f in fields if f.remote_field and f.remote_field.model is not Employee]
    shown = []
    for row in model._base_manager.select_related(*others) if others else model._base_manager.all():
        cells = []
        for field in fields:
            value = getattr(row, field.attname)
            if field.remote_field and field.remote_field.model is Employee:
                value = numbers.get(value)
            elif field.remote_field:
                related = getattr(row, field.name)
                value = str(related) if related is not None else None
            cells.append(repr(value))
        shown.append(tuple(cells))
    return sorted(shown)
