"""What is shown when something cannot be shown or done."""

import sys

import redis.exceptions
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from structlog.contextvars import get_contextvars

from perfhub.kernel.api.problems import BY_STATUS, problem_response
from perfhub.kernel.errors import Conflict
from perfhub.kernel.limits import TooMany

OUTAGES = (OperationalError, InterfaceError, redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


def _answer(request, status: int, sentence: str, **context):
    if request.path_info.startswith("/api/"):
        return problem_response(BY_STATUS[status], sentence, **context)
    return render(request, f"errors/{status}.html", {"sentence": sentence, **context}, status=status)


def bad_request(request, exception=None):
    return _answer(request, 400, _("This request could not be understood."))


def page_not_found(request, exception=None):
    """The same words whether it does not exist or is not yours to see."""
    return _answer(request, 404, _("There is nothing here that you can see."))


def permission_denied(request, exception=None):
    return _answer(request, 403, str(getattr(exception, "sentence", _("You may not do this."))))


def csrf_failure(request, reason=""):
    return _answer(request, 403, _("This page was open for too long. Go back, reload it and send it again."))


def rule_broken(request, broken):
    """409: a rule says no. A conflict shows both texts; nothing typed is lost. 429: not so often."""
    if isinstance(broken, TooMany):
        return too_many(request, broken)
    if isinstance(broken, Conflict):
        return _answer(
            request, 409, str(broken.sentence), yours=broken.yours, theirs=broken.theirs, sent_as=broken.sent_as
        )
    typed = [(name, value) for name, value in request.POST.items() if name not in HIDDEN and value.strip()]
    return _answer(request, 409, str(broken.sentence), typed=typed)


def too_many(request, broken):
    response = _answer(request, 429, str(broken.sentence))
    response["Retry-After"] = str(broken.seconds)
    return response


def key_used_for_something_else(request):
    if request.path_info.startswith("/api/"):
        return problem_response("key-used")
    return _answer(request, 422, _("This form was sent before with other words. Reload the page and send it again."))


def server_error(request):
    """No query, no session: the database may be what failed, and then it says so and when to come back."""
    if isinstance(sys.exc_info()[1], OUTAGES):
        return _unavailable(request)
    if request.path_info.startswith("/api/"):
        return problem_response("failed")
    return render(None, "errors/500.html", {"request_id": get_contextvars().get("request_id", "")}, status=500)


def _unavailable(request):
    if request.path_info.startswith("/api/"):
        response: HttpResponse = problem_response("unavailable")
    else:
        response = render(None, "errors/503.html", status=503)
    response["Retry-After"] = "5"
    return response


HIDDEN = {"csrfmiddlewaretoken", "nonce", "version", "next", "password", "proof_password", "proof_code"}
