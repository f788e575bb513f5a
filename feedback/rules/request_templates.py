"""Words of the organization to ask for feedback with."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken

from ..access import requests as access
from ..models import LONGEST_QUESTION_ASKED, LONGEST_TEMPLATE_NAME, RequestTemplate
from .requests import NothingAsked


class NameTaken(RuleBroken):
    sentence = _("There are words of this name already. Please choose another one, or retire those first.")


@transaction.atomic
def write_template(*, by: Actor, at: dt.datetime, name: str, question: str) -> RequestTemplate:
    """HR writes words that everybody here can ask with. Raises NameTaken, NothingAsked, TooLong."""
    access.require_templates(by)
    line, words = typed.line(name, LONGEST_TEMPLATE_NAME), typed.lines(question, LONGEST_QUESTION_ASKED)
    if not line or not words:
        raise NothingAsked
    if access.templates().filter(name=line).exists():
        raise NameTaken
    made = RequestTemplate.objects.create(name=line, question=words, written_by_id=by.pk, written_at=at)
    record("feedback.template_written", by=by, at=at, subject=made)
    return made


@transaction.atomic
def retire_template(template: RequestTemplate, *, by: Actor, at: dt.datetime) -> None:
    """It is offered no more; what was asked with it stays. Twice is once."""
    access.require_templates(by)
    if RequestTemplate.objects.filter(pk=template.pk, retired_at=None).update(retired_at=at):
        record("feedback.template_retired", by=by, at=at, subject=template)
