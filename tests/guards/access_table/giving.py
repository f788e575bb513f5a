"""Addresses of feedback and praise: who gives it, who receives it, who else reads it."""

from datetime import timedelta

from feedback.access import giving as access
from feedback.rules import receiving, wall
from people import rules
from perfhub.kernel import clock
from tests.factories import feedback as make_feedback

from ..access import GET, POST, row
from .making import data_request, stands_in, the_person, the_team


def feedback(giver="peer", *, ago=timedelta(0), **options):
    """What this standing person says to the subject."""

    def made(world, subject):
        return make_feedback.FeedbackFactory(
            by=getattr(world, giver), to=subject, given_at=clock.now() - ago, **options
        )

    return made


def kept(giver="peer", **options):
    """What waits with the manager of the subject alone, as the organization has allowed for a month."""

    def made(world, subject):
        month_ago = clock.now() - timedelta(days=30)
        rules.choose_visibility(access.ALONE, access.ON, by=world.hr_admin, at=month_ago)
        return feedback(giver, kept=True, **options)(world, subject)

    return made


def away(made):
    """The same while the peer stands in for the subject's manager."""

    def with_stand_in(world, subject):
        stands_in("peer")(world, subject)
        return made(world, subject)

    return with_stand_in


def praise_and_press(world, subject):
    return PUBLIC(world, subject), "applause"


def hidden_praise(world, subject):
    return feedback(praise=True, hidden_at=clock.now(), hidden_reason="It names a customer.")(world, subject)


def commented_praise(world, subject):
    """Praise of the subject, and a comment of the stranger's under it."""
    made = PUBLIC(world, subject)
    return made, receiving.comment_on_feedback(made, "So it was.", by=world.stranger, at=clock.now())


def hidden_comment(world, subject):
    made, message = commented_praise(world, subject)
    wall.hide_comment(message, made, "It names a customer.", by=world.hr_admin, at=clock.now())
    return made, message


def a_note(world, subject):
    """What the manager of the subject noted for themselves."""
    return make_feedback.FileNoteFactory(author=world.manager, about=subject)


def asked_for_notes(world, subject):
    """The subject asked for the data held about them; their manager had noted something before."""
    make_feedback.FileNoteFactory(author=world.manager, about=subject)
    return data_request(world, subject)


def handed_over(world, subject):
    return make_feedback.HandedOverFactory(request=data_request(world, subject), author=world.manager)


def handed_over_of_a_leaver(world, subject):
    asked = data_request(world, world.leaver)
    return make_feedback.HandedOverFactory(request=asked, author=world.manager, through_hr=True)


def a_nudge(world, subject):
    return make_feedback.NudgeFactory(employee=subject, about=world.peer, at=clock.now())


def to_the_subject(world, subject):
    return {"to": [subject.pk], "kind": "praise", "audience": "receiver", "text": "Calm on the phone."}


def a_value(world, subject):
    return make_feedback.ValueFactory()


def a_value_put_away(world, subject):
    return make_feedback.ValueFactory(retired_at=clock.now())


ALONE, WITH_MANAGER = feedback(), feedback(audience="manager")
PUBLIC = feedback(praise=True)
TARGETED = feedback(targeted=True, audience="manager")
WHY = {"reason": "It names a customer."}
VALUE = {"name": "We keep our word", "about": "What was promised is done, or said in time."}
WORDS = {"text": "It was Tuesday."}
RECEIVER = {"employee": 200, "hr_subject": 200}
GIVER = {"peer": 200}
BY_RECEIVER = {"employee": 303, "hr_subject": 303}

GIVING_ROWS = [
    row("feedback:mine", GET, others=200),
    row("feedback:given_by_me", GET, others=200),
    row("feedback:give", GET, others=200),
    row("feedback:give", POST, others=200),  # nobody is chosen yet
    row("feedback:given", GET, of=ALONE, **RECEIVER, **GIVER, others=404),
    row("feedback:given", GET, query="manager", of=WITH_MANAGER, **RECEIVER, **GIVER, manager=200, others=404),
    row("feedback:given", GET, query="wall", of=PUBLIC, others=200),
    row("feedback:given", GET, query="kept", of=kept(), **GIVER, manager=200, others=404),
    # who stands in for the manager reads nothing of it
    row("feedback:given", GET, query="away", of=away(feedback("stranger")), **RECEIVER, stranger=200, others=404),
    row(
        *("feedback:given", GET),
        query="away-manager",
        of=away(feedback("stranger", audience="manager")),
        **RECEIVER,
        stranger=200,
        manager=200,
        others=404,
    ),
    row("feedback:given", GET, query="away-kept", of=away(kept("stranger")), stranger=200, manager=200, others=404),
    row("feedback:acknowledge", POST, of=WITH_MANAGER, **BY_RECEIVER, peer=403, manager=403, others=404),
    row("feedback:thank", POST, of=WITH_MANAGER, **BY_RECEIVER, peer=403, manager=403, others=404),
    row(
        *("feedback:dispute", POST),
        of=WITH_MANAGER,
        body={"text": "It was Tuesday."},
        **BY_RECEIVER,
        peer=403,
        manager=403,
        others=404,
    ),
    row(
        *("feedback:say_view", POST),
        of=TARGETED,
        body={"text": "The bench is taken."},
        **BY_RECEIVER,
        peer=403,
        manager=403,
        others=404,
    ),
    row(
        *("feedback:comment_on_feedback", POST),
        of=WITH_MANAGER,
        body={"text": "Which call was it?"},
        **BY_RECEIVER,
        peer=303,
        manager=303,
        others=404,
    ),
    row(
        *("feedback:follow_up", POST),
        of=TARGETED,
        body={"outcome": "better"},
        **BY_RECEIVER,
        peer=303,
        manager=403,
        others=404,
    ),
    row("feedback:share_feedback", POST, of=kept(), manager=303, peer=303, others=404),
    row("feedback:ask_giver", POST, of=kept(), manager=303, peer=403, others=404),
    row("feedback:drop_feedback", POST, of=kept(), manager=302, peer=403, others=404),
    row("feedback:take_back", POST, of=WITH_MANAGER, peer=302, employee=403, hr_subject=403, manager=403, others=404),
    row("feedback:leave_the_wall", POST, of=PUBLIC, **BY_RECEIVER, others=403),
    row("feedback:of_person", GET, of=the_person, **RECEIVER, manager=200, others=404),
    row("feedback:figures", GET, hr=200, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("feedback:wall", GET, others=200),
    row("feedback:wall_of_team", GET, of=the_team, others=200),
    row("feedback:wishes", GET, others=200),
    row("feedback:wishes", POST, body={"nudges": "on"}, others=302),
    row("feedback:react_to_praise", POST, of=praise_and_press, others=303),
    row("feedback:not_now", POST, of=a_nudge, employee=303, hr_subject=303, others=404),
    row("feedback:hide_praise", GET, of=PUBLIC, hr=200, others=403),
    row("feedback:hide_praise", POST, of=PUBLIC, body={"reason": "It names a customer."}, hr=302, others=403),
    row("feedback:show_praise_again", POST, of=hidden_praise, hr=302, employee=403, peer=403, manager=403, others=404),
    row("feedback:hide_comment", GET, of=commented_praise, hr=200, others=403),
    row("feedback:hide_comment", POST, of=commented_praise, body=WHY, hr=303, others=403),
    row("feedback:show_comment_again", POST, of=hidden_comment, hr=303, others=403),
    row("feedback:file", GET, of=the_person, manager=200, others=404),
    row("feedback:file", POST, of=the_person, body={"text": "Calm on Tuesday."}, manager=302, others=404),
    row("feedback:throw_note_away", POST, of=a_note, manager=302, others=404),
    # whoever keeps notes knows that they are asked for; whoever asked reads what was handed over
    row("feedback:hand_over", GET, of=asked_for_notes, manager=200, others=404),
    row("feedback:hand_over", POST, of=asked_for_notes, body={"text": "Calm."}, manager=302, others=404),
    row("feedback:handed_over", GET, of=handed_over, **RECEIVER, others=404),
    row("feedback:handed_over", GET, query="left", of=handed_over_of_a_leaver, hr=200, others=404),
    row("feedback:values", GET, hr=200, others=403),
    row("feedback:values", POST, body=VALUE, hr=302, others=403),
    row("feedback:change_value", GET, of=a_value, hr=200, others=404),
    row("feedback:change_value", POST, of=a_value, body=VALUE, hr=302, others=404),
    row("feedback:retire_value", POST, of=a_value, hr=303, others=404),
    row("feedback:bring_value_back", POST, of=a_value_put_away, hr=303, others=404),
    # over the API
    row("feedback_api:feedback", GET, others=200),
    row(
        *("feedback_api:feedback", POST),
        body=to_the_subject,
        others=201,
        employee=409,  # about oneself
        hr_subject=409,
    ),
    row("feedback_api:given", GET, of=ALONE, **RECEIVER, **GIVER, others=404),
    row("feedback_api:acknowledge", POST, of=WITH_MANAGER, **RECEIVER, peer=403, manager=403, others=404),
    row("feedback_api:thank", POST, of=WITH_MANAGER, **RECEIVER, peer=403, manager=403, others=404),
    row("feedback_api:dispute", POST, of=WITH_MANAGER, body=WORDS, **RECEIVER, peer=403, manager=403, others=404),
    row("feedback_api:say_view", POST, of=TARGETED, body=WORDS, **RECEIVER, peer=403, manager=403, others=404),
    row(
        *("feedback_api:comment_on_feedback", POST),
        of=WITH_MANAGER,
        body=WORDS,
        **RECEIVER,
        **GIVER,
        manager=200,
        others=404,
    ),
    row(
        *("feedback_api:follow_up", POST),
        of=TARGETED,
        body={"outcome": "better"},
        **RECEIVER,
        **GIVER,
        manager=403,
        others=404,
    ),
    row("feedback_api:share_feedback", POST, of=kept(), **GIVER, manager=200, others=404),
    row("feedback_api:ask_giver", POST, of=kept(), manager=200, peer=403, others=404),
    row("feedback_api:drop_feedback", POST, of=kept(), manager=204, peer=403, others=404),
    row("feedback_api:take_back", POST, of=ALONE, **GIVER, employee=403, hr_subject=403, others=404),
    row("feedback_api:figures", GET, hr=200, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("feedback_api:praise", GET, others=200),
    row("feedback_api:react_to_praise", POST, of=PUBLIC, body={"kind": "applause"}, others=200),
    row("feedback_api:hide_praise", POST, of=PUBLIC, body=WHY, hr=200, others=403),
    row(
        *("feedback_api:show_praise_again", POST),
        of=hidden_praise,
        hr=200,
        employee=403,
        peer=403,
        manager=403,
        others=404,
    ),
    row("feedback_api:hide_comment", POST, of=commented_praise, body=WHY, hr=200, others=403),
    row("feedback_api:show_comment_again", POST, of=hidden_comment, hr=200, others=403),
    row("feedback_api:values", GET, others=200),
]
