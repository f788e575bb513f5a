"""What this floor tells people. Links only: no word of a check-in ever stands in a mail."""

import datetime as dt
from types import SimpleNamespace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee
from perfhub.kernel.slots import Acts, NoticeKind, Rendered, Sentence
from perfhub.kernel.tenancy import page_url

from ..models import CheckIn, PassedUp, Share
from ..states import CheckInState
from . import gathered

SOME_MONDAY = dt.date(2026, 3, 2)  # of the letters that one may look at beforehand


def days_of(check_in: CheckIn) -> str:
    """“2 to 6 March”: the working days of its period."""
    return said_days(*check_in.days)


def said_days(first: dt.date, last: dt.date) -> str:
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
    return _missing_words(notice.known, dt.date.fromisoformat(notice.occurrence))


def _missing_words(names: list[str], monday: dt.date) -> Rendered:
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


def _may_read(notice) -> bool:
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
    return _monday_words(notice.known)


def _monday_words(needs: list[Sentence]) -> Rendered:
    words = ngettext("One thing of your team needs you", "%(number)s things of your team need you", len(needs))
    return Rendered(
        subject=words % {"number": len(needs)},
        sentences=tuple(needs),
        url=page_url("feedback:monday"),
        action=_("See each with what to do"),
    )


PERSON = ("employee",)
INVENTED = (gettext_lazy("Kim Example"), gettext_lazy("Sascha Sample"))


def _sample(render) -> Rendered:
    """A reminder of a check-in that there is not."""
    return render(
        SimpleNamespace(subject=CheckIn(pk=0, period_start=SOME_MONDAY, period_end=SOME_MONDAY + dt.timedelta(days=6)))
    )


def _sample_monday() -> Rendered:
    """All that can need a manager, about invented people."""
    inbox, names = page_url("feedback:inbox"), {"name": INVENTED[0], "other": INVENTED[1]}
    said = (
        (_("%(name)s asks you something, or writes what is in the way."), _("Answer")),
        (_("One check-in waits to be read."), _("Read")),
        (_("%(other)s has not written for last week."), _("Write a line")),
        (_("A check-in of %(name)s is open again and not corrected yet."), _("Look at it")),
        (_("One check-in is kept for a one-to-one."), _("See what to talk about")),
    )
    return _monday_words([Sentence(text % names, action, inbox) for text, action in said])


def _sample_digest() -> Rendered:
    return _missing_words([str(name) for name in INVENTED], SOME_MONDAY)


def _somebody(pk: int) -> Employee:
    return Employee(pk=pk, name=str(INVENTED[pk]))


def _sample_about(render) -> Rendered:
    """To a manager, about a check-in or a pause of somebody that there is not."""
    person = _somebody(0)
    days = {"period_start": SOME_MONDAY, "period_end": SOME_MONDAY + dt.timedelta(days=6)}
    subject = person if render in (render_paused, render_pause_ended) else CheckIn(pk=0, employee=person, **days)
    return render(SimpleNamespace(subject=subject, recipient_id=1, known=person.name))


def _sample_shared() -> Rendered:
    days = {"period_start": SOME_MONDAY, "period_end": SOME_MONDAY + dt.timedelta(days=6)}
    made = Share(check_in=CheckIn(pk=0, employee=_somebody(0), **days), shared_with=_somebody(1))
    return render_shared(SimpleNamespace(subject=made, recipient_id=1))


def _sample_passed_up() -> Rendered:
    manager, above = _somebody(1), Employee(pk=2, name=str(INVENTED[1]))
    passed = PassedUp(pk=0, check_in=CheckIn(pk=0, employee=_somebody(0)), passed_by=manager, passed_to=above)
    return render_passed_up(SimpleNamespace(subject=passed, recipient_id=above.pk))


KINDS = (
    NoticeKind(
        name="check_in.due",
        label=gettext_lazy("Your check-in is due"),
        gather=gathered.paused,
        still_wanted=still_due,
        render=render_due,
        sample=lambda: _sample(render_due),
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.reminder",
        label=gettext_lazy("Your check-in is still open"),
        gather=gathered.paused,
        still_wanted=still_due,
        render=render_reminder,
        sample=lambda: _sample(render_reminder),
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.early",
        label=gettext_lazy("Your check-in is due tomorrow, after two missed ones"),
        gather=gathered.paused,
        still_wanted=still_due,
        render=render_early,
        sample=lambda: _sample(render_early),
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.digest",
        label=gettext_lazy("Who of your people has not checked in"),
        gather=gathered.missing,
        still_wanted=digest_wanted,
        render=render_digest,
        sample=_sample_digest,
        in_digest=True,
    ),
    NoticeKind(
        name="check_in.commented",
        label=gettext_lazy("Somebody wrote under a check-in"),
        gather=gathered.readable,
        still_wanted=_may_read,
        render=render_commented,
        sample=lambda: _sample_about(render_commented),
        sensitive=True,
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.passed_up",
        label=gettext_lazy("A line of a check-in was passed up"),
        gather=gathered.passed_on,
        still_wanted=passed_up_wanted,
        render=render_passed_up,
        sample=_sample_passed_up,
        sensitive=True,
        owed=gettext_lazy("Nobody passes your words on without your knowing."),
        related=("check_in__employee", "passed_by", "passed_to"),
    ),
    NoticeKind(
        name="check_in.shared",
        label=gettext_lazy("A check-in was shared over a dotted line"),
        gather=gathered.shared,
        still_wanted=shared_wanted,
        render=render_shared,
        sample=_sample_shared,
        related=("check_in__employee", "shared_with"),
    ),
    NoticeKind(
        name="check_in.monday",
        label=gettext_lazy("What needs me on Monday, as a manager"),
        gather=gathered.needs,
        still_wanted=monday_wanted,
        render=render_monday,
        sample=_sample_monday,
    ),
    NoticeKind(
        name="check_in.reopened",
        label=gettext_lazy("A check-in is open again"),
        gather=gathered.reopened_by,
        still_wanted=reopened_wanted,
        render=render_reopened,
        sample=lambda: _sample_about(render_reopened),
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.paused",
        label=gettext_lazy("Check-ins are paused"),
        gather=gathered.concerned,
        still_wanted=pause_wanted,
        render=render_paused,
        sample=lambda: _sample_about(render_paused),
    ),
    NoticeKind(
        name="check_in.pause_ended",
        label=gettext_lazy("A pause of check-ins is over"),
        gather=gathered.concerned,
        still_wanted=pause_wanted,
        render=render_pause_ended,
        sample=lambda: _sample_about(render_pause_ended),
    ),
)

ACTS = Acts(
    name="feedback",
    words={
        "cadence.changed": gettext_lazy("Check-in days changed"),
        "cadence.set": gettext_lazy("Rhythm of check-ins set"),
        "check_in.answered": gettext_lazy("Check-in sent"),
        "check_in.answered_by_link": gettext_lazy("Check-in sent by the link of a reminder"),
        "check_in.asked_again": gettext_lazy("Check-in asked after all"),
        "check_in.commented": gettext_lazy("Wrote under a check-in"),
        "check_in.corrected": gettext_lazy("Check-in corrected"),
        "check_in.left_standing": gettext_lazy("Check-in left as it was"),
        "check_in.line_seen": gettext_lazy("Line of a check-in seen that was passed up"),
        "check_in.let_go": gettext_lazy("Check-in no longer kept for the one-to-one"),
        "check_in.missed": gettext_lazy("Check-in not answered"),
        "check_in.passed_up": gettext_lazy("Line of a check-in passed up"),
        "check_in.pause_ended": gettext_lazy("Pause of check-ins ended"),
        "check_in.paused": gettext_lazy("Check-ins paused"),
        "check_in.raised": gettext_lazy("Check-in kept for the one-to-one"),
        "check_in.reacted": gettext_lazy("Reacted to a check-in"),
        "check_in.reaction_taken_back": gettext_lazy("Reaction to a check-in taken back"),
        "check_in.read": gettext_lazy("Check-in marked as read"),
        "check_in.reopened": gettext_lazy("Check-in opened again"),
        "check_in.rescheduled": gettext_lazy("Check-in moved to another day"),
        "check_in.seen": gettext_lazy("Check-in seen"),
        "check_in.shared": gettext_lazy("Check-in shared over a dotted line"),
        "check_in.skipped": gettext_lazy("Check-in not asked"),
        "check_in.unshared": gettext_lazy("Sharing of a check-in taken back"),
        "check_in.unread": gettext_lazy("Check-in marked as unread"),
        "check_in.week_opened": gettext_lazy("Week of check-ins opened"),
        "check_in.words_seen": gettext_lazy("Words under a check-in seen"),
        "question.added": gettext_lazy("Question added"),
        "question.asking": gettext_lazy("Said how often a question is asked"),
        "question.reworded": gettext_lazy("Question reworded"),
    },
    reads={
        "check_in.seen": gettext_lazy("Check-in"),
        "check_in.line_seen": gettext_lazy("Line of a check-in that was passed up"),
        "check_in.words_seen": gettext_lazy("Words under a check-in"),
    },
)
