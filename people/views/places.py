"""Where one arrives: the switcher, home, and whether the house stands."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django_prometheus.exports import ExportToDjangoView

from perfhub.kernel import slots
from perfhub.kernel.htmx import page, toast

from .. import queries, rules
from ..forms import SettingsForm


@require_safe
def arrive(request):
    """To the only organization, or to the switcher; a stranger to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    organizations = queries.organizations_of(request.user)
    if len(organizations) == 1:
        return redirect("people:home", organizations[0].slug)
    return redirect("organizations")


@require_safe
@login_required
def organizations(request):
    """Choose among the organizations one is employed by."""
    return render(request, "people/organizations.html", {"organizations": queries.organizations_of(request.user)})


@require_safe
def home(request):
    """One list of all that waits for me, by due date."""
    lines = slots.collect("home.due", request.viewer, at=request.at)
    for note, records in queries.shown_in(lines).items():
        note(records, by=request.viewer, at=request.at)
    waiting = queries.waiting_for(lines, at=request.at)
    return page(request, "people/home.html", {"waiting": waiting}, partial="waiting")


@require_http_methods(["GET", "POST"])
def settings_page(request):
    """Language and theme of one's sign-in, and the way to a new password."""
    user = request.user
    form = SettingsForm(request.POST or None, initial={"language": user.language, "theme": user.theme})
    if form.is_valid():
        rules.choose_settings(user, **form.rule_arguments())
        response = redirect("people:settings", request.organization.slug)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=settings.SECURE)
        toast(request, _("Saved."))
        return response
    return page(request, "people/settings.html", {"form": form}, partial="form")


@require_GET
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def metrics(request):
    """Counts and durations for whoever operates this, with the token of PERFHUB_METRICS_TOKEN; without one, nothing."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(request.headers.get("Authorization", ""), expected):
        raise Http404
    return ExportToDjangoView(request)


@require_GET
def readyz(request):
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})
