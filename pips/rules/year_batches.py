"""What became of people a year after their plans, ten of them or more together. For workers: it loads statistics."""

import datetime as dt
from collections import Counter

from django.db import connection, transaction

from perfhub.kernel import statistics as stats
from perfhub.kernel.calendars import local_date

from ..models import ENOUGH_YEARS, YearAfter, YearBatch
from ..states import Became
from .comparing import USUAL_RELIABILITY

LOWEST = 0.1  # of all: as far down as those of whom somebody begins a plan are thought to lie


@transaction.atomic
def make_year_batches(*, at: dt.datetime, zone: str) -> list[YearBatch]:
    """Once ten wait whose plans ended well, or otherwise, they are shown together, once, and the rows go.

    What is shown never changes: the next wait for the next batch. May run twice; two at once make one batch.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pips.year_after'), 0)")
    made = []
    for ended_well in (True, False):
        rows = list(YearAfter.objects.filter(ended_well=ended_well))
        if len(rows) >= ENOUGH_YEARS:
            made.append(_batch(rows, ended_well, day=local_date(at, zone)))
            YearAfter.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return made


def _batch(rows: list[YearAfter], ended_well: bool, *, day: dt.date) -> YearBatch:
    counts = Counter(row.became for row in rows)
    low, high = stats.wilson_interval(counts[Became.HOLDS], len(rows))
    return YearBatch.objects.create(
        number=YearBatch.objects.count() + 1,
        shown_date=day,
        ended_well=ended_well,
        n=len(rows),
        holds=counts[Became.HOLDS],
        again=counts[Became.AGAIN],
        gone=counts[Became.GONE],
        low=low,
        high=high,
        by_itself=stats.share_that_leaves(LOWEST, USUAL_RELIABILITY),
    )
