"""Who sees what, and since when that is so."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perfhub.kernel import slots
from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import VisibilityForm


@require_http_methods(["GET", "POST"])
def visibility(request):
    """Everybody reads what was promised; HR chooses, wider only for what begins later."""
    acts = access.acts(request.viewer)
    sent = _sent(request) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        cleaned = sent.cleaned_data
        change = rules.choose_visibility(
            cleaned["setting"], cleaned["value"], by=request.viewer, at=request.at, seen=cleaned["newest"]
        )
        later = change.effective_at > request.at
        toast(request, _("Everybody is told. It takes effect later.") if later else _("This holds from now on."))
        return redirect("people:visibility", request.organization.slug)
    settings = queries.visibility_settings(at=request.at)
    forms = [(setting, _form(setting, sent)) for setting in settings]
    return page(request, "people/visibility.html", {"settings": forms, "acts": acts, "sent": sent})


def _sent(request) -> VisibilityForm:
    access.require("choose_visibility", request.viewer)
    known = slots.providers("visibility").get(request.POST.get("setting", ""))
    if known is None:
        raise Http404
    return VisibilityForm(request.POST, setting=known)


def _form(setting, sent: VisibilityForm | None) -> VisibilityForm:
    if sent is not None and sent.data.get("setting") == setting.name:
        return sent
    chosen = setting.coming.value if setting.coming else next(c.value for c in setting.choices if c.holds)
    initial = {"setting": setting.name, "newest": setting.newest, "value": chosen}
    return VisibilityForm(initial=initial, setting=slots.provider("visibility", setting.name))
