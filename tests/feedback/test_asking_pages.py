"""From HR's change of what is asked to the difference a correction makes, page by page, without JavaScript."""

import datetime as dt
import re

import pytest
from django import forms

from feedback import rules
from feedback.models import Asked, CheckIn, Pause, Question
from feedback.queries.differences import words_between
from people.access import SYSTEM
from perfhub.kernel import clock, slots
from tests.factories.feedback import (
    DUE,
    MONDAY,
    AskedFactory,
    CheckInFactory,
    PriorityFactory,
    QuestionFactory,
    WordingFactory,
)

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
BEFORE = dt.datetime(2026, 2, 24, 9, tzinfo=dt.UTC)


def html(response) -> str:
    return response.content.decode()


def test_from_a_changed_cadence_to_a_visible_difference(fernhill, client_of):
    hr, employee, manager = (client_of(getattr(fernhill, n)) for n in ("hr_admin", "employee", "manager"))
    path = fernhill.path
    with clock.stopped(BEFORE):
        hr.post(path("check-in/questions/"), {"text": "What did you learn?", "kind": "text"})
        with fernhill.inside():
            question = Question.objects.get()
        ask, when = path(f"check-in/questions/{question.pk}/ask/"), {"start_date": "2026-03-02", "every_weeks": "3"}
        assert hr.post(ask, {**when, "whom": "No such team"}).status_code == 422
        assert hr.post(ask, {**when, "every_weeks": ""}).status_code == 422
        assert hr.post(ask, {**when, "whom": "field SERVICE"}).status_code == 302
        assert hr.post(ask, {**when, "whom": fernhill.stranger.number, "every_weeks": "0"}).status_code == 302
        page = html(hr.get(path(f"check-in/questions/{question.pk}/")))
        assert "Field service" in page and "asked once in 3 weeks" in page and "Stella Stranger" in page
        body = {"rhythm": "two_weekly", "due_weekday": "3", "due_time": "12:00", "start_date": "2026-03-02"}
        hr.post(path(f"check-in/cadence/people/{fernhill.employee.pk}/"), body)
        overview = html(hr.get(path("check-in/cadence/?q=emma")))
        assert "Emma Employee" in overview and "every two weeks, due on Thursday at 12:00" in overview
        shown = html(hr.get(path(f"check-in/cadence/people/{fernhill.employee.pk}/preview/")))
        assert "What did you learn?" in shown and "Due on Thursday 12 March at 12:00" in shown
    with fernhill.inside():
        rules.open_week(MONDAY, by=SYSTEM, at=dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC))
        check_in = CheckIn.objects.get(employee=fernhill.employee)
        asked = Asked.objects.get(check_in=check_in)
    address = path(f"check-in/{check_in.pk}/")
    with clock.stopped(dt.datetime(2026, 3, 11, 9, tzinfo=dt.UTC)):
        form = html(employee.get(address))
        assert "2 to 13 March" in form and "What did you learn?" in form
        said = {"version": 0, "progress": "Five pumps done.", f"question_{asked.pk}": "Torque tools"}
        assert employee.post(address, said).status_code == 302
        read = html(manager.get(address))
        assert "Torque tools" in read and "What was corrected" not in read
        assert manager.post(path(f"check-in/{check_in.pk}/reopen/"), {"reason": ""}).status_code == 422
        reason = {"reason": "Was it not six pumps?"}
        assert manager.post(path(f"check-in/{check_in.pk}/reopen/"), reason).status_code == 302
        assert "Was it not six pumps?" in html(employee.get(address))
        assert "Was it not six pumps?" in html(employee.get(address + "?edit"))
        employee.post(address, {**said, "version": 1, "progress": "Six pumps done."})
        read = html(manager.get(address))
        assert re.search(r"<del>.*Five.*</del> <ins>.*Six.*</ins> pumps done\.", read)
        assert "taken out:" in read and "put in:" in read
        manager.post(path(f"check-in/{check_in.pk}/reopen/"), reason)
        assert employee.post(path(f"check-in/{check_in.pk}/let-stand/")).status_code == 302
        with fernhill.inside():
            row = CheckIn.objects.get(pk=check_in.pk)
        assert (row.state, row.progress, row.edition) == ("answered", "Six pumps done.", 2)


def test_a_difference_says_every_word_once():
    pieces = [(p.kind, p.text) for p in words_between("Five pumps done. Fine.", "Six pumps\ndone.")]
    assert pieces == [
        *[("gone", "Five"), ("same", " "), ("added", "Six"), ("same", " ")],
        *[("same", "pumps\ndone."), ("gone", "Fine.")],
    ]
    longer = [(p.kind, p.text) for p in words_between("Bench clean.\nVan away.", "Bench clean. Twice.\nVan away.")]
    assert longer == [("same", "Bench clean. "), ("added", "Twice."), ("same", "\n"), ("same", "Van away.")]
    assert words_between("", "") == []


def test_the_employee_asks_back_and_the_manager_finds_it_first(fernhill, client_of):
    with fernhill.inside():
        read = CheckInFactory(employee=fernhill.employee, answered=True)
        rules.mark_read(read, by=fernhill.manager, at=DUE)
    with clock.stopped(DUE):
        manager, employee = client_of(fernhill.manager), client_of(fernhill.employee)
        assert "Asks back" not in html(manager.get(fernhill.path("inbox/")))
        words = {"comment": "Which van do you mean?", "asks": "1"}
        employee.post(fernhill.path(f"check-in/{read.pk}/comment/"), words)
        assert "it waits for an answer" in html(employee.get(fernhill.path(f"check-in/{read.pk}/")))
        assert "Asks back" in html(manager.get(fernhill.path("inbox/")))
        manager.post(fernhill.path(f"check-in/{read.pk}/read/"), {"comment": "The blue one."})
        assert "Asks back" not in html(manager.get(fernhill.path("inbox/")))
        employee.post(fernhill.path(f"check-in/{read.pk}/comment/"), words)
        manager.post(fernhill.path(f"check-in/{read.pk}/read/"))
        with fernhill.inside():
            row = CheckIn.objects.get(pk=read.pk)
        assert (row.state, row.asked_back_at) == ("read", None)


def test_pauses_are_made_and_ended_by_either_of_the_two(fernhill, client_of):
    with clock.stopped(dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)):
        employee, manager = client_of(fernhill.employee), client_of(fernhill.manager)
        address = fernhill.path(f"people/{fernhill.employee.pk}/check-ins/")
        wrong = {"start_date": "2026-03-10", "end_date": "2026-03-04"}
        assert employee.post(address + "pause/", wrong).status_code == 422
        employee.post(address + "pause/", {"start_date": "2026-03-04", "end_date": "2026-03-20"})
        assert "Paused 4 to 20 March" in html(manager.get(address))
        with fernhill.inside():
            pause = Pause.objects.get()
        assert client_of(fernhill.peer).post(address + f"pauses/{pause.pk}/end/").status_code == 404
        other = fernhill.path(f"people/{fernhill.peer.pk}/check-ins/pauses/{pause.pk}/end/")
        assert manager.post(other).status_code == 404
        assert manager.post(address + f"pauses/{pause.pk}/end/").status_code == 302
        assert "Paused 4 to 20 March" not in html(employee.get(address))


# --- the budget -------------------------------------------------------------------------------------


class OneInput(forms.Form):
    moved = forms.IntegerField(required=False)


class TwoInputs(OneInput):
    why = forms.CharField(required=False)


@pytest.fixture
def floors(monkeypatch):
    """Five floors that all want something of a check-in, as one day they will."""
    planted, taken = slots.Slots(), []

    def give(key, form):
        def provider(check_in, *, viewer, at):
            item = slots.Item(key=key, title=f"Goal {key}", form=form, take=lambda said: taken.append((key, said)))
            return [item if form else slots.Item(key=key, title=f"Known {key}")]

        planted.register("check_in.items", provider, name=key)

    for key, form in (("a", TwoInputs), ("b", OneInput), ("c", OneInput), ("d", TwoInputs), ("e", None)):
        give(key, form)
    monkeypatch.setattr(slots, "collect", planted.collect)
    return taken


def inputs_before_send(page: str) -> int:
    """Groups of radios and single fields which stand open before the first button that sends."""
    form = page[page.index('id="check-in-form"') : page.index('class="ph-sendbar"')]
    form = re.sub(r"<details.*?</details>", "", form, flags=re.DOTALL)
    names = re.findall(r'<(?:input|textarea|select)[^>]*?name="([^"]+)"', form)
    return len(set(names) - {"csrfmiddlewaretoken", "nonce", "version"})


@pytest.mark.parametrize(("questions", "plans"), [(0, 0), (0, 3), (2, 3), (5, 3)])
def test_seven_inputs_at_most_whatever_the_floors_want(fernhill, client_of, floors, questions, plans):
    with fernhill.inside():
        last = CheckInFactory(employee=fernhill.employee, period_start=MONDAY - WEEK, answered=True)
        for n in range(plans):
            PriorityFactory(check_in=last, position=n + 1, text=f"Plan {n}")
        check_in = CheckInFactory(employee=fernhill.employee)
        for n in range(questions):
            kind = ("text", "scale", "yes_no")[n % 3]
            wording = WordingFactory(question=QuestionFactory(kind=kind), text=f"Question {n}?")
            AskedFactory(check_in=check_in, wording=wording, position=n + 1)
    client, address = client_of(fernhill.employee), fernhill.path(f"check-in/{check_in.pk}/")
    page = html(client.get(address))
    assert inputs_before_send(page) == 7
    assert "Known e" in page and "Also due" in page
    names = set(re.findall(r'name="([^"]+)"', page))
    assert {"a-moved", "d-why"} <= names and len([n for n in names if n.startswith("question_")]) == questions
    assert client.post(address, {"nothing": "1", "version": 0}).status_code == 302  # nothing folded blocks
    assert [key for key, _said in floors] == ["a", "b", "c", "d"]
    with fernhill.inside():
        assert CheckIn.objects.get(pk=check_in.pk).state == "answered"


def test_what_a_floor_refuses_keeps_all_that_was_typed(fernhill, client_of, floors):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    address = fernhill.path(f"check-in/{check_in.pk}/")
    response = client_of(fernhill.employee).post(
        address, {"version": 0, "progress": "Kept words", "b-moved": "not a number"}
    )
    assert response.status_code == 422
    assert "Kept words" in html(response) and "Please look again at: Goal b." in html(response) and floors == []
