"""Everything of a case in one paper, as one of its three sides may read it: plain words, on screen and on paper.

| view | what it has beside what all have |
|---|---|
| employee | who has read it, every time |
| manager | nothing of HR's round, and nothing of who has read it |
| hr | what HR found and said in its round |

Nobody's packet has answers of a diagnosis, what is said of health, or the answer to the question about legal review:
they stand apart. `digest` is the SHA-256 of these words in one fixed spelling; who compares spells them the same way.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from people.access import own_audit
from people.models import AuditEntry, Employee
from people.queries import read_acts, words_of
from perfhub.kernel.calendars import local_date

from ..access.cases import shown_events, told_of_a_plan, visible_plans
from ..access.packets import EMPLOYEE, HR
from ..access.running import visible_decisions
from ..models import (
    Appeal,
    Case,
    Concern,
    ConcernWord,
    Evidence,
    GateException,
    Look,
    Packet,
    Plan,
    PlanMeeting,
    PlanRequest,
    PlanReview,
    PlanVersion,
    PlanWord,
    Receipt,
    Support,
    SupportEvent,
    Verdict,
)
from .versions import Written, differences, names_in, restored

Row = tuple[str, str]

NOTHING = Written(length_days=0, meeting_days=0)


def digest_of(content: Any) -> str:
    """The SHA-256 of a packet's words: JSON with sorted keys, no spaces, in UTF-8."""
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


@dataclass(frozen=True)
class Says:
    """How this reader's paper says days, moments and people."""

    viewer: Employee

    def day(self, day: dt.date | None) -> str:
        return date_format(day, "j F Y") if day else ""

    def at(self, moment: dt.datetime | None) -> str:
        if moment is None:
            return ""
        zone = self.viewer.time_zone
        return _("%(day)s, %(time)s (%(zone)s)") % {
            "day": date_format(local_date(moment, zone), "j F Y"),
            "time": date_format(localtime(moment, _zone(zone)), "H:i"),
            "zone": zone,
        }

    def who(self, person: Employee | None, moment: dt.datetime | None = None) -> str:
        name = person.name if person else _("the system")
        return f"{name}, {self.at(moment)}" if moment else name


def content_of(case: Case, view: str, *, viewer: Employee, at: dt.datetime) -> dict[str, Any]:
    """The words of a packet, as its reader may read them now."""
    says = Says(viewer)
    sections = [
        _section(_("The case"), _case(case, viewer, says)),
        _section(_("The concern"), _concern(case, says)),
        _section(_("What it rests on"), _evidence(case, says)),
    ]
    for plan in visible_plans(viewer).filter(case=case).select_related("drafted_by", "told_by").order_by("pk"):
        sections += _plan(plan, view, viewer, says)
    sections.append(_section(_("What happened, one after the other"), _events(case, viewer, says)))
    if view == EMPLOYEE:
        sections.append(_section(_("Who has read it"), _readings(case, viewer, says)))
    return {
        "title": case.title,
        "employee": case.employee.name,
        "view": view,
        "for": viewer.name,
        "taken": at.isoformat(),
        "sections": [one for one in sections if one["rows"]],
    }


def _section(heading: str, rows: Iterator[Row]) -> dict[str, Any]:
    return {"heading": str(heading), "rows": [[str(label), str(text)] for label, text in rows if text]}


def _zone(name: str):
    return ZoneInfo(name)


def _case(case: Case, viewer: Employee, says: Says) -> Iterator[Row]:
    yield _("Employee"), case.employee.name
    yield _("Manager"), case.manager.name
    knows_of_hr = viewer.pk != case.employee_id or told_of_a_plan(case)
    yield _("For HR"), case.hr_owner.name if case.hr_owner and knows_of_hr else ""
    yield _("Opened"), says.who(case.opened_by, case.opened_at)
    yield _("Told"), says.at(case.told_at)
    yield _("State"), f"{case.get_state_display()}{', ' if case.outcome else ''}{case.get_outcome_display()}"
    yield _("Closed"), says.at(case.closed_at)
    yield _("Spent from"), says.day(case.spent_on_date)


def _concern(case: Case, says: Says) -> Iterator[Row]:
    concern = Concern.objects.select_related("by").filter(case=case).first()
    if concern is None:
        return
    yield _("Shared"), says.who(concern.by, concern.shared_at)
    yield _("What I saw"), concern.saw
    yield _("What I need"), concern.need
    yield _("How I will help"), concern.help
    for word in ConcernWord.objects.filter(concern=concern).select_related("by").order_by("at", "pk"):
        yield says.who(word.by, word.at), word.text


def _evidence(case: Case, says: Says) -> Iterator[Row]:
    rows = Evidence.objects.filter(case=case).select_related("recorded_by", "told_by", "out_by")
    for one in rows.order_by("occurred_date", "pk"):
        words = {"day": says.day(one.occurred_date), "told": says.day(one.told_date)}
        parts = [one.title, one.text, _("Happened on %(day)s, shown on %(told)s.") % words]
        if one.out_at:
            parts.append(_("Taken out: %(why)s") % {"why": one.out_reason})
        yield one.get_kind_display(), "\n".join(part for part in parts if part)


def _plan(plan: Plan, view: str, viewer: Employee, says: Says) -> list[dict[str, Any]]:
    name = {"kind": plan.get_kind_display().capitalize()}
    sections = [_section(name["kind"], _plan_itself(plan, says))]
    versions = list(PlanVersion.objects.filter(plan=plan).select_related("written_by").order_by("number"))
    contents = [restored(row.content) for row in versions]
    names = names_in(contents)
    for row, content in zip(versions, contents, strict=True):
        heading = _("%(kind)s, version %(number)s") % {**name, "number": row.number}
        rows = [(_("Written"), says.who(row.written_by, row.written_at)), (_("Why"), row.reason)]
        rows += [(one.where, one.after) for one in differences(NOTHING, content, names=names)]
        sections.append(_section(heading, iter(rows)))
    if view == HR:
        sections.append(_section(_("HR’s look at it"), _reviews(plan, says)))
    parts = [
        (_("Gone on without"), _exceptions(plan, says)),
        (_("Support that is owed"), _support(plan, says)),
        (_("Meetings"), _meetings(plan, says)),
        (_("Receipts"), _receipts(plan, says)),
        (_("Statements and answers"), _words(plan, says)),
        (_("Requests"), _requests(plan, says)),
        (_("Appeals"), _appeals(plan, says)),
        (_("Looks afterwards"), _looks(plan, says)),
        (_("The decision"), _decision(plan, viewer, says)),
    ]
    return sections + [_section(heading, rows) for heading, rows in parts]


def _plan_itself(plan: Plan, says: Says) -> Iterator[Row]:
    yield _("State"), plan.get_state_display()
    yield _("Drafted"), says.who(plan.drafted_by, plan.drafted_at)
    yield _("Told in person by"), says.who(plan.told_by, plan.told_at) if plan.told_at and plan.told_by else ""
    yield _("Day 1"), says.day(plan.start_date)
    yield _("Ends"), says.day(plan.end_date)
    yield _("What is different when it has worked"), plan.aim
    yield _("How it can end"), plan.outcomes
    yield _("What it changes, and what not"), plan.affects
    yield _("Closed"), says.at(plan.closed_at)
    yield _("Why"), plan.closing_reason


def _reviews(plan: Plan, says: Says) -> Iterator[Row]:
    for one in PlanReview.objects.filter(plan=plan).select_related("reviewer").order_by("pk"):
        score = _("Version %(content)s, quality %(score)s of 100") % {"content": one.content, "score": one.score}
        parts = [score, one.get_outcome_display() or _("not answered yet"), one.words, one.override]
        yield says.who(one.reviewer, one.decided_at), "\n".join(part for part in parts if part)


def _exceptions(plan: Plan, says: Says) -> Iterator[Row]:
    for one in GateException.objects.filter(plan=plan).select_related("by").order_by("at", "pk"):
        yield one.get_gate_display(), f"{one.reason}\n{says.who(one.by, one.at)}"


def _support(plan: Plan, says: Says) -> Iterator[Row]:
    events: dict[int, list[SupportEvent]] = {}
    for event in SupportEvent.objects.filter(support__plan=plan).select_related("by").order_by("at", "pk"):
        events.setdefault(event.support_id, []).append(event)
    for one in Support.objects.filter(plan=plan).select_related("owner").order_by("position", "pk"):
        words = {"name": one.owner.name, "day": says.day(one.due_date), "state": one.get_state_display()}
        parts = [_("%(name)s, by %(day)s: %(state)s") % words]
        parts += [
            f"{event.get_act_display()}: {says.who(event.by, event.at)} {event.words}".strip()
            for event in events.get(one.pk, ())
        ]
        yield one.what, "\n".join(parts)


def _meetings(plan: Plan, says: Says) -> Iterator[Row]:
    verdicts: dict[int, list[Verdict]] = {}
    rows = Verdict.objects.filter(meeting__plan=plan, replaced_at__isnull=True).select_related("issue")
    for verdict in rows.order_by("issue__position", "side", "pk"):
        verdicts.setdefault(verdict.meeting_id, []).append(verdict)
    for one in PlanMeeting.objects.filter(plan=plan).order_by("number", "pk"):
        parts = [one.get_state_display()]
        parts += [_("The manager: %(words)s") % {"words": one.manager_words}] if one.manager_words else []
        parts += [_("The employee: %(words)s") % {"words": one.employee_words}] if one.employee_words else []
        for verdict in verdicts.get(one.pk, ()):
            said = f"{verdict.get_side_display()}: {verdict.get_saying_display()} {verdict.now} {verdict.words}"
            parts.append(f"{verdict.issue.title}. {' '.join(said.split())}")
        yield says.at(one.start_at), "\n".join(parts)


def _receipts(plan: Plan, says: Says) -> Iterator[Row]:
    for one in Receipt.objects.filter(plan=plan).select_related("by", "witness").order_by("at", "pk"):
        parts = [_("Version %(content)s: %(kind)s") % {"content": one.content, "kind": one.get_kind_display()}]
        if one.witness:
            parts.append(_("Witness: %(name)s") % {"name": one.witness.name})
        yield says.who(one.by, one.at), "\n".join(parts)


def _words(plan: Plan, says: Says) -> Iterator[Row]:
    for one in PlanWord.objects.filter(plan=plan).select_related("by").order_by("at", "pk"):
        yield f"{one.get_kind_display()}: {says.who(one.by, one.at)}", one.text


def _requests(plan: Plan, says: Says) -> Iterator[Row]:
    for one in PlanRequest.objects.filter(plan=plan).select_related("by", "answered_by").order_by("at", "pk"):
        answer = f"{says.who(one.answered_by, one.answered_at)}: {one.answer}" if one.answered_at else ""
        parts = [one.text, one.get_state_display(), answer]
        yield f"{one.get_kind_display()}: {says.who(one.by, one.at)}", "\n".join(part for part in parts if part)


def _appeals(plan: Plan, says: Says) -> Iterator[Row]:
    for one in Appeal.objects.filter(plan=plan).select_related("by", "reviewer").order_by("filed_at", "pk"):
        decided = f"{says.who(one.reviewer, one.decided_at)}: {one.decision}" if one.decided_at else ""
        parts = [one.text, one.get_state_display(), decided]
        yield (
            f"{one.get_against_display()}: {says.who(one.by, one.filed_at)}",
            "\n".join(part for part in parts if part),
        )


def _looks(plan: Plan, says: Says) -> Iterator[Row]:
    for one in Look.objects.filter(plan=plan).order_by("number", "pk"):
        parts = [one.get_state_display(), one.manager_words, one.employee_words]
        yield says.day(one.due_date), "\n".join(part for part in parts if part)


def _decision(plan: Plan, viewer: Employee, says: Says) -> Iterator[Row]:
    one = visible_decisions(viewer).select_related("decided_by").filter(plan=plan).first()
    if one is not None:
        yield says.who(one.decided_by, one.decided_at), f"{one.get_kind_display()}\n{one.words}"
        yield _("May be appealed until"), says.day(one.appeal_until_date)


def _events(case: Case, viewer: Employee, says: Says) -> Iterator[Row]:
    """What became of the case; before being told, the employee was in none of it."""
    for one in shown_events(viewer, case):
        parts = [one.get_act_display(), one.about_employee.name if one.about_employee else "", one.reason]
        yield says.who(one.by, one.at), "\n".join(part for part in parts if part)


def _readings(case: Case, viewer: Employee, says: Says) -> Iterator[Row]:
    """Every reading by somebody else, the oldest first; the employee's own stand nowhere."""
    lines = own_audit(viewer).filter(act__in=read_acts(), object_type__startswith="pips.", at__gte=case.opened_at)
    for line in lines.select_related("by").order_by("at", "pk"):
        yield says.who(line.by, line.at), words_of(line.act)


# --- one that was taken -----------------------------------------------------------------------


@dataclass(frozen=True)
class Verified:
    """What is known of a packet by the number on its paper."""

    packet: Packet
    is_as_taken: bool
    in_audit: bool


def verified(packet: Packet) -> Verified:
    """Whether what is kept of it still has the number that was printed, and that the audit has; one statement."""
    act = act_of(packet.digest)
    line = AuditEntry.objects.filter(act=act, object_type="pips.packet", object_id=packet.pk, at=packet.taken_at)
    return Verified(packet, digest_of(packet.content) == packet.digest, line.exists())


def act_of(digest: str) -> str:
    """What the audit calls the taking of a packet: with as much of its number as an act has room for."""
    return f"packet.taken.{digest[:40]}"
