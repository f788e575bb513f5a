"""Migrating in a tenth of the time: a new model, field, index or constraint makes no other model anew.

While it migrates Django makes classes of all models, and after each operation again those of the model it changed, of
all that refer to it, and of all that refer to those: here nearly every model. But to a new model nothing refers yet,
and what it refers to learns of it as its class is made; a class takes another field at any time; an index or a
constraint changes a list in the model's options.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models import NOT_PROVIDED, Field

_HONEST_ADD_FIELD = ProjectState.add_field


@contextmanager
def light_states() -> Iterator[None]:
    """Within, only the new class is made, and a field or a list is changed where it stands."""
    ours = {
        "add_model": _add_model,
        "add_field": _add_field,
        "_append_option": _append,
        "_remove_option": _remove,
    }
    honest = {name: getattr(ProjectState, name) for name in ours}
    _take(ours)
    try:
        yield
    finally:
        _take(honest)


def _take(methods: dict[str, Any]) -> None:
    for name, method in methods.items():
        setattr(ProjectState, name, method)


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]  # as in Django itself
        self.resolve_model_relations(key)
    if "apps" in vars(self):
        self.apps.render_multiple([model_state])


def _add_field(
    self: ProjectState, app_label: str, model_name: str, name: str, field: Field, preserve_default: bool
) -> None:
    key = app_label, model_name
    made: Any = self.apps.get_model(*key) if "apps" in vars(self) else None
    if made is None or made.__subclasses__() or field.primary_key or field.many_to_many:  # of these, more depends
        return _HONEST_ADD_FIELD(self, app_label, model_name, name, field, preserve_default)
    if field.remote_field and not _knows(made, *resolve_relation(field.remote_field.model, *key), self):
        return _HONEST_ADD_FIELD(self, app_label, model_name, name, field, preserve_default)
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    self.models[key].fields[name] = field
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_field_relations(key, name, field)
    made.add_to_class(name, field.clone())
    self.apps.clear_cache()


def _knows(made: Any, app_label: str, model_name: str, state: ProjectState) -> bool:
    """Whether a class finds another among those it was made with; what came in a later migration it does not."""
    theirs, now = (apps.all_models[app_label].get(model_name) for apps in (made._meta.apps, state.apps))
    return theirs is now


def _append(self: ProjectState, app_label: str, model_name: str, option_name: str, obj) -> None:
    _set(self, app_label, model_name, option_name, [*self.models[app_label, model_name].options[option_name], obj])


def _remove(self: ProjectState, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
    listed = self.models[app_label, model_name].options[option_name]
    _set(self, app_label, model_name, option_name, [obj for obj in listed if obj.name != obj_name])


def _set(state: ProjectState, app_label: str, model_name: str, option_name: str, listed: list) -> None:
    state.models[app_label, model_name].options[option_name] = listed
    if "apps" in vars(state):
        setattr(state.apps.get_model(app_label, model_name)._meta, option_name, [obj.clone() for obj in listed])
