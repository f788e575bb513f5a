"""What a colleague would say about a team first: who needs you and why, and what is worth praise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perfhub.kernel.tenancy import page_url

from .groups import Point

QUIET_BELOW = 80  # per cent
QUIET_WEEKS = 3
LONG_SILENCE = 3  # weeks without an answer
STREAK = 4  # weeks in which everybody answered
NAMED = 3  # more names than this are counted instead
BAND_FROM = 6  # weeks that make a usual band


@dataclass(frozen=True)
class Sentence:
    """One thing to know, why it is said, and what can be done."""

    icon: str
    tone: str
    text: str
    reason: str = ""
    url: str = ""
    act: str = ""

    @property
    def css(self) -> str:
        return f"ph-{self.tone}"


def usual_band(points: Sequence[Point]) -> tuple[float, float] | None:
    """Where the mood of this group usually lies: the middle half of its weeks before the newest."""
    known = sorted(point.mood for point in points[:-1] if point.mood is not None)
    if len(known) < BAND_FROM:
        return None
    return known[len(known) // 4], known[-1 - len(known) // 4]


def about_own_reports(
    people: Sequence,
    points: Sequence[Point],
    *,
    running: date,
    overdue: tuple[int, int] | None,
    missing: list[str],
    goals: Sequence["Sentence"] = (),
) -> list[Sentence]:
    """Of the manager's own reports: moods far below the own usual, silences, who is missing, praise.

    `overdue` is (missing, asked) of the running week, once somebody is late; `missing` names those who did not answer
    in the last week that is over; `goals` is what there is to say of their goals.
    """
    said = [_low(person) for person in people if person.weeks.is_low]
    said += [_silent(person) for person in people if person.weeks.missed_in_a_row >= LONG_SILENCE]
    over = [point for point in points if point.asked and point.week < running]
    names = [person.employee.name for person in people if person.overdue] if overdue else missing
    said += _missing(over, overdue=overdue, names=names)
    said += goals
    said += _mood(points)
    said += [_high(person) for person in people if person.weeks.is_high][:NAMED]
    said += _streak(over)
    return said or [Sentence("circle-check", "good", _("Nothing asks for your attention this week."))]


def about_a_group(points: Sequence[Point], quiet: Iterable[str], goals: Sequence["Sentence"] = ()) -> list[Sentence]:
    """Of people whose answers the viewer does not read: numbers only, and of groups that are large enough."""
    over = [point for point in points if point.asked]
    said = [quiet_group(name) for name in quiet]
    said += _missing(over, overdue=None, names=[])
    said += goals
    said += _mood(points)
    said += _streak(over)
    return said or [Sentence("circle-check", "good", _("Nothing asks for your attention this week."))]


def is_quiet(points: Sequence[Point]) -> bool:
    """Below 80 % in each of the last three weeks, all of them shown."""
    last = [point.share for point in points[-QUIET_WEEKS:]]
    return len(last) == QUIET_WEEKS and all(share is not None and share < QUIET_BELOW for share in last)


def _low(person) -> Sentence:
    name = person.employee.first_name or person.employee.name
    words = {"name": name, "last": person.weeks.last, "usual": f"{person.weeks.usual:g}"}
    return Sentence(
        "user-exclamation",
        "watch",
        _("%(name)s’s week felt %(last)s, where %(usual)s is usual.") % words,
        _("Needs attention. Only you and %(name)s see this.") % words,
        url=page_url("feedback:of_employee", person.employee.pk),
        act=_("Read and answer"),
    )


def _silent(person) -> Sentence:
    words = {"name": person.employee.first_name or person.employee.name}
    weeks = person.weeks.missed_in_a_row
    return Sentence(
        "circle-dashed",
        "watch",
        ngettext(
            "%(name)s has not checked in for %(weeks)s week.", "%(name)s has not checked in for %(weeks)s weeks.", weeks
        )
        % {**words, "weeks": weeks},
        _("Reminders have been sent. A word from you may do more."),
        url=page_url("feedback:of_employee", person.employee.pk),
        act=_("See the weeks"),
    )


def _missing(over: Sequence[Point], *, overdue: tuple[int, int] | None, names: list[str]) -> list[Sentence]:
    if overdue:
        missing, asked = overdue
        before = over[-1].missing if over else None
        text = _("%(missing)s of %(asked)s have not checked in") % {"missing": missing, "asked": asked}
        then = _("last week it was %(before)s") % {"before": before}
    elif over and over[-1].missing:
        missing, asked = over[-1].missing, over[-1].asked or 0
        before = over[-2].missing if len(over) > 1 else None
        text = _("Last week %(missing)s of %(asked)s did not check in") % {"missing": missing, "asked": asked}
        then = _("the week before it was %(before)s") % {"before": before}
    else:
        return []
    if before is not None:
        text = _("%(now)s; %(then)s") % {"now": text, "then": then}
    url, act = (page_url("feedback:inbox"), _("Open the inbox")) if names else ("", "")
    return [Sentence("circle-dashed", "3", _("%(text)s.") % {"text": text}, _and_more(names), url, act)]


def _and_more(names: list[str]) -> str:
    if not names:
        return ""
    if len(names) > NAMED:
        more = len(names) - NAMED
        words = {"names": ", ".join(names[:NAMED]), "more": more}
        return (
            ngettext(
                "%(names)s and %(more)s other. Each was reminded.",
                "%(names)s and %(more)s others. Each was reminded.",
                more,
            )
            % words
        )
    return _("%(names)s. Each was reminded.") % {"names": ", ".join(names)}


def _mood(points: Sequence[Point]) -> list[Sentence]:
    band = usual_band(points)
    if band is None or points[-1].mood is None or band[0] <= points[-1].mood <= band[1]:
        return []
    words = {"mood": f"{points[-1].mood:.1f}", "low": f"{band[0]:.1f}", "high": f"{band[1]:.1f}"}
    if points[-1].mood < band[0]:
        text = _("The week felt heavier than usual: %(mood)s, where %(low)s to %(high)s is usual.")
        return [Sentence("trending-down", "watch", text % words, _("An average of moods from 1 to 5."))]
    text = _("The week felt lighter than usual: %(mood)s, where %(low)s to %(high)s is usual.")
    return [Sentence("trending-up", "good", text % words, _("An average of moods from 1 to 5."))]


def _high(person) -> Sentence:
    name = person.employee.first_name or person.employee.name
    words = {"name": name, "last": person.weeks.last, "usual": f"{person.weeks.usual:g}"}
    return Sentence(
        "confetti",
        "sun",
        _("%(name)s’s week went very well: %(last)s, where %(usual)s is usual.") % words,
        _("Worth a kind word. Only you and %(name)s see this.") % words,
        url=page_url("feedback:of_employee", person.employee.pk),
        act=_("Say so"),
    )


def _streak(over: Sequence[Point]) -> list[Sentence]:
    weeks = 0
    for point in reversed(over):
        if point.missing:
            break
        weeks += 1
    if weeks < STREAK:
        return []
    text = _("Everybody has checked in, %(weeks)s weeks in a row.") % {"weeks": weeks}
    return [Sentence("confetti", "sun", text, _("Worth praise."))]


def quiet_group(name: str) -> Sentence:
    words = {"name": name, "share": QUIET_BELOW, "weeks": QUIET_WEEKS}
    text = _("%(name)s: fewer than %(share)s\u00a0%% have checked in for %(weeks)s weeks.") % words
    return Sentence("volume-off", "watch", text, _("Ask what is in the way; reminders have been sent."))
