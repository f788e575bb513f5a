"""One factory per model: the smallest valid row of it."""

import importlib
import pkgutil

from factory.django import DjangoModelFactory


def factories() -> dict[type, type[DjangoModelFactory]]:
    """The factory of every model; of several, the one called <Model>Factory."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    found: dict[type, type[DjangoModelFactory]] = {}
    for made in _subclasses(DjangoModelFactory):
        model = made._meta.model
        if model is not None and (model not in found or made.__name__ == f"{model.__name__}Factory"):
            found[model] = made
    return found


def _subclasses(base):
    for subclass in base.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
