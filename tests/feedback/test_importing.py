"""Past feedback from a file: judged row by row, shown on arrival, never “told” without a day, taken back within one."""

import csv
import datetime as dt
import gzip
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback import tasks
from feedback.access import giving as giving_access
from feedback.models import Feedback, FeedbackImport, FeedbackImportRow, Received
from feedback.rules import importing, receiving
from notices.models import Notice
from people.models import AuditEntry
from people.rules import cancel_job
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories.feedback import DUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
AN_HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
GOOD = {"text": "Calm in the hall.", "given_on": "2025-11-03", "kind": "praise", "told_on": "2025-11-05"}


def as_csv(*rows: dict) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def run(world, task, found, at=DUE) -> FeedbackImport:
    with clock.stopped(at):
        task.apply(kwargs={"pk": found.pk}, headers={"organization": world.organization.pk}, throw=True)
    with world.inside():
        return FeedbackImport.objects.get(pk=found.pk)


def previewed(world, *rows: dict, content: bytes = b"", name="past.csv") -> FeedbackImport:
    with world.inside():
        sent = importing.upload(by=world.hr_admin, at=DUE, name=name, content=content or as_csv(*rows))
    return run(world, tasks.read_past_feedback, sent)


def applied(world, *rows: dict, at=DUE) -> FeedbackImport:
    found = previewed(world, *rows)
    with world.inside():
        importing.start_applying(found, by=world.hr_admin, at=at)
    return run(world, tasks.apply_past_feedback, found, at)


def taken_back(world, found, at) -> FeedbackImport:
    with world.inside():
        importing.start_undoing(found, by=world.hr_admin, at=at)
    return run(world, tasks.undo_past_feedback, found, at)


def row(world, **changes) -> dict:
    return {"receiver": world.employee.number, "giver": world.peer.number, **GOOD, **changes}


def flaws(world, found) -> dict[int, list[list[str]]]:
    with world.inside():
        rows = FeedbackImportRow.objects.filter(source=found).exclude(flaws=[]).order_by("line")
        return {one.line: one.flaws for one in rows}


def test_hard_words_of_the_past_wait_for_a_gentle_moment_too(fernhill):
    friday, monday = DUE, dt.datetime(2026, 3, 9, 8, tzinfo=dt.UTC)
    applied(fernhill, row(fernhill), row(fernhill, kind="improvement", text="Late with the list."))
    with fernhill.inside():
        shared = dict(Received.objects.values_list("feedback__kind", "shared_at"))
        assert shared == {"praise": friday, "improvement": monday}
        for at, kinds in ((friday + AN_HOUR, {"praise"}), (monday, {"praise", "improvement"})):
            with clock.stopped(at):
                seen = giving_access.visible_to(fernhill.employee).values_list("kind", flat=True)
                assert set(seen) == kinds


def test_whoever_it_is_said_to_be_of_is_told_so(fernhill):
    """Words in somebody's name are theirs, or they say so while it can be taken back; but for a leaver, or oneself."""
    left, own = fernhill.leaver.number, fernhill.hr_admin.number
    found = applied(fernhill, row(fernhill), row(fernhill, giver=left), row(fernhill, giver=own))
    with fernhill.inside():
        told = Notice.objects.filter(kind="feedback.imported_of_yours")
        assert list(told.values_list("recipient__name", "subject_id")) == [("Peter Peer", found.pk)]


def test_it_comes_in_marked_dated_and_shown_today_to_whom_it_is_about(fernhill):
    found = applied(fernhill, row(fernhill), row(fernhill, text="Another one.", told_on=""))
    assert (found.state, found.new, found.errors, found.left) == ("applied", 2, 0, 0)
    with fernhill.inside():
        one, other = Feedback.objects.order_by("-text")
        assert (one.by, one.kind, one.state, one.audience) == (fernhill.peer, "praise", "given", "receiver")
        assert one.given_at.date() == dt.date(2025, 11, 3) and one.shared_at == one.imported_at == DUE
        assert (one.told_date, other.told_date) == (dt.date(2025, 11, 5), None)  # never “told” unless a day was given
        told = Notice.objects.filter(kind="feedback.imported")
        assert list(told.values_list("recipient__name", flat=True)) == ["Emma Employee"]  # once, however many
        assert AuditEntry.objects.filter(act="feedback.imported", employee=fernhill.employee).count() == 2
        readers = {name for name in PEOPLE if giving_access.visible_to(getattr(fernhill, name)).filter(pk=one.pk)}
        assert readers == {"employee", "peer"}


PEOPLE = ("owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger")


def test_what_cannot_be_taken_says_why_at_its_cell_and_the_rest_is_taken(fernhill):
    found = applied(
        fernhill,
        row(fernhill),
        row(fernhill, receiver="nobody"),
        row(fernhill, receiver=fernhill.leaver.number),
        row(fernhill, giver=fernhill.employee.number),
        row(fernhill, given_on="11/13/2025"),
        row(fernhill, given_on="2099-01-01"),
        row(fernhill, told_on="2025-11-01"),
        row(fernhill, kind="verdict"),
        row(fernhill, text="x" * 4001),
        row(fernhill, text="\u200b\u200b"),
        row(fernhill, giver="=1+1"),
        row(fernhill),
    )
    assert (found.new, found.unchanged, found.errors) == (1, 1, 10)
    said = {line: [column for column, _sentence in wrong] for line, wrong in flaws(fernhill, found).items()}
    assert said == {
        3: ["receiver"], 4: ["receiver"], 5: ["giver"], 6: ["given_on"], 7: ["given_on"], 8: ["told_on"],
        9: ["kind"], 10: ["text"], 11: ["text"], 12: ["giver"],
    }  # fmt: skip
    with fernhill.inside():
        assert Feedback.objects.count() == 1


def test_who_left_may_have_given_it_and_numbers_of_another_organization_are_nobodys(fernhill, brackwater):
    with brackwater.inside():
        brackwater.peer.number = "B-1"
        brackwater.peer.save(update_fields=["number"])
    found = applied(fernhill, row(fernhill, giver=fernhill.leaver.number), row(fernhill, giver="B-1", text="Else."))
    assert (found.new, found.errors) == (1, 1)
    with brackwater.inside():
        assert not Feedback.objects.exists()


def test_the_same_file_again_brings_nothing_in(fernhill):
    applied(fernhill, row(fernhill))
    again = previewed(fernhill, row(fernhill))
    assert (again.new, again.unchanged) == (0, 1)
    with fernhill.inside(), pytest.raises(importing.NothingToBringIn):
        importing.start_applying(again, by=fernhill.hr_admin, at=DUE)


def test_it_is_taken_back_within_a_day_but_for_what_somebody_has_said_something_to(fernhill):
    found = applied(fernhill, row(fernhill), row(fernhill, text="Answered."))
    with fernhill.inside():
        answered = Feedback.objects.get(text="Answered.")
        receiving.thank(answered, by=fernhill.employee, at=DUE + AN_HOUR)
        with pytest.raises(importing.TooLateToTakeBack):
            importing.start_undoing(found, by=fernhill.hr_admin, at=DUE + DAY + AN_HOUR)
    done = taken_back(fernhill, found, DUE + 2 * AN_HOUR)
    assert (done.state, done.left) == ("undone", 1)
    with fernhill.inside():
        assert list(Feedback.objects.values_list("text", flat=True)) == ["Answered."]
        assert Received.objects.count() == 1
        assert AuditEntry.objects.filter(act="feedback.import_undone").count() == 1


def test_a_file_whose_job_was_cancelled_before_a_worker_came_is_let_go(fernhill):
    with fernhill.inside():
        sent = importing.upload(by=fernhill.hr_admin, at=DUE, name="past.csv", content=as_csv(row(fernhill)))
        cancel_job(sent.job, by=fernhill.hr_admin, at=DUE)
    found = run(fernhill, tasks.read_past_feedback, sent)
    with fernhill.inside():
        assert found.state == "discarded" and not FeedbackImportRow.objects.exists()


def test_called_off_half_way_what_is_in_stays_and_can_be_taken_back(fernhill, monkeypatch):
    monkeypatch.setattr(importing, "ROWS_A_PIECE", 1)
    found = previewed(fernhill, row(fernhill), row(fernhill, text="Another one."))
    with fernhill.inside():
        importing.start_applying(found, by=fernhill.hr_admin, at=DUE)
        importing.begin_applying(found, at=DUE)
        assert importing.apply_some(found, at=DUE)
        found = importing.call_off(FeedbackImport.objects.get(pk=found.pk), by=fernhill.hr_admin, at=DUE)
        assert (found.state, Feedback.objects.count()) == ("applied", 1)
        assert "half-way" in found.words and Notice.objects.filter(kind="feedback.imported").count() == 1
    run(fernhill, tasks.apply_past_feedback, found)  # the worker comes too late and does nothing
    with fernhill.inside():
        assert Feedback.objects.count() == 1
    assert taken_back(fernhill, found, DUE + AN_HOUR).state == "undone"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"receiver,giver,text\n1,2,x\n", "no column: given_on"),
        (b"receiver,giver,given_on,text\n", "a header and no rows"),
        (b"\x00\x01\x02", "was not read"),
        (gzip.compress(b"receiver,giver,given_on,text\n" + b"1,2,2025-01-01," + b"x" * 30_000_000), "unpacks to more"),
    ],
)
def test_a_file_that_is_no_such_table_says_so(fernhill, content, words):
    found = previewed(fernhill, content=content)
    assert found.state == "failed" and words in found.words


def test_only_hr_brings_it_in_and_sees_its_own_files_alone(fernhill, client_of):
    address = fernhill.path("feedback/imports/")
    for nobody in ("employee", "manager", "hr_partner", "auditor"):
        assert client_of(getattr(fernhill, nobody)).get(address).status_code == 403
    with fernhill.inside(), pytest.raises(Refused):
        importing.upload(by=fernhill.manager, at=DUE, name="past.csv", content=b"x")
    found = previewed(fernhill, row(fernhill), row(fernhill, receiver="nobody", text="<b>Bold</b> words"))
    own = client_of(fernhill.hr_admin).get(f"{address}{found.pk}/").content.decode()
    assert "One row cannot be taken" in own and "&lt;b&gt;Bold" in own
    assert client_of(fernhill.owner).get(f"{address}{found.pk}/").status_code == 404


def test_a_workbook_is_refused_when_it_is_sent(fernhill, client_of):
    file = SimpleUploadedFile("past.csv", b"PK\x03\x04 a workbook", content_type="text/csv")
    refused = client_of(fernhill.hr_admin).post(fernhill.path("feedback/imports/"), {"file": file})
    assert refused.status_code == 422


def test_the_page_of_what_came_in_says_that_it_was_imported_and_what_is_known_of_telling(fernhill, client_of):
    applied(fernhill, row(fernhill), row(fernhill, text="Another one.", told_on=""))
    with fernhill.inside():
        one, other = (feedback.pk for feedback in Feedback.objects.order_by("-text"))
    client = client_of(fernhill.employee)
    told = client.get(fernhill.path(f"feedback/{one}/")).content.decode()
    assert "imported" in told and "told you on 5 November 2025" in told
    untold = client.get(fernhill.path(f"feedback/{other}/")).content.decode()
    assert "imported" in untold and "It is not known that it was told to you before." in untold
