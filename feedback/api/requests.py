"""Asking for feedback over the API: the same people, the same rules. What a link opens has no door for programs."""

from django.conf import settings
from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import Day, Filters, IdFilter, In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import FEEDBACK
from perfhub.kernel.tenancy import page_url

from ..access import requests as access
from ..models import (
    LONGEST_ADDRESS,
    LONGEST_DECLINING,
    LONGEST_FEEDBACK,
    LONGEST_GUEST,
    LONGEST_QUESTION_ASKED,
    MOST_ASKED,
)
from ..queries import requests as queries
from ..rules import answering, guest_letters
from ..rules import requests as rules
from ..states import FeedbackAudience, FeedbackKind, RequestState


class RequestOut(Out):
    """Somebody asks others about their own work, or as the manager about a report's."""

    id = serializers.IntegerField(source="pk")
    by = serializers.IntegerField(source="by_id")
    about = serializers.IntegerField(source="about_id")
    question = serializers.CharField()
    due_date = serializers.DateField()
    made_at = serializers.DateTimeField()


class AskedLineOut(Out):
    """One who was asked: somebody employed here, or a guest; a guest's words where they are yours to read."""

    id = serializers.IntegerField(source="asked.pk")
    employee = serializers.IntegerField(source="asked.employee_id", allow_null=True)
    guest = serializers.CharField(source="asked.guest_name")
    state = serializers.ChoiceField(RequestState.choices, source="asked.state")
    closed_at = serializers.DateTimeField(source="asked.closed_at", allow_null=True)
    reason = serializers.CharField(help_text="why not: for whoever asked alone")
    went_well = serializers.CharField(source="words.went_well")
    could_change = serializers.CharField(source="words.could_change")
    letter = serializers.CharField(help_text="how it stands with the letter to a guest: for whoever asked alone")
    acts = serializers.SerializerMethodField()

    def get_acts(self, line) -> list[str]:
        return sorted(line.acts)


class LinkOut(Out):
    """The link of a guest without an address, this once."""

    id = serializers.IntegerField()
    guest = serializers.CharField()
    link = serializers.CharField()


class RequestWholeOut(RequestOut):
    """The same with everybody who was asked; links of guests only in the answer to asking."""

    asked = AskedLineOut(many=True, source="asked_lines")
    links = LinkOut(many=True)


class AskedOut(Out):
    """What you are asked."""

    id = serializers.IntegerField(source="pk")
    by = serializers.IntegerField(source="request.by_id")
    about = serializers.IntegerField(source="request.about_id")
    question = serializers.CharField(source="request.question")
    due_date = serializers.DateField(source="request.due_date")
    asked_at = serializers.DateTimeField()
    state = serializers.ChoiceField(RequestState.choices)
    reason = serializers.CharField()
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)


class GuestIn(In):
    """Somebody from outside; with an address we write to them, without one you get the link, to pass on."""

    name = serializers.CharField(max_length=LONGEST_GUEST)
    works_at = serializers.CharField(max_length=LONGEST_GUEST, allow_blank=True, default="")
    email = serializers.EmailField(max_length=LONGEST_ADDRESS, allow_blank=True, default="")


class AskIn(In):
    """What you would like to know, of whom, by when; without `about` it is about you."""

    question = serializers.CharField(max_length=LONGEST_QUESTION_ASKED)
    due_date = Day()
    of = serializers.ListField(child=Key(queryset=employed()), max_length=MOST_ASKED, default=list)
    guests = GuestIn(many=True, default=list)
    about = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class AnswerAskedIn(In):
    """Your answer; it becomes feedback to the one it is about."""

    kind = serializers.ChoiceField(FeedbackKind.choices, default=FeedbackKind.SUGGESTION)
    audience = serializers.ChoiceField(FeedbackAudience.choices)
    text = serializers.CharField(max_length=LONGEST_FEEDBACK)


class WhyNotIn(In):
    """Why not; whoever asked reads it."""

    reason = serializers.CharField(max_length=LONGEST_DECLINING)


class RequestFilters(Filters):
    """By who asks, by whom it is about."""

    by = IdFilter()
    about = IdFilter()


@reads(FEEDBACK, RequestOut, filters=RequestFilters, pages=Order(newest="-made_at"))
def list_requests(request):
    """The requests you made, and those about you."""
    return page_of(request, access.visible_to(request.viewer))


@reads(FEEDBACK, RequestWholeOut)
def get_request(request, pk):
    """One of them with everybody who was asked; whom it is about sees that you have read guests' words."""
    return _whole(request, access.get_request(request.viewer, pk))


@writes(FEEDBACK, RequestWholeOut, takes=AskIn, status=201)
def ask_for_feedback(request, said):
    """You ask others for feedback: about your own work, or about that of a report, who is told."""
    about = said.pop("about", request.viewer.pk)
    person = access.get_about(request.viewer, about)
    guests = [rules.Guest(**guest) for guest in said.pop("guests")]
    made = rules.ask_for_feedback(person, by=request.viewer, at=request.at, guests=guests, **said)
    return _whole(request, access.get_request(request.viewer, made.request.pk), links=made.links)


@reads(FEEDBACK, AskedOut, pages=Order(newest="-asked_at"))
def list_asked(request):
    """What others asked you, the newest first."""
    return page_of(request, access.asked_of(request.viewer).select_related("request"))


@writes(FEEDBACK, AskedOut, takes=AnswerAskedIn)
def answer_asked(request, pk, said):
    """You answer: it becomes feedback to the one it is about, who reads it at once."""
    found = access.get_asked(request.viewer, pk)
    answering.answer_request(found, by=request.viewer, at=request.at, **said)
    return access.get_asked(request.viewer, pk)


@writes(FEEDBACK, AskedOut, takes=WhyNotIn)
def decline_asked(request, pk, said):
    """You would rather not, and say why."""
    found = access.get_asked(request.viewer, pk)
    return rules.decline_request(found, said["reason"], by=request.viewer, at=request.at)


@writes(FEEDBACK, RequestWholeOut)
def withdraw_asked(request, pk):
    """You do not need this answer any more; a guest's link ends."""
    found = access.get_asked_of(request.viewer, pk)
    rules.withdraw_request(found, by=request.viewer, at=request.at)
    return _whole(request, found.request)


@writes(FEEDBACK, RequestWholeOut)
def write_to_guest_again(request, pk):
    """A guest with an address is written to once more, three days after the letter before at the earliest."""
    found = access.get_asked_of(request.viewer, pk)
    guest_letters.write_to_guest_again(found, by=request.viewer, at=request.at)
    return _whole(request, found.request)


@writes(FEEDBACK, RequestWholeOut)
def new_guest_link(request, pk):
    """Another link for a guest, in this answer alone, to pass on; the one before is no longer good."""
    found = access.get_asked_of(request.viewer, pk)
    token = rules.new_guest_link(found, by=request.viewer, at=request.at)
    return _whole(request, found.request, links=[(found, token)])


def _whole(request, found, *, links=()):
    shown = queries.request_page(found, viewer=request.viewer, at=request.at)
    rules.note_guest_words(shown.shown_words, found, by=request.viewer, at=request.at)
    vars(found).update({"asked_lines": shown.lines, "links": [_link(*one) for one in links]})
    return found


def _link(asked, token: str) -> dict:
    link = settings.PUBLIC_URL + page_url("feedback:by_guest", token)
    return {"id": asked.pk, "guest": asked.guest_name, "link": link}
