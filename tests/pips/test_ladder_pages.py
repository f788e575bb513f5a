"""The pages of the ladder, side by side: who reads them, what they show, what is left behind, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import Feedback
from people.access import SYSTEM
from people.models import AuditEntry
from people.rules import switch
from perfhub.kernel import clock, slots
from pips.models import Case, Concern, HelpRequest
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.guards.access_table import pips_ladder

pytestmark = pytest.mark.django_db
CANARY = "canary-of-a-case"
OTHERS = ("skip", "peer", "hr_admin", "hr_partner", "owner", "auditor", "stranger")


def told(world, person=None, **said):
    """A concern with a canary in each text."""
    now = clock.now()
    case = make_pips.CaseFactory(
        employee=person or world.employee,
        manager=world.manager,
        title=f"{CANARY}-title",
        opened_at=now - timedelta(days=3),
        told_at=now - timedelta(days=3),
    )
    words = {name: f"{CANARY}-{name}" for name in ("saw", "need", "help")}
    concern = make_pips.ConcernFactory(case=case, look_date=now.date(), shared_at=case.told_at, **words, **said)
    make_pips.ConcernWordFactory(concern=concern, text=f"{CANARY}-word")
    make_pips.EvidenceFactory(case=case, title=f"{CANARY}-evidence", text=f"{CANARY}-copied")
    make_pips.CaseEventFactory(case=case, act="watched", reason=f"{CANARY}-reason", at=case.told_at)
    return case


@pytest.fixture
def case(fernhill):
    with fernhill.inside():
        return told(fernhill)


def text_of(client, address, code=200) -> str:
    answer = client.get(address)
    assert answer.status_code == code, (address, answer.status_code)
    return answer.content.decode()


def test_both_sides_read_every_word_and_nobody_else_any(fernhill, client_of, case):
    page = fernhill.path(f"improvement/cases/{case.pk}/")
    for who in ("employee", "manager"):
        text = text_of(client_of(getattr(fernhill, who)), page)
        for part in ("title", "saw", "need", "help", "word", "evidence", "copied", "reason"):
            assert f"{CANARY}-{part}" in text, (who, part)
    for who in OTHERS:
        client = client_of(getattr(fernhill, who))
        assert CANARY not in text_of(client, page, 404)
        person = f"people/{fernhill.employee.pk}/"
        for address in ("improvement/", "improvement/people/", "", person, "search/?q=canary"):
            answer = client.get(fernhill.path(address))
            assert CANARY not in answer.content.decode(), (who, address)


def test_reading_leaves_a_line_which_its_employee_alone_is_shown(fernhill, client_of, case):
    page = fernhill.path(f"improvement/cases/{case.pk}/")
    manager = client_of(fernhill.manager)
    for _again in range(2):
        text = text_of(manager, page)
    assert "Who has seen it" not in text
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="case.seen", object_id=case.pk)
        assert list(lines.values_list("by", "employee")) == [(fernhill.manager.pk, fernhill.employee.pk)]
    own = text_of(client_of(fernhill.employee), page)
    assert "Who has seen it" in own
    with fernhill.inside():
        assert lines.count() == 1, "when its employee reads it is nobody's business"


def test_the_employee_reads_how_the_manager_will_help_first(fernhill, client_of, case):
    text = text_of(client_of(fernhill.employee), fernhill.path(f"improvement/cases/{case.pk}/"))
    assert text.index(f"{CANARY}-help") < text.index(f"{CANARY}-saw")


def test_lists_show_own_ones_and_those_of_the_people_one_leads(fernhill, client_of, case):
    mine = text_of(client_of(fernhill.employee), fernhill.path("improvement/"))
    assert f"{CANARY}-title" in mine
    manager = client_of(fernhill.manager)
    assert CANARY not in text_of(manager, fernhill.path("improvement/"))
    assert f"{CANARY}-title" in text_of(manager, fernhill.path("improvement/people/"))
    assert f"{CANARY}-title" in text_of(manager, fernhill.path(f"improvement/people/{fernhill.employee.pk}/"))
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="case.seen", by=fernhill.manager).exists()


def test_a_matter_whose_plan_stands_above_is_not_listed_once_more(fernhill, client_of, case):
    with fernhill.inside():
        Case.objects.filter(pk=case.pk).update(rung="coaching")
        plan = make_pips.PlanFactory(case=case, active=True)
    text = text_of(client_of(fernhill.employee), fernhill.path("improvement/"))
    assert f"plans/{plan.pk}/" in text and f"cases/{case.pk}/" in text
    assert text.count("ph-todo") == 0 and "My open concerns" not in text


def test_a_concern_is_shared_on_one_form_refused_in_place_and_taken_back(fernhill, client_of):
    manager = client_of(fernhill.manager)
    address = fernhill.path(f"concerns/new/{fernhill.employee.pk}/")
    assert "the manager now" in text_of(manager, address)
    with fernhill.inside():
        said = pips_ladder.a_concern(fernhill, fernhill.employee, None)
    refused = manager.post(address, {**said, "look_date": "2020-01-01"})
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Please choose a day to come" in text
    assert "Six of ten came back." in text
    assert manager.post(address, {**said, "saw": ""}).status_code == 422
    shared = manager.post(address, said)
    assert shared.status_code == 302
    with fernhill.inside():
        case = Case.objects.get()
        assert Feedback.objects.get().followed_above
    back = manager.post(fernhill.path(f"improvement/cases/{case.pk}/take-back/"))
    assert back.url.endswith(f"concerns/new/{fernhill.employee.pk}/")
    assert "Six of ten came back." in text_of(manager, back.url)


def test_solved_from_home_with_one_press(fernhill, client_of, case):
    manager = client_of(fernhill.manager)
    home = text_of(manager, fernhill.path(""))
    assert "Is it solved?" in home
    assert CANARY not in home, "no word of it stands on home"
    answer = manager.post(fernhill.path(f"concerns/{case.pk}/resolve/"), {"next": fernhill.path("")})
    assert (answer.status_code, answer.url) == (303, fernhill.path(""))
    with fernhill.inside():
        assert Concern.objects.get().state == "resolved"


def test_what_is_refused_keeps_its_words(fernhill, client_of, case):
    employee = client_of(fernhill.employee)
    answer = employee.post(
        fernhill.path(f"concerns/{case.pk}/watch/"), {"look_date": "2020-01-01", "reason": "Please a little longer"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Please choose a day to come" in text
    assert "Please a little longer" in text


def test_somebody_is_named_by_the_employee_reads_it_and_reads_it_no_more(fernhill, client_of, case):
    employee, page = client_of(fernhill.employee), fernhill.path(f"improvement/cases/{case.pk}/")
    said = {"reader": fernhill.peer.name, "reason": "Knows the bench"}
    assert employee.post(f"{page}readers/", said).status_code == 302
    assert f"{CANARY}-saw" in text_of(client_of(fernhill.peer), page)
    assert f"{CANARY}-title" in text_of(client_of(fernhill.peer), fernhill.path("improvement/"))
    with fernhill.inside():
        naming = Case.objects.get().readers.get()
    assert employee.post(f"{page}readers/{naming.pk}/end/").status_code == 302
    assert CANARY not in text_of(client_of(fernhill.peer), page, 404)
    nobody = employee.post(f"{page}readers/", {"reader": "Zebedee Nobody", "reason": "x"})
    assert nobody.status_code == 422
    assert "Nobody who could read it is called so." in nobody.content.decode()


def test_switched_off_it_is_gone_from_every_page_and_its_data_stay(fernhill, client_of, case):
    with fernhill.inside():
        switch("improvement", by=SYSTEM, at=clock.now(), is_on=False, from_date=clock.now().date(), team=None)
    for who in ("employee", "manager"):
        client = client_of(getattr(fernhill, who))
        for address in ("improvement/", f"improvement/cases/{case.pk}/", "improvement/help/"):
            assert client.get(fernhill.path(address)).status_code == 404
        assert "/improvement/" not in text_of(client, fernhill.path(""))
    with fernhill.inside():
        assert Case.objects.filter(pk=case.pk).exists()


def test_what_others_are_told_of_it_in_general_says_nothing_of_whether_there_is_any(fernhill):
    """A page of who leaves, and of what a successor sees, is the same for whoever has a case and who has none."""
    at = clock.now()

    def said(person):
        with fernhill.inside():
            leaving = slots.provider("person.leaving", "pips.queries.ladder_shown.leaving")
            succession = slots.provider("person.succession", "pips.queries.ladder_shown.succession")
            lines = [str(line.text) for line in leaving(person, at=at)]
            return lines + [str(one.text) for one in succession(person, manager=fernhill.skip)]

    before = said(fernhill.employee)
    with fernhill.inside():
        told(fernhill)
    assert said(fernhill.employee) == before
    assert said(fernhill.peer) == before


@pytest.mark.parametrize(
    ("address", "who", "most"),
    [("improvement/", "employee", 45), ("improvement/people/", "manager", 45), ("", "manager", 80)],
)
def test_a_longer_list_asks_no_more(fernhill, client_of, address, who, most):
    client = client_of(getattr(fernhill, who))
    with fernhill.inside():
        told(fernhill)
        make_pips.HelpRequestFactory(employee=fernhill.employee, to=fernhill.manager)
    client.get(fernhill.path(address))

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            text_of(client, fernhill.path(address))
        return len(found)

    one = statements()
    with fernhill.inside():
        for name in ("Third Person", "Fourth Person"):
            person = make.hired(name, fernhill.manager, fernhill.employee.team, fernhill.organization)
            told(fernhill, fernhill.employee if who == "employee" else person)
            make_pips.HelpRequestFactory(
                employee=fernhill.employee if who == "employee" else person, to=fernhill.manager
            )
    client.get(fernhill.path(address))
    assert statements() <= one
    assert one <= most


# --- asking for help ----------------------------------------------------------------------------


def test_help_is_asked_answered_and_withdrawn_on_its_pages(fernhill, client_of):
    employee, manager = client_of(fernhill.employee), client_of(fernhill.manager)
    ask = fernhill.path("improvement/help/")
    text = text_of(employee, ask)
    assert fernhill.manager.name in text
    assert fernhill.skip.name not in text
    sent = employee.post(ask, {"about": "tools", "text": f"{CANARY}-help", "to": fernhill.manager.pk})
    assert sent.status_code == 302
    with fernhill.inside():
        request = HelpRequest.objects.get()
    page = fernhill.path(f"improvement/help/{request.pk}/")
    assert f"{fernhill.employee.name} asks you for help" in text_of(manager, fernhill.path(""))
    assert f"{CANARY}-help" in text_of(manager, page)
    for who in OTHERS:
        assert CANARY not in text_of(client_of(getattr(fernhill, who)), page, 404)
    assert manager.post(f"{page}support/", {"text": ""}).status_code == 422
    assert manager.post(f"{page}support/", {"text": "A new template on Monday"}).status_code == 303
    assert "A new template on Monday" in text_of(employee, page)
    assert employee.post(f"{page}withdraw/").status_code == 302
    for address in (page, fernhill.path("improvement/people/"), fernhill.path(""), fernhill.path("notices/")):
        answer = manager.get(address)
        assert CANARY not in answer.content.decode()
        assert "asks you for help" not in answer.content.decode()
    assert "Withdrawn" in text_of(employee, page)
