"""The roof: each room's pages and API below an organization's address, and the few places outside of one."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

import analytics.urls
import feedback.urls
import goals.urls
import notices.urls
import people.urls
import pips.urls
import skills.urls
from people.views import accounts, describing, entry, places, security

ROOMS = [people.urls, notices.urls, goals.urls, skills.urls, feedback.urls, pips.urls, analytics.urls]

page = require_http_methods(["GET", "HEAD", "POST"])  # allauth's form views take PUT for POST

# The named routes of allauth that this house opens; sign-up stays closed.
sign_in = [
    path("login/", page(account.login), name="account_login"),
    path("logout/", page(accounts.logout), name="account_logout"),
    path("code/", page(mfa.authenticate), name="mfa_authenticate"),
    path("password/reset/", accounts.forgotten, name="account_reset_password"),
    path("password/reset/done/", page(account.password_reset_done), name="account_reset_password_done"),
    re_path(  # a key has hyphens of its own: the first one ends the number of the user
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("password/change/", page(account.password_change), name="account_change_password"),
    path("security/", security.overview, name="security"),
    path("security/second-factor/", security.set_up, name="security_set_up"),
    path("security/second-factor/qr.svg", security.qr_code, name="security_qr"),
    path("security/second-factor/codes/", security.renew_codes, name="security_codes"),
    path("security/second-factor/off/", security.turn_off, name="security_off"),
    path("security/devices/end/", security.end_session, name="security_end"),
    path("security/devices/end-others/", security.end_others, name="security_end_others"),
    path("recover/<str:token>/", security.recover, name="recover"),
    path("reauthenticate/", entry.reauthenticate, name="account_reauthenticate"),
]

urlpatterns = [
    path("", places.arrive, name="arrive"),
    path("organizations/", places.organizations, name="organizations"),
    path("accounts/", include(sign_in)),
    path("healthz", places.healthz, name="healthz"),
    path("readyz", places.readyz, name="readyz"),
    path("metrics", places.metrics, name="metrics"),
    *([path("mailbox/", include(notices.urls.local_mailbox))] if settings.MAILBOX else []),
    path("api/", describing.api, name="api"),
    path("api/schema/", describing.schema, name="api_schema"),
    *(path("o/<slug:organization>/", include((room.pages, room.app_name))) for room in ROOMS),
    *(path("api/v1/o/<slug:organization>/", include((room.api, f"{room.app_name}_api"))) for room in ROOMS),
]

handler400 = "people.views.errors.bad_request"
handler403 = "people.views.errors.permission_denied"
handler404 = "people.views.errors.page_not_found"
handler500 = "people.views.errors.server_error"
