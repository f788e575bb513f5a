"""Addresses of asking for feedback: whoever asks, whom it is about, each who is asked; and guests by their link."""

from datetime import timedelta

from feedback.rules.requests import Guest, ask_for_feedback
from perfhub.kernel import clock
from tests.factories import feedback as make_feedback
from tests.factories import people as make

from ..access import GET, POST, row
from .making import the_person

BY_GUEST = "A guest has no sign-in; the token writes one answer once and shows nothing but the question."
OWN = {"employee": 200, "hr_subject": 200}
SENT = {"employee": 302, "hr_subject": 302}


AN_ANSWER = {"kind": "suggestion", "text": "Send the notes before.", "audience": "receiver"}


def soon():
    return clock.now().date() + timedelta(days=7)


def asked_by(by):
    """Somebody asks the subject about the own work."""

    def made(world, subject):
        request = make_feedback.FeedbackRequestFactory(by=getattr(world, by), due_date=soon())
        return make_feedback.AskedOfFactory(request=request, employee=subject)

    return made


def own_request(world, subject):
    """What the subject asked a peer about the own work."""
    return asked_peer(world, subject).request


def asked_peer(world, subject):
    request = make_feedback.FeedbackRequestFactory(by=subject, due_date=soon())
    return make_feedback.AskedOfFactory(request=request, employee=world.peer)


def request_of_the_manager(world, subject):
    return make_feedback.FeedbackRequestFactory(by=world.manager, about=subject, due_date=soon())


def guest_of(world, subject):
    """A guest whom the subject asked."""
    request = make_feedback.FeedbackRequestFactory(by=subject, due_date=soon())
    return make_feedback.AskedOfFactory(request=request, employee=None, guest_name="Gus Guest", token_hash="0" * 64)


def guest_with_address(world, subject):
    """A guest to whom a letter went in the subject's name, some days ago."""
    asked = guest_of(world, subject)
    asked.guest_email, asked.letters, asked.written_at = "gus@acme.example", 1, clock.now() - timedelta(days=4)
    asked.save(update_fields=["guest_email", "letters", "written_at"])
    return asked


def token_of_a_guest(world, subject):
    made = ask_for_feedback(
        subject, "How was it?", soon(), of=[], guests=[Guest("Gus Guest")], by=subject, at=clock.now()
    )
    return made.links[0][1]


def asking():
    return {"question": "How was it?", "due_date": soon().isoformat()}


def somebody_asked(world, subject, *args):
    return {**asking(), "to": [make.EmployeeFactory().pk]}


def the_peer_asked(world, subject, *args):
    """Makes nobody anew: what is sent with the keys of another organization leaves no trace at all."""
    return {**asking(), "to": [world.peer.pk]}


def a_request_of_a_program(world, subject):
    return {**asking(), "of": [make.EmployeeFactory().pk]}


def a_template(world, subject):
    return make_feedback.RequestTemplateFactory()


REQUEST_ROWS = [
    row("feedback:asking", GET, others=200),  # own ones alone
    row("feedback:ask_others", GET, others=200),
    row("feedback:ask_others", POST, body=somebody_asked, others=302),
    row("feedback:ask_about", GET, of=the_person, **OWN, manager=200, others=404),
    row("feedback:ask_about", POST, of=the_person, body=the_peer_asked, **SENT, manager=302, others=404),
    row("feedback:request", GET, of=own_request, **OWN, others=404),
    row("feedback:request", GET, query="manager", of=request_of_the_manager, **OWN, manager=200, others=404),
    row("feedback:asked", GET, of=asked_by("stranger"), **OWN, others=404),
    row("feedback:asked", POST, of=asked_by("stranger"), body=AN_ANSWER, **SENT, others=404),
    row("feedback:decline_asking", POST, of=asked_by("stranger"), body={"reason": "No time."}, **SENT, others=404),
    row("feedback:withdraw_asking", POST, of=asked_peer, **SENT, others=404),
    row("feedback:guest_link", POST, of=guest_of, **OWN, others=404),
    row("feedback:write_to_guest", POST, of=guest_with_address, **SENT, others=404),
    row("feedback:by_guest", GET, of=token_of_a_guest, everybody=200, public=BY_GUEST),
    row("feedback:by_guest", POST, of=token_of_a_guest, body={"went_well": "All."}, everybody=200, public=BY_GUEST),
    row("feedback_api:requests", GET, others=200),
    row("feedback_api:requests", POST, body=a_request_of_a_program, others=201),
    row("feedback_api:request", GET, of=own_request, **OWN, others=404),
    row("feedback_api:asked", GET, others=200),
    row("feedback_api:answer_asked", POST, of=asked_by("stranger"), body=AN_ANSWER, **OWN, others=404),
    row("feedback_api:decline_asked", POST, of=asked_by("stranger"), body={"reason": "No time."}, **OWN, others=404),
    row("feedback_api:withdraw_asked", POST, of=asked_peer, **OWN, others=404),
    row("feedback_api:new_guest_link", POST, of=guest_of, **OWN, others=404),
    row("feedback_api:write_to_guest_again", POST, of=guest_with_address, **OWN, others=404),
    row("feedback:request_templates", GET, hr=200, others=403),
    row("feedback:request_templates", POST, body={"name": "Visits", "question": "How was it?"}, hr=302, others=403),
    row("feedback:retire_request_template", POST, of=a_template, hr=302, others=404),
]
