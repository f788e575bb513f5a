"""The door of every page: which organization, who is asking, and what becomes of a refusal."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _

from perfhub.kernel import capabilities, clock
from perfhub.kernel.api import problem_response
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.keys import Unsealable, keyring
from perfhub.kernel.tenancy import organization_context

from . import queries, rules
from .models import Employee, RequestKey
from .views import entry, errors

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class PersonalPagesMiddleware:
    """Whatever was answered to somebody signed in stays out of every cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session.agent = request.headers.get("User-Agent", "")  # type: ignore[attr-defined]  # ours keeps it
        response = self.get_response(request)
        # Asked without a query: the database may be what failed.
        if request.session.accessed or settings.SESSION_COOKIE_NAME in request.COOKIES or _is_api(request):
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Authorization", "Cookie", "HX-Request"])
        return response


class _Undone(Exception):
    """The view answered with a refusal: nothing it wrote may stay."""

    def __init__(self, response):
        self.response = response


class OrganizationMiddleware:
    """Opens the organization in the address for whoever is employed there, and runs the view in a savepoint.

    An organization that does not exist and one the user does not belong to answer alike. A refusal (404, 403, 409,
    422) takes back what the view wrote, and only that, so that the page which says so can still be rendered and the
    audit line of the refusal is kept. A 500 takes back everything.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.organization = request.viewer = None
        if "%00" in request.META.get("QUERY_STRING", ""):  # PostgreSQL keeps no such text
            return errors.bad_request(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        slug = match.kwargs.get("organization")
        if slug is None:
            return self.get_response(request)
        open_to_all = getattr(match.func, "public", False)
        bearer = _bearer(request)
        if not open_to_all and bearer is None and not request.user.is_authenticated:
            return self._sign_in(request)
        organization = queries.organization_at(slug)
        if organization is None:
            return errors.page_not_found(request) if bearer is None else problem_response("unknown")
        with organization_context(organization):
            request.at = clock.now()
            viewer = self._viewer(request, bearer)
            if viewer is None and bearer is not None:
                return problem_response("unknown")  # in words that say nothing of organizations
            if viewer is None and not open_to_all:
                return errors.page_not_found(request)
            request.organization, request.viewer = organization, viewer
            if viewer is not None and viewer.switched:  # type: ignore[attr-defined]  # asked along
                with timezone.override(organization.time_zone):
                    day = timezone.localdate(request.at)
                off = queries.capabilities_off(viewer, day=day)
                viewer.capabilities_off = off  # type: ignore[attr-defined]  # like the roles, for this request
            with timezone.override(viewer.time_zone if viewer else organization.time_zone):
                response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        request.session.note_use()
        if response.streaming:
            response.streaming_content = _inside(organization, response.streaming_content)
        return response

    def _viewer(self, request, bearer: str | None) -> Employee | None:
        """The employee who asks: signed in, or by a token. Whoever sends a token is nothing but its owner."""
        if bearer is None:
            if not request.user.is_authenticated:
                return None
            return queries.viewer_of(request.user) or queries.viewer_looking_in(request.user, at=request.at)
        found = queries.viewer_by_token(bearer, at=request.at)
        if found is None:
            return None
        viewer, request.token = found
        request.user = viewer.user
        rules.note_use(request.token, at=request.at)
        return viewer

    def process_view(self, request, view, args, kwargs):
        if (instead := entry.instead(request, view) or _only_looks(request, view)) is not None:
            return instead
        if request.organization is None:
            return None
        kwargs.pop("organization")
        if capabilities.is_off(request.viewer, capabilities.of_view(view, request.resolver_match.namespace)):
            return errors.page_not_found(request)
        if request.method not in SAFE_METHODS and not _is_api(request) and _has_nul(request):
            return errors.bad_request(request)
        try:
            with transaction.atomic():
                if (repeated := _answered_before(request)) is not None:
                    if repeated.status_code < 400 and repeated.content:
                        _insist_on_an_open_door(request, view, args, kwargs)
                    return repeated
                response = view(request, *args, **kwargs)
                if not getattr(response, "is_rendered", True):
                    response.render()  # an API's answer, or a template's: its queries belong in here
                if response.status_code >= 400:
                    raise _Undone(response)
                _remember_answer(request, response)
                return response
        except _Undone as undone:
            if (act := DENIALS.get(undone.response.status_code)) is not None:
                _record_denial(request, act)
            return undone.response
        except Http404:
            _record_denial(request, "unseen")
            return errors.page_not_found(request)
        except PermissionDenied as refusal:
            _record_denial(request, "refused")
            return errors.permission_denied(request, refusal)
        except RuleBroken as broken:
            return errors.rule_broken(request, broken)

    def process_exception(self, request, exception):
        if request.organization is None and isinstance(exception, RuleBroken):
            return errors.rule_broken(request, exception)
        if request.organization is not None and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)

    def _sign_in(self, request):
        if _is_api(request):
            return problem_response("unknown")
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=401)
            response["HX-Redirect"] = settings.LOGIN_URL
            return response
        return redirect_to_login(request.get_full_path())


LOOKS_ONLY = Refused(_("Support only looks: it changes nothing, takes nothing away and opens no keys."))


def _only_looks(request, view) -> HttpResponse | None:
    """Whoever looks in for support leaves a line at each step, and gets pages to read: no act, export or secret.

    Nor what is made for programs: a list that is fetched is a list taken away.
    """
    if request.viewer is None or request.viewer.visit is None:
        return None
    rules.note_look(request.viewer.visit, request.resolver_match.view_name, at=request.at)
    if getattr(view, "ends_support", False):
        return None
    takes_away = getattr(view, "proof_within", None) is not None or getattr(view, "gives_file", False)
    if request.method in SAFE_METHODS and not takes_away and not _is_api(request):
        return None
    _record_denial(request, "refused")
    return errors.permission_denied(request, LOOKS_ONLY)


def _is_api(request) -> bool:
    return request.path_info.startswith("/api/")


def _bearer(request) -> str | None:
    """The token of a program's request, "" where the header is no such thing; None where there is no header.

    Pages take none, and a browser's sign-in counts for nothing beside one.
    """
    if not _is_api(request) or "Authorization" not in request.headers:
        return None
    scheme, _space, token = request.headers["Authorization"].partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _has_nul(request) -> bool:
    """PostgreSQL keeps no such text, and nobody types it."""
    return any("\0" in text for name, values in request.POST.lists() for text in (name, *values))


def _inside(organization, chunks: Iterable[bytes]) -> Iterator[bytes]:
    with organization_context(organization):
        yield from chunks


DENIALS = {403: "refused", 404: "unseen"}


def _record_denial(request, act: str) -> None:
    """Whoever asked for what is not theirs leaves a line, were it there or not."""
    if request.viewer is not None:
        match = request.resolver_match
        rules.record(f"{act}.{match.view_name}"[:60], by=request.viewer, at=request.at)


# --- the same submission counts once ------------------------------------------

NONCE = re.compile(r"[\w-]{8,64}", re.ASCII)
KEY_SENTENCE = _("8 to 64 letters, digits, “_” or “-”; a UUID is fine.")


def _request_key(request) -> str | None:
    """The nonce of a form or the Idempotency-Key of an API call, when it is well-formed."""
    if request.method in SAFE_METHODS or request.viewer is None:
        return None
    if not _is_api(request):
        nonce = request.POST.get("nonce", "")
        return nonce if NONCE.fullmatch(nonce) else None
    key = request.headers.get("Idempotency-Key")
    if key is not None and not NONCE.fullmatch(key):
        raise _Undone(problem_response("not-understood", errors={"Idempotency-Key": [str(KEY_SENTENCE)]}))
    return key


def _fingerprint(request) -> str:
    """What was sent: method, address and body, but for the token that changes with every page."""
    if _is_api(request):
        body = request.body
    else:
        fields = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")
        files = sorted((name, file.name, _digest(file)) for name, file in request.FILES.items())
        body = repr((fields, files)).encode()
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + body).hexdigest()


def _digest(file) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _answered_before(request) -> HttpResponse | None:
    """Take the key of this submission, or give the earlier answer if it is taken."""
    request.request_key = None
    if (key := _request_key(request)) is None:
        return None
    fingerprint = _fingerprint(request)
    if _is_api(request) and not rules.take_key(request.viewer, key):
        raise _Undone(_in_flight())
    try:
        with transaction.atomic():
            request.request_key = RequestKey.objects.create(
                employee=request.viewer, key=key, fingerprint=fingerprint, created_at=request.at
            )
        return None
    except IntegrityError:
        earlier = RequestKey.objects.get(employee=request.viewer, key=key)
    try:
        body = earlier.body and keyring().decrypt(earlier.body, context=_place(request, key))
    except Unsealable:  # its key has been taken away since
        return errors.key_used_for_something_else(request)
    if earlier.fingerprint != fingerprint:
        return errors.key_used_for_something_else(request)
    response = HttpResponse(body, status=earlier.status, content_type="application/json" if _is_api(request) else None)
    if earlier.location:
        response["Location"] = earlier.location
    return response


def _in_flight() -> HttpResponse:
    """A form waits for the same one sent before and gets its answer; a program is told to ask again."""
    response = problem_response("in-flight")
    response["Retry-After"] = "1"
    return response


def _place(request, key: str) -> str:
    return f"people.RequestKey.body:{request.viewer.pk}:{key}"


def _insist_on_an_open_door(request, view, args, kwargs) -> None:
    """An earlier answer has words in it: give them only to who would still be let in now. Nothing is done again."""
    try:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if not getattr(response, "is_rendered", True):
                response.render()
            raise _Undone(response)
    except RuleBroken:
        return  # it is done already, as it should be
    except _Undone as undone:
        if undone.response.status_code in (403, 404):
            raise


def _remember_answer(request, response) -> None:
    if getattr(request, "request_key", None) is None:
        return
    body = response.content.decode() if _is_api(request) or not response.get("Location") else ""
    if body:  # it may hold words of a check-in, or a one-time link
        body = keyring().encrypt(body, context=_place(request, request.request_key.key))
    RequestKey.objects.filter(pk=request.request_key.pk).update(
        status=response.status_code, location=response.get("Location", "")[:500], body=body
    )
