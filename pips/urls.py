"""Addresses of this floor."""

from django.urls import URLPattern, path

from perfhub.kernel.api import door

from .api import concerns as concern_doors
from .api import diagnosis as diagnosis_doors
from .api import findings as finding_doors
from .api import helping as help_doors
from .api import ladder as ladder_doors
from .api import plans as plan_doors
from .api import running as running_doors
from .views import (
    closing,
    concerns,
    diagnosis,
    effects,
    evidence,
    findings,
    helping,
    hr,
    hr_review,
    keeping,
    ladder,
    outcomes,
    packets,
    plans,
    remedies,
    running,
    team_plans,
    voice,
)

app_name = "pips"

pages: list[URLPattern] = []

api: list[URLPattern] = []

# --- the ladder: cases, concerns, asking for help, evidence ----------------------------------------

pages += [
    path("improvement/", ladder.mine, name="mine"),
    path("improvement/people/", ladder.led, name="led"),
    path("improvement/people/<int:pk>/", ladder.of_person, name="of_person"),
    path("improvement/cases/<int:pk>/", concerns.case, name="case"),
    path("improvement/cases/<int:pk>/take-back/", concerns.take_back, name="concern_take_back"),
    path("improvement/cases/<int:pk>/readers/", concerns.name_reader, name="name_reader"),
    path("improvement/cases/<int:pk>/readers/<int:naming_pk>/end/", concerns.end_reader, name="end_reader"),
    path("improvement/cases/<int:pk>/evidence/", evidence.collect, name="evidence"),
    path("improvement/cases/<int:pk>/evidence/cite/", evidence.cite, name="evidence_cite"),
    path("improvement/cases/<int:pk>/evidence/file/", evidence.attach, name="evidence_attach"),
    path("improvement/cases/<int:pk>/evidence/<int:evidence_pk>/out/", evidence.take_out, name="evidence_out"),
    path("improvement/cases/<int:pk>/evidence/<int:evidence_pk>/file/", evidence.evidence_file, name="evidence_file"),
    path("improvement/help/", helping.ask, name="help_ask"),
    path("improvement/help/<int:pk>/", helping.one, name="help"),
    path("improvement/help/<int:pk>/heard/", helping.hear, name="help_hear"),
    path("improvement/help/<int:pk>/support/", helping.support, name="help_support"),
    path("improvement/help/<int:pk>/close/", helping.close, name="help_close"),
    path("improvement/help/<int:pk>/coach/", helping.coach, name="help_coach"),
    path("improvement/help/<int:pk>/again/", helping.ask_again, name="help_ask_again"),
    path("improvement/help/<int:pk>/another/", helping.ask_another, name="help_ask_another"),
    path("improvement/help/<int:pk>/withdraw/", helping.withdraw, name="help_withdraw"),
    path("concerns/new/", concerns.whom, name="concern_whom"),
    path("concerns/new/<int:pk>/", concerns.share, name="concern_share"),
    path("concerns/<int:pk>/read/", concerns.read, name="concern_read"),
    path("concerns/<int:pk>/say/", concerns.say, name="concern_say"),
    path("concerns/<int:pk>/resolve/", concerns.resolve, name="concern_resolve"),
    path("concerns/<int:pk>/watch/", concerns.watch, name="concern_watch"),
    path("concerns/<int:pk>/up/", concerns.up, name="concern_up"),
    path("concerns/<int:pk>/down/", concerns.down, name="concern_down"),
    path("concerns/<int:pk>/reopen/", concerns.reopen, name="concern_reopen"),
]

api += [
    path("concerns/", door(GET=concern_doors.list_cases, POST=concern_doors.share_concern), name="concerns"),
    path("concerns/<int:pk>/", door(GET=concern_doors.get_case), name="concern"),
    path("concerns/<int:pk>/read/", door(POST=concern_doors.read_concern), name="concern_read"),
    path("concerns/<int:pk>/say/", door(POST=concern_doors.say_to_concern), name="concern_say"),
    path("concerns/<int:pk>/resolve/", door(POST=concern_doors.resolve_concern), name="concern_resolve"),
    path("concerns/<int:pk>/watch/", door(POST=concern_doors.watch_concern), name="concern_watch"),
    path("concerns/<int:pk>/raise/", door(POST=concern_doors.raise_concern), name="concern_raise"),
    path("concerns/<int:pk>/lower/", door(POST=concern_doors.lower_case), name="concern_lower"),
    path("concerns/<int:pk>/reopen/", door(POST=concern_doors.reopen_concern), name="concern_reopen"),
    path("concerns/<int:pk>/take_back/", door(POST=concern_doors.take_concern_back), name="concern_take_back"),
    path("concerns/<int:pk>/cite/", door(POST=concern_doors.cite_evidence), name="concern_cite"),
    path(
        "concerns/<int:pk>/evidence/<int:evidence_pk>/take_out/",
        door(POST=concern_doors.take_evidence_out),
        name="concern_take_out",
    ),
    path("help/", door(GET=help_doors.list_help, POST=help_doors.ask_for_help), name="help_requests"),
    path("help/<int:pk>/", door(GET=help_doors.get_help), name="help"),
    path("help/<int:pk>/hear/", door(POST=help_doors.hear_help), name="help_hear"),
    path("help/<int:pk>/support/", door(POST=help_doors.support_help), name="help_support"),
    path("help/<int:pk>/close/", door(POST=help_doors.close_help), name="help_close"),
    path("help/<int:pk>/coach/", door(POST=help_doors.coach_help), name="help_coach"),
    path("help/<int:pk>/ask_again/", door(POST=help_doors.ask_for_help_again), name="help_ask_again"),
    path("help/<int:pk>/ask_another/", door(POST=help_doors.ask_another_for_help), name="help_ask_another"),
    path("help/<int:pk>/withdraw/", door(POST=help_doors.withdraw_help), name="help_withdraw"),
]

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
    path("plans/<int:pk>/propose-lower/", plans.propose_lower, name="plan_propose_lower"),
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
    path("plans/support/<int:pk>/ask/", running.ask, name="support_ask"),
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

# --- teams, and how it felt -------------------------------------------------------------------

pages += [
    path("team-plans/", team_plans.team_plans, name="team_plans"),
    path("team-plans/new/", team_plans.new, name="team_plan_new"),
    path("team-plans/<int:pk>/", team_plans.one, name="team_plan"),
    path("team-plans/<int:pk>/change/", team_plans.change, name="team_plan_change"),
    path("team-plans/<int:pk>/start/", team_plans.start, name="team_plan_start"),
    path("team-plans/<int:pk>/measure/", team_plans.measure, name="team_plan_measure"),
    path("team-plans/<int:pk>/go-on/", team_plans.go_on, name="team_plan_go_on"),
    path("team-plans/<int:pk>/close/", team_plans.close, name="team_plan_close"),
    path("team-plans/<int:pk>/cancel/", team_plans.cancel, name="team_plan_cancel"),
    path("team-plans/<int:pk>/amend/", team_plans.amend, name="team_plan_amend"),
    path("team-plans/<int:pk>/owe/", team_plans.owe, name="team_plan_owe"),
    path("team-plans/<int:pk>/ask/", team_plans.ask, name="team_plan_ask"),
    path("team-owed/<int:pk>/give/", team_plans.give, name="team_owed_give"),
    path("team-owed/<int:pk>/take-back/", team_plans.take_back, name="team_owed_take_back"),
    path("team-owed/<int:pk>/move/", team_plans.move, name="team_owed_move"),
    path("team-amendments/<int:pk>/answer/", team_plans.answer, name="amendment_answer"),
    path("resource-requests/<int:pk>/grant/", team_plans.grant, name="resource_grant"),
    path("resource-requests/<int:pk>/decline/", team_plans.decline, name="resource_decline"),
    path("resource-requests/<int:pk>/withdraw/", team_plans.withdraw, name="resource_withdraw"),
    path("resource-requests/<int:pk>/hand-on/", team_plans.hand_on, name="resource_hand_on"),
    path("plans/<int:pk>/how-was-it/", closing.closing, name="closing"),
    path("plans/<int:pk>/how-was-it/leave/", closing.leave, name="closing_leave"),
    path("how-plans-felt/", closing.felt, name="felt"),
    path("what-helped/", effects.helped, name="helped"),
    path("plans/<int:pk>/numbers/", effects.numbers, name="plan_numbers"),
]

api += [
    path("plans/", door(GET=plan_doors.list_plans, POST=plan_doors.start_coaching_plan), name="plans"),
    path("plans/<int:pk>/", door(GET=plan_doors.get_plan, PUT=plan_doors.change_plan), name="plan"),
    path("plans/<int:pk>/acknowledge/", door(POST=plan_doors.acknowledge_plan), name="plan_acknowledge"),
    path("plans/<int:pk>/say/", door(POST=plan_doors.say_to_plan), name="plan_say"),
    path("plans/<int:pk>/ask/", door(POST=plan_doors.ask_in_plan), name="plan_ask"),
    path("plans/<int:pk>/appeal/", door(POST=plan_doors.appeal_plan), name="plan_appeal"),
    path("plans/<int:pk>/submit/", door(POST=plan_doors.submit_plan), name="plan_submit"),
    path("plans/<int:pk>/except/", door(POST=plan_doors.except_plan), name="plan_except"),
    path("plans/<int:pk>/approve/", door(POST=plan_doors.approve_plan), name="plan_approve"),
    path("plans/<int:pk>/send_back/", door(POST=plan_doors.send_plan_back), name="plan_send_back"),
    path("plans/<int:pk>/book/", door(POST=plan_doors.book_plan_meeting), name="plan_book"),
    path("plans/<int:pk>/offer/", door(POST=plan_doors.offer_plan), name="plan_offer"),
    path("plans/<int:pk>/begin/", door(POST=plan_doors.begin_plan), name="plan_begin"),
    path("plans/<int:pk>/cancel/", door(POST=plan_doors.cancel_plan), name="plan_cancel"),
    path("plans/<int:pk>/lower/", door(POST=ladder_doors.lower_plan), name="plan_lower"),
    path("plans/<int:pk>/propose_lower/", door(POST=ladder_doors.propose_lower_plan), name="plan_propose_lower"),
]

# HR: own cases, who looks after them, who sees all improvement plans
pages += [
    path("improvement/hr/", hr.cases, name="hr"),
    path("improvement/hr/views/", hr.save, name="hr_save_view"),
    path("improvement/hr/views/<int:pk>/delete/", hr.delete, name="hr_delete_view"),
    path("improvement/hr/figures/", hr.figures, name="hr_figures"),
    path("improvement/hr/leads/", hr.leads, name="leads"),
    path("improvement/hr/leads/<int:pk>/end/", hr.end_lead, name="end_lead"),
    path("improvement/hr/<int:pk>/", hr.case, name="hr_case"),
    path("improvement/hr/<int:pk>/owner/", hr.owner, name="hr_owner"),
    path("improvement/hr/keeping/", keeping.keeping, name="keeping"),
    path("improvement/hr/holds/", keeping.holds, name="holds"),
    path("improvement/hr/holds/<int:pk>/end/", keeping.end_hold, name="end_hold"),
    path("improvement/cases/<int:pk>/paper/", packets.take, name="packet_take"),
    path("improvement/papers/<int:pk>/", packets.packet, name="packet"),
    path("improvement/papers/compare/", packets.verify, name="packet_verify"),
]

# --- diagnosis, remedies, findings ------------------------------------------------------------------

pages += [
    path("improvement/cases/<int:pk>/diagnosis/", diagnosis.ask, name="ask_diagnosis"),
    path("improvement/diagnosis/<int:pk>/", diagnosis.diagnosis, name="diagnosis"),
    path("improvement/diagnosis/<int:pk>/answer/", diagnosis.answer, name="answer_diagnosis"),
    path("improvement/diagnosis/<int:pk>/call-off/", diagnosis.call_off, name="call_off_diagnosis"),
    path("improvement/diagnosis/<int:pk>/choose/", diagnosis.choose, name="choose_remedy"),
    path("improvement/chosen/<int:pk>/drop/", diagnosis.drop, name="drop_remedy"),
    path("improvement/chosen/<int:pk>/grow/", diagnosis.grow, name="grow_remedy"),
    path("improvement/remedies/", remedies.library, name="remedies"),
    path("improvement/remedies/begin/", remedies.begin, name="begin_remedies"),
    path("improvement/remedies/<int:pk>/", remedies.change, name="change_remedy"),
    path("improvement/remedies/<int:pk>/put-away/", remedies.retire, name="retire_remedy"),
    path("improvement/remedies/<int:pk>/back/", remedies.bring_back, name="bring_remedy_back"),
    path("improvement/findings/", findings.findings, name="findings"),
    path("improvement/findings/propose/", findings.propose, name="propose_finding"),
    path("improvement/findings/<int:pk>/", findings.finding, name="finding"),
    path("improvement/findings/<int:pk>/ask/<int:person>/", findings.ask, name="ask_to_own"),
    path("improvement/findings/<int:pk>/accept/", findings.accept, name="accept_finding"),
    path("improvement/findings/<int:pk>/decline/", findings.decline, name="decline_finding"),
    path("improvement/findings/<int:pk>/act/", findings.act, name="act_on_finding"),
    path("improvement/findings/<int:pk>/measure/", findings.measure, name="measure_finding"),
    path("improvement/findings/<int:pk>/close/", findings.close, name="close_finding"),
]

api += [
    path("diagnoses/", door(GET=diagnosis_doors.list_diagnoses), name="diagnoses"),
    path("diagnoses/<int:pk>/", door(GET=diagnosis_doors.get_diagnosis), name="diagnosis"),
    path("diagnoses/<int:pk>/answer/", door(POST=diagnosis_doors.answer_diagnosis), name="answer_diagnosis"),
    path("diagnoses/<int:pk>/call_off/", door(POST=diagnosis_doors.call_off_diagnosis), name="call_off_diagnosis"),
    path("cases/<int:pk>/ask_for_diagnosis/", door(POST=diagnosis_doors.ask_for_diagnosis), name="ask_diagnosis"),
    path("findings/", door(GET=finding_doors.list_findings, POST=finding_doors.propose_finding), name="findings"),
    path("findings/<int:pk>/", door(GET=finding_doors.get_finding), name="finding"),
    path("findings/<int:pk>/accept/", door(POST=finding_doors.accept_finding), name="accept_finding"),
    path("findings/<int:pk>/decline/", door(POST=finding_doors.decline_finding), name="decline_finding"),
    path("findings/<int:pk>/act/", door(POST=finding_doors.act_on_finding), name="act_on_finding"),
    path("findings/<int:pk>/remeasure/", door(POST=finding_doors.measure_finding), name="measure_finding"),
    path("findings/<int:pk>/close/", door(POST=finding_doors.close_finding), name="close_finding"),
]

# --- plans under way, over the API ---------------------------------------------------------------

api += [
    path("support/<int:pk>/", door(GET=running_doors.get_support), name="support"),
    path("support/<int:pk>/there/", door(POST=running_doors.say_support_there), name="support_there"),
    path("support/<int:pk>/unsay/", door(POST=running_doors.unsay_support), name="support_unsay"),
    path("support/<int:pk>/differ/", door(POST=running_doors.differ_about_support), name="support_differ"),
    path("support/<int:pk>/decline/", door(POST=running_doors.decline_support), name="support_decline"),
    path("support/<int:pk>/move/", door(POST=running_doors.move_support), name="support_move"),
    path("support/<int:pk>/ask/", door(POST=running_doors.ask_about_support), name="support_ask"),
    path("support/<int:pk>/settle/", door(POST=running_doors.settle_support), name="support_settle"),
    path("plans/<int:pk>/meetings/", door(GET=running_doors.list_plan_meetings), name="plan_meetings"),
    path("plan_meetings/<int:pk>/", door(GET=running_doors.get_plan_meeting), name="plan_meeting"),
    path("plan_meetings/<int:pk>/report/", door(POST=running_doors.report_plan_meeting), name="plan_meeting_report"),
    path("plan_meetings/<int:pk>/put_off/", door(POST=running_doors.put_off_plan_meeting), name="plan_meeting_put_off"),
    path("plan_meetings/<int:pk>/miss/", door(POST=running_doors.miss_plan_meeting), name="plan_meeting_miss"),
    path("plans/<int:pk>/extend/", door(POST=running_doors.extend_plan), name="plan_extend"),
    path("plans/<int:pk>/succeed/", door(POST=running_doors.succeed_plan), name="plan_succeed"),
    path("plans/<int:pk>/not_met/", door(POST=running_doors.say_plan_not_met), name="plan_not_met"),
    path("plans/<int:pk>/end/", door(POST=running_doors.end_plan_without_support), name="plan_end"),
]
