"""What a colleague was asked for becomes feedback, given in the ordinary way; the request only learns that it was."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import requests as access
from ..models import AskedOf, Feedback
from ..states import REQUEST_MOVES, FeedbackAudience
from .giving import give


class NotOverTheirHead(RuleBroken):
    """Whoever is asked about speaks of it no later than others do."""

    sentence = _("An answer is read by the one it is about. Please choose another audience.")


@transaction.atomic
def answer_request(asked: AskedOf, *, by: Employee, at: dt.datetime, kind: str, audience: str, text: str) -> Feedback:
    """Whoever was asked gives feedback to the one it is about, who reads it at once; whoever asked is told that there
    is an answer, and reads it where its giver chose so.

    Raises NotOverTheirHead, and what giving raises; of two who send at once, one is answered so.
    """
    access.require("answer", by, asked)
    if audience == FeedbackAudience.MANAGER_ALONE:
        raise NotOverTheirHead
    request = asked.request
    AskedOf.objects.select_for_update().get(pk=asked.pk)
    made = give([request.about], by=by, at=at, kind=kind, audience=audience, text=text)
    move(asked, REQUEST_MOVES["answer"], closed_at=at, feedback=made)
    record("feedback.asking_answered", by=by, at=at, employee=request.about, subject=asked)
    if not request.is_about_oneself and request.by.state == EmployeeState.ACTIVE:
        tell(request.by, "feedback.asked_news", subject=asked, at=at)
    return made
