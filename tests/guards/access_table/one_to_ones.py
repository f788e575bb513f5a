"""Addresses of one-to-ones: the two whose it is, and nobody else."""

from datetime import timedelta

from feedback import rules
from perfhub.kernel import clock
from tests.factories import feedback as make_feedback
from tests.factories import one_to_ones as make

from ..access import GET, POST, row

# The manager and the report; a stand-in, the line above, HR and former managers are as if it were not there.
BOTH = {"employee": 200, "manager": 200, "hr_subject": 200, "others": 404}
SENT = {"employee": 302, "manager": 302, "hr_subject": 302, "others": 404}
BACK = {"employee": 303, "manager": 303, "hr_subject": 303, "others": 404}
MADE = {"employee": 201, "manager": 201, "hr_subject": 201, "others": 404}
SOON = {"day": "2026-03-10", "time": "14:00", "minutes": "30", "place": "Room 4"}
BY_CALENDAR = "A calendar program cannot sign in; the token opens dates and names of one person, and nothing written."
A_TEMPLATE = {"name": "A talk about growing", "points": "What would you like more of?"}


def in_two_days(world, subject, *args):
    return {"start_at": (clock.now() + timedelta(days=2)).isoformat()}


def talk(world, subject):
    """Of the subject and the manager."""
    return make.OneToOneFactory(lead=world.manager, partner=subject, by_line=True)


def to_come(world, subject):
    one = talk(world, subject)
    return one, make.MeetingFactory(one_to_one=one, start_at=clock.now() + timedelta(days=2))


def under_way(world, subject):
    one = talk(world, subject)
    return one, make.MeetingFactory(one_to_one=one, start_at=clock.now() - timedelta(minutes=10))


def unsaid(world, subject):
    one = talk(world, subject)
    return one, make.MeetingFactory(one_to_one=one, held=True, state="passed", start_at=clock.now())


def open_point(world, subject):
    one = talk(world, subject)
    return one, make.TalkingPointFactory(one_to_one=one)


def done_point(world, subject):
    one = talk(world, subject)
    return one, make.TalkingPointFactory(one_to_one=one, state="done", done_by=subject, done_at=clock.now())


def removed_point(world, subject):
    one = talk(world, subject)
    return one, make.TalkingPointFactory(one_to_one=one, state="removed")


def with_template(world, subject):
    return talk(world, subject), make.AgendaTemplateFactory()


def offered_template(world, subject):
    return make.AgendaTemplateFactory()


def calendar_token(world, subject):
    return rules.make_feed(by=subject, at=clock.now())


def with_suggestion(world, subject):
    make_feedback.CommitmentFactory(owner=subject, other=world.manager)
    return talk(world, subject)


def the_suggestion(world, subject, pk):
    return {"key": f"commitment:{subject.promises.get().pk}"}


def with_somebody_new(world, subject):
    """Somebody with whom nobody has one yet."""
    return {"person": world.auditor.pk, "every_weeks": "2", "minutes": "30"}


def with_auditor(world, subject):
    return {"employee": world.auditor.pk}


ONE_TO_ONE_ROWS = [
    row("feedback:one_to_ones", GET, others=200),  # one's own; empty where there are none
    row("feedback:open_one_to_one", GET, others=200),
    # with oneself there is none: the form says so
    row("feedback:open_one_to_one", POST, body=with_somebody_new, others=302, auditor=422),
    row("feedback:one_to_one", GET, of=talk, **BOTH),
    row("feedback:one_to_one_news", GET, of=talk, **BOTH),
    row("feedback:arrange_one_to_one", GET, of=talk, **BOTH),
    row("feedback:arrange_one_to_one", POST, of=talk, body={"every_weeks": "1", "minutes": "45"}, **SENT),
    row("feedback:end_one_to_one", GET, of=talk, **BOTH),
    row("feedback:end_one_to_one", POST, of=talk, **SENT),
    row("feedback:one_to_one_history", GET, of=talk, **BOTH),
    row("feedback:private_notes", GET, of=talk, **BOTH),
    row("feedback:private_notes", POST, of=talk, **SENT),
    row("feedback:my_calendar", GET, others=200),
    row("feedback:my_calendar", POST, others=200),
    row("feedback:end_calendar", POST, others=302),
    row("feedback:calendar_feed", GET, of=calendar_token, everybody=200, public=BY_CALENDAR),
    row("feedback:meeting_invitation", GET, of=to_come, **BOTH),
    row("feedback:agenda_templates", GET, others=200),
    row("feedback:agenda_templates", POST, body=A_TEMPLATE, hr=302, others=403),
    row("feedback:usual_templates", POST, hr=302, others=403),
    row("feedback:agenda_template", GET, of=offered_template, hr=200, others=403),
    row("feedback:agenda_template", POST, of=offered_template, body=A_TEMPLATE, hr=302, others=403),
    row("feedback:retire_template", POST, of=offered_template, hr=302, others=403),
    row("feedback:plan_meeting", GET, of=talk, **BOTH),
    row("feedback:plan_meeting", POST, of=talk, body=SOON, at=make.DUE, **SENT),
    row("feedback:meeting", GET, of=to_come, **BOTH),
    row("feedback:cancel_meeting", GET, of=to_come, **BOTH),
    row("feedback:cancel_meeting", POST, of=to_come, body={"later": "1"}, **SENT),
    row("feedback:hold_meeting", POST, of=under_way, **BACK),
    row("feedback:miss_meeting", POST, of=unsaid, **BACK),
    row("feedback:write_notes", GET, of=to_come, **SENT),
    row("feedback:write_notes", POST, of=to_come, body={"notes": "Agreed.", "version": "0"}, **BACK),
    row("feedback:write_private", GET, of=to_come, **SENT),
    row("feedback:write_private", POST, of=to_come, body={"private": "Mine.", "version": "0"}, **BACK),
    row("feedback:add_point", POST, of=talk, body={"text": "The bench"}, **BACK),
    row("feedback:add_suggested", POST, of=with_suggestion, body=the_suggestion, **BACK),
    row("feedback:use_template", POST, of=with_template, **BACK),
    row("feedback:tick_point", POST, of=open_point, **BACK),
    row("feedback:untick_point", POST, of=done_point, **BACK),
    row("feedback:remove_point", POST, of=open_point, **BACK),
    row("feedback:put_point_back", POST, of=removed_point, **BACK),
    row("feedback:order_point", POST, of=open_point, body={"to": "0"}, **BACK),
    row("feedback:comment_on_point", POST, of=open_point, body={"comment": "Yes."}, **BACK),
    row("feedback_api:one_to_ones", GET, others=200),
    row("feedback_api:one_to_ones", POST, body=with_auditor, others=201, auditor=403),
    row("feedback_api:one_to_one", GET, of=talk, **BOTH),
    row("feedback_api:end_one_to_one", POST, of=talk, **BOTH),
    row("feedback_api:plan_meeting", POST, of=talk, body=in_two_days, **BOTH),
    row("feedback_api:meetings", GET, of=talk, **BOTH),
    row("feedback_api:cancel_meeting", POST, of=to_come, body={"reason": "The audit."}, **BOTH),
    row("feedback_api:hold_meeting", POST, of=under_way, **BOTH),
    row("feedback_api:miss_meeting", POST, of=unsaid, **BOTH),
    row(
        *("feedback_api:write_meeting_notes", POST),
        of=to_come,
        body={"notes": "Agreed."},
        headers={"If-Match": "0"},
        **BOTH,
    ),
    row("feedback_api:add_point", POST, of=talk, body={"text": "The bench"}, **MADE),
    row("feedback_api:tick_point", POST, of=open_point, **BOTH),
    row("feedback_api:untick_point", POST, of=done_point, **BOTH),
    row("feedback_api:remove_point", POST, of=open_point, **BOTH),
    row("feedback_api:put_point_back", POST, of=removed_point, **BOTH),
    row("feedback_api:order_point", POST, of=open_point, body={"to": 0}, **BOTH),
    row("feedback_api:comment_on_point", POST, of=open_point, body={"text": "Yes."}, **BOTH),
]
