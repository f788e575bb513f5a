"""What anybody typed runs nowhere: every payload in every text column, in a real browser (W1, W2); nothing personal is
left in the browser after signing out (W3)."""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from feedback import rules
from feedback.models import CheckIn
from people.access import SYSTEM
from perfhub.kernel import clock
from tests.security.test_markup import plant

from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TURNS = 3
CANARY = "canary-7f3a-heron"
TUESDAY = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
PAGES = {
    "manager": ["", "inbox/", "team/", "people/", "people/{employee}/", "people/{employee}/check-ins/", "search/?q=e"],
    "employee": ["", "check-in/", "check-in/history/", "check-in/{check_in}/", "notices/", "my-weeks/", "settings/"],
    "hr_admin": ["people/{employee}/", "rosters/", "invitations/", "roles/", "holidays/", "teams/"],
}


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    """A week is answered before it is due."""
    with clock.stopped(TUESDAY):
        yield


@pytest.fixture
def written(fernhill) -> CheckIn:
    """A week that the employee answered and the manager commented."""
    with fernhill.inside():
        at = clock.now()
        monday = at.date() - dt.timedelta(days=at.weekday())
        rules.open_week(monday, by=SYSTEM, at=at)
        check_in = CheckIn.objects.get(employee=fernhill.employee, period_start=monday)
        rules.answer(
            check_in,
            by=fernhill.employee,
            at=at,
            mood=2,
            progress=CANARY,
            blockers="May I?",
            outcomes={},
            priorities=["One", "Two"],
        )
        rules.comment(check_in, CANARY, by=fernhill.manager, at=at)
    return check_in


@pytest.mark.parametrize("turn", [0, *(pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, TURNS))])
def test_no_page_runs_or_asks_for_what_was_typed(page, fernhill, written, live_server, turn):
    with fernhill.inside():
        assert plant(fernhill.organization, turn) > 10
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    keys = {"employee": fernhill.employee.pk, "check_in": written.pk}
    for persona, paths in PAGES.items():
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, getattr(fernhill, persona))
        for path in paths:
            answer = page.goto(live_server.url + fernhill.path(path.format(**keys)))
            assert answer.status == 200, path
            page.wait_for_load_state("networkidle")
            assert page.eyes.refused() == [], path
    ours = urlsplit(live_server.url).netloc
    assert {url for url in asked if urlsplit(url).netloc not in (ours, "")} == set()
    assert dialogs == []
    assert page.eyes.said == []


def test_after_signing_out_the_browser_keeps_nothing_personal(page, fernhill, written, live_server):
    sign_in(page.context, live_server.url, fernhill.employee)
    page.goto(live_server.url + fernhill.path(f"check-in/{written.pk}/"))
    assert CANARY in page.content()
    page.goto(live_server.url + fernhill.path())
    page.goto(live_server.url + "/accounts/logout/")
    page.locator("form[action*=logout] button[type=submit]").last.click()
    page.wait_for_url("**/accounts/login/**")
    kept = page.evaluate("JSON.stringify([Object.values(localStorage), Object.values(sessionStorage)])")
    assert CANARY not in kept
    assert fernhill.employee.name not in kept
    for _step in range(3):
        page.go_back()
        assert CANARY not in page.content()
        assert fernhill.employee.name not in page.content()
