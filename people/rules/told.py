"""What this floor has to say: the words of an invitation, of a wider visibility, and who has not been told yet.

This floor does not know who sends mails. The floor above asks `invitations_untold` and tells each; the link is made
when the mail is written, so that none lies in an outbox.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel import clock, slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import NoticeKind, Rendered, Visibility
from perfhub.kernel.tenancy import current_organization, page_url

from ..models import ApiToken, Invitation, Organization, ReportingLine, StandIn, SupportVisit, ToTell, VisibilityChange
from .rights import INVITATION_DAYS, token_of

A_DAY = timedelta(days=1)


def _open_invitations(notices) -> dict[int, tuple[Invitation, str] | None]:
    """The invitation of each notice while it is open, and the name of who invites; two statements."""
    rows = Invitation.objects.open(clock.now()).filter(employee__user__isnull=True)
    found = rows.in_bulk({notice.subject_id for notice in notices})
    name = Organization.objects.get(pk=current_organization()).name
    known = {pk: (invitation, name) for pk, invitation in found.items()}
    return {notice.pk: known.get(notice.subject_id) for notice in notices}


def _still_wanted(notice) -> bool:
    return notice.known is not None


def _render(notice) -> Rendered:
    invitation, organization = notice.known
    return _words(token_of(invitation), organization)


def _sample() -> Rendered:
    return _words("inv_example", Organization.objects.get(pk=current_organization()).name)


def _words(token: str, organization: str) -> Rendered:
    return Rendered(
        subject=_("%(organization)s invites you to perfhub") % {"organization": organization},
        lead=_("With this link you choose a password and are in."),
        lines=(_("It works once, for this address, within %(days)s days.") % {"days": INVITATION_DAYS},),
        url=settings.PUBLIC_URL + page_url("people:join", token),
        action=_("Accept the invitation"),
    )


INVITATION = NoticeKind(
    name="people.invitation",
    gather=_open_invitations,
    still_wanted=_still_wanted,
    render=_render,
    sample=_sample,
    label=gettext_lazy("Invitation"),
    at_once=True,
    legal=True,
    in_bell=False,  # the link is for the mail alone
)


def _newest_choices(notices) -> dict[int, datetime]:
    """When somebody last chose anything for the setting each is about; one statement."""
    settings_ = {notice.subject.setting for notice in notices}
    chosen = VisibilityChange.objects.filter(setting__in=settings_).values_list("setting")
    newest = dict(chosen.annotate(at=Max("decided_at")).order_by())
    return {notice.pk: newest[notice.subject.setting] for notice in notices}


def _still_coming(notice) -> bool:
    """Unless something else was chosen since."""
    return notice.known <= notice.subject.decided_at


def _render_widened(notice) -> Rendered:
    change: VisibilityChange = notice.subject
    setting = slots.provider("visibility", change.setting)
    day = date_format(local_date(change.effective_at, notice.recipient.time_zone), "j F Y")
    return _widened_words(setting, change.value, day)


def _sample_widened() -> Rendered:
    """The widest choice of the first setting there is."""
    setting = next(iter(slots.providers("visibility").values()))
    return _widened_words(setting, list(setting.values)[-1], date_format(date(2026, 8, 3), "j F Y"))


def _widened_words(setting: Visibility, value: str, day: str) -> Rendered:
    words = {"label": setting.label, "day": day}
    return Rendered(
        subject=_("%(label)s: who sees it changes on %(day)s") % words,
        lead=_("From %(day)s on more people see this: %(label)s.") % words,
        lines=(
            str(setting.values[value]),
            _("This is for what is entered from then on. What is there already stays as it was promised."),
        ),
        url=settings.PUBLIC_URL + page_url("people:visibility"),
        action=_("See who sees what"),
    )


WIDENED = NoticeKind(
    name="people.visibility_widened",
    gather=_newest_choices,
    still_wanted=_still_coming,
    render=_render_widened,
    sample=_sample_widened,
    label=gettext_lazy("More people will see something of yours"),
    legal=True,
)


PERSON_LINKS = ("employee", "manager")


def _is_still_the_manager(notice) -> bool:
    return notice.subject.end_date is None and notice.subject.employee_id == notice.recipient_id


def _render_new_manager(notice) -> Rendered:
    return _manager_words(notice.subject.manager.name, page_url("people:sees", notice.recipient_id))


def _manager_words(name: str, url: str) -> Rendered:
    names = {"manager": name}
    return Rendered(
        subject=_("%(manager)s is your manager now") % names,
        lead=_("%(manager)s is your manager now. One page says what a new manager sees of the time before.") % names,
        url=url,
        action=_("What %(manager)s sees") % names,
    )


NEW_MANAGER = NoticeKind(
    name="people.new_manager",
    label=gettext_lazy("You have a new manager"),
    still_wanted=_is_still_the_manager,
    render=_render_new_manager,
    sample=lambda: _manager_words("Ana Ribeiro", page_url("people:home")),
    related=PERSON_LINKS,
)


def _is_not_over(notice) -> bool:
    return notice.subject.end_at > clock.now()


def _render_stand_in(notice) -> Rendered:
    named: StandIn = notice.subject
    names = {"name": named.stand_in.name, "manager": named.manager.name, "days": _days(named)}
    if notice.recipient_id == named.stand_in_id:
        return Rendered(
            subject=_("You stand in for %(manager)s") % names,
            lead=_("You stand in for %(manager)s, %(days)s.") % names,
            lines=(
                _("You see open check-ins and what waits for approval, and act in the name of %(manager)s.") % names,
                _("Earlier check-ins, private notes and plans stay closed to you. Everybody concerned is told."),
            ),
            url=page_url("people:person", named.manager_id),
            action=_("See for whom"),
        )
    if notice.recipient_id == named.manager_id:
        return Rendered(
            subject=_("%(name)s stands in for you") % names,
            lead=_("%(name)s stands in for you, %(days)s. Your people are told.") % names,
            url=page_url("people:stand_ins", named.manager_id),
            action=_("See the days"),
        )
    return _team_words(names, page_url("people:person", named.manager_id))


def _team_words(names: Mapping[str, object], url: str) -> Rendered:
    return Rendered(
        subject=_("%(name)s stands in for %(manager)s") % names,
        lead=_("%(name)s stands in for %(manager)s, %(days)s.") % names,
        lines=(
            _("In these days %(name)s reads the check-ins you send and answers in the name of %(manager)s.") % names,
            _("Earlier check-ins, private notes and plans stay closed to %(name)s.") % names,
        ),
        url=url,
        action=_("See the days"),
    )


def _days(named: StandIn) -> str:
    days = {"first": date_format(named.start_date, "j F"), "last": date_format(named.end_date, "j F")}
    return _("from %(first)s to %(last)s") % days


SAMPLE: Mapping[str, object] = {
    "name": "Ana Ribeiro",
    "manager": "Oskar Haas",
    "days": gettext_lazy("from 3 August to 14 August"),
}
STAND_IN = NoticeKind(
    name="people.stand_in",
    label=gettext_lazy("Somebody stands in for a manager"),
    still_wanted=_is_not_over,
    render=_render_stand_in,
    sample=lambda: _team_words(SAMPLE, page_url("people:home")),
    related=("manager", "stand_in"),
)


def _render_token_revoked(notice) -> Rendered:
    token: ApiToken = notice.subject
    return _revoked_words(token.name, token.revoked_by.name if token.revoked_by else "", page_url("people:tokens"))


def _revoked_words(name: str, by: str, url: str) -> Rendered:
    words = {"token": name, "by": by}
    lead = _("%(by)s revoked your token “%(token)s”.") if by else _("Your token “%(token)s” was revoked.")
    return Rendered(
        subject=_("A token of yours was revoked"),
        lead=lead % words,
        lines=(_("Whatever used it is refused from now on. If you still need it, make a new one."),),
        url=url,
        action=_("See your tokens"),
    )


TOKEN_REVOKED = NoticeKind(
    name="people.token_revoked",
    label=gettext_lazy("Somebody revoked a token of yours"),
    still_wanted=lambda notice: notice.subject.employee_id == notice.recipient_id,
    render=_render_token_revoked,
    sample=lambda: _revoked_words("Payroll export", "Ana Ribeiro", page_url("people:home")),
    related=("revoked_by",),
)


def _visit_is_recent(notice) -> bool:
    return notice.subject.opened_at + A_DAY > clock.now()


def _render_support(notice) -> Rendered:
    visit: SupportVisit = notice.subject
    own = visit.seen_as_id == notice.recipient_id
    words = {"operator": visit.operator.name, "name": visit.seen_as.name, "reason": visit.reason}
    return _support_words(words, page_url("people:seen") if own else page_url("people:support"), own=own)


def _support_words(words: Mapping[str, str], url: str, *, own: bool) -> Rendered:
    lead = (
        _("%(operator)s of support looks in and sees what you see, for thirty minutes at most.")
        if own
        else _("%(operator)s of support looks in and sees what %(name)s sees, for thirty minutes at most.")
    )
    return Rendered(
        subject=_("Support looks in"),
        lead=lead % words,
        lines=(_("The reason: “%(reason)s”") % words, _("Nothing can be changed so. One press ends it.")),
        url=url,
        action=_("See it, and end it"),
    )


SUPPORT_OPENED = NoticeKind(
    name="people.support_opened",
    label=gettext_lazy("Support looks in"),
    still_wanted=_visit_is_recent,
    render=_render_support,
    sample=lambda: _support_words(
        {"operator": "Ana Ribeiro", "name": "Oskar Haas", "reason": _("The inbox stays empty")},
        page_url("people:home"),
        own=False,
    ),
    at_once=True,
    owed=gettext_lazy("Nobody looks at your pages without your knowing."),
    related=("operator", "seen_as"),
)

KINDS = (INVITATION, WIDENED, NEW_MANAGER, STAND_IN, TOKEN_REVOKED, SUPPORT_OPENED)

#: Which table each kind of `ToTell` is about.
ABOUT: Mapping[str, type[Model]] = {
    NEW_MANAGER.name: ReportingLine,
    STAND_IN.name: StandIn,
    TOKEN_REVOKED.name: ApiToken,
    SUPPORT_OPENED.name: SupportVisit,
}


def take_to_tell(*, limit: int = 500) -> list[tuple[int, str, Model]]:
    """What this floor has to say, handed over: recipients, kinds, and what each is about. Struck off in the same step.

    Whoever calls this tells it in the same transaction; a death in between leaves all of it here.
    """
    rows = list(ToTell.objects.select_for_update(skip_locked=True).order_by("pk")[:limit])
    ToTell.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [(row.recipient_id, row.kind, ABOUT[row.kind](pk=row.about)) for row in rows]


def invitations_untold(*, at: datetime, limit: int = 500) -> list[Invitation]:
    """Open invitations of which no mail is under way, the oldest first."""
    return list(Invitation.objects.untold(at).select_related("employee").order_by("sent_at", "pk")[:limit])


def invitations_told(invitations: Iterable[Invitation], *, at: datetime) -> None:
    """Their mail was handed over, in the same transaction."""
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in invitations]).update(told_at=at)
