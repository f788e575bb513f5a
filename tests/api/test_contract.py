"""Asked by its own schema, and by what the schema forbids, the API answers only what the schema says (W15)."""

import random
from collections import Counter

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from perfhub.kernel.api import describing
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory
from tests.factories.notices import NoticeFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore"),  # of the fuzzer's own dependencies
]
load_all_checks()
ASKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
ROLES = ("employee", "manager", "hr_admin", "other_owner")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(autouse=True)
def one_connection():
    """The server answers in this process, within this test's transaction: at the end of a request it stays open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def keys(cast) -> list[int]:
    """Keys of rows which there are in the first organization, so that the fuzzer gets beyond 404."""
    with cast.world.inside():
        subject = cast.people["employee"]
        made = [
            subject,
            cast.people["manager"],
            cast.people["leaver"],
            subject.team,
            CheckInFactory(employee=subject),
            CheckInFactory(employee=cast.people["manager"], answered=True),
            NoticeFactory(recipient=subject),
            make.JobFactory(started_by=subject),
            make.ApiTokenFactory(employee=subject),
        ]
    return [row.pk for row in made]


def one_in_turn(number: int) -> tuple[GenerationMode, ...]:
    """What the schema describes, and what it forbids, at every other operation."""
    return (MODES[number % len(MODES)],)


def both(_number: int) -> tuple[GenerationMode, ...]:
    return MODES


def fuzz(cast, program, keys, roles: tuple[str, ...], *, examples: int, modes=both) -> dict[str, Counter]:
    """Ask every operation as these roles; returns how often each status was answered to each. Nothing of it stays.

    What was made up is asked by all of them: making it up takes longer than asking.
    """
    asked = {role: program(cast.people[role]) for role in roles}
    codes, chance = {role: Counter() for role in roles}, random.Random(roles[0])
    api = schemathesis.openapi.from_dict(describing.schema())
    api.app = WSGIHandler()
    checks = [CHECKS.get_one(name) for name in ASKED]
    given_so = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    for number, found in enumerate(api.get_all_operations()):
        operation = found.ok()
        for mode in modes(number):

            @given_so
            @given(case=operation.as_strategy(generation_mode=mode))
            def once(case):
                if "id" in case.path_parameters and chance.random() < 0.8:
                    case.path_parameters["id"] = chance.choice(keys)
                for role, program_of in asked.items():
                    case.path_parameters["organization"] = program_of.slug
                    case.headers.update({"Authorization": f"Bearer {program_of.token}", "Accept-Encoding": "identity"})
                    with transaction.atomic():
                        response = case.call(base_url="http://localhost")
                        transaction.set_rollback(True)
                    codes[role][response.status_code] += 1
                    case.validate_response(response, checks=checks)

            try:
                once()
            except Unsatisfiable:
                continue  # there is nothing to forbid: neither a parameter nor a body
    return codes


@pytest.mark.long(60)
def test_only_what_the_schema_says_is_answered(cast, program, keys):
    codes = fuzz(cast, program, keys, ROLES, examples=1, modes=one_in_turn)
    assert all(codes[role][200] and codes[role][400] and codes[role][404] for role in ROLES), codes


@pytest.mark.prove
@pytest.mark.parametrize("role", ROLES)
def test_only_what_the_schema_says_is_answered_to_thousands(cast, program, keys, role, record_property):
    codes = fuzz(cast, program, keys, (role,), examples=60)[role]
    record_property("requests", sum(codes.values()))
    record_property("by status", dict(sorted(codes.items())))
