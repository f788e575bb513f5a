"""The ways between the pages of goals."""

from django.utils.translation import gettext as _

from people.access import has_reports, leads_hr
from people.models import Employee
from perfhub.kernel.slots import Tab
from perfhub.kernel.tenancy import page_url


def tabs_of(viewer: Employee, current: str) -> list[dict]:
    """The pages of goals a viewer has, the one shown among them; asks nothing that is not known of a viewer."""
    every = {
        "mine": (_("Mine"), True),
        "team": (_("Team"), has_reports(viewer)),
        "tree": (_("Tree"), True),
        "list": (_("All goals"), True),
        "library": (_("Library"), True),
        "cycles": (_("Cycles"), leads_hr(viewer)),
    }
    tabs = [
        Tab(label=label, url=page_url(f"goals:{name}"), key=name) for name, (label, shown) in every.items() if shown
    ]
    return [{"label": tab.label, "url": tab.url, "current": tab.key == current} for tab in tabs]
