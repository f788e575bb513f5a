"""Words that are too long for where they are written are refused with how long they may be, and are still there."""

import pytest

from feedback.models import LONGEST_ANSWER, CheckIn
from goals.models import GoalReply
from goals.models import GoalUpdate as Update
from people.models import Message
from tests.factories import goals as make_goals

from .written import written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
ALL_THAT_FITS = "w" * (LONGEST_ANSWER - 1) + "."
TOO_LONG = ALL_THAT_FITS + "!"


def refused(answer) -> bool:
    page = answer.content.decode()
    return answer.status_code == 409 and "4000 characters at most, these are 4001" in page and TOO_LONG in page


def test_under_a_check_in_and_it_is_not_read_by_it(fernhill, client_of):
    with fernhill.inside():
        check_in = written(fernhill, fernhill.employee)
        manager = client_of(fernhill.manager)
        assert refused(manager.post(fernhill.path(f"check-in/{check_in.pk}/read/"), {"comment": TOO_LONG}))
        assert refused(manager.post(fernhill.path(f"check-in/{check_in.pk}/comment/"), {"comment": TOO_LONG}))
        assert CheckIn.objects.get(pk=check_in.pk).state == "answered"
        assert not Message.objects.exists()
        manager.post(fernhill.path(f"check-in/{check_in.pk}/read/"), {"comment": ALL_THAT_FITS})
        assert Message.objects.get().text == ALL_THAT_FITS
        assert CheckIn.objects.get(pk=check_in.pk).state == "read"


def test_under_a_goal_and_what_was_said_of_it(fernhill, client_of):
    with fernhill.inside():
        goal = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True)
        update = make_goals.GoalUpdateFactory(objective=goal)
        manager = client_of(fernhill.manager)
        path = fernhill.path(f"goals/{goal.pk}/")
        assert refused(manager.post(f"{path}updates/{update.pk}/reply/", {"text": TOO_LONG}))
        assert refused(manager.post(f"{path}comment/", {"comment": TOO_LONG}))
        assert not GoalReply.objects.exists() and not Message.objects.exists()
        assert Update.objects.get().pk == update.pk
        manager.post(f"{path}updates/{update.pk}/reply/", {"text": ALL_THAT_FITS})
        manager.post(f"{path}comment/", {"comment": ALL_THAT_FITS})
        assert GoalReply.objects.get().text == ALL_THAT_FITS == Message.objects.get().text
