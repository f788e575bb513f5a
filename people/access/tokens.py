"""Which tokens there are."""

from django.http import Http404

from ..models import ApiToken, Employee
from .roles import leads_hr


def visible_tokens(viewer: Employee):
    """Which tokens there are, never the tokens themselves: one's own; of all, for whoever leads HR."""
    rows = ApiToken.objects.select_related("employee", "revoked_by")
    return rows if leads_hr(viewer) else rows.filter(employee=viewer)


def get_token(viewer: Employee, pk: int) -> ApiToken:
    token = visible_tokens(viewer).filter(pk=pk).first()
    if token is None:
        raise Http404
    return token
