"""Sign-in: what allauth asks us."""

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods

from .. import rules
from ..forms import ForgottenForm
from .entry import moment


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; tries are counted by us; a new password ends every other session."""

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """Tries that fail count; the one that succeeds is given back in `authenticate`."""
        typed = credentials.get("username") or credentials.get("email", "")
        self.tried = rules.try_sign_in(typed, ip=get_ip(request), organization=_bound_for(request), at=moment(request))

    def authenticate(self, request, **credentials):
        if "email" in credentials:  # one look, one hash: a second one would tell by the clock who is known
            credentials.pop("username", None)
        if (user := super().authenticate(request, **credentials)) is not None:
            self.tried.give_back()
        return user

    def _rollback_login_failed_rl_usage(self):
        """Nothing of allauth's own counting is in use."""

    def login(self, request, user):
        rules.note_sign_in(user)
        super().login(request, user)

    def set_password(self, user, password):
        here = self.request.session.session_key if self.request.user == user else None
        rules.set_password(user, password, at=moment(self.request), keep=here)

    def send_notification_mail(self, *args, **kwargs):
        """Ours are written in the transaction of what they tell."""


def _bound_for(request) -> str:
    """The slug of the organization somebody signs in for, if the address they came from says so."""
    try:
        return str(resolve((request.POST.get("next") or "").partition("?")[0]).kwargs.get("organization", ""))
    except Resolver404:
        return ""


def logout(request):
    """GET asks, POST signs out; the browser then forgets what it kept of us."""
    was_signed_in = request.user.is_authenticated
    response = account.logout(request)
    if was_signed_in and not request.user.is_authenticated:
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request):
    """Ask for a link to a new password: the same answer, after the same work, whoever asks about whom."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        rules.ask_for_new_password(form.cleaned_data["email"], ip=get_ip(request), at=moment(request))
        return redirect("account_reset_password_done")
    return render(request, "account/password_reset.html", {"form": form}, status=422 if form.errors else 200)
