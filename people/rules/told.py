"""What this floor has to say: the words of an invitation, of a wider visibility, and who has not been told yet.

This floor does not know who sends mails. The floor above asks `invitations_untold` and tells each; the link is made
when the mail is written, so that none lies in an outbox.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel import clock, slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tenancy import current_organization, page_url

from ..models import Invitation, Organization, VisibilityChange
from .rights import INVITATION_DAYS, token_of


def _open(notice) -> Invitation | None:
    rows = Invitation.objects.open(clock.now()).filter(pk=notice.subject_id, employee__user__isnull=True)
    return rows.first()


def _still_wanted(notice) -> bool:
    return _open(notice) is not None


def _render(notice) -> Rendered:
    return _words(token_of(Invitation.objects.get(pk=notice.subject_id)))


def _sample() -> Rendered:
    return _words("inv_example")


def _words(token: str) -> Rendered:
    organization = Organization.objects.get(pk=current_organization())
    return Rendered(
        subject=_("%(organization)s invites you to perfhub") % {"organization": organization.name},
        lead=_("With this link you choose a password and are in."),
        lines=(_("It works once, for this address, within %(days)s days.") % {"days": INVITATION_DAYS},),
        url=settings.PUBLIC_URL + page_url("people:join", token),
        action=_("Accept the invitation"),
    )


INVITATION = NoticeKind(
    name="people.invitation",
    still_wanted=_still_wanted,
    render=_render,
    sample=_sample,
    label=gettext_lazy("Invitation"),
    at_once=True,
    legal=True,
    in_bell=False,  # the link is for the mail alone
)


def _still_coming(notice) -> bool:
    """Unless something else was chosen since."""
    return not VisibilityChange.objects.filter(
        setting=notice.subject.setting, decided_at__gt=notice.subject.decided_at
    ).exists()


def _render_widened(notice) -> Rendered:
    change: VisibilityChange = notice.subject
    setting = slots.provider("visibility", change.setting)
    day = date_format(local_date(change.effective_at, notice.recipient.time_zone), "j F Y")
    words = {"label": setting.label, "day": day}
    return Rendered(
        subject=_("%(label)s: who sees it changes on %(day)s") % words,
        lead=_("From %(day)s on more people see this: %(label)s.") % words,
        lines=(
            str(setting.values[change.value]),
            _("This is for what is entered from then on. What is there already stays as it was promised."),
        ),
        url=settings.PUBLIC_URL + page_url("people:visibility"),
        action=_("See who sees what"),
    )


WIDENED = NoticeKind(
    name="people.visibility_widened",
    still_wanted=_still_coming,
    render=_render_widened,
    label=gettext_lazy("More people will see something of yours"),
    legal=True,
)


def invitations_untold(*, at: datetime, limit: int = 500) -> list[Invitation]:
    """Open invitations of which no mail is under way, the oldest first."""
    return list(Invitation.objects.untold(at).select_related("employee").order_by("sent_at", "pk")[:limit])


def invitations_told(invitations: Iterable[Invitation], *, at: datetime) -> None:
    """Their mail was handed over, in the same transaction."""
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in invitations]).update(told_at=at)
