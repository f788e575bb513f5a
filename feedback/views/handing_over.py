"""Private notes about somebody who asked for their data: handed over by their author, read by whom they are about."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.access import weighty
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast

from ..access import handing_over as access
from ..forms.handing_over import HandOverForm
from ..queries import handing_over as queries
from ..rules import handing_over as rules


@part_of("")  # a right of whoever asked, whatever is in use
@weighty
@require_http_methods(["GET", "POST"])
def hand_over(request, pk):
    """The author goes through the own notes and hands over what concerns whoever asked."""
    asked = access.get_asked_for(request.viewer, pk)
    noted = queries.noted_about(request.viewer, asked.employee)
    said = queries.said_by(request.viewer, asked)
    initial = {"text": queries.as_words(noted, viewer=request.viewer)}
    form = HandOverForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        if "nothing" in request.POST:
            rules.nothing_concerns(asked, by=request.viewer, at=request.at)
            toast(request, _("Noted. Nobody is told."))
        else:
            rules.hand_over(asked, form.cleaned_data["text"], by=request.viewer, at=request.at)
            toast(request, _("Handed over."))
        return redirect("feedback:hand_over", request.organization.slug, pk)
    return page(request, "feedback/hand_over.html", {"form": form, "asked": asked, "noted": noted, "said": said})


@part_of("")
@weighty
@require_safe
def handed_over(request, pk):
    """What was handed over, for whom it is about; or for HR, who passes it on to somebody who has left."""
    found = access.get_handed_over(request.viewer, pk)
    rules.note_handed_over_seen(found, by=request.viewer, at=request.at)
    return page(request, "feedback/handed_over.html", {"row": found})
