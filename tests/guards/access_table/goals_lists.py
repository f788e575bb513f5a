"""Addresses around lists of goals: everybody's own look at what they may see, and what leaves the house."""

from tests.factories.people import SavedViewFactory

from ..access import GET, POST, row


def a_saved_view(world, subject):
    return SavedViewFactory(employee=subject, page="goals:list", query="state=active")


OWN_ALONE = {"employee": 302, "hr_subject": 302, "others": 404}

GOALS_LIST_ROWS = [
    row("goals:list", GET, others=200),  # as far as each sees it
    row("goals:list", GET, query="state=active&heard=due&alone=on&order=title", others=200),
    row("goals:list_table", GET, others=200),
    row("goals:list_table", GET, query="as=xlsx", others=200),
    row("goals:save_view", POST, query="state=active", body={"name": "Under way"}, others=302),
    row("goals:delete_view", POST, of=a_saved_view, **OWN_ALONE),
]
