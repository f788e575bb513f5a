"""Addresses of this floor."""

from django.urls import path, register_converter

from perfhub.kernel.api import door
from perfhub.kernel.capabilities import part_of

from .api import check_ins as doors
from .api import commitments as commitment_doors
from .api import figures as figure_doors
from .api import giving as talk
from .api import one_to_ones as talk_doors
from .api import requests as request_doors
from .states import PraiseReactionKind, ReactionKind
from .views import (
    by_link,
    cadence,
    commitments,
    figures,
    giving,
    handing_over,
    imports,
    notes,
    one_to_one_agenda,
    one_to_one_calendars,
    one_to_one_meetings,
    one_to_one_templates,
    one_to_ones,
    own,
    pauses,
    reading,
    requests,
    values,
    wall,
)


class ReactionKindConverter:
    """One of the four things said with one press."""

    regex = "|".join(ReactionKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PraiseReactionConverter(ReactionKindConverter):
    """One of the three things said to praise with one press."""

    regex = "|".join(PraiseReactionKind.values)


register_converter(ReactionKindConverter, "reaction_kind")
register_converter(PraiseReactionConverter, "praise_reaction")

promised = part_of("commitments")

app_name = "feedback"
of_feedback = part_of("feedback")
talks = part_of("one_to_ones")

pages = [
    path("check-in/", own.my_check_in, name="my_check_in"),
    path("check-in/history/", own.history, name="history"),
    path("check-in/cadence/", cadence.cadence, name="cadence"),
    path("check-in/by-link/<str:token>/", by_link.by_link, name="by_link"),
    path("check-in/cadence/teams/<int:pk>/", cadence.cadence_of_team, name="cadence_of_team"),
    path("check-in/cadence/people/<int:pk>/", cadence.cadence_of_person, name="cadence_of_person"),
    path("check-in/cadence/people/<int:pk>/preview/", cadence.preview, name="preview"),
    path("check-in/questions/", cadence.questions, name="questions"),
    path("check-in/questions/<int:pk>/", cadence.question, name="question"),
    path("check-in/questions/<int:pk>/ask/", cadence.ask, name="ask"),
    path("check-in/<int:pk>/", own.check_in, name="check_in"),
    path("check-in/<int:pk>/skip/", own.skip, name="skip"),
    path("check-in/<int:pk>/ask-again/", own.ask_again, name="ask_again"),
    path("check-in/<int:pk>/reopen/", reading.reopen, name="reopen"),
    path("check-in/<int:pk>/let-stand/", reading.let_stand, name="let_stand"),
    path("check-in/<int:pk>/comment/", own.comment, name="comment"),
    path("check-in/<int:pk>/raise/", reading.raise_in_one_to_one, name="raise"),
    path("check-in/<int:pk>/read/", reading.read, name="read"),
    path("check-in/<int:pk>/react/<reaction_kind:kind>/", reading.react, name="react"),
    path("check-in/<int:pk>/share/", own.share, name="share"),
    path("check-in/<int:pk>/unshare/", own.unshare, name="unshare"),
    path("check-in/<int:pk>/pass-up/", reading.pass_up, name="pass_up"),
    path("people/<int:pk>/check-ins/", own.of_employee, name="of_employee"),
    path("people/<int:pk>/check-ins/pause/", pauses.pause, name="pause"),
    path("people/<int:pk>/check-ins/pauses/<int:pause_pk>/end/", pauses.end, name="end_pause"),
    path("check-in/kept/", reading.kept, name="kept"),
    path("inbox/monday/", reading.monday, name="monday"),
    path("inbox/", reading.inbox, name="inbox"),
    path("inbox/for/<int:pk>/", reading.standing_in, name="standing_in"),
    path("inbox/read-all/", reading.read_all, name="read_all"),
    path("inbox/unread/", reading.unread, name="unread"),
    path("promises/", commitments.mine, name="commitments"),
    path("promises/new/", commitments.new, name="commitment_new"),
    path("promises/kept/", commitments.kept, name="commitments_kept"),
    path("promises/<int:pk>/", commitments.one, name="commitment"),
    path("promises/<int:pk>/accept/", commitments.accept, name="commitment_accept"),
    path("promises/<int:pk>/decline/", commitments.decline, name="commitment_decline"),
    path("promises/<int:pk>/done/", commitments.finish, name="commitment_finish"),
    path("promises/<int:pk>/move/", commitments.move, name="commitment_move"),
    path("promises/<int:pk>/drop/", commitments.drop, name="commitment_drop"),
    path("promises/<int:pk>/reopen/", commitments.reopen, name="commitment_reopen"),
    path("promises/<int:pk>/take-back/", commitments.take_back, name="commitment_take_back"),
    path("feedback/asking/", requests.asking, name="asking"),
    path("feedback/asking/new/", requests.ask, name="ask_others"),
    path("feedback/asking/words/", requests.templates, name="request_templates"),
    path("feedback/asking/words/<int:pk>/retire/", requests.retire_template, name="retire_request_template"),
    path("feedback/asking/<int:pk>/", requests.one, name="request"),
    path("feedback/asked/<int:pk>/", requests.asked, name="asked"),
    path("feedback/asked/<int:pk>/decline/", requests.decline, name="decline_asking"),
    path("feedback/asked/<int:pk>/withdraw/", requests.withdraw, name="withdraw_asking"),
    path("feedback/asked/<int:pk>/link/", requests.new_link, name="guest_link"),
    path("feedback/asked/<int:pk>/write/", requests.write_again, name="write_to_guest"),
    path("feedback/imports/", imports.imports, name="imports"),
    path("feedback/imports/<int:pk>/", imports.one, name="import"),
    path("feedback/imports/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("feedback/imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("feedback/imports/<int:pk>/call-off/", imports.call_off, name="import_call_off"),
    path("feedback/imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("feedback/guest/<str:token>/", requests.by_guest, name="by_guest"),
    path("people/<int:pk>/feedback/ask/", requests.ask_about, name="ask_about"),
    path("check-in/<int:pk>/promise/", commitments.about_check_in, name="commitment_about_check_in"),
    path("feedback/<int:pk>/promise/", commitments.about_feedback, name="commitment_about_feedback"),
    path("one-to-ones/<int:pk>/promise/", commitments.in_one_to_one, name="commitment_in_one_to_one"),
    path("feedback/", giving.mine, name="mine"),
    path("feedback/given/", giving.given_by_me, name="given_by_me"),
    path("feedback/give/", giving.give, name="give"),
    path("feedback/figures/", figures.figures, name="figures"),
    path("feedback/<int:pk>/", giving.given, name="given"),
    path("feedback/<int:pk>/acknowledge/", giving.acknowledge, name="acknowledge"),
    path("feedback/<int:pk>/thank/", giving.thank, name="thank"),
    path("feedback/<int:pk>/dispute/", giving.dispute, name="dispute"),
    path("feedback/<int:pk>/own-view/", giving.say_view, name="say_view"),
    path("feedback/<int:pk>/comment/", giving.comment, name="comment_on_feedback"),
    path("feedback/<int:pk>/follow-up/", giving.follow_up, name="follow_up"),
    path("feedback/<int:pk>/share/", giving.share, name="share_feedback"),
    path("feedback/<int:pk>/ask-giver/", giving.ask_giver, name="ask_giver"),
    path("feedback/<int:pk>/drop/", giving.drop, name="drop_feedback"),
    path("feedback/<int:pk>/take-back/", giving.take_back, name="take_back"),
    path("feedback/<int:pk>/leave-the-wall/", giving.leave_the_wall, name="leave_the_wall"),
    path("people/<int:pk>/feedback/", giving.of_person, name="of_person"),
    path("people/<int:pk>/notes/", notes.file, name="file"),
    path("feedback/notes/<int:pk>/throw-away/", notes.throw_away, name="throw_note_away"),
    path("data-requests/<int:pk>/notes/", handing_over.hand_over, name="hand_over"),
    path("data-requests/notes/<int:pk>/", handing_over.handed_over, name="handed_over"),
    path("praise/", wall.wall, name="wall"),
    path("praise/teams/<int:pk>/", wall.wall_of_team, name="wall_of_team"),
    path("praise/wishes/", wall.wishes, name="wishes"),
    path("praise/<int:pk>/react/<praise_reaction:kind>/", wall.react, name="react_to_praise"),
    path("praise/nudges/<int:pk>/not-now/", wall.not_now, name="not_now"),
    path("praise/<int:pk>/hide/", wall.hide, name="hide_praise"),
    path("praise/<int:pk>/show-again/", wall.show_again, name="show_praise_again"),
    path("praise/<int:pk>/comments/<int:comment_pk>/hide/", wall.hide_comment, name="hide_comment"),
    path("praise/<int:pk>/comments/<int:comment_pk>/show-again/", wall.show_comment_again, name="show_comment_again"),
    path("values/", values.values, name="values"),
    path("values/<int:pk>/", values.change, name="change_value"),
    path("values/<int:pk>/retire/", values.retire, name="retire_value"),
    path("values/<int:pk>/bring-back/", values.bring_back, name="bring_value_back"),
    path("one-to-ones/", one_to_ones.mine, name="one_to_ones"),
    path("one-to-ones/open/", one_to_ones.begin, name="open_one_to_one"),
    path("one-to-ones/calendar/", one_to_one_calendars.my_calendar, name="my_calendar"),
    path("one-to-ones/calendar/end/", one_to_one_calendars.end_calendar, name="end_calendar"),
    path("one-to-ones/calendar/<str:token>/", one_to_one_calendars.feed, name="calendar_feed"),
    path("one-to-ones/templates/", one_to_one_templates.templates, name="agenda_templates"),
    path("one-to-ones/templates/usual/", one_to_one_templates.usual, name="usual_templates"),
    path("one-to-ones/templates/<int:pk>/", one_to_one_templates.template, name="agenda_template"),
    path("one-to-ones/templates/<int:pk>/retire/", one_to_one_templates.retire, name="retire_template"),
    path("one-to-ones/<int:pk>/", one_to_ones.one, name="one_to_one"),
    path("one-to-ones/<int:pk>/news/", one_to_ones.news, name="one_to_one_news"),
    path("one-to-ones/<int:pk>/arrange/", one_to_ones.arrange, name="arrange_one_to_one"),
    path("one-to-ones/<int:pk>/end/", one_to_ones.end, name="end_one_to_one"),
    path("one-to-ones/<int:pk>/history/", one_to_ones.history, name="one_to_one_history"),
    path("one-to-ones/<int:pk>/private/", one_to_one_meetings.private_notes, name="private_notes"),
    path("one-to-ones/<int:pk>/plan/", one_to_one_meetings.plan, name="plan_meeting"),
    path("one-to-ones/<int:pk>/meetings/<int:meeting_pk>/", one_to_one_meetings.meeting, name="meeting"),
    path(
        "one-to-ones/<int:pk>/meetings/<int:meeting_pk>/calendar/",
        one_to_one_calendars.invitation,
        name="meeting_invitation",
    ),
    path("one-to-ones/<int:pk>/meetings/<int:meeting_pk>/cancel/", one_to_one_meetings.cancel, name="cancel_meeting"),
    path("one-to-ones/<int:pk>/meetings/<int:meeting_pk>/hold/", one_to_one_meetings.hold, name="hold_meeting"),
    path("one-to-ones/<int:pk>/meetings/<int:meeting_pk>/miss/", one_to_one_meetings.miss, name="miss_meeting"),
    path("one-to-ones/<int:pk>/meetings/<int:meeting_pk>/notes/", one_to_one_meetings.notes, name="write_notes"),
    path("one-to-ones/<int:pk>/meetings/<int:meeting_pk>/private/", one_to_one_meetings.private, name="write_private"),
    path("one-to-ones/<int:pk>/points/", one_to_one_agenda.add, name="add_point"),
    path("one-to-ones/<int:pk>/suggested/", one_to_one_agenda.add_suggested, name="add_suggested"),
    path("one-to-ones/<int:pk>/template/<int:template_pk>/", one_to_one_agenda.use_template, name="use_template"),
    path("one-to-ones/<int:pk>/points/<int:point_pk>/tick/", one_to_one_agenda.tick, name="tick_point"),
    path("one-to-ones/<int:pk>/points/<int:point_pk>/untick/", one_to_one_agenda.untick, name="untick_point"),
    path("one-to-ones/<int:pk>/points/<int:point_pk>/remove/", one_to_one_agenda.remove, name="remove_point"),
    path("one-to-ones/<int:pk>/points/<int:point_pk>/put-back/", one_to_one_agenda.put_back, name="put_point_back"),
    path("one-to-ones/<int:pk>/points/<int:point_pk>/order/", one_to_one_agenda.order, name="order_point"),
    path("one-to-ones/<int:pk>/points/<int:point_pk>/comment/", one_to_one_agenda.comment, name="comment_on_point"),
]
api = [
    path("check-ins/", door(GET=doors.list_check_ins), name="check_ins"),
    path("check-ins/<int:pk>/", door(GET=doors.get_check_in), name="check_in"),
    path("check-ins/<int:pk>/answer/", door(POST=doors.answer_check_in), name="answer"),
    path("check-ins/<int:pk>/correct/", door(POST=doors.correct_check_in), name="correct"),
    path("check-ins/<int:pk>/read/", door(POST=doors.read_check_in), name="read"),
    path("check-ins/<int:pk>/skip/", door(POST=doors.skip_check_in), name="skip"),
    path("check-ins/<int:pk>/ask_again/", door(POST=doors.ask_check_in_again), name="ask_again"),
    path("check-ins/<int:pk>/comment/", door(POST=doors.comment_on_check_in), name="comment"),
    path("check-ins/<int:pk>/reopen/", door(POST=doors.reopen_check_in), name="reopen"),
    path("check-ins/<int:pk>/let_stand/", door(POST=doors.let_check_in_stand), name="let_stand"),
    path("check-ins/<int:pk>/react/", door(POST=doors.react_to_check_in), name="react"),
    path("check-ins/<int:pk>/raise/", door(POST=doors.raise_check_in), name="raise"),
    path("check-ins/<int:pk>/share/", door(POST=doors.share_check_in), name="share"),
    path("check-ins/<int:pk>/unshare/", door(POST=doors.unshare_check_in), name="unshare"),
    path("check-ins/<int:pk>/pass_up/", door(POST=doors.pass_check_in_up), name="pass_up"),
    path("inbox/", door(GET=doors.list_inbox), name="inbox"),
    path(
        "commitments/",
        promised(door(GET=commitment_doors.list_commitments, POST=commitment_doors.make_commitment)),
        name="commitments",
    ),
    path("commitments/<int:pk>/", promised(door(GET=commitment_doors.get_commitment)), name="commitment"),
    path(
        "commitments/<int:pk>/accept/",
        promised(door(POST=commitment_doors.accept_commitment)),
        name="commitment_accept",
    ),
    path(
        "commitments/<int:pk>/decline/",
        promised(door(POST=commitment_doors.decline_commitment)),
        name="commitment_decline",
    ),
    path(
        "commitments/<int:pk>/finish/",
        promised(door(POST=commitment_doors.finish_commitment)),
        name="commitment_finish",
    ),
    path("commitments/<int:pk>/move/", promised(door(POST=commitment_doors.move_commitment)), name="commitment_move"),
    path("commitments/<int:pk>/drop/", promised(door(POST=commitment_doors.drop_commitment)), name="commitment_drop"),
    path(
        "commitments/<int:pk>/reopen/",
        promised(door(POST=commitment_doors.reopen_commitment)),
        name="commitment_reopen",
    ),
    path(
        "commitments/<int:pk>/take_back/",
        promised(door(POST=commitment_doors.take_commitment_back)),
        name="commitment_take_back",
    ),
    path("feedback/", of_feedback(door(GET=talk.list_feedback, POST=talk.give_feedback)), name="feedback"),
    path("feedback/<int:pk>/", of_feedback(door(GET=talk.get_feedback)), name="given"),
    path("feedback/<int:pk>/acknowledge/", of_feedback(door(POST=talk.acknowledge_feedback)), name="acknowledge"),
    path("feedback/<int:pk>/thank/", of_feedback(door(POST=talk.thank_for_feedback)), name="thank"),
    path("feedback/<int:pk>/dispute/", of_feedback(door(POST=talk.dispute_feedback)), name="dispute"),
    path("feedback/<int:pk>/say_view/", of_feedback(door(POST=talk.say_view_on_feedback)), name="say_view"),
    path("feedback/<int:pk>/comment/", of_feedback(door(POST=talk.comment_on_feedback)), name="comment_on_feedback"),
    path("feedback/<int:pk>/follow_up/", of_feedback(door(POST=talk.follow_feedback_up)), name="follow_up"),
    path("feedback/<int:pk>/share/", of_feedback(door(POST=talk.share_feedback)), name="share_feedback"),
    path("feedback/<int:pk>/ask_giver/", of_feedback(door(POST=talk.ask_giver)), name="ask_giver"),
    path("feedback/<int:pk>/drop/", of_feedback(door(POST=talk.drop_feedback)), name="drop_feedback"),
    path("feedback/<int:pk>/take_back/", of_feedback(door(POST=talk.take_feedback_back)), name="take_back"),
    path(
        "feedback-requests/",
        of_feedback(door(GET=request_doors.list_requests, POST=request_doors.ask_for_feedback)),
        name="requests",
    ),
    path("feedback-requests/<int:pk>/", of_feedback(door(GET=request_doors.get_request)), name="request"),
    path("feedback-requests/asked/", of_feedback(door(GET=request_doors.list_asked)), name="asked"),
    path(
        "feedback-requests/asked/<int:pk>/answer/",
        of_feedback(door(POST=request_doors.answer_asked)),
        name="answer_asked",
    ),
    path(
        "feedback-requests/asked/<int:pk>/decline/",
        of_feedback(door(POST=request_doors.decline_asked)),
        name="decline_asked",
    ),
    path(
        "feedback-requests/asked/<int:pk>/withdraw/",
        of_feedback(door(POST=request_doors.withdraw_asked)),
        name="withdraw_asked",
    ),
    path(
        "feedback-requests/asked/<int:pk>/write_again/",
        of_feedback(door(POST=request_doors.write_to_guest_again)),
        name="write_to_guest_again",
    ),
    path(
        "feedback-requests/asked/<int:pk>/new_link/",
        of_feedback(door(POST=request_doors.new_guest_link)),
        name="new_guest_link",
    ),
    path("feedback-figures/", of_feedback(door(GET=figure_doors.get_feedback_figures)), name="figures"),
    path("praise/", of_feedback(door(GET=talk.list_praise)), name="praise"),
    path("praise/<int:pk>/react/", of_feedback(door(POST=talk.react_to_praise)), name="react_to_praise"),
    path("praise/<int:pk>/hide/", of_feedback(door(POST=talk.hide_praise)), name="hide_praise"),
    path("praise/<int:pk>/show_again/", of_feedback(door(POST=talk.show_praise_again)), name="show_praise_again"),
    path(
        "praise/<int:pk>/comments/<int:comment_pk>/hide/",
        of_feedback(door(POST=talk.hide_comment)),
        name="hide_comment",
    ),
    path(
        "praise/<int:pk>/comments/<int:comment_pk>/show_again/",
        of_feedback(door(POST=talk.show_comment_again)),
        name="show_comment_again",
    ),
    path("values/", of_feedback(door(GET=talk.list_values)), name="values"),
    path(
        "one-to-ones/",
        talks(door(GET=talk_doors.list_one_to_ones, POST=talk_doors.open_one_to_one)),
        name="one_to_ones",
    ),
    path("one-to-ones/<int:pk>/", talks(door(GET=talk_doors.get_one_to_one)), name="one_to_one"),
    path("one-to-ones/<int:pk>/end/", talks(door(POST=talk_doors.end_one_to_one)), name="end_one_to_one"),
    path("one-to-ones/<int:pk>/plan/", talks(door(POST=talk_doors.plan_meeting)), name="plan_meeting"),
    path("one-to-ones/<int:pk>/meetings/", talks(door(GET=talk_doors.list_meetings)), name="meetings"),
    path(
        "one-to-ones/<int:pk>/meetings/<int:meeting_pk>/cancel/",
        talks(door(POST=talk_doors.cancel_meeting)),
        name="cancel_meeting",
    ),
    path(
        "one-to-ones/<int:pk>/meetings/<int:meeting_pk>/hold/",
        talks(door(POST=talk_doors.hold_meeting)),
        name="hold_meeting",
    ),
    path(
        "one-to-ones/<int:pk>/meetings/<int:meeting_pk>/miss/",
        talks(door(POST=talk_doors.miss_meeting)),
        name="miss_meeting",
    ),
    path(
        "one-to-ones/<int:pk>/meetings/<int:meeting_pk>/notes/",
        talks(door(POST=talk_doors.write_meeting_notes)),
        name="write_meeting_notes",
    ),
    path("one-to-ones/<int:pk>/points/", talks(door(POST=talk_doors.add_talking_point)), name="add_point"),
    path(
        "one-to-ones/<int:pk>/points/<int:point_pk>/tick/",
        talks(door(POST=talk_doors.tick_talking_point)),
        name="tick_point",
    ),
    path(
        "one-to-ones/<int:pk>/points/<int:point_pk>/untick/",
        talks(door(POST=talk_doors.untick_talking_point)),
        name="untick_point",
    ),
    path(
        "one-to-ones/<int:pk>/points/<int:point_pk>/remove/",
        talks(door(POST=talk_doors.remove_talking_point)),
        name="remove_point",
    ),
    path(
        "one-to-ones/<int:pk>/points/<int:point_pk>/put_back/",
        talks(door(POST=talk_doors.put_talking_point_back)),
        name="put_point_back",
    ),
    path(
        "one-to-ones/<int:pk>/points/<int:point_pk>/order/",
        talks(door(POST=talk_doors.order_talking_point)),
        name="order_point",
    ),
    path(
        "one-to-ones/<int:pk>/points/<int:point_pk>/comment/",
        talks(door(POST=talk_doors.comment_on_talking_point)),
        name="comment_on_point",
    ),
]
