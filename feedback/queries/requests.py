"""What I asked of others, what I am asked, and one request with what came of it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.models import Notice
from notices.states import NoticeState
from people.access import visible_employees
from people.models import Employee
from people.queries import found_employees
from people.states import EmployeeState
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.keyset import NoCursor, behind, cursor_at
from perfhub.kernel.slots import Due, Text, listed
from perfhub.kernel.tenancy import page_url

from ..access import giving
from ..access import requests as access
from ..models import BETWEEN_LETTERS, MOST_LETTERS, AskedOf, FeedbackRequest
from ..states import FeedbackAudience, FeedbackKind, RequestState
from .giving import audience_choices
from .told.requests import GUEST_LETTER

A_PAGE = 20
CANDIDATES = 20
SIGNER = Signer(salt="feedback.requests")
ORDER = ("-made_at", "-pk")

#: Ways to ask that everybody finds, beside those of the organization.
PATTERNS = (
    (
        gettext_lazy("What to keep, what to change"),
        gettext_lazy("What should I keep doing as I do it, and what would you like me to do differently?"),
    ),
    (
        gettext_lazy("One piece of work"),
        gettext_lazy(
            "About the work we did together: what went well, where did it get stuck, what would help next time?"
        ),
    ),
    (
        gettext_lazy("How we work together"),
        gettext_lazy("When is it easy to work with me, and when is it hard? One moment you remember is worth a lot."),
    ),
)


@dataclass(frozen=True)
class Pattern:
    """Words to begin with."""

    key: str
    name: str
    question: str


def patterns() -> list[Pattern]:
    """Those everybody finds, then those of the organization; one statement."""
    own = [Pattern(str(row.pk), row.name, row.question) for row in access.templates()]
    return [Pattern(f"p{n}", str(name), str(words)) for n, (name, words) in enumerate(PATTERNS, start=1)] + own


def could_be_asked(viewer: Employee, about: Employee, text: str, *, chosen: list[int]) -> list[Employee]:
    """Whom a search finds and who can be asked."""
    if not text.strip():
        return []
    found = found_employees(visible_employees(viewer).active(), text=text)
    return list(found.exclude(pk__in=[viewer.pk, about.pk, *chosen])[:CANDIDATES])


def chosen_people(viewer: Employee, about: Employee, keys: list[int]) -> list[Employee]:
    """Those already chosen, by name."""
    rows = visible_employees(viewer).active().filter(pk__in=keys).exclude(pk__in=[viewer.pk, about.pk])
    return list(rows.order_by("sort_name", "pk"))


@dataclass(frozen=True)
class RequestRow:
    """One request in the list of whoever made it, or whom it is about."""

    request: FeedbackRequest
    asked: int
    answered: int
    waiting: int


@dataclass(frozen=True)
class Requests:
    """What waits for the viewer, what the viewer asked or is about them, and where the next begins."""

    waiting: tuple[AskedOf, ...]
    rows: tuple[RequestRow, ...]
    after: str


def requests_of(viewer: Employee, *, after: str = "") -> Requests:
    """Two statements, however many there are. A place that is none of ours is the beginning."""
    waiting = access.asked_of(viewer).waiting().select_related("request__by", "request__about")
    rows = access.visible_to(viewer).select_related("by", "about").order_by(*ORDER)
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, ORDER, signer=SIGNER))
    counted = rows.annotate(
        n=Count("asked"),
        answered=Count("asked", filter=Q(asked__state=RequestState.ANSWERED)),
        waiting=Count("asked", filter=Q(asked__state=RequestState.ASKED)),
    )
    found = list(counted[: A_PAGE + 1])
    more = cursor_at(found[A_PAGE - 1], ORDER, signer=SIGNER) if len(found) > A_PAGE else ""
    shown = tuple(RequestRow(row, row.n, row.answered, row.waiting) for row in found[:A_PAGE])
    return Requests(tuple(waiting.order_by("request__due_date", "pk")[:A_PAGE]), shown, more)


def audiences_of(asked: AskedOf, *, viewer: Employee, at: dt.datetime) -> list[tuple[str, str]]:
    """Who would read an answer, by name, from the narrowest on; never a manager alone."""
    found = audience_choices(FeedbackKind.SUGGESTION, [asked.request.about], viewer=viewer, at=at)
    wide = (FeedbackAudience.MANAGER_ALONE, FeedbackAudience.EVERYBODY)
    return [(value, words) for value, words in found if value not in wide]


@dataclass(frozen=True)
class AskedLine:
    """One who was asked, as the request's page shows it; a guest's words where the viewer reads them."""

    asked: AskedOf
    acts: frozenset[str]
    shows_words: bool
    reason: str  # why not: for whoever asked alone
    letter: str  # how it stands with the letter to a guest: for whoever asked alone
    feedback_url: str  # where the viewer reads the answer of a colleague

    @property
    def words(self) -> AskedOf:
        """What a guest said, or nothing where it is not the viewer's to read."""
        return self.asked if self.shows_words else AskedOf()

    @property
    def tone(self) -> str:
        tones = {RequestState.ANSWERED: "good", RequestState.ASKED: "wait"}
        return tones.get(RequestState(self.asked.state), "calm")


@dataclass(frozen=True)
class RequestPage:
    """One request with everybody who was asked."""

    request: FeedbackRequest
    lines: tuple[AskedLine, ...]
    is_over: bool

    @property
    def shown_words(self) -> list[AskedOf]:
        """Whose words stand on the page."""
        return [line.asked for line in self.lines if line.shows_words]


def may_be_written_to(asked: AskedOf, *, at: dt.datetime) -> bool:
    """A guest with an address, written to not too lately and not too often."""
    lately = asked.written_at is not None and at - asked.written_at < BETWEEN_LETTERS
    return asked.guest_email != "" and not lately and asked.letters < MOST_LETTERS


LETTERS: dict[str, Text] = {
    NoticeState.SENT: gettext_lazy("A letter went to %(address)s."),
    NoticeState.PARKED: gettext_lazy("%(address)s does not take our letter. Please make a link and pass it on."),
    NoticeState.DROPPED: gettext_lazy("No letter went to %(address)s. Please make a link and pass it on."),
}
ON_ITS_WAY = gettext_lazy("A letter to %(address)s is on its way.")


def _letters(request: FeedbackRequest, rows: list[AskedOf]) -> dict[int, str]:
    """How it stands with the newest letter to each guest who has an address."""
    written = {asked.pk: asked for asked in rows if asked.guest_email}
    if not written:
        return {}
    told = Notice.objects.filter(
        recipient=request.by_id, kind=GUEST_LETTER, subject_type=AskedOf._meta.label_lower, subject_id__in=written
    )
    states = {(pk, letter): state for pk, letter, state in told.values_list("subject_id", "occurrence", "state")}
    found = {}
    for pk, asked in written.items():
        state = states.get((pk, str(asked.letters)))
        found[pk] = str(LETTERS.get(state or "", ON_ITS_WAY)) % {"address": asked.guest_email}
    return found


def request_page(request: FeedbackRequest, *, viewer: Employee, at: dt.datetime) -> RequestPage:
    """A constant number of statements, however many were asked."""
    rows = list(AskedOf.objects.filter(request=request).select_related("employee").order_by("pk"))
    reads = access.reads_guests(viewer, request)
    asks = request.by_id == viewer.pk
    given = [asked.feedback_id for asked in rows if asked.feedback_id]
    seen = set(giving.visible_to(viewer).filter(pk__in=given).values_list("pk", flat=True)) if given else set()
    letters = _letters(request, rows) if asks else {}
    lines = []
    for asked in rows:
        waits = asks and asked.state == RequestState.ASKED
        verbs = {"withdraw", "new_link"} if waits and asked.is_guest else {"withdraw"} if waits else set()
        if waits and may_be_written_to(asked, at=at):
            verbs.add("write_again")
        words = reads and asked.is_guest and asked.state == RequestState.ANSWERED
        url = page_url("feedback:given", asked.feedback_id) if asked.feedback_id in seen else ""
        lines.append(
            AskedLine(asked, frozenset(verbs), words, asked.reason if asks else "", letters.get(asked.pk, ""), url)
        )
    return RequestPage(request, tuple(lines), request.due_date < local_date(at, viewer.time_zone))


@composed
def _waiting_for(*, viewer: Employee) -> QuerySet[AskedOf]:
    here = {"request__about__state": EmployeeState.ACTIVE, "request__by__state": EmployeeState.ACTIVE}
    rows = access.asked_of(viewer).waiting().filter(**here).select_related("request__by", "request__about")
    return rows.order_by("request__due_date", "pk")[:A_PAGE]


@listed(lambda viewer, *, at: _waiting_for(viewer=viewer))
def due(rows: QuerySet[AskedOf], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer is asked to say, each with its day. One statement."""
    for asked in rows:
        request = asked.request
        words = {"name": request.by.name, "about": request.about.name, "day": date_format(request.due_date, "l, j F")}
        if request.is_about_oneself:
            title = _("%(name)s asks you for feedback") % words
        else:
            title = _("%(name)s asks you for feedback about %(about)s") % words
        yield Due(
            key=f"feedback-asked:{asked.pk}",
            verb=gettext_lazy("Answer"),
            title=title,
            meta=_("By %(day)s. A few lines are enough, and you may say no.") % words,
            url=page_url("feedback:asked", asked.pk),
            icon="message-circle-question",
            due_at=evening(request.due_date, viewer.time_zone),
            minutes=4,
        )
