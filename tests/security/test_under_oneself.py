"""HR reads no contents, and cannot make itself the manager who does."""

import pytest

from feedback import access
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["hr_admin", "hr_partner", "owner"])
def test_nobody_who_administers_people_puts_them_under_themselves(client_of, fernhill, role):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, answered=True)
    viewer = getattr(fernhill, role)
    sent = {"manager": viewer.pk, "from_date": make.AT.date().isoformat()}
    answer = client_of(viewer).post(fernhill.path(f"people/{fernhill.employee.pk}/manager/"), sent)
    assert answer.status_code == 403
    with fernhill.inside():
        assert not access.visible_to(viewer).exists()


def test_they_put_people_under_others(client_of, fernhill):
    sent = {"manager": fernhill.skip.pk, "from_date": make.AT.date().isoformat()}
    answer = client_of(fernhill.hr_admin).post(fernhill.path(f"people/{fernhill.employee.pk}/manager/"), sent)
    assert answer.status_code == 302
