"""Pages of a list that may be very long: nobody counts a hundred thousand rows to show fifty."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

COUNTED = 1000


class LongList(Paginator):
    """Counts up to a thousand rows and can be walked on from there; `goes_on`: nobody knows how many follow."""

    goes_on = False

    @property
    def known(self) -> int:
        """How many there are, or more than how many."""
        return self.count - 1 if self.goes_on else self.count


def page_of(rows: QuerySet[Any], number: str | int | None, *, size: int) -> Page:
    """One page, and whether another follows: two statements. A number that is none is the nearest one."""
    counted = rows[: COUNTED + 1].count()
    pages = LongList(rows, size)
    if counted <= COUNTED:
        pages.count = counted
        return pages.get_page(number)
    wanted = max(1, int(number)) if str(number).isdecimal() and len(str(number)) < 10 else 1
    before = (wanted - 1) * size
    found = list(rows[before : before + size + 1])
    if not found:  # behind the end, where only a typed address leads
        return pages.get_page(number)
    pages.goes_on = len(found) > size
    pages.count = max(COUNTED + 1, before + len(found))
    return Page(found[:size], wanted, pages)
