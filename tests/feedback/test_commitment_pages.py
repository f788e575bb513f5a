"""The pages of promises, without JavaScript: lists, in-place acts with undo, home, the check-in, programs."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import Commitment, CommitmentEvent
from feedback.queries.commitments import commitments_between
from feedback.rules import commitments as rules
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories.feedback import DUE, CheckInFactory, CommitmentEventFactory, CommitmentFactory

from .test_commitments import DAY, FRIDAY, NEXT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def html(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def owes(world, text="Bring the bench papers", *, other=None, owner=None, due=NEXT, **said):
    with world.inside():
        made = CommitmentFactory(
            owner=owner or world.employee, other=other or world.manager, text=text, due_date=due, **said
        )
        CommitmentEventFactory(commitment=made)
        return made


def fresh(world, row):
    with world.inside():
        row.refresh_from_db()
        return row


def test_somebody_is_found_promised_something_and_both_see_it(fernhill, brackwater, client_of):
    client = client_of(fernhill.employee)
    found = html(client.get(fernhill.path("promises/new/"), {"q": "Peter"}))
    assert f'value="{fernhill.peer.pk}" checked' in found
    body = {"way": "promise", "person": fernhill.peer.pk, "text": "Bench <i>papers</i>", "due_date": NEXT.isoformat()}
    page = html(client.post(fernhill.path("promises/new/"), body, follow=True))
    assert "Promised. Peter Peer is told." in page and "Bench &lt;i&gt;papers&lt;/i&gt;" in page
    assert "Bench &lt;i&gt;" in html(client_of(fernhill.peer).get(fernhill.path("promises/?side=owed")))
    for nobody in (fernhill.manager, fernhill.hr_admin):
        for side in ("owe", "owed"):
            assert "papers" not in html(client_of(nobody).get(fernhill.path(f"promises/?side={side}")))
    with fernhill.inside():
        pk = Commitment.objects.get().pk
    assert client_of(fernhill.manager).get(fernhill.path(f"promises/{pk}/")).status_code == 404
    assert client_of(brackwater.employee).get(brackwater.path(f"promises/{pk}/")).status_code == 404
    foreign = {**body, "person": brackwater.employee.pk}
    refused = client.post(fernhill.path("promises/new/"), foreign)
    assert refused.status_code == 422 and "Bench &lt;i&gt;" in refused.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": "x" * 600}, "at most 500 characters"),
        ({"due_date": "2026-13-01"}, "valid date"),
        ({"person": ""}, "required"),
        ({"text": "\u200b\u200b"}, "Please write what is promised"),
        ({"due_date": (FRIDAY - DAY).isoformat()}, "a day that is over"),
    ],
)
def test_a_refused_promise_says_why_and_keeps_its_words(fernhill, client_of, changed, sentence):
    body = {"way": "promise", "person": fernhill.peer.pk, "text": "Keep these", "due_date": NEXT.isoformat(), **changed}
    response = client_of(fernhill.employee).post(fernhill.path("promises/new/"), body)
    assert response.status_code in (409, 422)
    assert sentence in response.content.decode()
    with fernhill.inside():
        assert not Commitment.objects.exists()


def test_done_is_one_press_and_the_toast_takes_it_back(fernhill, client_of):
    row = owes(fernhill)
    client, here = client_of(fernhill.employee), fernhill.path("promises/")
    page = html(client.post(fernhill.path(f"promises/{row.pk}/done/"), {"next": here}, follow=True))
    assert "Done. The other side is told." in page and fresh(fernhill, row).state == "done"
    undo = re.search(r'action="([^"]*take-back/)"', page)
    assert undo
    page = html(client.post(undo[1], {"next": here}, follow=True))
    assert "Taken back." in page and fresh(fernhill, row).state == "open"


def test_it_is_moved_dropped_and_opened_again_with_words_and_both_days_stand_there(fernhill, client_of):
    row = owes(fernhill)
    client, address = client_of(fernhill.employee), fernhill.path(f"promises/{row.pk}/")
    later = {"due_date": (NEXT + DAY).isoformat(), "reason": "The lab is closed."}
    refused = client.post(address + "move/", {**later, "reason": ""})
    assert refused.status_code == 422 and "<details" in refused.content.decode()
    page = html(client.post(address + "move/", later, follow=True))
    assert "The lab is closed." in page and "(at first Friday 13 March)" in page
    refused = client.post(address + "drop/", {"reason": " "})
    assert refused.status_code == 409 and "Please say why" in refused.content.decode()
    html(client.post(address + "drop/", {"reason": "No bench."}, follow=True))
    other = client_of(fernhill.manager)
    page = html(other.post(address + "reopen/", {"reason": "There is one."}, follow=True))
    assert "There is one." in page and fresh(fernhill, row).state == "open"


def test_the_list_is_narrowed_by_side_state_day_source_and_name(fernhill, client_of):
    owes(fernhill, "Overdue one", due=FRIDAY - 3 * DAY)
    owes(fernhill, "Soon one")
    owes(fernhill, "Later one", due=FRIDAY + 40 * DAY, other=fernhill.peer)
    owes(fernhill, "Closed one", state="done")
    owes(fernhill, "Asked one", state="asked")
    owes(fernhill, "Owed to me", owner=fernhill.manager, other=fernhill.employee)
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True)
    owes(fernhill, "From a check-in", source="check_in", check_in=check_in)
    client = client_of(fernhill.employee)

    def found(query="", code=200) -> set[str]:
        answer = client.get(fernhill.path(f"promises/{query}"))
        assert answer.status_code == code
        return {word for word in ALL if f">{word}</a>" in answer.content.decode()}

    assert found() == ALL - {"Closed one", "Owed to me"}
    assert found("?side=owed") == {"Owed to me"}
    assert found("?shown=closed") == {"Closed one"}
    assert found("?shown=all") == ALL - {"Owed to me"}
    assert found("?due=overdue") == {"Overdue one"}
    assert found("?due=later") == {"Later one"}
    assert found("?source=check_in") == {"From a check-in"}
    assert found("?whom=pet") == {"Later one"}
    assert found("?side=nonsense&due=x", code=422) == found()  # and says what is wrong


ALL = {"Overdue one", "Soon one", "Later one", "Closed one", "Asked one", "Owed to me", "From a check-in"}


def test_a_page_of_many_goes_on_behind_the_last_and_asks_no_more_than_one_of_one(fernhill, client_of):
    client, numbers = client_of(fernhill.employee), []
    for more in (1, 2, 57):
        for n in range(more):
            owes(fernhill, f"Number {n}", due=NEXT + n * DAY)
        with CaptureQueriesContext(connection) as seen:
            page = html(client.get(fernhill.path("promises/")))
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] == numbers[2]
    second = re.search(r'rel="next" href="([^"]*)"', page)
    assert second
    rest = html(client.get(fernhill.path("promises/") + second[1].replace("&amp;", "&")))
    assert rest.count('class="ph-todo"') == 10 and page.count('class="ph-todo"') == 50


def test_home_shows_what_i_owe_until_it_is_closed_with_one_press(fernhill, client_of):
    row, asked = owes(fernhill, due=FRIDAY), owes(fernhill, "Look at my draft", state="asked", other=fernhill.peer)
    for n in range(5):
        owes(fernhill, f"Far {n}", due=NEXT + (20 + n) * DAY)
    client = client_of(fernhill.employee)
    page = html(client.get(fernhill.path()))
    assert "Bring the bench papers" in page and f"promises/{row.pk}/done/" in page
    assert "Peter Peer asks you to promise: Look at my draft" in page and f"promises/{asked.pk}/accept/" in page
    assert "5 more promises" in page and "Far 0" not in page
    page = html(client.post(fernhill.path(f"promises/{row.pk}/done/"), {"next": fernhill.path()}, follow=True))
    assert f"promises/{row.pk}/done/" not in page and f"promises/{row.pk}/take-back/" in page
    assert "Bring the bench papers" not in html(client_of(fernhill.manager).get(fernhill.path()))


def test_the_next_check_in_asks_after_what_is_due_within_its_budget(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    due, still = owes(fernhill, due=FRIDAY), owes(fernhill, "Call the lab", due=FRIDAY)
    later, kept = owes(fernhill, "Not yet"), owes(fernhill, "Sent the keys", state="done", closed_at=DUE - DAY)
    others = owes(fernhill, "Of somebody else", owner=fernhill.peer, due=FRIDAY)
    client, address = client_of(fernhill.employee), fernhill.path(f"check-in/{check_in.pk}/")
    page = html(client.get(address))
    assert f'name="promise{due.pk}-said"' in page and f'name="promise{later.pk}-said"' not in page
    assert "You kept this promise to Max Manager." in page and f"promise{others.pk}" not in page
    for n in range(6):
        owes(fernhill, f"More {n}", due=FRIDAY)
    page = html(client.get(address))
    before, _send, _rest = page.partition('id="also-due"')
    assert len(re.findall(r'name="promise\d+-said" value="done"|name="promise\d+-said"[^>]*value="done"', before)) == 3
    body = {"nothing": "1", f"promise{due.pk}-said": "done", f"promise{still.pk}-said": "open"}
    assert client.post(address, body).status_code == 302
    assert (fresh(fernhill, due).state, fresh(fernhill, still).state) == ("done", "open")
    assert fresh(fernhill, kept).state == "done"
    manager = html(client_of(fernhill.manager).get(address))
    assert "Call the lab" not in manager  # what a check-in also asks is no part of what it says


def test_from_a_check_in_either_side_promises_the_other_something(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True)
    address = fernhill.path(f"check-in/{check_in.pk}/")
    client = client_of(fernhill.manager)
    assert f"check-in/{check_in.pk}/promise/" in html(client.get(address))
    owes(fernhill, "Send the notes")
    beside = html(client.get(address + "promise/"))
    assert "Open between you two" in beside and "Send the notes" in beside
    body = {"way": "promise", "text": "Order a bench", "due_date": NEXT.isoformat(), "person": fernhill.stranger.pk}
    page = html(client.post(address + "promise/", body, follow=True))
    assert "Promised. Emma Employee is told." in page
    with fernhill.inside():
        made = Commitment.objects.exclude(check_in=None).get()
        assert (made.owner, made.other, made.check_in) == (fernhill.manager, fernhill.employee, check_in)
    seen = html(client_of(fernhill.employee).get(fernhill.path(f"promises/{made.pk}/")))
    assert "about the check-in for" in seen


def test_whoever_wrote_it_down_sees_when_the_other_was_shown_it(fernhill, client_of):
    row = owes(fernhill)
    address = fernhill.path(f"promises/{row.pk}/")
    assert "Max Manager has not opened it yet." in html(client_of(fernhill.employee).get(address))
    for _twice in range(2):
        html(client_of(fernhill.manager).get(fernhill.path("promises/?side=owed")))
    assert "Seen by Max Manager, " in html(client_of(fernhill.employee).get(address))
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="commitment.seen").values_list("by__name", "employee__name")
        assert list(lines) == [("Max Manager", "Emma Employee")]
    asked = owes(fernhill, "Look at my draft", state="asked", other=fernhill.peer, made_by=fernhill.peer)
    html(client_of(fernhill.employee).get(fernhill.path()))
    assert "Seen by Emma Employee, " in html(client_of(fernhill.peer).get(fernhill.path(f"promises/{asked.pk}/")))


def test_only_the_own_kept_promises_are_shown_over_time_and_missing_is_no_zero(fernhill, client_of):
    client = client_of(fernhill.manager)
    assert "Nothing that you promised has been due" in html(client.get(fernhill.path("promises/kept/")))
    days = [FRIDAY - n * DAY for n in (1, 2, 3, 4)]
    noon = dt.time(12, tzinfo=dt.UTC)
    closed = [dt.datetime.combine(day, noon) for day in days]
    mine = {"owner": fernhill.manager, "other": fernhill.employee}
    owes(fernhill, due=days[0], state="done", closed_at=closed[0], **mine)
    owes(fernhill, due=days[1], state="done", closed_at=closed[1], first_due_date=days[1] - DAY, **mine)
    owes(fernhill, due=days[2], state="done", closed_at=closed[0], **mine)
    owes(fernhill, due=days[3], **mine)
    owes(fernhill, due=days[3], state="declined", **mine)
    owes(fernhill, due=NEXT, **mine)
    owes(fernhill, due=days[0], state="dropped")
    page = html(client.get(fernhill.path("promises/kept/")))
    assert "Of 4 promises that were due in the last twelve months, 2 were kept by their day." in page
    assert "For one of these the day was agreed anew before." in page
    assert "March 2026" in page and re.findall(r'data-label="[^"]*">(\d)<', page) == ["1", "1", "1", "0", "1"]
    skip = html(client_of(fernhill.skip).get(fernhill.path("promises/kept/")))
    assert "Nothing that you promised has been due" in skip


def test_where_they_are_off_no_page_door_line_or_item_is_there_and_data_stays(fernhill, client_of):
    row = owes(fernhill, due=FRIDAY)
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        people.switch("commitments", by=SYSTEM, at=DUE, is_on=False, from_date=FRIDAY)
    client = client_of(fernhill.employee)
    api = f"/api/v1/o/{fernhill.organization.slug}/commitments/"
    for address in (fernhill.path("promises/"), fernhill.path(f"promises/{row.pk}/"), api, f"{api}{row.pk}/"):
        assert client.get(address).status_code == 404
    home = html(client.get(fernhill.path()))
    assert "Bring the bench papers" not in home and "promises/" not in home
    assert "Bring the bench papers" not in html(client.get(fernhill.path(f"check-in/{check_in.pk}/")))
    assert fresh(fernhill, row).state == "open"


def test_a_program_makes_moves_and_closes_its_owners_promises(fernhill, client_of):
    client, api = client_of(fernhill.employee), f"/api/v1/o/{fernhill.organization.slug}/commitments/"

    def post(path, body=None, status=200):
        answer = client.post(api + path, body or {}, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    said = {"text": "Papers", "due_date": NEXT.isoformat()}
    made = post("", {**said, "other": fernhill.manager.pk}, 201)
    assert (made["state"], made["owner"], made["acts"]) == (
        "open",
        fernhill.employee.pk,
        ["drop", "finish", "move", "take_back"],
    )
    asked = post("", {**said, "owner": fernhill.peer.pk}, 201)
    assert asked["state"] == "asked"
    post("", said, 400)
    post("", {**said, "owner": fernhill.peer.pk, "other": fernhill.manager.pk}, 400)
    moved = post(f"{made['id']}/move/", {"due_date": (NEXT + DAY).isoformat(), "reason": "Lab."})
    assert (moved["due_date"], moved["first_due_date"]) == ((NEXT + DAY).isoformat(), NEXT.isoformat())
    assert [event["act"] for event in moved["history"]] == ["moved", "made"]
    assert post(f"{made['id']}/finish/")["state"] == "done"
    assert post(f"{made['id']}/finish/", status=409)["type"]
    assert post(f"{made['id']}/take_back/")["state"] == "open"
    listed = client.get(api, {"state": "open"}).json()["results"]
    assert [row["id"] for row in listed] == [made["id"]]
    with fernhill.inside():
        assert CommitmentEvent.objects.count() == 5
        assert AuditEntry.objects.filter(act__startswith="commitment.").count() == 5


def test_both_see_the_same_between_them_and_a_third_nothing(fernhill):

    mine, theirs = (
        owes(fernhill),
        owes(fernhill, "A bench", owner=fernhill.manager, other=fernhill.employee, due=FRIDAY),
    )
    owes(fernhill, "Closed", state="done")
    owes(fernhill, "Of others", other=fernhill.peer)
    with fernhill.inside(), clock.stopped(DUE):
        for one, another in ((fernhill.employee, fernhill.manager), (fernhill.manager, fernhill.employee)):
            rows = commitments_between(one, another, at=DUE)
            assert [row.commitment for row in rows] == [theirs, mine]
            assert [row.is_mine for row in rows] == [row.commitment.owner == one for row in rows]
        assert commitments_between(fernhill.employee, fernhill.skip, at=DUE) == []
        assert rules.finish(theirs, by=fernhill.manager, at=DUE).state == "done"
