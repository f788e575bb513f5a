"""`python -m bench.inside bench.asking`: what to ask of the database at hand, as whom, in how many statements; JSON."""

import json
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.cast import cast

BOUNDARIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")  # of transactions: round trips that ask for nothing


def main() -> None:
    """Sign everybody in, count, print."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")
    found = cast()
    slug = found.organization.slug

    def path(name: str, *args: int, query: str = "") -> str:
        return reverse(name, args=[slug, *args]) + query

    asked = {
        "floor": (found.manager, f"/o/{slug}/floor/"),
        "home": (found.manager, path("people:home")),
        "check-in form": (found.employee, path("feedback:my_check_in")),
        "inbox": (found.manager, path("feedback:inbox")),
        "team of 20": (found.manager, path("analytics:team")),
        "team of a fifth": (found.large, path("analytics:team", query="?scope=all")),
        "directory": (found.employee, path("people:directory")),
        "typeahead": (found.employee, path("people:search", query="?q=ana")),
        "person": (found.employee, path("people:person", found.employee.pk)),
        "my goals": (found.employee, path("goals:mine")),
        "team goals of 20": (found.manager, path("goals:team")),
        "goal tree": (found.employee, path("goals:tree")),
        "goal branch": (found.employee, path("goals:tree", query=f"?at={found.served}")),
        "goal": (found.employee, path("goals:goal", found.goal)),
        "goal list": (found.employee, path("goals:list")),
        "one-to-one": (found.manager, path("feedback:one_to_one", found.one_to_one)),
        "wall": (found.employee, path("feedback:wall")),
        "wall, page 1,000": (found.employee, path("feedback:wall", query=f"?after={quote(found.far_down)}")),
        "plan": (found.plan_manager, path("pips:plan", found.plan)),
        "cases of HR": (found.hr, path("pips:hr")),
        "cases of HR, late": (found.hr, path("pips:hr", query="?waits=late&order=ends")),
    }
    targets, statements, round_trips = {}, {}, {}
    for page, (who, address) in asked.items():
        client = Client(headers={"host": "127.0.0.1"})
        assert who.user is not None
        client.force_login(who.user)
        address = _settled(client, address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        round_trips[page] = len(captured)
        statements[page] = sum(not query["sql"].startswith(BOUNDARIES) for query in captured)
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        targets[page] = (address, cookie)
    print(
        json.dumps(
            {
                "people": found.people,
                "below": found.below,
                "targets": targets,
                "statements": statements,
                "round_trips": round_trips,
            }
        )
    )


def _settled(client: Client, address: str) -> str:
    """Where an address leads to; a page is measured, not the way to it."""
    response = client.get(address)
    if response.status_code == 302:
        return _settled(client, response["Location"])
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return address
