"""Whether a notice is still wanted, and its words. Links only: no word of a check-in ever stands in a mail."""

import datetime as dt
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel.slots import Rendered, Sentence
from perfhub.kernel.tenancy import page_url

from ...models import CheckIn, PassedUp, Share
from ...states import CheckInState


def days_of(check_in: CheckIn) -> str:
    """“2 to 6 March”: the working days of its period."""
    return said_days(*check_in.days)


def said_days(first: dt.date, last: dt.date) -> str:
    return _said_days(first, last, get_language())


@lru_cache(maxsize=256)  # in many letters the same
def _said_days(first: dt.date, last: dt.date, _language: str | None) -> str:
    start = date_format(first, "j" if first.month == last.month else "j F")
    return _("%(start)s to %(end)s") % {"start": start, "end": date_format(last, "j F")}


def still_due(notice) -> bool:
    """A reminder is wanted while the check-in is open and nobody has paused: answered, skipped or missed, it is not.

    Nor by whoever has not joined yet: the first letter anybody gets from here is an invitation somebody sent.
    """
    is_open = notice.subject.state == CheckInState.DUE and notice.subject.employee_id == notice.recipient_id
    return is_open and notice.recipient.user_id is not None and not notice.known


def _to_answer(notice, subject: str, lead: str) -> Rendered:
    check_in: CheckIn = notice.subject
    return Rendered(
        subject=subject,
        lead=lead,
        lines=(_("It takes about two minutes. If you were away, one press says so."),),
        url=page_url("feedback:check_in", check_in.pk),
        action=_("Write your check-in"),
    )


def render_due(notice) -> Rendered:
    return _to_answer(
        notice,
        _("Your check-in for the week is due"),
        _("Your check-in for %(days)s is due.") % {"days": days_of(notice.subject)},
    )


def render_reminder(notice) -> Rendered:
    return _to_answer(
        notice,
        _("Your check-in for %(days)s") % {"days": days_of(notice.subject)},
        _("Your check-in for %(days)s is still open. A late one counts too.") % {"days": days_of(notice.subject)},
    )


def render_early(notice) -> Rendered:
    return _to_answer(
        notice,
        _("Your check-in is due tomorrow"),
        _("Your check-in for %(days)s is due on the next working day.") % {"days": days_of(notice.subject)},
    )


def digest_wanted(notice) -> bool:
    return bool(notice.known)


def render_digest(notice) -> Rendered:
    return missing_words(notice.known, dt.date.fromisoformat(notice.occurrence))


def missing_words(names: list[str], monday: dt.date) -> Rendered:
    words = ngettext(
        "%(number)s of your people has not checked in for %(days)s",
        "%(number)s of your people have not checked in for %(days)s",
        len(names),
    ) % {"number": len(names), "days": said_days(monday, monday + dt.timedelta(days=4))}
    return Rendered(
        subject=words,
        lead=words + ".",
        lines=(", ".join(names),),
        url=page_url("feedback:inbox"),
        action=_("Open the inbox"),
    )


def may_read(notice) -> bool:
    """The recipient is the employee, or the manager now."""
    return notice.known


def render_commented(notice) -> Rendered:
    check_in: CheckIn = notice.subject
    if check_in.employee_id == notice.recipient_id:
        words = _("Your manager wrote something under your check-in")
    else:
        words = _("%(name)s wrote something under a check-in") % {"name": check_in.employee.name}
    return Rendered(
        subject=words,
        lead=words + ".",
        lines=(_("The words are shown after you have signed in."),),
        url=page_url("feedback:check_in", check_in.pk),
        action=_("Read it"),
    )


def passed_up_wanted(notice) -> bool:
    return notice.known


def render_passed_up(notice) -> Rendered:
    passed: PassedUp = notice.subject
    names = {"manager": passed.passed_by.name, "above": passed.passed_to.name, "name": passed.check_in.employee.name}
    if passed.check_in.employee_id == notice.recipient_id:
        return Rendered(
            subject=_("A line of your check-in was passed up"),
            lead=_("%(manager)s passed one line of your check-in to %(above)s, word for word.") % names,
            lines=(_("Your check-in shows which line it is."),),
            url=page_url("feedback:check_in", passed.check_in_id),
            action=_("See which line"),
        )
    return Rendered(
        subject=_("%(manager)s passed a line up to you") % names,
        lead=_("%(manager)s passed you one line of the check-in of %(name)s.") % names,
        url=page_url("feedback:inbox"),
        action=_("Read it"),
    )


def shared_wanted(notice) -> bool:
    """It is still shared, and the recipient may still read it."""
    return notice.subject.ended_at is None and notice.known


def render_shared(notice) -> Rendered:
    made: Share = notice.subject
    names = {
        "name": made.check_in.employee.name,
        "leader": made.shared_with.name,
        "days": days_of(made.check_in),
    }
    is_theirs = notice.recipient_id == made.shared_with_id
    subject = _("%(name)s shares a check-in with you") if is_theirs else _("%(name)s shares a check-in with %(leader)s")
    return Rendered(
        subject=subject % names,
        lead=_("%(name)s lets %(leader)s read what the check-in for %(days)s says.") % names,
        lines=(_("Without the mood and without what is said under it. %(name)s can take it back.") % names,),
        url=page_url("feedback:check_in", made.check_in_id),
        action=_("Read it"),
    )


def reopened_wanted(notice) -> bool:
    """It is still open again, and the recipient may still read it."""
    return notice.subject.state == CheckInState.REOPENED and notice.known is not None


def render_reopened(notice) -> Rendered:
    check_in: CheckIn = notice.subject
    words = {"name": notice.known, "days": days_of(check_in)}
    own = check_in.employee_id == notice.recipient_id
    lead = (
        _("%(name)s asks you to look at your check-in for %(days)s again.")
        if own
        else _("%(name)s opened the check-in for %(days)s again, to correct it.")
    )
    return Rendered(
        subject=_("A check-in is open again"),
        lead=lead % words,
        lines=(_("The reason is shown after you have signed in. What was written stays until it is corrected."),),
        url=page_url("feedback:check_in", check_in.pk),
        action=_("Look at it"),
    )


def pause_wanted(notice) -> bool:
    """The recipient is the employee, or the manager now."""
    return notice.known


def _about_pause(notice, *, own: str, other: str) -> Rendered:
    person: Employee = notice.subject
    is_own = person.pk == notice.recipient_id
    words = own if is_own else other % {"name": person.name}
    return Rendered(
        subject=words,
        lead=words + ".",
        url=page_url("feedback:history") if is_own else page_url("feedback:of_employee", person.pk),
        action=_("See the dates"),
    )


def render_paused(notice) -> Rendered:
    return _about_pause(notice, own=_("Your check-ins are paused"), other=_("The check-ins of %(name)s are paused"))


def render_pause_ended(notice) -> Rendered:
    return _about_pause(
        notice, own=_("The pause of your check-ins is over"), other=_("The check-ins of %(name)s go on")
    )


def monday_wanted(notice) -> bool:
    """Something still needs the manager, and the week is not over."""
    return bool(notice.known)


def render_monday(notice) -> Rendered:
    return monday_words(notice.known)


def monday_words(needs: list[Sentence]) -> Rendered:
    words = ngettext("One thing of your team needs you", "%(number)s things of your team need you", len(needs))
    return Rendered(
        subject=words % {"number": len(needs)},
        sentences=tuple(needs),
        url=page_url("feedback:monday"),
        action=_("See each with what to do"),
    )
