"""Letters with one-time codes, and the door they open."""

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import page, toast
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules
from ..access import public
from ..forms import CodeForm, CodesForm
from ..rules.rights import INVITATION_DAYS, InvitationOver
from .invitations import BACKEND


@require_http_methods(["GET", "POST"])
def codes(request):
    """Letters for people without an e-mail address: a team, or everybody, at most two hundred at once."""
    access.require("invite", request.viewer)
    form = CodesForm(request.POST or None)
    team = form.cleaned_data["team"] if form.is_valid() else None
    found = queries.without_address(request.viewer, team=team.pk if team else None)
    if form.is_valid() and found.exists():
        return _sheet(request, found[: queries.LETTERS])
    context = {"form": form, "number": found.count(), "most": queries.LETTERS}
    return page(request, "people/codes.html", context, partial="form")


@require_POST
def code(request, pk):
    """A letter for one person: the first, or a new one after a forgotten password."""
    return _sheet(request, [access.get_employee(request.viewer, pk)])


def _sheet(request, employees):
    printed = rules.print_codes(employees, by=request.viewer, at=request.at)
    context = {
        "letters": [
            {"employee": employee, "code": said, "name": f"{request.organization.slug}/{employee.number}"}
            for employee, said in printed
        ],
        "address": settings.PUBLIC_URL + page_url("people:enter"),
        "days": INVITATION_DAYS,
    }
    return render(request, "people/code_sheet.html", context)


@public  # whoever holds a letter has no sign-in yet; number and code are the key, and every bad pair is answered alike
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """GET shows a form and changes nothing; POST takes number, code and a first password."""
    form = CodeForm(request.POST or None)
    if form.is_bound:
        key = f"{request.organization.slug}/{request.POST.get('number', '').strip().lower()[:40]}"
        if not consume(request, action="enter_code", key=key):
            return render(request, "errors/429.html", status=429)
    if form.is_valid():
        try:
            employee = rules.redeem_code(at=request.at, **form.cleaned_data)
        except InvitationOver:
            form.add_error("code", _("Number and code do not fit together, or the code is used or older than a week."))
        else:
            login(request, employee.user, backend=BACKEND)
            toast(request, _("Welcome. From now on you sign in as %(name)s.") % {"name": employee.user.sign_in_name})
            return redirect("people:home", request.organization.slug)
    return page(request, "people/enter.html", {"form": form}, partial="form")
