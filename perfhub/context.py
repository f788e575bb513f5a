"""What every page's frame needs: who and where one is, and the ways from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from notices.queries import bell_count
from people.access import is_guarded
from people.queries import announcements
from perfhub.kernel import slots

# The fixed ways of the frame: name in the templates -> route. A way whose room is not built yet is not shown.
WAYS = {
    "home_url": "people:home",
    "search_url": "people:search",
    "settings_url": "people:settings",
    "draft_url": "people:draft",
    "visibility_url": "people:visibility",
}
HOME_DEPTH = 3  # /o/<organization>/


@dataclass(frozen=True)
class Place:
    """An entry of the navigation, and whether the page shown lies there."""

    entry: slots.NavEntry
    current: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)


def shell(request: Any) -> dict[str, Any]:
    """Organization, viewer and navigation for base.html; nothing for whoever is not inside an organization."""
    viewer = getattr(request, "viewer", None)
    organization = getattr(request, "organization", None)
    if viewer is None:
        return {"organization": organization, "viewer": None}
    looking = getattr(request, "looking", None)
    return {
        "organization": organization,
        "viewer": viewer,
        "second_factor_missing": is_guarded(viewer) and not viewer.has_second_factor,
        "bell": SimpleLazyObject(lambda: bell_count(viewer, at=request.at)),
        "announcements": announcements(viewer.announced, at=request.at),
        "nav": SimpleLazyObject(lambda: places(slots.collect("nav", viewer), request.path)),
        "visit": viewer.visit,
        **{name: way for name, route in WAYS.items() if (way := _way(route, organization.slug))},
        **({"looking": looking, "draft_url": ""} if looking else {}),
        **({"draft_url": ""} if viewer.visit else {}),  # whoever only looks types nothing to be kept
    }


def places(entries: Iterable[slots.NavEntry], path: str) -> list[Place]:
    """First what is one's own, then the team, then the organization; the current one is the entry whose address
    reaches furthest into the path, home only when it is the path."""
    entries = list(entries)
    sections = ["", _("My team"), *(str(entry.section) for entry in entries)]
    entries.sort(key=lambda entry: sections.index(str(entry.section)))
    above = (e.url for e in entries if path == e.url or (path.startswith(e.url) and e.url.count("/") > HOME_DEPTH))
    here = max(above, key=len, default="")
    return [Place(entry, entry.url == here) for entry in entries]


def _way(route: str, *args: object) -> str:
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""
