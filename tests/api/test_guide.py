"""The guide's commands do what the guide says: each is read from docs/api.md and sent to a running server."""

import re
import shlex
import uuid
from pathlib import Path

import pytest
import requests
from django.conf import settings

from tests.factories.feedback import CheckInFactory

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """Every curl command of the guide, with what its last line, a comment, says comes of it."""
    found = []
    for block in BLOCK.findall(GUIDE.read_text()):
        lines = block.strip().splitlines()
        if lines[0].startswith("curl"):
            assert lines[-1].startswith("# "), f"say what comes of it: {block}"
            found.append(("\n".join(lines[:-1]), lines[-1][2:].split()))
    return found


def send(command: str, values: dict[str, str]) -> requests.Response:
    """The command as a shell would run it: the words of curl that the guide uses, and variables in double quotes."""
    method, address, headers, body = "GET", "", {}, None
    words = iter(shlex.split(_with(command.replace("\\\n", " "), values)))
    assert next(words) == "curl"
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body, method = next(words).encode(), "POST" if method == "GET" else method
        else:
            assert not word.startswith("-") and not address, f"the tests know no {word} of curl"
            address = word
    return requests.request(method, address, headers=headers, data=body, timeout=30)


def _with(command: str, values: dict[str, str]) -> str:
    """Double-quoted variables replaced; what a shell would take apart is quoted for the reader above."""
    command = command.replace("$(uuidgen)", str(uuid.uuid4()))
    return re.sub(r"\$([A-Z_]+)", lambda found: values[found[1]].replace('"', '\\"'), command)


@pytest.mark.django_db(transaction=True)
def test_every_command_of_the_guide_does_what_it_says(fernhill, program, live_server):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.hr_admin)
    values = {
        "PERFHUB": live_server.url,
        "ORGANIZATION": fernhill.organization.slug,
        "TOKEN": program(fernhill.hr_admin).token,
        "EMPLOYEE": str(fernhill.employee.pk),
        "MANAGER": str(fernhill.skip.pk),
        "CHECK_IN": str(check_in.pk),
        "KEY": str(uuid.uuid4()),
    }
    sent = commands()
    assert len(sent) >= 12
    for command, (status, *words) in sent:
        answer = send(command, values)
        assert answer.status_code == int(status), f"{command}\n{answer.text}"
        for word in words:
            assert word in answer.text, f"{command}\nsays nothing of {word}: {answer.text}"
        if "ETag" in answer.headers:
            values["ETAG"] = answer.headers["ETag"]
        if isinstance(shown := answer.json() if answer.content else None, dict) and shown.get("next"):
            values["NEXT"] = shown["next"]


def test_the_guide_names_every_noun_and_every_kind_of_problem():
    from perfhub.kernel.api.problems import PROBLEMS
    from perfhub.kernel.api.scopes import SCOPES

    text = GUIDE.read_text()
    assert [slug for slug in PROBLEMS if f"`{slug}`" not in text] == []
    assert [scope for scope in SCOPES if f"`{scope}`" not in text] == []
