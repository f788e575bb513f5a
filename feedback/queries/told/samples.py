"""The same words about invented things, for whoever looks at the letters before anybody gets one."""

import datetime as dt
from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.slots import Rendered, Sentence
from perfhub.kernel.tenancy import page_url

from ...models import CheckIn, PassedUp, Share
from .letters import missing_words, monday_words, render_passed_up, render_shared

SOME_MONDAY = dt.date(2026, 3, 2)
DAYS = {"period_start": SOME_MONDAY, "period_end": SOME_MONDAY + dt.timedelta(days=6)}
INVENTED = (gettext_lazy("Kim Example"), gettext_lazy("Sascha Sample"))


def of_check_in(render) -> Rendered:
    """A reminder of a check-in that there is not."""
    return render(SimpleNamespace(subject=CheckIn(pk=0, **DAYS)))


def of_monday() -> Rendered:
    """All that can need a manager, about invented people."""
    inbox, names = page_url("feedback:inbox"), {"name": INVENTED[0], "other": INVENTED[1]}
    said = (
        (_("%(name)s asks you something, or writes what is in the way."), _("Answer")),
        (_("One check-in waits to be read."), _("Read")),
        (_("%(other)s has not written for last week."), _("Write a line")),
        (_("A check-in of %(name)s is open again and not corrected yet."), _("Look at it")),
        (_("One check-in is kept for a one-to-one."), _("See what to talk about")),
    )
    return monday_words([Sentence(text % names, action, inbox) for text, action in said])


def of_digest() -> Rendered:
    return missing_words([str(name) for name in INVENTED], SOME_MONDAY)


def _somebody(pk: int) -> Employee:
    return Employee(pk=pk, name=str(INVENTED[pk]))


def about_a_check_in(render) -> Rendered:
    """To a manager, about a check-in of somebody that there is not."""
    person = _somebody(0)
    subject = CheckIn(pk=0, employee=person, **DAYS)
    return render(SimpleNamespace(subject=subject, recipient_id=1, known=person.name))


def about_a_pause(render) -> Rendered:
    """To a manager, about a pause of somebody that there is not."""
    return render(SimpleNamespace(subject=_somebody(0), recipient_id=1))


def of_shared() -> Rendered:
    made = Share(check_in=CheckIn(pk=0, employee=_somebody(0), **DAYS), shared_with=_somebody(1))
    return render_shared(SimpleNamespace(subject=made, recipient_id=1))


def of_passed_up() -> Rendered:
    manager, above = _somebody(1), Employee(pk=2, name=str(INVENTED[1]))
    passed = PassedUp(pk=0, check_in=CheckIn(pk=0, employee=_somebody(0)), passed_by=manager, passed_to=above)
    return render_passed_up(SimpleNamespace(subject=passed, recipient_id=above.pk))
