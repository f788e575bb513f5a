"""Looking as somebody who has not joined yet. Pages are made for that person, and nothing can be sent from them.

Three walls, each enough: an address below `look/` answers GET and HEAD only; its pages are made in a savepoint that is
always taken back; in it PostgreSQL itself refuses every write. The pages are asked with a request of their own, in
which the person stands and nothing of whoever looks: no session, no role, no token that a form could use. Every link
on them leads back below `look/`, where only the registered first pages are answered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.middleware import HtmxDetails

from perfhub.kernel import slots
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.passing import only_reading, passing
from perfhub.kernel.slots import FirstPage
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules
from ..forms import JoinForm
from ..models import Invitation, User

CANDIDATES = 12
READS = ("GET", "HEAD")
KEPT = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme")


@dataclass(frozen=True)
class Banner:
    """What stands above each page while one looks: who it is, which pages there are, and the way out."""

    name: str
    is_sample: bool
    over_at: object
    end_url: str
    csrf: str
    pages: tuple[dict, ...] = ()


@require_http_methods(["GET", "POST"])
def choose(request):
    """As whom: somebody who has not joined, or a made-up person."""
    access.require("look_as", request.viewer)
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        employee = access.get_employee(request.viewer, int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else None
        look = rules.look_as(employee, by=request.viewer, at=request.at)
        return redirect(page_url("people:look_page", look.pk, page_url("people:home").lstrip("/")))
    text = request.GET.get("q", "")[:100]
    found = queries.found_employees(access.not_joined(), text=text)
    context = {"text": text, "candidates": found[:CANDIDATES]}
    return page(request, "people/look.html", context, partial="candidates")


@require_POST
def end(request, pk):
    """By one press one is oneself again."""
    rules.end_look(access.get_look(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("You look as yourself again."))
    return redirect("people:first_hour", request.organization.slug)


@csrf_exempt  # what is sent here is refused with a sentence, token or not
def look_page(request, pk, path):
    """One of the first pages, as this person sees it."""
    found = access.get_look(request.viewer, pk)
    if request.method not in READS:
        response = render(request, "people/look_closed.html", {"look": found, "refused": True}, status=405)
        response["Allow"] = ", ".join(READS)
        return response
    names = {"end_url": page_url("people:look_end", pk), "csrf": get_token(request)}
    prefix = page_url("people:look_page", pk, "-")[:-1]
    with passing():
        viewer = rules.viewer_in(found, at=request.at)
        with _below(prefix), _in_the_place_of(viewer):
            asked = _request_of(request, viewer)
            pages = _first_pages(request, viewer)
            only_reading()
            chosen = next((one for one in pages if one.url == request.path), None)
            banner = Banner(
                name=viewer.name,
                is_sample=found.employee_id is None,
                over_at=found.over_at,
                pages=tuple({"label": one.label, "url": one.url, "current": one is chosen} for one in pages),
                **names,
            )
            vars(asked)["looking"] = banner
            if chosen is None:
                return render(asked, "people/look_closed.html", {"look": found})
            return import_string(chosen.show)(asked, **chosen.arguments)


def _first_pages(request, viewer) -> list[FirstPage]:
    """In their order; what should be found on them is there, for as long as this page is made."""
    if viewer.switched:
        with timezone.override(request.organization.time_zone):
            day = timezone.localdate(request.at)
        viewer.capabilities_off = queries.capabilities_off(viewer, day=day)
    pages = sorted(slots.collect("first_page", viewer, at=request.at), key=lambda one: one.rank)
    for one in pages:
        if one.stage is not None:
            one.stage(viewer, request.at)
    return pages


def _request_of(request, viewer) -> HttpRequest:
    """As if this person asked: the same address and moment, and nothing else of whoever looks."""
    asked: HttpRequest = HttpRequest()
    asked.method = "GET"
    asked.path = asked.path_info = request.path
    asked.META = {name: request.META[name] for name in KEPT if name in request.META}
    user = User(email=viewer.email or None, sign_in_name=None if viewer.email else viewer.number)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    of_the_house = {"organization": request.organization, "viewer": viewer, "at": request.at, "token": None}
    vars(asked).update(of_the_house, user=user, session=session, htmx=HtmxDetails(asked))
    return asked


@contextmanager
def _below(prefix: str) -> Iterator[None]:
    """Every address that is made within begins with this one."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


@contextmanager
def _in_the_place_of(viewer) -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE), timezone.override(viewer.time_zone):
        yield


def joining(request):
    """What the link in the invitation opens: shown while one looks, for the link itself is nobody's but theirs."""
    invitation = Invitation(employee=request.viewer, email=request.viewer.email)
    context = {"form": JoinForm(email=invitation.email), "invitation": invitation}
    return page(request, "people/join.html", context)
