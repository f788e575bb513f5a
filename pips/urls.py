"""Addresses of this floor."""

from django.urls import URLPattern, path

from .views import hr_review, plans, voice

app_name = "pips"

pages: list[URLPattern] = []

api: list[URLPattern] = []

# --- plans written ----------------------------------------------------------------------------

pages += [
    path("people/<int:pk>/coaching/", plans.coach, name="coach"),
    path("improvement/cases/<int:pk>/coaching/", plans.coach_about, name="coach_about"),
    path("improvement/cases/<int:pk>/plan/", plans.draft, name="draft_pip"),
    path("improvement/cases/<int:pk>/other-way/", plans.lead_out, name="lead_out"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/write/", plans.write, name="plan_write"),
    path("plans/<int:pk>/versions/", plans.versions, name="plan_versions"),
    path("plans/<int:pk>/review/", hr_review.review, name="plan_review"),
    path("plans/<int:pk>/review/question/", hr_review.legal, name="plan_legal"),
    path("plans/<int:pk>/review/result/", hr_review.legal_result, name="plan_legal_result"),
    path("plans/<int:pk>/review/exception/", hr_review.make_exception, name="plan_except"),
    path("plans/<int:pk>/approve/", hr_review.approve, name="plan_approve"),
    path("plans/<int:pk>/send-back/", hr_review.send_back, name="plan_send_back"),
    path("plans/<int:pk>/submit/", hr_review.submit, name="plan_submit"),
    path("plans/<int:pk>/book/", hr_review.book, name="plan_book"),
    path("plans/<int:pk>/offer/", hr_review.offer, name="plan_offer"),
    path("plans/<int:pk>/begin/", hr_review.begin, name="plan_begin"),
    path("plans/<int:pk>/meeting/", hr_review.meeting_booked, name="plan_meeting_booked"),
    path("plans/places/", hr_review.places, name="jurisdictions"),
    path("plans/<int:pk>/resolve/", plans.resolve, name="plan_resolve"),
    path("plans/<int:pk>/lower/", plans.lower, name="plan_lower"),
    path("plans/<int:pk>/cancel/", plans.cancel, name="plan_cancel"),
    path("plans/<int:pk>/discard/", plans.discard, name="plan_discard"),
    path("plans/<int:pk>/acknowledge/", voice.acknowledge, name="plan_acknowledge"),
    path("plans/<int:pk>/refuse/", voice.refuse, name="plan_refuse"),
    path("plans/<int:pk>/say/", voice.say, name="plan_say"),
    path("plans/<int:pk>/words/<int:word_pk>/reply/", voice.reply, name="plan_reply"),
    path("plans/<int:pk>/words/<int:word_pk>/file/", voice.word_file, name="plan_word_file"),
    path("plans/<int:pk>/ask/", voice.ask, name="plan_ask"),
    path("plans/<int:pk>/requests/<int:request_pk>/", voice.answer, name="plan_request"),
    path("plans/<int:pk>/requests/<int:request_pk>/withdraw/", voice.withdraw, name="plan_withdraw"),
    path("plans/<int:pk>/appeal/", voice.appeal, name="plan_appeal"),
    path("plans/<int:pk>/appeals/<int:appeal_pk>/withdraw/", voice.withdraw_appeal, name="plan_appeal_withdraw"),
    path("plans/<int:pk>/appeals/<int:appeal_pk>/decide/", voice.decide, name="plan_appeal_decide"),
]
