"""Addresses of feedback: check-ins, the inbox, cadences and questions."""

from ..access import GET, POST, row
from .making import (
    FROM_A_MONDAY,
    IN_MARCH,
    NEW_CADENCE,
    PAUSE,
    a_dotted_leader,
    a_leader,
    a_question,
    answer_link,
    answered_check_in,
    check_in_to_share,
    due_check_in,
    open_check_in_of_the_away,
    open_pause,
    reaction_to_check_in,
    reopened_check_in,
    shared_check_in,
    skipped_check_in,
    stands_in,
    the_person,
    the_team,
    who_reads_it,
    whom_it_is_shared_with,
)

# A check-in is read by its employee and the manager in force now; nobody else, HR neither.
OWN = {"employee": 200, "hr_subject": 200}
BY_LINK = "A letter is read where nobody is signed in; the token writes one check-in once and shows nothing."
NOT_OWN = {"employee": 403, "hr_subject": 403}
PASSED = {**NOT_OWN, "manager": 200}
SENT = {"employee": 302, "hr_subject": 302}
FEEDBACK_ROWS = [
    row("feedback:my_check_in", GET, others=200),
    row("feedback:history", GET, others=200),
    row("feedback:cadence", GET, others=200),
    row("feedback:by_link", GET, of=answer_link, everybody=200, public=BY_LINK),
    row("feedback:by_link", POST, of=answer_link, body={"mood": "4"}, everybody=200, public=BY_LINK),
    row("feedback:cadence", POST, body=NEW_CADENCE, at=IN_MARCH, hr=302, others=403),
    row("feedback:cadence_of_team", GET, of=the_team, hr=200, hr_partner=200, hr_partner_elsewhere=404, others=404),
    row(
        "feedback:cadence_of_team", POST, of=the_team, body=NEW_CADENCE, at=IN_MARCH, hr=302, hr_partner=302, others=404
    ),
    row("feedback:cadence_of_person", GET, of=the_person, hr=200, hr_partner=200, others=404),
    row(
        "feedback:cadence_of_person",
        POST,
        of=the_person,
        body=NEW_CADENCE,
        at=IN_MARCH,
        hr=302,
        hr_partner=302,
        others=404,
    ),
    row("feedback:preview", GET, of=the_person, hr=200, hr_partner=200, others=404),
    row("feedback:questions", GET, hr=200, others=403),
    row("feedback:questions", POST, body={"text": "What did you learn?", "kind": "text"}, hr=302, others=403),
    row("feedback:question", GET, of=a_question, hr=200, others=404),
    row("feedback:question", POST, of=a_question, body={"text": "What was new?"}, hr=302, others=404),
    row(
        "feedback:ask", POST, of=a_question, body={**FROM_A_MONDAY, "every_weeks": "4"}, at=IN_MARCH, hr=302, others=404
    ),
    row("feedback:check_in", GET, of=due_check_in, **OWN, manager=200, others=404),
    row(
        "feedback:check_in",
        POST,
        of=due_check_in,
        body={"nothing": "1"},
        employee=302,
        hr_subject=302,
        manager=403,
        others=404,
    ),
    row("feedback:reopen", GET, of=answered_check_in, **OWN, manager=200, others=404),
    row("feedback:reopen", POST, of=answered_check_in, body={"reason": "A number."}, **SENT, manager=302, others=404),
    row("feedback:let_stand", POST, of=reopened_check_in, **SENT, manager=302, others=404),
    row("feedback:pause", GET, of=the_person, **OWN, manager=200, others=404),
    row("feedback:pause", POST, of=the_person, body=PAUSE, at=IN_MARCH, **SENT, manager=302, others=404),
    row("feedback:end_pause", POST, of=open_pause, **SENT, manager=302, others=404),
    row("feedback:skip", POST, of=due_check_in, employee=302, hr_subject=302, manager=403, others=404),
    row("feedback:ask_again", POST, of=skipped_check_in, employee=302, hr_subject=302, manager=403, others=404),
    row(
        "feedback:comment",
        POST,
        of=answered_check_in,
        body={"comment": "Yes."},
        employee=303,
        hr_subject=303,
        manager=303,
        others=404,
    ),
    row("feedback:raise", POST, of=answered_check_in, employee=303, hr_subject=303, manager=303, others=404),
    row("feedback:share", POST, of=check_in_to_share, body=a_dotted_leader, **SENT, manager=403, others=404),
    row("feedback:unshare", POST, of=shared_check_in, body=whom_it_is_shared_with, **SENT, manager=403, others=404),
    row("feedback:read", POST, of=answered_check_in, manager=303, employee=403, hr_subject=403, others=404),
    row("feedback:react", POST, of=reaction_to_check_in, manager=303, employee=403, hr_subject=403, others=404),
    row("feedback:pass_up", GET, of=answered_check_in, manager=200, employee=403, hr_subject=403, others=404),
    row(
        "feedback:pass_up",
        POST,
        of=answered_check_in,
        body={"text": "All calm."},
        manager=303,
        employee=403,
        hr_subject=403,
        others=404,
    ),
    row("feedback:of_employee", GET, of=the_person, **OWN, manager=200, others=404),
    row("feedback:kept", GET, others=200),  # own and reports' ones alone; empty where nothing is kept
    row("feedback:monday", GET, others=200),  # empty for whoever has no reports
    row("feedback:inbox", GET, others=200),  # empty for whoever has no reports
    # a stand-in, in these days: what is open, and no more
    row("feedback:standing_in", GET, of=stands_in("peer"), peer=200, others=404),
    row("feedback:standing_in", GET, query="hr", of=stands_in("hr_partner"), hr_partner=200, others=404),
    row("feedback:check_in", GET, query="away", of=open_check_in_of_the_away, **OWN, manager=200, peer=200, others=404),
    row("feedback:read_all", POST, others=303),  # what is not the viewer's is passed over
    row("feedback:unread", POST, others=303),
    row("feedback_api:check_ins", GET, others=200),
    row("feedback_api:check_in", GET, of=answered_check_in, **OWN, manager=200, others=404),
    row("feedback_api:answer", POST, of=due_check_in, **OWN, manager=403, others=404),
    row(
        *("feedback_api:correct", POST), of=answered_check_in, headers={"If-Match": "1"}, **OWN, manager=403, others=404
    ),
    row("feedback_api:read", POST, of=answered_check_in, manager=200, employee=403, hr_subject=403, others=404),
    row("feedback_api:skip", POST, of=due_check_in, **OWN, manager=403, others=404),
    row("feedback_api:ask_again", POST, of=skipped_check_in, **OWN, manager=403, others=404),
    row("feedback_api:comment", POST, of=answered_check_in, body={"text": "Why?"}, **OWN, manager=200, others=404),
    row("feedback_api:reopen", POST, of=answered_check_in, body={"reason": "Why?"}, **OWN, manager=200, others=404),
    row("feedback_api:let_stand", POST, of=reopened_check_in, **OWN, manager=200, others=404),
    row(
        "feedback_api:react", POST, of=answered_check_in, body={"kind": "well_done"}, **NOT_OWN, manager=200, others=404
    ),
    row("feedback_api:raise", POST, of=answered_check_in, **OWN, manager=200, others=404),
    row("feedback_api:share", POST, of=check_in_to_share, body=a_leader, **OWN, manager=403, others=404),
    row("feedback_api:unshare", POST, of=shared_check_in, body=who_reads_it, **OWN, manager=403, others=404),
    row("feedback_api:pass_up", POST, of=answered_check_in, body={"text": "All calm."}, **PASSED, others=404),
    row("feedback_api:inbox", GET, others=200),
]
