"""The audit, and who has seen one's own records."""

from django.db.models import Q
from rest_framework import serializers

from perfhub.kernel.api import DateFilter, Filters, IdFilter, Order, Out, TextFilter, page_of, reads
from perfhub.kernel.api.scopes import AUDIT

from .. import access, queries


class AuditOut(Out):
    """Somebody did, saw or was refused something; ids only, never what stood in a record."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    act = serializers.CharField()
    by = serializers.IntegerField(source="by_id", allow_null=True)
    acting_for = serializers.IntegerField(source="acting_for_id", allow_null=True)
    support = serializers.IntegerField(source="support_id", allow_null=True, help_text="the visit of an operator")
    employee = serializers.IntegerField(source="employee_id", allow_null=True)
    object_type = serializers.CharField()
    object_id = serializers.IntegerField(allow_null=True)


class AuditFilters(Filters):
    """By whom it is about, who did it, what was done, and when."""

    employee = IdFilter(field_name="employee_id", help_text="whose record it is")
    by = IdFilter(field_name="by_id", help_text="who did it")
    act = TextFilter()
    since = DateFilter(method="from_day", help_text="on this day or later, in UTC")
    until = DateFilter(method="to_day", help_text="on this day or earlier, in UTC")
    about = {"since": ("at",), "until": ("at",)}

    def from_day(self, rows, name, value):
        return rows.filter(at__date__gte=value)

    def to_day(self, rows, name, value):
        return rows.filter(at__date__lte=value)


@reads(AUDIT, AuditOut, filters=AuditFilters, pages=Order("-at"))
def list_audit(request):
    """What was done, newest first; nothing about yourself or those above you. For HR and auditors."""
    access.require("search_audit", request.viewer)
    return page_of(request, access.visible_audit(request.viewer))


@reads(AUDIT, AuditOut, pages=Order("-at"))
def list_seen(request):
    """Who was shown confidential records of yours, newest first."""
    shown = Q(act__in=queries.read_acts()) | Q(support__isnull=False)
    return page_of(request, access.own_audit(request.viewer).filter(shown))
