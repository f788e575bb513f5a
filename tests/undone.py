"""What is tried and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing that is written within stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
