"""Columns that nobody reads who has the database alone.

    class Draft(TenantModel):
        content = EncryptedJSONField(bound_to=("employee_id", "key"))

A value is encrypted when its row is saved and decrypted when it is looked at. It is bound to its column and to what
`bound_to` names of its row, which must be known before the row has a key and never change: copied into another row it
cannot be read. Nothing can be filtered by it, and `update()` cannot write it; the field says so.

Keys change without stopping (`perfhub.kernel.keys`): `renew` puts what is under an older key under the first.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute

from .keys import Unsealable, keyring


class Sealed(str):
    """A value as it is stored."""

    __slots__ = ()


class Opened(DeferredAttribute):
    """Decrypts a value when somebody looks at it, once."""

    field: "EncryptedTextField"

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance)
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """A text, stored encrypted. `was_plain`: rows from before this field was encrypted are read as they are, until
    they have been renewed."""

    descriptor_class = Opened

    def __init__(self, *args: Any, bound_to: Iterable[str], was_plain: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bound_to, self.was_plain = tuple(bound_to), was_plain

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"bound_to": self.bound_to} | ({"was_plain": True} if self.was_plain else {})
        return name, path, args, kwargs

    def written(self, value: Any) -> str:
        return value

    def read(self, text: str) -> Any:
        return text

    def context_of(self, row: models.Model) -> str:
        """Where a value belongs; moved elsewhere it cannot be decrypted."""
        bound = [str(getattr(row, name)) for name in self.bound_to]
        return json.dumps([row._meta.label, self.name, *bound])

    def seal(self, value: Any, row: models.Model) -> Sealed:
        return Sealed(keyring().encrypt(self.written(value), context=self.context_of(row)))

    def open(self, sealed: Sealed, row: models.Model) -> Any:
        """The value again. Raises Unsealable."""
        if self.was_plain and not keyring().is_ours(sealed):
            return self.read(str(sealed))
        return self.read(keyring().decrypt(sealed, context=self.context_of(row)))

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        return value if value is None else self.seal(value, model_instance)

    def from_db_value(self, value, *_how):
        return value if value is None else Sealed(value)

    def get_prep_value(self, value):
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.model._meta.label}.{self.name} is encrypted: save the row; nothing filters by it.")
        return str(value)


class EncryptedJSONField(EncryptedTextField):
    """What JSON can say, stored encrypted as a text."""

    _pyi_private_set_type: Any  # for the type checker: not only texts
    _pyi_private_get_type: Any

    def written(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def read(self, text: str) -> Any:
        return json.loads(text)


# --- another first key -------------------------------------------------------------------------


def encrypted_fields() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of every table."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def _under_older_keys(model: type[models.Model], field: EncryptedTextField) -> models.QuerySet:
    """The rows whose value in a column is not under the first key."""
    stored = model._base_manager.annotate(stored=Cast(field.name, models.TextField()))
    return stored.exclude(stored__startswith=keyring().prefix).exclude(stored__isnull=True)


def under_older_keys(model: type[models.Model], field: EncryptedTextField) -> int:
    """How many values of a column are not under the first key."""
    return _under_older_keys(model, field).count()


def renew(model: type[models.Model], field: EncryptedTextField, *, after: int = 0, limit: int = 500) -> tuple[int, int]:
    """Put the next values of a column under the first key, in a transaction of the caller's.

    Rows that somebody writes at this moment are passed over: that write uses the first key. Returns the key behind
    which to go on (0: there are no more) and how many were renewed; what no key opens any more is left as it is.
    """
    rows = _under_older_keys(model, field).filter(pk__gt=after).order_by("pk")
    found = list(rows.select_for_update(skip_locked=True)[:limit])
    renewed = 0
    for row in found:
        try:
            getattr(row, field.attname)
        except Unsealable:
            continue
        row.save(update_fields=[field.name])
        renewed += 1
    return found[-1].pk if len(found) == limit else 0, renewed
