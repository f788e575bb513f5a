"""A door that is one press: fetch, one rule, a word, back."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.views.decorators.http import require_POST

from .htmx import back, toast
from .slots import Text


def press(rule: Callable[..., Any], words: Text, *, fetch: Callable[..., Any], route: str, takes_key: bool = True):
    """A view that does one thing to what `fetch` gives this viewer, says so, and shows the page of `route` again.

    The page is that of the same thing, unless it takes no key.
    """

    @require_POST
    def view(request, pk):
        rule(fetch(request.viewer, pk), by=request.viewer, at=request.at)
        toast(request, str(words))
        return back(request, reverse(route, args=[request.organization.slug, *([pk] if takes_key else [])]))

    return view
