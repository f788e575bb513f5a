"""Addresses of the ladder: a case is its employee's and the manager's now; asking for help that of its two."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.models import Feedback
from perfhub.kernel import clock
from pips.models import HelpRequest
from tests.factories import feedback as make_feedback
from tests.factories import people as make
from tests.factories import pips as make_pips

from ..access import GET, POST, row

OWN = {"employee": 200, "hr_subject": 200}
BOTH = {**OWN, "manager": 200}
SENT = {"employee": 302, "hr_subject": 302}
PRESSED = {"employee": 303, "hr_subject": 303}
NOT_THEIRS = {"employee": 403, "hr_subject": 403}
DAY = timedelta(days=1)
WHY = {"reason": "Three came back."}
WORDS = {"text": "The template lost my text twice."}


def in_days(number: int) -> str:
    return (clock.now().date() + timedelta(days=number)).isoformat()


def case(world, subject, **said):
    now = clock.now()
    made = make_pips.CaseFactory(
        employee=subject, manager=world.manager, opened_at=now - 20 * DAY, told_at=now - 20 * DAY, **said
    )
    day = now.date()
    make_pips.ConcernFactory(case=made, shared_at=now - 20 * DAY, look_date=day, first_look_date=day)
    return made


def raised(world, subject):
    """On the rung of a coaching plan which nobody has written."""
    made = case(world, subject, rung="coaching")
    type(made.concern).objects.filter(case=made).update(state="raised")
    return made


def closed(world, subject):
    now = clock.now()
    made = case(world, subject)
    spent = (now + 300 * DAY).date()
    type(made).objects.filter(pk=made.pk).update(
        state="closed", outcome="resolved", closed_at=now - DAY, spent_on_date=spent
    )
    type(made.concern).objects.filter(case=made).update(state="resolved", closed_at=now - DAY)
    return made


def just_shared(world, subject):
    made = case(world, subject)
    make_pips.CaseEventFactory(case=made, act="opened", by=world.manager, at=clock.now())
    return made


def just_watched(world, subject):
    made = case(world, subject)
    look = clock.now().date() + 7 * DAY
    type(made.concern).objects.filter(case=made).update(state="watched", look_date=look)
    make_pips.CaseEventFactory(
        case=made, act="watched", by=world.manager, at=clock.now(), concern_before="open", look_before_date=look
    )
    return made


def cited(world, subject):
    made = case(world, subject)
    return made, make_pips.EvidenceFactory(case=made)


def with_reader(world, subject):
    made = case(world, subject)
    return made, make_pips.CaseReaderFactory(case=made, reader=world.stranger, named_by=subject)


def with_file(world, subject):
    made = case(world, subject)
    file = make.FileFactory(uploaded_by=world.manager)
    return made, make_pips.EvidenceFactory(case=made, kind="file", source=None, file=file)


def a_concern(world, subject, pk):
    return {
        "title": "Certificates right first time",
        "saw": "Six of ten came back.",
        "need": "Nine of ten right.",
        "help": "We look at three together.",
        "look_date": in_days(14),
    }


def a_concern_of_a_program(world, subject):
    return {**a_concern(world, subject, None), "employee": subject.pk}


def spoken_of(world, subject):
    make_feedback.FeedbackFactory(by=world.manager, to=[subject], kind="improvement")
    return case(world, subject)


def a_citation(world, subject, pk):
    return {"kind": "feedback", "source": Feedback.objects.filter(receivers__employee=subject).latest("pk").pk}


def cited_by_program(world, subject, pk):
    return {"kind": "feedback", "record": a_citation(world, subject, pk)["source"]}


def a_file(world, subject, pk):
    file = SimpleUploadedFile("count.csv", b"week,right\n1,8\n", "text/csv")
    return {"title": "The lab count", "occurred_date": in_days(-2), "file": file}


def watched(world, subject, pk):
    return {"look_date": in_days(14)}


def reopened(world, subject, pk):
    return {**WHY, "look_date": in_days(14)}


def a_reader(world, subject, pk):
    return {"reader": world.stranger.number, "reason": "Knows the bench"}


def helped(state="asked", to="manager"):
    def made(world, subject):
        closed_at = clock.now() if state in ("supported", "closed") else None
        return make_pips.HelpRequestFactory(
            employee=subject, to=getattr(world, to), with_manager=to == "manager", state=state, closed_at=closed_at
        )

    return made


def withdrawn_help(world, subject):
    made = helped()(world, subject)
    HelpRequest.objects.filter(pk=made.pk).update(state="withdrawn", withdrawn_at=clock.now())
    return made


def asks_for_help(world, subject):
    return {"about": "load", "text": "Two people’s jobs.", "to": world.owner.pk}


def asks_another(world, subject, pk):
    return {"to": world.owner.pk}


PIPS_LADDER_ROWS = [
    row("pips:mine", GET, others=200),  # own ones alone
    row("pips:led", GET, others=200),  # of one's own reports alone
    row("pips:of_person", GET, of=lambda world, subject: subject, manager=200, others=404),
    row("pips:concern_whom", GET, others=200),
    row("pips:concern_share", GET, of=lambda world, subject: subject, manager=200, others=404),
    row("pips:concern_share", POST, of=lambda world, subject: subject, body=a_concern, manager=302, others=404),
    row("pips:case", GET, of=case, **BOTH, others=404),
    row("pips:case", GET, query="closed", of=closed, **BOTH, others=404),
    row("pips:concern_take_back", POST, of=just_shared, manager=302, employee=409, hr_subject=409, others=404),
    row("pips:concern_read", POST, of=case, **PRESSED, manager=403, others=404),
    row("pips:concern_say", POST, of=case, body=WORDS, **PRESSED, manager=303, others=404),
    row("pips:concern_resolve", POST, of=case, **PRESSED, manager=303, others=404),
    row("pips:concern_watch", POST, of=case, body=watched, **PRESSED, manager=303, others=404),
    row("pips:concern_up", POST, of=case, body=WHY, manager=302, **NOT_THEIRS, others=404),
    row("pips:concern_down", POST, of=raised, manager=303, **NOT_THEIRS, others=404),
    row("pips:concern_reopen", POST, of=closed, body=reopened, manager=303, **NOT_THEIRS, others=404),
    # of a mere concern its employee alone names readers
    # the stranger reports to the HR admin, and nobody is named to read what is about those above
    row("pips:name_reader", POST, of=case, body=a_reader, employee=302, hr_subject=422, manager=403, others=404),
    row("pips:end_reader", POST, of=with_reader, **SENT, manager=403, stranger=403, others=404),
    row("pips:evidence", GET, of=case, manager=200, **NOT_THEIRS, others=404),
    row("pips:evidence_cite", POST, of=spoken_of, body=a_citation, manager=302, **NOT_THEIRS, others=404),
    row("pips:evidence_attach", POST, of=case, body=a_file, manager=302, **NOT_THEIRS, others=404),
    row("pips:evidence_out", GET, of=cited, manager=200, **NOT_THEIRS, others=404),
    row("pips:evidence_out", POST, of=cited, body=WHY, manager=302, **NOT_THEIRS, others=404),
    row("pips:evidence_file", GET, of=with_file, **BOTH, others=404),
    row("pips:help_ask", GET, others=200),
    # the owner cannot ask the owner, nor can those who have no manager ask anybody but HR
    row("pips:help_ask", POST, body=asks_for_help, owner=422, others=302),
    row("pips:help", GET, of=helped(), **BOTH, others=404),
    row("pips:help", GET, query="hr", of=helped(to="owner"), **OWN, owner=200, others=404),
    row("pips:help", GET, query="withdrawn", of=withdrawn_help, **OWN, others=404),
    row("pips:help_hear", POST, of=helped(), manager=303, **NOT_THEIRS, others=404),
    row("pips:help_support", POST, of=helped(), body=WORDS, manager=303, **NOT_THEIRS, others=404),
    row("pips:help_close", POST, of=helped(), body=WORDS, manager=303, **NOT_THEIRS, others=404),
    row("pips:help_coach", POST, of=helped(), body={"title": "Load"}, manager=302, **NOT_THEIRS, others=404),
    row("pips:help_ask_again", POST, of=helped("supported"), body=WORDS, **PRESSED, manager=403, others=404),
    row("pips:help_ask_another", POST, of=helped(), body=asks_another, **SENT, manager=403, others=404),
    row("pips:help_withdraw", POST, of=helped(), **SENT, manager=403, others=404),
    row("pips_api:concerns", GET, others=200),
    # the manager alone leads whom it is about
    row("pips_api:concerns", POST, body=a_concern_of_a_program, manager=201, others=409),
    row("pips_api:concern", GET, of=case, **BOTH, others=404),
    row("pips_api:concern_read", POST, of=case, **OWN, manager=403, others=404),
    row("pips_api:concern_say", POST, of=case, body=WORDS, **BOTH, others=404),
    row("pips_api:concern_resolve", POST, of=case, **BOTH, others=404),
    row("pips_api:concern_watch", POST, of=case, body=watched, **BOTH, others=404),
    row("pips_api:concern_raise", POST, of=case, body=WHY, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:concern_lower", POST, of=raised, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:concern_reopen", POST, of=closed, body=reopened, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:concern_take_back", POST, of=just_watched, manager=200, employee=409, hr_subject=409, others=404),
    row(
        "pips_api:concern_cite",
        POST,
        of=spoken_of,
        body=cited_by_program,
        manager=200,
        **NOT_THEIRS,
        others=404,
    ),
    row("pips_api:concern_take_out", POST, of=cited, body=WHY, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:help_requests", GET, others=200),
    row("pips_api:help_requests", POST, body=asks_for_help, owner=409, others=201),
    row("pips_api:help", GET, of=helped(), **BOTH, others=404),
    row("pips_api:help_hear", POST, of=helped(), manager=200, **NOT_THEIRS, others=404),
    row("pips_api:help_support", POST, of=helped(), body=WORDS, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:help_close", POST, of=helped(), body=WORDS, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:help_coach", POST, of=helped(), body={"title": "Load"}, manager=200, **NOT_THEIRS, others=404),
    row("pips_api:help_ask_again", POST, of=helped("supported"), body=WORDS, **OWN, manager=403, others=404),
    row("pips_api:help_ask_another", POST, of=helped(), body=asks_another, **OWN, manager=403, others=404),
    row("pips_api:help_withdraw", POST, of=helped(), **OWN, manager=403, others=404),
]
