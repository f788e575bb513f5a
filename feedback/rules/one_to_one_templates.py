"""Templates of agendas and the bank of questions: HR keeps them, everybody uses them."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.rules import record
from perfhub.kernel.errors import RuleBroken

from ..access.one_to_ones import require
from ..models import AgendaTemplate

#: What an organization begins with, if it likes: by name, with the points of each.
USUAL = (
    (
        _("A usual talk"),
        (
            _("How was the time since we last met?"),
            _("What is in the way, and who can move it?"),
            _("What do we promise?"),
        ),
    ),
    (
        _("The first talk"),
        (
            _("How do you like to work, and to be told things?"),
            _("What do you expect of me?"),
            _("What should I know of your work that I do not?"),
            _("How often do we meet?"),
        ),
    ),
    (
        _("A talk about growing"),
        (
            _("What of your work would you like more of, and less?"),
            _("Which skill would help you most in the next half year?"),
            _("Who could you learn it from?"),
        ),
    ),
)
QUESTIONS = (
    _("What went better than you thought?"),
    _("What would you do otherwise next time?"),
    _("What costs you the most strength at present?"),
    _("Where do you wait for somebody?"),
    _("What should we stop doing?"),
    _("What did you learn since we last met?"),
    _("Which of your goals worries you, and why?"),
    _("Whom should we thank?"),
    _("What could I do otherwise, as your manager?"),
    _("Do you have what you need for your work: tools, time, knowledge?"),
    _("What would you like to be asked?"),
    _("What do you look forward to?"),
)


class NameTaken(RuleBroken):
    """Two templates, or two questions, of one name."""

    sentence = _("There is one of this name already. Please choose another name.")


@transaction.atomic
def write_template(
    template: AgendaTemplate | None, *, by: Actor, at: dt.datetime, name: str, points: str, is_question: bool = False
) -> AgendaTemplate:
    """Whoever leads HR writes a template, or writes it anew. What stands on an agenda stays. Raises NameTaken."""
    require("keep_templates", by)
    same = AgendaTemplate.objects.filter(name=name.strip(), is_question=is_question, retired_at__isnull=True)
    if same.exclude(pk=template.pk if template else None).exists():
        raise NameTaken
    if template is None:
        template = AgendaTemplate.objects.create(
            name=name.strip(), points=points.strip(), is_question=is_question, written_by_id=by.pk, written_at=at
        )
    else:
        AgendaTemplate.objects.filter(pk=template.pk).update(
            name=name.strip(), points=points.strip(), version=F("version") + 1
        )
        template.refresh_from_db()
    record("agenda_template.written", by=by, at=at, subject=template)
    return template


@transaction.atomic
def put_usual(*, by: Actor, at: dt.datetime) -> int:
    """The usual templates and questions are put into the bank, but for those whose name is there. Returns how many."""
    require("keep_templates", by)
    there = set(AgendaTemplate.objects.filter(retired_at__isnull=True).values_list("name", "is_question"))
    usual = [(str(name), "\n".join(map(str, points)), False) for name, points in USUAL]
    usual += [(str(text)[:120], str(text), True) for text in QUESTIONS]
    new = [one for one in usual if (one[0], one[2]) not in there]
    for name, points, is_question in new:
        write_template(None, by=by, at=at, name=name, points=points, is_question=is_question)
    return len(new)


@transaction.atomic
def retire_template(template: AgendaTemplate, *, by: Actor, at: dt.datetime) -> AgendaTemplate:
    """It is offered no more."""
    require("keep_templates", by)
    AgendaTemplate.objects.filter(pk=template.pk, retired_at__isnull=True).update(retired_at=at)
    record("agenda_template.retired", by=by, at=at, subject=template)
    return template
