"""Addresses of this floor."""

from django.urls import path

from perfhub.kernel.api import door

from .api import notices as doors
from .api import webhooks as webhook_doors
from .views import bell, mailbox, oversight, previews, webhooks, wishes

app_name = "notices"

pages = [
    path("notices/", bell.bell, name="bell"),
    path("notices/seen/", bell.see_all, name="see_all"),
    path("notices/<int:pk>/", bell.open_notice, name="open"),
    path("notices/<int:pk>/seen/", bell.see, name="see"),
    path("notices/preferences/", wishes.preferences, name="preferences"),
    path("notices/unsubscribe/<str:token>/", wishes.unsubscribe, name="unsubscribe"),
    path("notices/mail/", oversight.outbox, name="outbox"),
    path("notices/mail/all/", oversight.all_notices, name="all_notices"),
    path("notices/mail/settings/", oversight.mail_settings, name="mail_settings"),
    path("notices/mail/kinds/", oversight.switch, name="switch"),
    path("notices/mail/preview/", previews.previews, name="previews"),
    path("notices/mail/preview/<str:kind>/", previews.preview, name="preview"),
    path("notices/mail/preview/<str:kind>/html/", previews.preview_html, name="preview_html"),
    path("notices/mail/<int:pk>/send-again/", oversight.send_again, name="send_again"),
    path("notices/mail/<int:pk>/stop/", oversight.stop, name="stop"),
    path("notices/mail/<int:pk>/try-again/", oversight.try_again, name="try_again"),
    path("notices/mail/holds/<int:pk>/release/", oversight.release, name="release"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.new_webhook, name="new_webhook"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/try-out/", webhooks.try_out, name="try_out"),
    path("webhooks/<int:pk>/secret/", webhooks.change_secret, name="change_secret"),
    path("webhooks/<int:pk>/take-over/", webhooks.take_over, name="take_over"),
    path("webhooks/<int:pk>/end/", webhooks.end_webhook, name="end_webhook"),
    path("webhooks/deliveries/<int:pk>/send-again/", webhooks.send_again, name="send_delivery_again"),
]
api = [
    path("notices/", door(GET=doors.list_notices), name="notices"),
    path("notices/<int:pk>/see/", door(POST=doors.see_notice), name="see"),
    path("notices/preferences/", door(GET=doors.list_preferences), name="preferences"),
    path("notices/preferences/<str:kind>/", door(PUT=doors.choose_channel), name="preference"),
    path("notices/all/", door(GET=doors.list_all_notices), name="all_notices"),
    path("notices/<int:pk>/stop/", door(POST=doors.stop_notice), name="stop"),
    path("notices/<int:pk>/send-again/", door(POST=doors.send_notice_again), name="send_again"),
    path("webhooks/", door(GET=webhook_doors.list_webhooks), name="webhooks"),
    path("webhooks/<int:pk>/", door(GET=webhook_doors.get_webhook), name="webhook"),
    path("webhooks/<int:pk>/deliveries/", door(GET=webhook_doors.list_deliveries), name="deliveries"),
    path("webhooks/<int:pk>/try_out/", door(POST=webhook_doors.try_webhook_out), name="try_out"),
    path("webhooks/<int:pk>/end/", door(POST=webhook_doors.end_webhook), name="end_webhook"),
    path(
        "webhooks/deliveries/<int:pk>/send_again/",
        door(POST=webhook_doors.send_delivery_again),
        name="send_delivery_again",
    ),
]

# Outside of any organization, on one's own machine only; mounted by the roof.
local_mailbox = [
    path("", mailbox.letters, name="mailbox"),
    path("<str:name>/<int:number>/", mailbox.letter, name="mailbox_letter"),
    path("<str:name>/<int:number>/html/", mailbox.letter_html, name="mailbox_html"),
]
