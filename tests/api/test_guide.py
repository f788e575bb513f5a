"""The guide's commands do what the guide says: a shell runs each line of docs/api.md as it stands, with curl itself."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from perfhub.kernel import clock
from perfhub.kernel.calendars import last_weeks
from tests.factories import goals as make_goals
from tests.factories.analytics import EmployeeWeekFactory, TeamWeekFactory
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


@pytest.fixture
def shell(tmp_path):
    """Runs a command of the guide as it is written, by curl itself; its answer with status and headers."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed on this machine: the commands of the guide are its own")
    (tmp_path / ".curlrc").write_text("silent\nshow-error\ninclude\nmax-time = 30\nnoproxy = *\n")
    surroundings = {"PATH": os.environ["PATH"], "CURL_HOME": str(tmp_path), "HOME": str(tmp_path)}
    uuids = (
        "" if shutil.which("uuidgen") else f"uuidgen() {{ {sys.executable} -c 'import uuid; print(uuid.uuid4())'; }}\n"
    )

    def run(command: str, values: Mapping[str, str]) -> Answer:
        done = subprocess.run(
            ["/bin/sh", "-euc", uuids + command], env=surroundings | values, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        head, _empty, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
        first, *lines = head.splitlines()
        headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
        return Answer(int(first.split()[1]), headers, body)

    return run


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@pytest.mark.django_db(transaction=True)
def test_every_command_of_the_guide_does_what_it_says(fernhill, program, live_server, shell):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.hr_admin)
        EmployeeWeekFactory(employee=fernhill.hr_admin, week_start=last_weeks(clock.now().date(), 2)[0])
        goal = make_goals.ObjectiveFactory(owner=fernhill.hr_admin, active=True)
        key_result = make_goals.KeyResultFactory(objective=goal)
        metric = make_goals.MetricFactory(led_by=fernhill.hr_admin, read_as="share")
        make_goals.GoalTemplateFactory()
        team = TeamWeekFactory(team=fernhill.employee.team, week_start=last_weeks(clock.now().date(), 2)[0]).team
    values = {
        "PERFHUB": live_server.url,
        "ORGANIZATION": fernhill.organization.slug,
        "TOKEN": program(fernhill.hr_admin).token,
        "EMPLOYEE": str(fernhill.employee.pk),
        "MANAGER": str(fernhill.skip.pk),
        "CHECK_IN": str(check_in.pk),
        "ME": str(fernhill.hr_admin.pk),
        "TEAM": str(team.pk),
        "GOAL": str(goal.pk),
        "CYCLE": str(goal.cycle_id),
        "KEY_RESULT": str(key_result.pk),
        "METRIC": str(metric.pk),
        "KEY": str(uuid.uuid4()),
        "SOON": (clock.now().date() + timedelta(days=7)).isoformat(),
    }
    sent = commands()
    assert len(sent) >= 15
    for command, (status, *words) in sent:
        answer = shell(command, values)
        assert answer.status == int(status), f"{command}\n{answer.text}"
        for word in words:
            assert word in answer.text, f"{command}\nsays nothing of {word}: {answer.text}"
        if "etag" in answer.headers:
            values["ETAG"] = answer.headers["etag"]
        shown = json.loads(answer.text) if answer.text else None
        if isinstance(shown, dict) and isinstance(shown.get("next"), str):
            values["NEXT"] = shown["next"]


def test_the_guide_names_every_noun_and_every_kind_of_problem():
    from perfhub.kernel.api.problems import PROBLEMS
    from perfhub.kernel.api.scopes import SCOPES

    text = GUIDE.read_text()
    assert [slug for slug in PROBLEMS if f"`{slug}`" not in text] == []
    assert [scope for scope in SCOPES if f"`{scope}`" not in text] == []


def test_a_command_that_does_not_do_what_it_says_is_noticed(shell, live_server):
    """The planted ones: a shell that fails, an address that is not there, an unknown word of curl."""
    assert shell('curl "$PERFHUB/nowhere/"', {"PERFHUB": live_server.url}).status == 404
    for wrong in ("curl --no-such-option", 'curl "$MISSPELT/api/"', "curl http://127.0.0.1:1/"):
        with pytest.raises(AssertionError):
            shell(wrong, {"PERFHUB": live_server.url})
