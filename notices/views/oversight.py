"""How the sending goes, for those who answer for it."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import back, page, toast

from .. import access, queries, rules
from ..forms import KindsForm, MailForm, NoticesFilter


@require_safe
def outbox(request):
    """What waits, what stands still, what could not be delivered."""
    access.require("oversee", request.viewer)
    return page(request, "notices/outbox.html", {"outbox": queries.outbox(at=request.at)}, partial="outbox")


@require_safe
def all_notices(request):
    """Every notice with its state, newest first."""
    access.require("oversee", request.viewer)
    form = NoticesFilter(request.GET)
    asked = form.asked()
    leaf = queries.leaf(request.viewer, asked, after=request.GET.get("after", ""))
    query = request.GET.copy()
    query["after"] = leaf.after
    context = {
        "filter": form,
        "leaf": leaf,
        "next_page": f"?{query.urlencode()}" if leaf.after else "",
        "is_first": not request.GET.get("after"),
        "nobody": queries.nobody_found(asked),
    }
    return page(request, "notices/all_notices.html", context, partial="rows", status=200)


@require_POST
def try_again(request, pk):
    rules.try_again(access.get_parked(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("The letter goes out within a minute or two."))
    return back(request, _place(request, "notices:outbox"))


@require_POST
def send_again(request, pk):
    """Once more, as a new letter."""
    rules.send_again(access.get_overseen(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("It goes out once more when its recipient works, if it is still wanted."))
    return back(request, _place(request, "notices:all_notices"))


@require_POST
def stop(request, pk):
    """No letter of this one."""
    rules.stop(access.get_overseen(request.viewer, pk), by=request.viewer, at=request.at)
    again = _place(request, "notices:send_again", pk)
    toast(request, _("No letter goes out. It stays under the bell of its recipient."), undo=again)
    return back(request, _place(request, "notices:all_notices"))


@require_POST
def release(request, pk):
    rules.release(access.get_hold(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Mail goes out again."))
    return redirect("notices:outbox", request.organization.slug)


@require_http_methods(["GET", "POST"])
def mail_settings(request):
    """From whom mail comes, when it stays quiet, and how whoever chose nothing is told."""
    access.require("switch", request.viewer)
    form = MailForm(request.POST or None, initial=_said(queries.mail_settings()))
    if form.is_valid():
        rules.change_mail(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Saved. The next letters go out this way."))
        return redirect("notices:mail_settings", request.organization.slug)
    context = {"form": form, "kinds": KindsForm(switches=queries.switches())}
    return page(request, "notices/mail_settings.html", context)


@require_POST
def switch(request):
    """How each kind is told where nobody chose, or that it is not used here."""
    access.require("switch", request.viewer)
    kinds = KindsForm(request.POST, switches=queries.switches())
    if kinds.is_valid():
        for name, on, channel in kinds.changes():
            rules.use_kind(name, on=on, channel=channel, by=request.viewer, at=request.at)
        toast(request, _("Saved. Whoever chose for themselves keeps their choice."))
        return redirect("notices:mail_settings", request.organization.slug)
    context = {"form": MailForm(initial=_said(queries.mail_settings())), "kinds": kinds}
    return page(request, "notices/mail_settings.html", context)


def _said(chosen) -> dict:
    names = ("sender_name", "reply_to", "quiet_from", "quiet_until", "version")
    return {name: getattr(chosen, name) for name in names}


def _place(request, name: str, *args: object) -> str:
    return redirect(name, request.organization.slug, *args)["Location"]
