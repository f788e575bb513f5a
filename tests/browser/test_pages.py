"""Every page of the product that a link leads to, for each kind of person, in a real browser."""

import pytest

from .walking import sign_in, view_of, walk

pytestmark = pytest.mark.browser

ROLES = ("employee", "manager", "hr_admin", "owner")
# Reached from home at least; a walk that finds less proves nothing.
EVERYBODY = {
    "people:home",
    "people:directory",
    "people:person",
    "people:settings",
    "feedback:my_check_in",
    "feedback:mine",
    "feedback:commitments",
    "feedback:asking",
    "feedback:wall",
    "goals:mine",
    "goals:tree",
    "goals:metrics",
    "notices:bell",
    "pips:mine",
    "pips:help_ask",
}
MUST = {
    "employee": EVERYBODY,
    "manager": EVERYBODY | {"feedback:inbox", "analytics:team", "goals:team"},
    "hr_admin": EVERYBODY
    | {"people:rosters", "people:invitations", "people:holidays", "notices:outbox", "goals:cycles", "feedback:imports"}
    | {"feedback:values", "feedback:figures"},
    "owner": EVERYBODY | {"people:roles"},
}
# Pages that differ by who looks are looked at for each; the others once.
PERSONAL = {"people:home", "people:person"}


def in_turn(number: int) -> tuple[str, ...]:
    """In the dark only the colours differ, and those belong to parts of the kit, each of which is looked at in both."""
    return ("light", "dark") if number % 4 == 0 else ("light",)


def both(_number: int) -> tuple[str, ...]:
    return ("light", "dark")


@pytest.mark.long(100)
@pytest.mark.parametrize("schemes", [in_turn, pytest.param(both, marks=pytest.mark.prove)])
def test_every_page_is_quiet_readable_and_never_too_wide(page, demo, live_server, schemes):
    wrong, reached, done = [], {}, set()

    def seen(page):
        name = view_of(page.url)
        if name in done - PERSONAL:
            return
        done.add(name)
        try:
            page.eyes.check(schemes(len(done)))
        except AssertionError as found:
            wrong.append(f"{role}: {found}")
        page.eyes.said.clear()

    for role in ROLES:
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, demo[role])
        reached[role] = set(walk(page, live_server.url, "/o/fernhill/", seen))
    assert not wrong, "\n\n".join(wrong)
    assert not {role: MUST[role] - names for role, names in reached.items() if MUST[role] - names}
