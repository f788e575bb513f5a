"""Who one is here, and by which tokens programs act."""

from rest_framework import serializers

from perfhub.kernel.api import Filters, IdFilter, Order, Out, YesNoFilter, page_of, reads, writes
from perfhub.kernel.api.scopes import ME, TOKENS

from .. import access, queries, rules
from .employees import EmployeeOut


class OrganizationOut(Out):
    """The organization of the address."""

    slug = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField()


class RoleOut(Out):
    """A role held now; an HR partner's is for one team and those below it."""

    role = serializers.CharField()
    team = serializers.IntegerField(allow_null=True)


class MeOut(Out):
    """Who asks, where, and with what."""

    employee = EmployeeOut()
    organization = OrganizationOut()
    roles = RoleOut(many=True)
    reports = serializers.IntegerField(help_text="how many report to you directly")
    acts = serializers.ListField(child=serializers.CharField(), help_text="open to you in the organization")
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="of your token; null in a browser, where none apply"
    )
    token_expires_at = serializers.DateTimeField(allow_null=True)


@reads(ME, MeOut)
def get_me(request):
    """Who you are here: employee, organization, roles, and the scopes of your token."""
    viewer, token = request.viewer, request.auth
    manager = queries.manager_of(viewer)
    viewer.manager_id = manager.pk if manager else None
    return {
        "employee": viewer,
        "organization": request.organization,
        "roles": [{"role": role, "team": team} for role, team in sorted(access.roles_of(viewer), key=str)],
        "reports": len(queries.reports_of(viewer)),
        "acts": sorted(access.acts(viewer)),
        "scopes": token.scopes if token else None,
        "token_expires_at": token.expires_at if token else None,
    }


class TokenOut(Out):
    """What is known of a token; the token itself was shown once and is kept nowhere."""

    id = serializers.IntegerField()
    employee = serializers.IntegerField(source="employee_id")
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="how it begins, to recognise it by")
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="to the hour")
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_by = serializers.IntegerField(source="revoked_by_id", allow_null=True)


class TokenFilters(Filters):
    """By owner; those that are good now."""

    employee = IdFilter(field_name="employee_id")
    good = YesNoFilter(method="still_good", help_text="neither revoked nor over")
    about = {"good": ("revoked_at", "expires_at")}

    def still_good(self, rows, name, value):
        good = rows.good(self.request.at)
        return good if value == "true" else rows.exclude(pk__in=good.values("pk"))


@reads(TOKENS, TokenOut, filters=TokenFilters, pages=Order("-created_at"))
def list_tokens(request):
    """Your tokens, the newest first; HR admins see whose there are. New ones are made on the settings page only."""
    return page_of(request, access.visible_tokens(request.viewer))


@reads(TOKENS, TokenOut)
def get_token(request, pk):
    """What is known of one token."""
    return access.get_token(request.viewer, pk)


@writes(TOKENS, TokenOut)
def revoke_token(request, pk):
    """From this moment on it opens nothing."""
    rules.revoke_token(access.get_token(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_token(request.viewer, pk)
