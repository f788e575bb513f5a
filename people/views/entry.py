"""Is it still you? Asked at the door of an organization and before what weighs; a form that was sent goes on."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from perfhub.kernel.htmx import back
from perfhub.kernel.limits import TooMany, take

from .. import rules
from ..access import is_guarded
from ..forms import AppCodeForm, ProofForm
from ..queries import has_second_factor
from ..rules import NotProved
from ..rules.second_factor import AlreadyOn, WrongCode
from . import errors
from .setting_up import KEY, in_fours, key_of

LONGEST = timedelta(hours=12)  # a guarded role, however busy
SET_UP_WITHIN = timedelta(minutes=10)
SET_UP = "second_factor"  # before the name of its field, which travels with the form that it interrupts
SAFE = {"GET", "HEAD", "OPTIONS"}


def instead(request, view) -> HttpResponse | None:
    """What is answered instead of this view; `None`: it may run.

    Only who signed in with a browser is asked: a token was given on such an answer.
    """
    within = getattr(view, "proof_within", None)
    if getattr(view, "public", False) or (request.organization is None and within is None):
        return None
    if getattr(request, "token", None) is not None:
        return None
    session = request.session.signed_in
    if session is None:
        return None
    form = None
    if "proof_password" in request.POST:
        form = _prove(request)
        session = request.session.signed_in
    if within is not None and not session.was_proved_within(within, at=request.session.at):
        return _ask(request, form)
    if request.organization is not None and _rests(request.viewer, session, at=request.session.at):
        return _ask(request, form)
    if request.organization is not None and _lacks_second_factor(request, session):
        return _set_up(request, session, form)
    return _counted(request, view)


def _counted(request, view) -> HttpResponse | None:
    """An export is one of few."""
    if (limit := getattr(view, "limit", None)) is None:
        return None
    try:
        take(limit, f"user:{request.user.pk}", at=moment(request))
    except TooMany as often:
        return errors.too_many(request, often)
    return None


def _lacks_second_factor(request, session) -> bool:
    """A role asks for one; the first sign-in that finds one holding it may still go in, for half a day, and is told."""
    viewer, user = request.viewer, request.user
    if not is_guarded(viewer) or viewer.has_second_factor:
        return False
    if viewer.visit is not None:
        return True
    first = user.signed_in_before_at is None or user.signed_in_before_at < viewer.guarded_since
    return not first or request.session.at - session.signed_in_at > LONGEST


def _set_up(request, session, proof: ProofForm | None) -> HttpResponse:
    """A form that was sent is kept: the set-up stands in its place, and with the recovery codes it goes on."""
    if request.method in SAFE or request.path_info.startswith("/api/"):
        return _to_the_set_up(request)
    if not session.was_proved_within(SET_UP_WITHIN, at=request.session.at):
        return _ask(request, proof)
    form, name = None, f"{SET_UP}-code"
    if name in request.POST:
        form = AppCodeForm(request.POST, prefix=SET_UP)
        request.POST = request.POST.copy()
        form.is_valid()
        request.POST.pop(name)
    kept = _kept(request)
    if form is not None and form.is_valid():
        code, here = form.cleaned_data["code"], request.session.session_key
        try:
            at = moment(request)
            codes = rules.set_up_second_factor(request.user, key=key_of(request), code=code, at=at, keep=here)
            request.session.pop(KEY)
            request.session.prove()
            return render(request, "people/recovery_codes.html", {"codes": codes, "first": True, **kept})
        except (WrongCode, AlreadyOn) as refused:
            form.add_error("code", str(refused.sentence))
    context = {"form": form or AppCodeForm(prefix=SET_UP), "key": in_fours(key_of(request)), **kept}
    status = 422 if form is not None or request.htmx else 403
    return _instead_of_main(request, render(request, "people/second_factor.html", context, status=status))


def _to_the_set_up(request) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return errors.permission_denied(
            request, Refused(_("Your role needs a second factor: set it up in the browser."))
        )
    address = reverse("security_set_up")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address, status=303)


def _rests(viewer, session, *, at) -> bool:
    """A role changed since, a pause, or a whole day: whoever holds a role proves anew who it is."""
    if viewer.roles_changed_at is not None and session.proved_at < viewer.roles_changed_at:
        return True
    return is_guarded(viewer) and (session.has_rested() or not session.was_proved_within(LONGEST, at=at))


def _prove(request) -> ProofForm:
    """Take the answer that came with a form, and take it out of the form."""
    form = _form(request, request.POST)
    if form.is_valid():
        try:
            said = form.cleaned_data
            rules.prove(
                request.user, password=said["proof_password"], code=said.get("proof_code", ""), at=moment(request)
            )
            request.session.prove()
        except (NotProved, TooMany) as wrong:
            form.wait = getattr(wrong, "seconds", 0)
            form.add_error(None, str(wrong.sentence))
    request.POST = request.POST.copy()
    for name in form.fields:
        request.POST.pop(name, None)
    return form


def _form(request, said=None) -> ProofForm:
    return ProofForm(said, with_code=has_second_factor(request.user))


def _ask(request, form: ProofForm | None) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return errors.permission_denied(request, Refused(_("Sign in again in the browser first: this weighs.")))
    if request.method in SAFE:
        return _to_the_question(request)
    context = {"form": form or _form(request), **_kept(request)}
    return _instead_of_main(request, _question(request, context, asked_first=form is None and not request.htmx))


def _kept(request) -> dict:
    """What was typed, for hidden fields of the page that comes between, and where it was going."""
    typed = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    return {"typed": typed, "files": bool(request.FILES), "address": request.get_full_path()}


def _instead_of_main(request, response: HttpResponse) -> HttpResponse:
    """Where a part of a page was asked for, the whole of it makes room."""
    if request.htmx:
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML"
    return response


def _question(request, context: dict, *, asked_first: bool) -> HttpResponse:
    """The page; 422 with a wrong answer on it, 429 after too many."""
    wait = getattr(context["form"], "wait", 0)
    status = 429 if wait else 403 if asked_first else 422
    response = render(request, "people/prove.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _to_the_question(request) -> HttpResponse:
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


@sensitive_post_parameters("proof_password", "proof_code")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request):
    """The question on a page of its own; afterwards one is where one was going."""
    form = _prove(request) if request.method == "POST" else _form(request)
    if form.is_valid():
        return back(request, "/")
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return (
        _question(request, context, asked_first=False)
        if form.is_bound
        else render(request, "people/prove.html", context)
    )


def moment(request):
    """When this request is answered, by the clock of the database."""
    return getattr(request, "at", None) or request.session.at or clock.now()
