"""What every page's frame needs: who and where one is, and the ways from here."""

from perfhub.kernel import slots


def shell(request):
    """Organization, viewer and navigation for base.html; nothing for whoever is not inside an organization."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"organization": getattr(request, "organization", None), "viewer": None}
    entries = slots.collect("nav", viewer)
    path = request.path
    return {
        "organization": request.organization,
        "viewer": viewer,
        "nav": [
            (entry, path == entry.url or (entry.url.count("/") > 3 and path.startswith(entry.url))) for entry in entries
        ],
    }
