"""What nobody types is refused in words, not with a failure (W15)."""

import pytest

from tests.factories.feedback import CheckInFactory

pytestmark = pytest.mark.django_db
ENDLESS = "9" * 5000


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("draft/", {"draft_key": "note", "text": "a\0b"}),
        ("draft/", {"draft_key": "note", "te\0xt": "ab"}),
        ("people/{employee}/manager/", {"q": "a\0b"}),
        ("inbox/read-all/", {"id": "1\0"}),
    ],
)
def test_a_text_with_nul_is_not_understood(client_of, fernhill, path, fields):
    client = client_of(fernhill.hr_admin, raise_request_exception=False)
    answer = client.post(fernhill.path(path.format(employee=fernhill.employee.pk)), fields)
    assert answer.status_code == 400


@pytest.mark.parametrize("fields", [{"id": ENDLESS}, {"following": ENDLESS}, {"id": "²"}])
def test_a_number_without_end_is_nobodys(client_of, fernhill, fields):
    client = client_of(fernhill.manager, raise_request_exception=False)
    assert client.post(fernhill.path("inbox/read-all/"), fields).status_code == 303


def test_the_api_takes_no_bottomless_json(client_of, fernhill):
    client = client_of(fernhill.employee, raise_request_exception=False)
    path = f"/api/v1/o/{fernhill.organization.slug}/check-ins/1/answer/"
    with fernhill.inside():
        path = path.replace("/1/", f"/{CheckInFactory(employee=fernhill.employee).pk}/")
    assert client.post(path, "[" * 100_000, content_type="application/json").status_code == 400
