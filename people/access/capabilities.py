"""What was said about capabilities."""

from django.http import Http404

from ..models import CapabilitySwitch, Employee
from .roles import leads_hr


def get_switch(viewer: Employee, pk: int) -> CapabilitySwitch:
    """What was said about a capability; seen by whoever may switch it."""
    said = CapabilitySwitch.objects.filter(pk=pk).first()
    if said is None or not leads_hr(viewer):
        raise Http404
    return said
