"""Addresses of this floor."""

from django.urls import URLPattern, path

from .views import hr_review, outcomes, plans, running, voice

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

# --- plans under way --------------------------------------------------------------------------

pages += [
    path("plans/support/<int:pk>/", running.one_support, name="support"),
    path("plans/support/<int:pk>/there/", running.there, name="support_there"),
    path("plans/support/<int:pk>/differ/", running.differ, name="support_differ"),
    path("plans/support/<int:pk>/unsay/", running.unsay, name="support_unsay"),
    path("plans/support/<int:pk>/settle/", running.settle, name="support_settle"),
    path("plans/support/<int:pk>/decline/", running.decline, name="support_decline"),
    path("plans/support/<int:pk>/move/", running.move, name="support_move"),
    path("plans/meetings/<int:pk>/", running.meeting, name="plan_meeting"),
    path("plans/meetings/<int:pk>/put-off/", running.put_off, name="plan_meeting_put_off"),
    path("plans/meetings/<int:pk>/missed/", running.miss, name="plan_meeting_missed"),
    path("plans/issues/<int:pk>/met/", running.meet, name="issue_met"),
    path("plans/issues/<int:pk>/open/", running.unmeet, name="issue_unmet"),
    path("plans/milestones/<int:pk>/reached/", running.reach, name="milestone_reached"),
    path("plans/<int:pk>/end/", outcomes.end, name="plan_end"),
    path("plans/<int:pk>/extend/", outcomes.extend, name="plan_extend"),
    path("plans/<int:pk>/succeed/", outcomes.succeed, name="plan_succeed"),
    path("plans/<int:pk>/not-met/", outcomes.not_met, name="plan_not_met"),
    path("plans/<int:pk>/without-support/", outcomes.without_support, name="plan_without_support"),
    path("plans/<int:pk>/decision/", outcomes.decision, name="decision"),
    path("plans/looks/<int:pk>/", outcomes.look, name="look"),
    path("plans/looks/<int:pk>/slip/", outcomes.slip, name="look_slip"),
    path("plans/handovers/<int:pk>/", outcomes.handover, name="handover"),
    path("plans/handovers/<int:pk>/read/", outcomes.acknowledge, name="handover_acknowledge"),
    path("plans/handovers/<int:pk>/words/", outcomes.leave_words, name="handover_words"),
]
