"""Work of which nothing stays: what is written within is taken back, whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def passing() -> Iterator[None]:
    """Take back, at its end, all that was written within; answers made of it may leave."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def only_reading() -> None:
    """From here to the end of the savepoint PostgreSQL refuses every write, whoever asks for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
