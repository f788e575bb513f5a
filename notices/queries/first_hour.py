"""What letters add to an organization's first hour."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import AuditEntry, Employee
from perfhub.kernel import slots
from perfhub.kernel.slots import FirstPage, Step
from perfhub.kernel.tenancy import page_url

from .letters import Letter
from .previews import Sample, preview, samples
from .subjects import kinds

LOOKED_AT = "letter.looked_at"
INVITATION = "people.invitation"


def steps(viewer: Employee, *, at: dt.datetime) -> Iterator[Step]:
    """Every kind of letter looked at by somebody, as the audit knows."""
    acts = [f"{LOOKED_AT}.{sample.kind}" for sample in samples()]
    seen = AuditEntry.objects.filter(act__in=acts).order_by().annotate(one=Value(1)).values("one")
    number = Coalesce(Subquery(seen.annotate(number=Count("act", distinct=True)).values("number")), 0)
    yield Step(
        key="letters",
        rank=40,
        title=gettext_lazy("Read the letters"),
        gives=gettext_lazy("You know each mail that people will get, word for word, before anybody gets one."),
        minutes=8,
        act=gettext_lazy("Read them"),
        url=page_url("notices:previews"),
        done=GreaterThanOrEqual(number, Value(len(acts), output_field=IntegerField())),
        number=number,
        told=lambda seen: _("%(seen)s of %(all)s looked at.") % {"seen": seen, "all": len(acts)},
    )


def letters_looked_at() -> frozenset[str]:
    """The kinds of letters that somebody of this organization has looked at; one statement."""
    acts = [f"{LOOKED_AT}.{name}" for name in kinds()]
    found = AuditEntry.objects.filter(act__in=acts).order_by().values_list("act", flat=True).distinct()
    return frozenset(act.removeprefix(f"{LOOKED_AT}.") for act in found)


def next_sample() -> Sample | None:
    """The first kind of letter, by its words, that nobody has looked at yet."""
    seen = letters_looked_at()
    return next((sample for sample in samples() if sample.kind not in seen), None)


def first_pages(viewer: Employee, *, at: dt.datetime) -> Iterator[FirstPage]:
    """The invitation, where there is an address to send it to."""
    if viewer.email:
        yield FirstPage(
            rank=10,
            label=_("Invitation"),
            url=page_url("notices:preview", INVITATION),
            show="notices.views.previews.first_letter",
        )


def invitation_to(employee: Employee, *, at: dt.datetime) -> Letter:
    """The letter by which somebody is invited, with a link that opens nothing."""
    return preview(slots.provider("notice.kind", INVITATION), viewer=employee, at=at)
