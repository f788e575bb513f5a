"""Who sees a kind of record: chosen by HR, promised to everybody, widened slowly."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.tenancy import current_organization

from ..access import Actor, promises_of, require
from ..models import Employee, VisibilityChange
from ..queries.promises import widening_holds_from
from .audit import record


class AsItIs(RuleBroken):
    """The value chosen is the one that holds."""

    sentence = _("This is how it is already: nothing was changed.")


@transaction.atomic
def choose_visibility(
    setting: str, value: str, *, by: Actor, at: datetime, seen: int | None = None
) -> VisibilityChange:
    """HR chooses who sees a kind of record.

    A narrower value holds at once and for all records. A wider one is told to everybody employed and holds five
    working days later, for records begun from then on. Choosing what holds calls off what was told and has not taken
    effect. `seen` is the key of the newest choice the chooser saw (0: none): raises `StaleMove` if there is a newer.
    Raises `AsItIs`.
    """
    require("choose_visibility", by)
    with connection.cursor() as cursor:  # two who choose take turns
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.promises'), %s::int)", [current_organization()])
    newest = VisibilityChange.objects.filter(setting=setting).order_by("-decided_at", "-pk").first()
    if seen is not None and seen != (newest.pk if newest else 0):
        raise StaleMove
    promises = promises_of(setting)
    rank = promises.setting.rank
    coming, now = promises.coming(at), promises.now(at)
    if value == (coming.value if coming else now):
        raise AsItIs
    wider = rank(value) > rank(now)
    change = VisibilityChange.objects.create(
        setting=setting,
        value=value,
        decided_by_id=by.pk,
        decided_at=at,
        effective_at=widening_holds_from(at) if wider else at,
        announced_at=None if wider else at,
    )
    record(f"visibility.{'widened' if wider else 'narrowed'}", by=by, at=at, subject=change)
    return change


ANNOUNCED_AT_ONCE = 2_000


def to_be_announced(*, at: datetime) -> list[tuple[VisibilityChange, list[int]]]:
    """Wider values that not everybody has been told of, each with the next employees to tell."""
    changes = VisibilityChange.objects.filter(announced_at__isnull=True).order_by("decided_at", "pk")
    everybody = Employee.objects.active().order_by("pk")
    return [
        (change, list(everybody.filter(pk__gt=change.announced_to).values_list("pk", flat=True)[:ANNOUNCED_AT_ONCE]))
        for change in changes.select_for_update(skip_locked=True)
    ]


def announced(change: VisibilityChange, told: list[int], *, at: datetime) -> None:
    """These were told, in the same transaction; when there were none left, everybody was."""
    done = {"announced_to": told[-1]} if told else {"announced_at": at}
    VisibilityChange.objects.filter(pk=change.pk).update(**done)
