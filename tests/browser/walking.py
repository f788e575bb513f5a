"""From home along every link: each page once for each kind of person, as a person would find it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Error, Page

from people.access import EXPORTS

LINKS = "Array.from(document.querySelectorAll('a[href]:not([download]):not([target])'), a => a.href)"


def sign_in(context: BrowserContext, base: str, employee) -> None:
    """The session of this employee in this browser."""
    client = Client()
    client.force_login(employee.user)
    context.add_cookies([{"name": name, "value": morsel.value, "url": base} for name, morsel in client.cookies.items()])


def walk(page: Page, base: str, start: str, seen: Callable[[Page], None]) -> Iterator[str]:
    """Names of the views reached; `seen` is called on each page when it is open. Tables to take away are no pages."""
    waiting, known = deque([(start, "the start")]), {view_of(start)}
    while waiting:
        path, before = waiting.popleft()
        try:
            answer = page.goto(base + path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            continue
        assert answer and answer.ok, f"{path}, linked from {before}, answered {answer and answer.status}"
        seen(page)
        yield view_of(path)
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            name = view_of(parts.path)
            if link.startswith(base) and name and name not in known:
                known.add(name)
                waiting.append((parts.path + (f"?{parts.query}" if parts.query else ""), path))


def view_of(path: str) -> str:
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return "" if getattr(found.func, "limit", None) is EXPORTS else found.view_name
