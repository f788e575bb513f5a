"""People at work over HTTP. What was acknowledged to them is written into a ledger, and so is every answer they got."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
HIDDEN = re.compile(r"<input\b[^>]*type=\"?hidden\"?[^>]*>")
ATTRIBUTE = re.compile(r"(name|value)=\"([^\"]*)\"")
GIVES_UP = 120.0  # seconds after which somebody stops sending the same thing again
CLEAN = {200, 204, 302, 303, 503}


@dataclass
class Ledger:
    """What all visitors saw together."""

    answers: dict[int, str] = field(default_factory=dict)  # acknowledged: check-in -> words
    comments: dict[str, int] = field(default_factory=dict)  # acknowledged: words -> check-in
    drafts: dict[tuple[int, str], list[str]] = field(default_factory=dict)  # all sent, by employee and key
    kept_drafts: dict[tuple[int, str], int] = field(default_factory=dict)  # how many of them were acknowledged last
    statuses: Counter[int] = field(default_factory=Counter)  # 0: no answer
    unclean: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[float, int, float]] = field(default_factory=list)  # moment, status, seconds
    lock: threading.Lock = field(default_factory=threading.Lock)

    def saw(self, path: str, status: int, seconds: float, retry_after: bool) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.seen.append((time.monotonic(), status, seconds))
            if status and (status not in CLEAN or (status == 503 and not retry_after)):
                self.unclean.append(f"{status} {path}")


class Visitor(threading.Thread):
    """Somebody signed in, until told to stop; then finishes what is under way."""

    def __init__(self, person: dict, *, port: int, ledger: Ledger, pause: float, seed: int) -> None:
        super().__init__(name=f"visitor {seed}", daemon=True)
        self.person, self.port, self.ledger, self.pause = person, port, ledger, pause
        self.cookies: dict[str, str] = dict(person["cookies"])
        self.chance = random.Random(seed)
        self.said = 0
        self.done = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        acts = [self.read] * 6 + [self.answer] * 2 + [self.comment] + [self.draft] * 2
        try:
            while not self.done.is_set():
                self.chance.choice(acts)()
                self.done.wait(self.pause * self.chance.uniform(0.5, 1.5))
        except BaseException as error:  # told to whoever started it
            self.failure = error

    # what people do
    def read(self) -> None:
        self.ask("GET", self.chance.choice(["", "check-in/history/", "inbox/", "my-weeks/", "people/"]))

    def answer(self) -> None:
        """The next of the own weeks that can be answered."""
        if not self.person["answerable"]:
            return
        pk = self.person["answerable"].pop()
        words = self._words("answer")
        if self._submit(f"check-in/{pk}/", 'name="progress"', {"progress": words, "mood": "4"}):
            self.ledger.answers[pk] = words

    def comment(self) -> None:
        """A word under what a report has answered."""
        if not self.person["commentable"]:
            return
        pk = self.chance.choice(self.person["commentable"])
        words = self._words("comment")
        if self._submit(f"check-in/{pk}/", f"check-in/{pk}/comment/", {"comment": words}, to=f"check-in/{pk}/comment/"):
            self.ledger.comments[words] = pk

    def draft(self) -> None:
        """One more word in something unfinished."""
        key = f"chaos-{self.chance.randrange(2)}"
        place = (self.person["employee"], key)
        sent = self.ledger.drafts.setdefault(place, [])
        sent.append(self._words("draft"))
        fields = {"draft_key": key, "text": sent[-1], "csrfmiddlewaretoken": self.cookies.get("perfhub-csrf", "")}
        if "perfhub-csrf" not in self.cookies:
            self.ask("GET", "settings/")
        elif self.ask("POST", "draft/", fields)[0] == 204:
            self.ledger.kept_drafts[place] = len(sent)

    def _words(self, kind: str) -> str:
        self.said += 1
        return f"{kind}-{self.person['employee']}-{self.said}-{self.chance.randrange(10**9)}"

    def _submit(self, page: str, mark: str, fields: dict[str, str], *, to: str = "") -> bool:
        """Fill in the form on a page that bears this mark and send it, again and again, until it was taken."""
        until = time.monotonic() + GIVES_UP
        filled: dict[str, str] | None = None
        while time.monotonic() < until:
            if filled is None:
                status, body = self.ask("GET", page)
                if status == 200:
                    form = next((form for form in FORM.findall(body) if mark in form), None)
                    if form is None:
                        self.ledger.refused[f"no form {mark}"] += 1
                        return False
                    filled = {**_hidden(form), **fields}
                elif status not in (0, 503):
                    self.ledger.refused[f"GET {status}"] += 1
                    return False
            else:
                status, _body = self.ask("POST", to or page, filled)
                if status in (302, 303):
                    return True
                if status not in (0, 503):
                    self.ledger.refused[f"POST {status}"] += 1
                    return False
            if status in (0, 503):
                time.sleep(0.5)
        self.ledger.refused["gave up"] += 1
        return False

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """One request on a connection of its own; status 0 where no whole answer came."""
        body = urlencode(fields) if fields is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, f"{self.person['home']}{path}", body, headers)
            response = connection.getresponse()
            said = response.read().decode(errors="replace")
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            again = response.getheader("Retry-After") is not None
            self.ledger.saw(path, response.status, time.monotonic() - began, again)
            return response.status, said
        except (OSError, http.client.HTTPException):
            self.ledger.saw(path, 0, time.monotonic() - began, False)
            return 0, ""
        finally:
            connection.close()


def _hidden(form: str) -> dict[str, str]:
    found = {}
    for element in HIDDEN.findall(form):
        told = dict(ATTRIBUTE.findall(element))
        if "name" in told:
            found[unescape(told["name"])] = unescape(told.get("value", ""))
    return found
