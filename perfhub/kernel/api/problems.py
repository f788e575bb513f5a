"""Refusals for programs: `application/problem+json` (RFC 9457), with the same sentences as on the pages.

`type` leads to the page of the API, where each kind is explained; `detail` is a sentence for a person; `errors` says
by field what could not be taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from ..errors import Conflict, Refused, RuleBroken
from ..limits import TooMany

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """A kind of refusal: its status and title, the sentence where nothing better is known, and what to do."""

    status: int
    title: Promise
    sentence: Promise
    remedy: Promise


PROBLEMS: dict[str, Problem] = {
    "not-understood": Problem(
        *(400, _("Not understood")),
        _("This request could not be understood."),
        _("“errors” says by field or parameter what could not be taken. Nothing was done."),
    ),
    "unknown": Problem(
        *(401, _("Not signed in")),
        _("Say who you are: send a token as “Authorization: Bearer …”."),
        _("Make a token on your settings page. One that is revoked or over, or of another organization, is no token."),
    ),
    "refused": Problem(
        *(403, _("Not allowed")),
        _("You may not do this."),
        _("You may see this, but not do that; or the token lacks the scope that “scope” names."),
    ),
    "not-found": Problem(
        *(404, _("Nothing here")),
        _("There is nothing here that you can see."),
        _("It does not exist, or it is not yours to see: the answer is the same."),
    ),
    "method": Problem(
        *(405, _("No such method")),
        _("This address does not take this method."),
        _("The header Allow lists those it takes."),
    ),
    "rule": Problem(
        *(409, _("A rule says no")),
        _("This cannot be done as things stand."),
        _("Read it again: somebody may have been faster. “detail” says why."),
    ),
    "in-flight": Problem(
        *(409, _("Still being done")),
        _("The same request is being worked on. Ask again in a moment."),
        _("Another request with this Idempotency-Key has not been answered yet. Repeat it; nothing happens twice."),
    ),
    "stale": Problem(
        *(412, _("Changed meanwhile")),
        _("This was changed after you read it."),
        _("Read it again, look at “yours” and “theirs”, and send it with the new ETag as If-Match."),
    ),
    "media-type": Problem(
        *(415, _("Not JSON")),
        _("Send JSON, with “Content-Type: application/json”."),
        _("Bodies are JSON only."),
    ),
    "key-used": Problem(
        *(422, _("Key used before")),
        _("This Idempotency-Key was sent before with another request."),
        _("Use a new key for each request; keep it only to repeat the very same one."),
    ),
    "edition-not-said": Problem(
        *(428, _("Edition not said")),
        _("Say with If-Match which edition you have seen."),
        _("Read it first; its ETag is what If-Match takes. So nobody overwrites what they have not seen."),
    ),
    "too-many": Problem(
        *(429, _("Too many requests")),
        _("That were too many requests. Please wait a little."),
        _("The header Retry-After says for how many seconds."),
    ),
    "failed": Problem(
        *(500, _("Our fault")),
        _("Something went wrong on our side."),
        _("Nothing was done. It was noted; repeat it later with the same Idempotency-Key."),
    ),
    "unavailable": Problem(
        *(503, _("Unavailable")),
        _("Unavailable for a moment. Please try again."),
        _("Nothing was done. The header Retry-After says in how many seconds to repeat it."),
    ),
}
BY_STATUS = {problem.status: slug for slug, problem in reversed(PROBLEMS.items())}


class ProblemOut(serializers.Serializer):
    """What is answered instead (RFC 9457)."""

    type = serializers.URLField(help_text="which kind of problem; leads to its description")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="a sentence for a person")
    errors = serializers.DictField(  # type: ignore[assignment]  # a field, as its metaclass takes it
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="what is wrong, by field"
    )
    scope = serializers.CharField(required=False, help_text="the scope the token lacks")
    yours = serializers.DictField(child=serializers.CharField(), required=False, help_text="what you sent")
    theirs = serializers.DictField(child=serializers.CharField(), required=False, help_text="what is there now")


class EditionNotSaid(exceptions.APIException):
    """A change replaces what is there: whoever sends one says which edition was seen."""

    status_code = 428
    default_detail = _("Say with If-Match which edition you have seen.")


class OutOfScope(exceptions.PermissionDenied):
    """The employee might; this token is not made for it."""

    default_detail = _("This token was not made for that; it lacks the scope “%(scope)s”.")

    def __init__(self, scope: str):
        self.scope = scope
        super().__init__(self.default_detail % {"scope": scope})


def problem(slug: str, sentence: object = "", **more: Any) -> dict[str, Any]:
    """The body of a problem."""
    kind = PROBLEMS[slug]
    return {
        "type": f"{settings.PUBLIC_URL}/api/#{slug}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(sentence or kind.sentence),
        **more,
    }


def problem_response(slug: str, sentence: object = "", **more: Any) -> JsonResponse:
    """A problem answered outside of the API's own views."""
    response = JsonResponse(problem(slug, sentence, **more), status=PROBLEMS[slug].status, content_type=MEDIA_TYPE)
    if slug == "unknown":
        response["WWW-Authenticate"] = CHALLENGE
    return response


CHALLENGE = 'Bearer realm="perfhub"'


def answer_exception(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """Too often 429, stale 412, rule broken 409, refused 403, unseen 404, not understood 400; unknown ones go on."""
    found = _said(exception, context.get("request"))
    if found is None:
        return None
    response = Response(found, status=found["status"], content_type=MEDIA_TYPE)
    if isinstance(exception, TooMany):
        response["Retry-After"] = str(exception.seconds)
    if isinstance(exception, exceptions.APIException):
        if found["status"] == 401:
            response["WWW-Authenticate"] = CHALLENGE
        if (wait := getattr(exception, "wait", None)) is not None:
            response["Retry-After"] = str(int(wait) or 1)
    return response


def _said(exception: Exception, request) -> dict[str, Any] | None:
    if isinstance(exception, Conflict):
        stale = request is not None and "If-Match" in request.headers
        return problem("stale" if stale else "rule", exception.sentence, yours=exception.yours, theirs=exception.theirs)
    if isinstance(exception, TooMany):
        return problem("too-many", exception.sentence)
    if isinstance(exception, RuleBroken):
        return problem("rule", exception.sentence)
    if isinstance(exception, Refused):
        return problem("refused", exception.sentence)
    if isinstance(exception, OutOfScope):
        return problem("refused", exception.detail, scope=exception.scope)
    if isinstance(exception, Http404):
        return problem("not-found")
    if isinstance(exception, PermissionDenied):
        return problem("refused")
    if isinstance(exception, exceptions.ValidationError):
        return problem("not-understood", errors=dict(_by_field(exception.detail)))
    if isinstance(exception, exceptions.APIException):
        ours = isinstance(exception, EditionNotSaid | exceptions.PermissionDenied)
        return problem(BY_STATUS[exception.status_code], exception.detail if ours else "")
    return None


def _by_field(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """`{"outcomes": [{}, {"id": ["…"]}]}` as `outcomes.1.id`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _by_field(inner, path if name == "non_field_errors" else f"{path}.{name}".strip("."))
    elif any(isinstance(inner, Mapping | list) for inner in detail):
        for number, inner in enumerate(detail):
            yield from _by_field(inner, f"{path}.{number}".strip("."))
    else:
        yield path or "body", [str(sentence) for sentence in detail]
