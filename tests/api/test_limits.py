"""Six hundred requests a minute for each token; the next is told when to come back (W14)."""

import pytest
from django.test import override_settings

from people.models import ApiToken
from perfhub.kernel import clock, limits
from perfhub.kernel.api.doors import REQUESTS

pytestmark = pytest.mark.django_db


def test_the_six_hundred_and_first_request_of_a_minute_waits_and_other_tokens_do_not(fernhill, program):
    asked, other = program(fernhill.employee), program(fernhill.employee)
    assert asked.ask("me/").status_code == 200
    with fernhill.inside():
        pk = ApiToken.objects.order_by("pk").first().pk
    for _ in range(REQUESTS.times - 1):
        limits.take(REQUESTS, f"token:{pk}", at=clock.now())
    answer = asked.ask("me/")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer.json()["type"].endswith("#too-many")
    assert asked.post("employees/", {}).status_code == 429
    assert other.ask("me/").status_code == 200


def test_nobody_is_held_up_where_redis_is_down(fernhill, program):
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        assert program(fernhill.employee).ask("me/").status_code == 200
