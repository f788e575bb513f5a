"""What a view says of itself to the doors: who may come without sign-in, and how fresh a proof it asks for."""

from collections.abc import Callable
from datetime import timedelta

from perfhub.kernel.limits import Limit


def ends_support(view: Callable) -> Callable:
    """Mark the one act that whoever looks in for support may do: to end that."""
    view.ends_support = True  # type: ignore[attr-defined]  # the door asks for it
    return view


def own_file(view: Callable) -> Callable:
    """Marks a view that gives a file to whoever it is for; who looks in for support takes nothing away."""
    view.gives_file = True  # type: ignore[attr-defined]  # the door asks for it
    return view


def public(view: Callable) -> Callable:
    """Mark a view below an organization's address that needs no sign-in; each use says why."""
    view.public = True  # type: ignore[attr-defined]  # the access table asks for it
    return view


WEIGHTY = timedelta(hours=3)


def weighty(view: Callable) -> Callable:
    """Mark a view whose reader was surely the user within the last three hours; else it asks "is it still you?" first.

    For exports, and whatever tells more than one's own week: reviews, concerns, plans, diagnosis. Light pages stay
    open for thirty days on a device, unless one holds a role (`is_guarded`).
    """
    view.proof_within = WEIGHTY  # type: ignore[attr-defined]  # the door asks for it
    return view


EXPORTS = Limit("export", times=5, seconds=3600, open_when_down=True)


def export(view: Callable) -> Callable:
    """Mark a view that gives many people's figures away as a file: weighty, and at most five an hour for each user."""
    view.limit = EXPORTS  # type: ignore[attr-defined]  # the door counts
    return weighty(view)


def recent(*, minutes: int = 10) -> Callable[[Callable], Callable]:
    """Mark a view that asks "is it still you?" when that was answered more than so many minutes ago.

    For roles, erasing, tokens, and what guards the sign-in itself. A form that was sent is kept and goes on.
    """

    def mark(view: Callable) -> Callable:
        view.proof_within = timedelta(minutes=minutes)  # type: ignore[attr-defined]  # the door asks for it
        return view

    return mark
