"""Webhooks: where news of the organization goes, and how that goes."""

import datetime as dt

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import recent
from perfhub.kernel.htmx import back, page, polled, toast
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules, tasks
from ..forms import SecretForm, WebhookForm


@require_safe
def webhooks(request):
    """All there are, and how they go."""
    access.require_webhook("see", request.viewer)
    context = {
        "lines": queries.webhook_lines(request.viewer, at=request.at),
        "acts": access.acts_on_webhooks(request.viewer),
    }
    return page(request, "notices/webhooks.html", context)


@recent(minutes=10)
@require_http_methods(["GET", "POST"])
def new_webhook(request):
    """An owner begins one; its secret is shown with this answer and never again."""
    access.require_webhook("create", request.viewer)
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        webhook, secret = rules.create_webhook(by=request.viewer, at=request.at, **form.rule_arguments())
        return _shown_once(request, webhook, secret)
    return page(request, "notices/webhook_new.html", {"form": form}, partial="form")


@require_safe
def webhook(request, pk):
    """One of them: what it is told, who answers for it, its secrets, and each delivery with what became of it."""
    found = access.get_webhook(request.viewer, pk)
    leaf = queries.deliveries_of(request.viewer, found, after=request.GET.get("after", ""))
    runs = queries.is_tried_out(leaf)
    context = {
        "line": queries.webhook_line(found, at=request.at),
        "leaf": leaf,
        "is_first": not request.GET.get("after"),
        "runs": runs,
    }
    if answer := polled(request, "notices/webhook.html", context, partial="deliveries", running=runs):
        return answer
    context |= {
        "secrets": queries.secrets_of(found, at=request.at),
        "acts": access.acts_on_webhooks(request.viewer, found),
    }
    return page(request, "notices/webhook.html", context)


@recent(minutes=10)
@require_http_methods(["GET", "POST"])
def change_secret(request, pk):
    """Another secret, shown with this answer and never again."""
    found = access.get_webhook(request.viewer, pk)
    access.require_webhook("change_secret", request.viewer, found)
    form = SecretForm(request.POST or None)
    if form.is_valid():
        overlap = dt.timedelta(days=form.cleaned_data["days"])
        secret = rules.change_secret(found, by=request.viewer, at=request.at, overlap=overlap)
        return _shown_once(request, found, secret)
    return page(request, "notices/webhook_secret.html", {"form": form, "webhook": found}, partial="form")


def _shown_once(request, webhook, secret: str):
    return render(request, "notices/webhook_made.html", {"webhook": webhook, "secret": secret})


@recent(minutes=10)
@require_POST
def end_webhook(request, pk):
    rules.end_webhook(access.get_webhook(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Ended. Nothing goes there any more, and its address and secret are forgotten."))
    return redirect("notices:webhook", request.organization.slug, pk)


@recent(minutes=10)
@require_POST
def take_over(request, pk):
    rules.take_over(access.get_webhook(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("You answer for it now. Give it another secret: whoever had it before may know the one of now."))
    return redirect("notices:webhook", request.organization.slug, pk)


@require_POST
def try_out(request, pk):
    found = access.get_webhook(request.viewer, pk)
    rules.try_out(found, by=request.viewer, at=request.at)
    tasks.send_soon(found)
    toast(request, _("On its way. What became of it stands first in the list below."))
    return redirect("notices:webhook", request.organization.slug, pk)


@require_POST
def send_again(request, pk):
    delivery = access.get_delivery(request.viewer, pk)
    rules.send_delivery_again(delivery, by=request.viewer, at=request.at)
    tasks.send_soon(delivery.webhook)
    toast(request, _("It goes out once more, if it is still true."))
    return back(request, page_url("notices:webhook", delivery.webhook_id))
