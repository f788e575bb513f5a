"""What HR reads of people a year after their plans: ten or more together, no number under five, in sentences."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from perfhub.kernel.release import K

from ..models import YearBatch

MOST = 12  # batches that are shown


@dataclass(frozen=True)
class Year:
    """One batch: what it is about, what became of them, how much that says."""

    batch: YearBatch
    title: str
    sentence: str
    beside: str


def years() -> tuple[Year, ...]:
    """The newest first; one statement. How many wait for the next batch nobody is told."""
    return tuple(year_of(batch) for batch in YearBatch.objects.order_by("-shown_date", "-ended_well", "-number")[:MOST])


def year_of(batch: YearBatch) -> Year:
    """A number under five is not told, nor can it be worked out from the others."""
    title = _("Resolved or recovered, a year later") if batch.ended_well else _("Ended otherwise, a year later")
    return Year(batch, title, _sentence(batch), _beside(batch))


def is_exact(batch: YearBatch) -> bool:
    """Whether how many it holds for may be told: neither they nor the others are fewer than five."""
    return batch.holds >= K and batch.n - batch.holds >= K


def _sentence(batch: YearBatch) -> str:
    words = {"n": batch.n, "holds": batch.holds, "most": K - 1, "least": batch.n - K + 1}
    if batch.n - batch.holds < K:
        return _(
            "Of %(n)s people at least %(least)s are here and needed no plan since. The others are too few to say more "
            "of them."
        ) % (words)
    if batch.holds < K:
        return _("Of %(n)s people at most %(most)s are here and needed no plan since.") % words
    said = _(
        "Of %(n)s people %(holds)s are here and needed no plan since (%(share)s; between %(low)s and %(high)s)."
    ) % {
        **words,
        "share": _percent(batch.holds / batch.n),
        "low": _percent(batch.low),
        "high": _percent(batch.high),
    }
    if batch.again >= K and batch.gone >= K:
        rest = _("%(again)s began a coaching or an improvement plan again; %(gone)s left.")
        return f"{said} {rest % {'again': batch.again, 'gone': batch.gone}}"
    rest = _("The other %(others)s began a plan again, or left.")
    return f"{said} {rest % {'others': batch.n - batch.holds}}"


def _beside(batch: YearBatch) -> str:
    """How much of it comes back by itself, and whether there is more than that."""
    anyway = _(
        "By itself: of people in the lowest tenth, %(share)s are not in it any more when measured again, without "
        "anybody’s doing."
    ) % {"share": _percent(batch.by_itself)}
    if not is_exact(batch) or not batch.ended_well:
        return anyway
    if batch.low > batch.by_itself:
        return f"{anyway} {_('Here there are more than that alone explains.')}"
    if batch.high < batch.by_itself:
        return f"{anyway} {_('Here there are fewer than that.')}"
    return f"{anyway} {_('What is seen here is compatible with that alone: it does not show that plans help.')}"


def _percent(share: float) -> str:
    return f"{number_format(round(100 * share))}\u00a0%"
