"""A manager's own file about somebody."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast

from ..access import notes as access
from ..forms.giving import SayForm
from ..queries import notes as queries
from ..rules import notes as rules

of_feedback = part_of("feedback")


@of_feedback
@require_http_methods(["GET", "POST"])
def file(request, pk):
    """What the viewer noted about somebody, and a new note."""
    person = access.get_noted_person(request.viewer, pk)
    draft = queries.draft_about(request.viewer, person)
    typed = (draft.content.get("text") or [""])[-1] if draft else ""
    form = SayForm(request.POST if request.method == "POST" else None, initial={"text": typed})
    if form.is_valid():
        rules.write_note(person, form.cleaned_data["text"], by=request.viewer, at=request.at)
        toast(request, _("Noted, for you alone."))
        return redirect("feedback:file", request.organization.slug, pk)
    context = {
        "form": form,
        "person": person,
        "notes": queries.notes_about(request.viewer, person),
        "acts": access.acts(request.viewer, person),
        "draft_key": queries.note_draft(person),
    }
    return page(request, "feedback/file.html", context)


@of_feedback
@require_POST
def throw_away(request, pk):
    """It is deleted."""
    note = access.get_note(request.viewer, pk)
    rules.throw_away(note, by=request.viewer, at=request.at)
    toast(request, _("Thrown away, for good."))
    return redirect("feedback:file", request.organization.slug, note.about_id)
