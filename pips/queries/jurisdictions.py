"""What plans say by the law of places, as HR keeps it."""

from collections.abc import Sequence

from people.models import Employee

from ..models import Jurisdiction


def jurisdictions() -> list[Jurisdiction]:
    """All, by location; what holds everywhere else comes first."""
    return list(Jurisdiction.objects.select_related("written_by").order_by("location"))


def places_without(rows: Sequence[Jurisdiction]) -> list[str]:
    """Locations at which people work and for which nothing of their own is written."""
    known = {row.location for row in rows}
    places = Employee.objects.active().exclude(location="").values_list("location", flat=True).distinct()
    return [place for place in places.order_by("location")[:200] if place not in known]
