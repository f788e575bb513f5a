"""Sign-in: what allauth asks us."""

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; links in mails come from the configuration, never from the request."""

    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        uidb36, _, rest = key.partition("-")
        return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": rest})


def logout(request):
    """GET asks, POST signs out; the browser then forgets what it kept of us."""
    was_signed_in = request.user.is_authenticated
    response = account.logout(request)
    if was_signed_in and not request.user.is_authenticated:
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
