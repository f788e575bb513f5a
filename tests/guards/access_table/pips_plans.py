"""Addresses of plans as they are written: the employee once told, the manager now, who owns the case for HR, whoever
was named; nobody else, whatever the role or place in the line."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from perfhub.kernel import clock
from pips.models import LegalCheck
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.pips import whole

from ..access import GET, POST, PUT, row

READ = {"employee": 200, "hr_subject": 200, "manager": 200}
SIDES = {"employee": 403, "hr_subject": 403}
WHY = {"reason": "It needs less than that."}
SAID = {"text": "From June to August I had the jobs of two people."}


def _case(world, subject, **said):
    now = clock.now() - timedelta(days=30)
    return make_pips.CaseFactory(employee=subject, manager=world.manager, opened_at=now, told_at=now, **said)


def concern(world, subject):
    case = _case(world, subject)
    make_pips.ConcernFactory(case=case)
    return case


def report(world, subject):
    return subject


def coaching(world, subject, *, concern_state="raised"):
    """A coaching plan under way, of a concern."""
    case = _case(world, subject, rung="coaching")
    make_pips.ConcernFactory(case=case, state=concern_state)
    plan = make_pips.PlanFactory(case=case, active=True, told_at=clock.now())
    make_pips.IssueFactory(plan=plan)
    soon = clock.now().date() + timedelta(days=14)  # what is late is not taken out
    make_pips.SupportFactory(plan=plan, due_date=soon, first_due_date=soon)
    make_pips.PlanVersionFactory(plan=plan, number=1)
    plan.content = 1
    plan.save(update_fields=["content"])
    return plan


def draft(world, subject):
    return make_pips.PlanFactory(case=_case(world, subject))


def reviewer(world, subject):
    """Who looks at it for HR: the HR admin, or the owner where it is about the HR admin."""
    return world.owner if subject.pk == world.hr_admin.pk else world.hr_admin


def _pip(make_it, **more):
    def made(world, subject):
        people = {"manager": world.manager, "reviewer": reviewer(world, subject)}
        people |= {"hears": world.stranger if subject.pk != world.hr_admin.pk else world.hr_partner} if more else {}
        return make_it(subject, at=clock.now() - timedelta(minutes=1), **people)

    return made


drafted = _pip(whole.whole_draft)
reviewed = _pip(whole.in_review)
approved = _pip(whole.approved, hears=True)
offered = _pip(whole.offered, hears=True)


def known(world, subject):
    plan = reviewed(world, subject)
    LegalCheck.objects.filter(plan=plan).update(known=True)
    return plan


def booked(world, subject):
    plan = approved(world, subject)
    plan.telling_at, plan.telling_where = clock.now() - timedelta(seconds=1), "Room Linden"
    plan.save(update_fields=["telling_at", "telling_where"])
    return plan


def read_through(world, subject):
    """Offered, received, and read for long enough."""
    plan = offered(world, subject)
    plan.reading_until_date = clock.now().date() - timedelta(days=3)
    plan.save(update_fields=["reading_until_date"])
    make_pips.ReceiptFactory(plan=plan, content=1, by=subject)
    return plan


def word(world, subject):
    plan = coaching(world, subject)
    return plan, make_pips.PlanWordFactory(plan=plan)


def word_with_file(world, subject):
    plan = coaching(world, subject)
    return plan, make_pips.PlanWordFactory(plan=plan, kind="evidence", file=make.FileFactory(uploaded_by=subject))


def wish(world, subject):
    plan = coaching(world, subject)
    return plan, make_pips.PlanRequestFactory(plan=plan)


def appeal(world, subject):
    plan = offered(world, subject)
    hears = plan.reviews.get().appeal_reviewer
    make_pips.CaseReaderFactory(case=plan.case, reader=hears, named_by=subject)
    return plan, make_pips.AppealFactory(plan=plan, reviewer=hears)


def a_working_day() -> str:
    """A Wednesday, in about two weeks."""
    day = clock.now().date() + timedelta(days=10)
    return (day + timedelta(days=(2 - day.weekday()) % 7)).isoformat()


def content(world, subject, *args):
    """All of a coaching plan, as a browser sends it."""
    due = a_working_day()
    return {
        "title": "Right first time",
        "aim": "Certificates are right",
        "length_days": "30",
        "meeting_days": "7",
        "issue_1_title": "Right first time",
        "issue_1_standard": "Every figure is there",
        "support_1_what": "Two bench mornings",
        "support_1_who": world.manager.pk,
        "support_1_due_date": due,
    }


def changed(world, subject, *args):
    return {**content(world, subject), "reason": "Emma proposed it"}


def pip_content(world, subject, *args):
    return {**content(world, subject), "misconduct": "no", "reviewer": reviewer(world, subject).pk}


def a_file(world, subject, *args):
    return {**SAID, "file": SimpleUploadedFile("notes.txt", b"Two people's jobs", content_type="text/plain")}


def a_witness(world, subject, *args):
    return {"witness": world.skip.pk}


def hears_appeals(world, subject, *args):
    return {"appeal_reviewer": world.stranger.pk}


def a_time(world, subject, *args):
    """A Tuesday at ten, in two weeks."""
    day = clock.now().date() + timedelta(days=14)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return {"day": day.isoformat(), "time": "10:00", "where": "Room Linden"}


def written_for_program(world, subject, *args):
    """All that a coaching plan says, as a program sends it."""
    due = a_working_day()
    return {
        "aim": "Certificates are right",
        "length_days": 30,
        "issues": [{"title": "Right first time", "standard": "Every figure is there"}],
        "support": [{"what": "Two bench mornings", "owner": world.manager.pk, "due_date": due}],
    }


def coaching_for_program(world, subject):
    return {**written_for_program(world, subject), "employee": subject.pk, "title": "Right first time"}


def change_for_program(world, subject, *args):
    return {**written_for_program(world, subject), "reason": "Emma proposed it"}


def a_moment(world, subject, *args):
    said = a_time(world, subject)
    return {"starts_at": f"{said['day']}T10:00:00Z", "where": said["where"]}


SEEN = {"If-Match": '"1"'}
WISH = {**SAID, "kind": "change"}


# The HR admin owns the case of a plan about anybody but the HR admin, for whom the owner does.
HR_READS = {"hr_admin": 200}

PIPS_PLAN_ROWS = [
    # begun by whoever leads the employee; everybody else is told in a sentence why not
    row("pips:coach", GET, of=report, manager=200, others=409),
    row("pips:coach", POST, of=report, body=content, manager=302, others=409),
    row("pips:coach_about", GET, of=concern, manager=200, **SIDES, others=404),
    row("pips:coach_about", POST, of=concern, body=content, manager=302, **SIDES, others=404),
    row("pips:draft_pip", GET, of=concern, manager=200, **SIDES, others=404),
    row("pips:draft_pip", POST, of=concern, body=pip_content, manager=302, **SIDES, others=404),
    row("pips:lead_out", POST, of=concern, manager=302, **SIDES, others=404),
    # a coaching plan: the two sides, and no role
    row("pips:plan", GET, of=coaching, **READ, others=404),
    row("pips:plan", GET, query="draft", of=draft, manager=200, others=404),
    row("pips:plan", GET, query="untold", of=approved, manager=200, hr_admin=200, others=404),
    row("pips:plan", GET, query="told", of=offered, **READ, **HR_READS, others=404),
    row(
        "pips:plan",
        GET,
        query="appealed",
        of=lambda w, s: appeal(w, s)[0],
        **READ,
        **HR_READS,
        stranger=200,
        others=404,
    ),
    row("pips:plan_versions", GET, of=coaching, **READ, others=404),
    row("pips:plan_write", GET, of=coaching, manager=200, **SIDES, others=404),
    row("pips:plan_write", POST, of=coaching, body=changed, manager=302, **SIDES, others=404),
    row("pips:plan_resolve", POST, of=coaching, body=WHY, manager=302, **SIDES, others=404),
    row("pips:plan_lower", POST, of=coaching, body=WHY, manager=302, **SIDES, others=404),
    row("pips:plan_lower", POST, query="pip", of=offered, body=WHY, hr_admin=302, manager=403, **SIDES, others=404),
    row("pips:plan_propose_lower", POST, of=offered, body=SAID, manager=302, hr_admin=403, **SIDES, others=404),
    row("pips:plan_discard", POST, of=draft, manager=302, others=404),
    row("pips:plan_cancel", POST, of=offered, body=WHY, hr_admin=302, manager=403, **SIDES, others=404),
    # the employee's voice
    row("pips:plan_acknowledge", POST, of=coaching, employee=302, hr_subject=302, manager=403, others=404),
    row("pips:plan_refuse", GET, of=coaching, manager=200, **SIDES, others=404),
    row("pips:plan_refuse", POST, of=coaching, body=a_witness, manager=302, **SIDES, others=404),
    row("pips:plan_say", POST, of=coaching, body=a_file, employee=302, hr_subject=302, manager=403, others=404),
    row("pips:plan_reply", POST, of=word, body=SAID, manager=302, **SIDES, others=404),
    row("pips:plan_word_file", GET, of=word_with_file, **READ, others=404),
    row("pips:plan_ask", GET, of=coaching, employee=200, hr_subject=200, manager=403, others=404),
    row(
        *("pips:plan_ask", POST),
        of=coaching,
        body={**SAID, "kind": "change"},
        **{"employee": 302, "hr_subject": 302, "manager": 403, "others": 404},
    ),
    row("pips:plan_request", GET, of=wish, manager=200, **SIDES, others=404),
    row("pips:plan_request", POST, of=wish, body={**SAID, "verb": "decline"}, manager=302, **SIDES, others=404),
    row("pips:plan_withdraw", POST, of=wish, employee=302, hr_subject=302, manager=403, others=404),
    row("pips:plan_appeal", GET, of=offered, employee=200, hr_subject=200, manager=403, hr_admin=403, others=404),
    row(
        *("pips:plan_appeal", POST),
        of=offered,
        body={**SAID, "against": "plan"},
        **{"employee": 302, "hr_subject": 302, "manager": 403, "hr_admin": 403, "others": 404},
    ),
    row(
        *("pips:plan_appeal_withdraw", POST),
        of=appeal,
        **{"employee": 302, "hr_subject": 302, "manager": 403, "hr_admin": 403, "stranger": 403, "others": 404},
    ),
    row(
        *("pips:plan_appeal_decide", GET),
        of=appeal,
        **{"stranger": 200, "employee": 403, "hr_subject": 403, "manager": 403, "hr_admin": 403, "others": 404},
    ),
    row(
        *("pips:plan_appeal_decide", POST),
        of=appeal,
        body={**SAID, "upheld": "no"},
        **{"stranger": 302, "employee": 403, "hr_subject": 403, "manager": 403, "hr_admin": 403, "others": 404},
    ),
    # HR's look, before anybody is told
    row("pips:plan_submit", POST, of=drafted, manager=302, hr_admin=403, others=404),
    row("pips:plan_review", GET, of=reviewed, hr_admin=200, manager=403, others=404),
    row("pips:plan_legal", POST, of=reviewed, body={"known": "yes"}, hr_admin=302, manager=403, others=404),
    row("pips:plan_legal_result", POST, of=known, body={"result": "go_on"}, hr_admin=302, manager=403, others=404),
    row(
        *("pips:plan_except", POST),
        of=reviewed,
        body={"gate": "conversation", "reason": "They spoke each week."},
        **{"hr_admin": 302, "manager": 403, "others": 404},
    ),
    row("pips:plan_approve", POST, of=reviewed, body=hears_appeals, hr_admin=302, manager=403, others=404),
    row(
        "pips:plan_send_back", POST, of=reviewed, body={"words": "More support"}, hr_admin=302, manager=403, others=404
    ),
    row("pips:plan_book", GET, of=approved, manager=200, hr_admin=403, others=404),
    row("pips:plan_book", POST, of=approved, body=a_time, manager=302, hr_admin=403, others=404),
    row("pips:plan_offer", POST, of=booked, manager=302, hr_admin=403, others=404),
    row("pips:plan_begin", POST, of=read_through, manager=302, hr_admin=403, **SIDES, others=404),
    # the employee is asked to a conversation, and told no more
    row("pips:plan_meeting_booked", GET, of=booked, employee=200, hr_subject=200, others=404),
    row("pips:jurisdictions", GET, hr=200, others=403),
    row("pips:jurisdictions", POST, body={"location": "Leeds", "text": "As Acas says."}, hr=302, others=403),
    # the same for programs
    row("pips_api:plans", GET, others=200),  # those one may read
    row("pips_api:plans", POST, body=coaching_for_program, manager=201, others=409),
    row("pips_api:plan", GET, of=coaching, **READ, others=404),
    row("pips_api:plan", PUT, of=coaching, body=change_for_program, headers=SEEN, manager=200, **SIDES, others=404),
    row("pips_api:plan_acknowledge", POST, of=coaching, employee=200, hr_subject=200, manager=403, others=404),
    row("pips_api:plan_say", POST, of=coaching, body=SAID, employee=200, hr_subject=200, manager=403, others=404),
    row("pips_api:plan_ask", POST, of=coaching, body=WISH, employee=200, hr_subject=200, manager=403, others=404),
    row(
        *("pips_api:plan_appeal", POST),
        of=offered,
        body={**SAID, "against": "plan"},
        **{"employee": 200, "hr_subject": 200, "manager": 403, "hr_admin": 403, "others": 404},
    ),
    row("pips_api:plan_submit", POST, of=drafted, manager=200, hr_admin=403, others=404),
    row(
        *("pips_api:plan_except", POST),
        of=reviewed,
        body={"gate": "conversation", "reason": "They spoke each week."},
        **{"hr_admin": 200, "manager": 403, "others": 404},
    ),
    row("pips_api:plan_approve", POST, of=reviewed, body=hears_appeals, hr_admin=200, manager=403, others=404),
    row("pips_api:plan_send_back", POST, of=reviewed, body=WHY, hr_admin=200, manager=403, others=404),
    row("pips_api:plan_book", POST, of=approved, body=a_moment, manager=200, hr_admin=403, others=404),
    row("pips_api:plan_offer", POST, of=booked, manager=200, hr_admin=403, others=404),
    row("pips_api:plan_begin", POST, of=read_through, manager=200, hr_admin=403, **SIDES, others=404),
    row("pips_api:plan_cancel", POST, of=offered, body=WHY, hr_admin=200, manager=403, **SIDES, others=404),
    row("pips_api:plan_lower", POST, of=coaching, body=WHY, manager=200, **SIDES, others=404),
    row("pips_api:plan_propose_lower", POST, of=offered, body=SAID, manager=200, hr_admin=403, **SIDES, others=404),
]
