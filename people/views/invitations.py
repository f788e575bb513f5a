"""How people get in: inviting, and taking an invitation."""

from functools import partial

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import page, toast
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules, tasks
from ..access import public
from ..forms import InviteManyForm, JoinForm
from ..rules.rights import InvitationOver

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
def invite(request, pk):
    """Invite one person. The link is shown once, for whoever hands it over; a mail goes out as well."""
    employee = access.get_employee(request.viewer, pk)
    token = rules.invite(employee, by=request.viewer, at=request.at)
    link = settings.PUBLIC_URL + page_url("people:join", token)
    return render(request, "people/invited.html", {"employee": employee, "link": link})


@require_http_methods(["GET", "POST"])
def invitations(request):
    """Invite a team, or everybody who is not invited yet."""
    access.require("invite", request.viewer)
    form = InviteManyForm(request.POST or None)
    if form.is_valid():
        job = rules.start_inviting(by=request.viewer, at=request.at, team=form.cleaned_data["team"])
        transaction.on_commit(partial(tasks.invite_many.delay, job=job.pk), robust=True)
        return redirect("people:job", request.organization.slug, job.pk)
    context = {"form": form, "counts": queries.invitation_counts(at=request.at)}
    return page(request, "people/invitations.html", context, partial="form")


@public  # whoever is invited has no sign-in yet; the token is the key, and every bad one is answered alike
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    """GET shows a page and changes nothing; POST takes the invitation."""
    try:
        invitation = rules.open_invitation(token, at=request.at)
    except InvitationOver as over:
        return _over(request, over)
    if request.user.is_authenticated:
        return _join_signed_in(request, invitation, token)
    if queries.has_sign_in(invitation.email):
        return render(request, "people/join_sign_in.html", {"invitation": invitation})
    form = JoinForm(request.POST or None, email=invitation.email)
    if form.is_valid():
        employee = rules.accept_invitation(token, at=request.at, password=form.cleaned_data["password"])
        rules.note_sign_in(employee.user)
        login(request, employee.user, backend=BACKEND)
        return _in(request)
    return page(request, "people/join.html", {"form": form, "invitation": invitation}, partial="form")


def _join_signed_in(request, invitation, token):
    if request.user.email != invitation.email:
        return _over(request, InvitationOver())
    if request.method != "POST":
        return render(request, "people/join_signed_in.html", {"invitation": invitation})
    try:
        rules.accept_invitation(token, at=request.at, user=request.user)
    except InvitationOver as over:
        return _over(request, over)
    return _in(request)


def _over(request, over):
    """Used, expired, withdrawn, another's or another organization's: one page for all."""
    return render(request, "people/join_over.html", {"sentence": over.sentence}, status=410)


def _in(request):
    toast(request, _("Welcome."))
    return redirect("people:home", request.organization.slug)
