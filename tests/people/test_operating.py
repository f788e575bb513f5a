"""What whoever operates this asks: does it live, is it ready, what does it count."""

import pytest

pytestmark = pytest.mark.django_db


def test_it_lives_and_is_ready(client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"database": "ok"}


def test_counts_are_shown_to_the_holder_of_the_token_only(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a token of the collector"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    told = client.get("/metrics", headers={"Authorization": "Bearer a token of the collector"})
    assert told.status_code == 200
    assert b"django_http_requests_total_by_method_total" in told.content
