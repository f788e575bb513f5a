"""Evidence is copied as it stood, with the day it was shown; what was not shown is not cited; all of it is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.models import Feedback
from feedback.rules import giving
from goals.models import Objective
from notices.models import Notice
from people.models import AuditEntry, File
from people.rules.files import FileNotTaken
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from pips.models import Case, Evidence
from pips.queries.evidence import coverage, evidence_of
from pips.queries.sources import candidates
from pips.rules import concerns
from pips.rules import evidence as rules
from pips.states import EvidenceKind
from tests.factories import feedback as make_feedback
from tests.factories import goals as make_goals
from tests.factories import pips as make_pips

from .test_concerns import SAID

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def case(fernhill):
    with fernhill.inside():
        concern = make_pips.ConcernFactory(case__employee=fernhill.employee, case__manager=fernhill.manager)
        return concern.case


@pytest.fixture
def inside(fernhill):
    with fernhill.inside(), clock.stopped(AT):
        yield fernhill


def say(world, *, at=AT - 10 * DAY, by=None, **said):
    said = {"kind": "improvement", "audience": "manager", "behaviour": "Two came back.", "at_once": True, **said}
    return giving.give([world.employee], by=by or world.manager, at=at, **said)


def offered(case, kind, world):
    return [(one.source, one.is_shown) for one in candidates(case, kind, viewer=world.manager, at=AT)]


def test_feedback_is_copied_as_it_stood_with_who_and_when(inside, case):
    said = say(inside, happened_on=date(2026, 2, 18), by=inside.peer)
    cited = rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT)
    type(said).objects.filter(pk=said.pk).update(behaviour="Changed since.")
    cited.refresh_from_db()
    assert "Two came back." in cited.text
    assert (cited.occurred_date, cited.told_date) == (date(2026, 2, 18), date(2026, 2, 21))
    assert (cited.recorded_by, cited.told_by, cited.added_by) == (inside.peer, inside.peer, inside.manager)
    lines = AuditEntry.objects.filter(act="evidence.put", object_id=cited.pk)
    assert list(lines.values_list("by", "employee")) == [(inside.manager.pk, inside.employee.pk)]
    with pytest.raises(rules.CitedAlready):
        rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT)
    assert offered(case, EvidenceKind.FEEDBACK, inside) == []


def test_what_the_employee_says_to_it_is_cited_along(inside, case):
    said = say(inside)
    said.receivers.update(dispute="It was the template.", disputed_at=AT)
    cited = rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT)
    assert "It was the template." in cited.text


def test_what_the_employee_has_not_been_shown_is_not_cited_and_it_says_so(inside, case):
    friday = datetime(2026, 2, 27, 16, 30, tzinfo=UTC)
    said = say(inside, at=friday, at_once=False)
    with clock.stopped(friday + timedelta(minutes=5)), pytest.raises(rules.NotShown) as refused:
        rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=friday + timedelta(minutes=5))
    assert inside.employee.name in str(refused.value)
    assert not Evidence.objects.exists()
    assert rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT).told_date == date(2026, 3, 2)


def test_feedback_from_a_file_was_told_on_the_day_the_file_names_and_else_by_nobody(inside, case):
    said = say(inside, at=AT - 3 * DAY)
    rows = Feedback.objects.filter(pk=said.pk)
    rows.update(imported_at=AT - 3 * DAY)
    with pytest.raises(rules.NotShown):
        rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT)
    rows.update(told_date=date(2025, 11, 20))
    assert rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT).told_date == date(2025, 11, 20)


def test_what_is_not_for_the_manager_or_was_taken_back_is_not_there(inside, case):
    between_two = say(inside, by=inside.peer, audience="receiver")
    gone = say(inside, at=AT)
    giving.take_back(gone, by=inside.manager, at=AT)
    other = giving.give([inside.peer], by=inside.manager, at=AT, kind="improvement", audience="manager", behaviour="x")
    for source in (between_two.pk, gone.pk, other.pk, 10**9):
        with pytest.raises(rules.NotThere):
            rules.cite(case, EvidenceKind.FEEDBACK, source, by=inside.manager, at=AT)


def test_the_feedback_of_a_spent_or_taken_back_concern_is_not_cited(inside, case):
    with clock.stopped(AT - 20 * DAY):
        at = AT - 20 * DAY
        spent = concerns.share_concern(inside.employee, by=inside.manager, at=at, **SAID)
    assert offered(case, EvidenceKind.FEEDBACK, inside) == [(spent.feedback_id, True)]
    Case.objects.filter(pk=spent.case_id).update(
        state="spent", outcome="resolved", closed_at=AT, spent_on_date=AT.date()
    )
    assert offered(case, EvidenceKind.FEEDBACK, inside) == []
    with pytest.raises(rules.NotThere):
        rules.cite(case, EvidenceKind.FEEDBACK, spent.feedback_id, by=inside.manager, at=AT)


def test_a_check_in_a_goal_its_update_and_a_number_are_cited(inside, case):
    written = make_feedback.CheckInFactory(
        employee=inside.employee, period_start=date(2026, 2, 16), answered=True, progress="Six done.", blockers="Tool."
    )
    goal = make_goals.ObjectiveFactory(state="active", started_at=AT - 40 * DAY, due_date=AT.date())
    make_goals.GoalOwnerFactory(objective=goal, employee=inside.employee, start_date=(AT - 40 * DAY).date())
    update = make_goals.GoalUpdateFactory(objective=goal, by=inside.employee, at=AT - 5 * DAY, comment="Half.")
    metric = make_goals.MetricFactory(measured_for="employee", name="Right first time")
    number = make_goals.MeasurementFactory(metric=metric, employee=inside.employee, numerator=8, opportunities=10)
    keys = {
        EvidenceKind.CHECK_IN: written.pk,
        EvidenceKind.GOAL: goal.pk,
        EvidenceKind.GOAL_UPDATE: update.pk,
        EvidenceKind.MEASUREMENT: number.pk,
    }
    for kind, key in keys.items():
        cited = rules.cite(case, kind, key, by=inside.manager, at=datetime(2026, 11, 1, tzinfo=UTC))
        assert cited.occurred_date <= cited.told_date
        assert cited.title
    assert "8 of 10" in Evidence.objects.get(kind="measurement").text
    assert "Six done." in Evidence.objects.get(kind="check_in").text


def test_a_goal_the_employee_does_not_see_is_not_cited(inside, case):
    """Handed over to somebody else, and private since."""
    goal = make_goals.ObjectiveFactory(
        state="active", started_at=AT - 40 * DAY, due_date=AT.date(), visibility="private"
    )
    make_goals.GoalOwnerFactory(
        objective=goal,
        employee=inside.employee,
        start_date=(AT - 40 * DAY).date(),
        end_date=(AT - 20 * DAY).date(),
    )
    make_goals.GoalOwnerFactory(objective=goal, employee=inside.manager, start_date=(AT - 20 * DAY).date())
    assert Objective.objects.filter(pk=goal.pk).exists()
    with pytest.raises(rules.NotShown):
        rules.cite(case, EvidenceKind.GOAL, goal.pk, by=inside.manager, at=AT)


def test_nobody_else_puts_evidence_there_and_nobody_to_what_is_closed(inside, case):
    said = say(inside)
    for who in (inside.employee, inside.skip, inside.peer, inside.hr_admin):
        with pytest.raises(Refused):
            rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=who, at=AT)
    Case.objects.filter(pk=case.pk).update(
        state="closed", outcome="resolved", closed_at=AT, spent_on_date=date(2027, 3, 3)
    )
    with pytest.raises(StaleMove):
        rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT)


def attach(case, world, content=PDF, name="count.pdf", **said):
    said = {"title": "The lab count", "occurred_date": date(2026, 2, 20), "claimed": "application/pdf", **said}
    return rules.attach(case, name=name, content=content, by=world.manager, at=AT, **said)


def test_a_file_is_taken_by_what_its_bytes_are(inside, case):
    made = attach(case, inside)
    assert (made.file.media_type, bytes(made.file.content)) == ("application/pdf", PDF)
    assert (made.told_date, made.told_by) == (AT.date(), inside.manager)
    for said, error in (
        ({"content": b"MZ" + bytes(100)}, FileNotTaken),  # a program that calls itself a PDF
        ({"name": "count.exe"}, FileNotTaken),
        ({"claimed": "image/png"}, FileNotTaken),
        ({"content": PDF + bytes(50 * 2**20)}, FileNotTaken),
        ({"title": " "}, rules.TitleMissing),
        ({"occurred_date": AT.date() + DAY}, rules.HappenedLater),
    ):
        with pytest.raises(error) as refused:
            attach(case, inside, **said)
        assert "%(" not in str(refused.value)
    assert File.objects.count() == 1


def test_a_file_to_a_matter_nobody_was_told_of_would_be_shown_to_nobody(inside):
    case = make_pips.CaseFactory(employee=inside.employee, manager=inside.manager, rung="pip", told_at=None)
    with pytest.raises(rules.NotKnownYet):
        attach(case, inside)


def test_taken_out_with_a_reason_it_stays_to_be_seen_and_may_be_cited_anew(inside, case):
    said = say(inside)
    cited = rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT)
    with pytest.raises(rules.ReasonMissing):
        rules.take_out(cited, " ", by=inside.manager, at=AT)
    with pytest.raises(Refused):
        rules.take_out(cited, "It is unfair", by=inside.employee, at=AT)
    rules.take_out(cited, "Another customer", by=inside.manager, at=AT)
    with pytest.raises(StaleMove):
        rules.take_out(cited, "Again", by=inside.manager, at=AT)
    shown = evidence_of(case, viewer=inside.employee, at=AT)
    assert (len(shown.rows), [one.out_reason for one in shown.out]) == (0, ["Another customer"])
    assert Notice.objects.filter(kind="concern.news", recipient=inside.employee).count() == 1
    assert rules.cite(case, EvidenceKind.FEEDBACK, said.pk, by=inside.manager, at=AT).pk != cited.pk


def test_the_strip_counts_month_by_month(inside, case):
    for day in (date(2026, 1, 5), date(2026, 1, 20), date(2025, 11, 3)):
        make_pips.EvidenceFactory(case=case, occurred_date=day)
    months = coverage(list(Evidence.objects.all()), until=date(2026, 3, 3))
    assert [month.number for month in months] == [0, 1, 0, 2, 0, 0]
    assert months[1].said == "November 2025: one thing"
    assert months[3].said == "January 2026: 2 things"
    assert len(coverage([make_pips.EvidenceFactory(case=case, occurred_date=date(2019, 1, 1))], until=AT.date())) == 24


# --- by its pages -------------------------------------------------------------------------------


def test_it_is_collected_on_a_page_and_its_employee_reads_all_of_it(fernhill, client_of, case):
    with fernhill.inside():
        said = say(fernhill, at=clock.now() - 10 * DAY)
    browser, page = client_of(fernhill.manager), fernhill.path(f"improvement/cases/{case.pk}/evidence/")
    text = browser.get(page).content.decode()
    assert "Two came back." in text
    browser.post(f"{page}cite/", {"kind": "feedback", "source": said.pk})
    again = browser.post(f"{page}cite/", {"kind": "feedback", "source": said.pk})
    assert (again.status_code, "among the evidence already" in again.content.decode()) == (409, True)
    own = client_of(fernhill.employee).get(fernhill.path(f"improvement/cases/{case.pk}/")).content.decode()
    assert "Two came back." in own
    assert "1 thing" in own or "one thing" in own


@pytest.mark.parametrize(
    ("name", "content", "kind", "sentence"),
    [
        ("count.pdf", b"MZ" + bytes(200), "application/pdf", "is not what its name says"),
        ("count.png", PDF, "application/pdf", "is called one kind and sent as another"),
        ("big.pdf", PDF + bytes(11 * 2**20), "application/pdf", "at most 10 MB"),
    ],
)
def test_a_file_that_lies_or_is_too_big_is_refused_in_a_sentence_and_the_words_stay(
    fernhill, client_of, case, name, content, kind, sentence
):
    address = fernhill.path(f"improvement/cases/{case.pk}/evidence/file/")
    file = SimpleUploadedFile(name, content, kind)
    said = {"title": "The count of week 8", "occurred_date": "2026-02-20", "file": file}
    answer = client_of(fernhill.manager).post(address, said)
    text = answer.content.decode()
    assert answer.status_code == 422, answer.status_code
    assert sentence in text
    assert "The count of week 8" in text
    with fernhill.inside():
        assert not Evidence.objects.exists()


def test_a_file_leaves_as_a_download_to_those_who_read_the_case(fernhill, client_of, case):
    with fernhill.inside(), clock.stopped(AT):
        made = attach(case, fernhill)
    address = fernhill.path(f"improvement/cases/{case.pk}/evidence/{made.pk}/file/")
    answer = client_of(fernhill.employee).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    for who in (fernhill.skip, fernhill.hr_admin, fernhill.peer):
        assert client_of(who).get(address).status_code == 404
