"""Saved views: a list as somebody likes to see it, under a name of their own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import Refused, RuleBroken

from ..models import Employee, SavedView
from .audit import record

MOST_VIEWS = 30  # of one page, by one person


class TooManyViews(RuleBroken):
    sentence = _("You have saved thirty views of this page. Please delete one that you do not need.")


class ViewTooLong(RuleBroken):
    sentence = _("This view is narrowed by too many words to be saved.")


@transaction.atomic
def save_view(page: str, name: str, *, query: str, by: Employee, at: datetime) -> SavedView:
    """Keep the filters of a page under a name; the same name again takes the new ones.

    Raises TooManyViews, ViewTooLong.
    """
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise ViewTooLong
    name = " ".join(name.split())
    others = SavedView.objects.filter(employee=by, page=page).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise TooManyViews
    view, _new = SavedView.objects.update_or_create(employee=by, page=page, name=name, defaults={"query": query})
    record("view.saved", by=by, at=at, subject=view)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Employee, at: datetime) -> None:
    """Its owner does not need it any more."""
    if view.employee_id != by.pk:
        raise Refused
    record("view.deleted", by=by, at=at, subject=view)
    view.delete()
