"""Who may come in: somebody employed here, signed in or by a token, within the token's scopes."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, permissions

from .problems import CHALLENGE, OutOfScope


class SignedInOrToken(authentication.SessionAuthentication):
    """The middleware has found out who asks. A browser's session must prove that the page is ours (CSRF)."""

    def authenticate(self, request):
        asked = request._request
        if getattr(asked, "viewer", None) is None:
            return None
        token = getattr(asked, "token", None)
        if token is None:
            self.enforce_csrf(request)
        return asked.user, token

    def authenticate_header(self, request):
        return CHALLENGE


class HasViewer(permissions.BasePermission):
    """Somebody employed here is asking; what they may see and do is decided by `access`."""

    def has_permission(self, request, view):
        return getattr(request, "viewer", None) is not None


class InScope(permissions.BasePermission):
    """A token does what it was made for; a session does all that its employee may."""

    def has_permission(self, request, view):
        operation = view.operations.get("GET" if request.method == "HEAD" else request.method)
        if request.auth is not None and operation is not None and operation.scope not in request.auth.scopes:
            raise OutOfScope(operation.scope)
        return True


class Entry(OpenApiAuthenticationExtension):
    """Both ways in, for the schema."""

    target_class = SignedInOrToken
    name = ["token", "session"]

    def get_security_definition(self, _auto_schema):
        return [
            {"type": "http", "scheme": "bearer", "description": "A token from your settings page."},
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "session",
                "description": "A browser's sign-in; writes also need the header X-CSRFToken.",
            },
        ]
