"""Django's `migrate`, in a tenth of the time (see perfhub/kernel/migrating.py)."""

from typing import Any

from django.core.management.commands import migrate

from perfhub.kernel.migrating import light_states


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with light_states():
            super().handle(*args, **options)
