"""The one-to-ones of a demo organization: the set-based path leaves what the rules leave."""

import datetime as dt

import pytest

from feedback.models import AgendaTemplate, Meeting, OneToOne, PrivateNote, TalkingPoint
from feedback.rules import seed_one_to_ones
from notices.models import Notice
from people.models import AuditEntry, Employee, Message, Organization, Thread
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday
PLANTED = [OneToOne, Meeting, TalkingPoint, PrivateNote, Message, Thread, AuditEntry, AgendaTemplate, Notice]


def planted(slug, **options):
    given = {"people": 60, "weeks": 12, "seed": 7, "at": AT, "bulk": False, **options}
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        people_seed.plant(organization, **{**given, "bulk": True})
        seed_one_to_ones.plant(organization, **given)
        return {model: shown(model) for model in PLANTED}


def names() -> dict[tuple[str, int], str]:
    """What each key of this floor stands for, the same in every organization."""
    found = {}
    for one in OneToOne.objects.select_related("lead", "partner"):
        found["feedback.onetoone", one.pk] = f"{one.lead.number}-{one.partner.number}"
    for m in Meeting.objects.all():
        found["feedback.meeting", m.pk] = f"{found['feedback.onetoone', m.one_to_one_id]} {m.start_at}"
    for p in TalkingPoint.objects.all():
        found["feedback.talkingpoint", p.pk] = f"{found['feedback.onetoone', p.one_to_one_id]} {p.added_at} {p.text}"
        if p.thread_id:
            found["people.thread", p.thread_id] = found["feedback.talkingpoint", p.pk]
    for n in PrivateNote.objects.all():
        found["feedback.privatenote", n.pk] = f"private {found['feedback.meeting', n.meeting_id]}"
    for t in AgendaTemplate.objects.all():
        found["feedback.agendatemplate", t.pk] = t.name
    for employee in Employee.objects.all():
        found["people.employee", employee.pk] = employee.number
    return found


def shown(model):
    """All columns of a table, sorted, each key as what it stands for."""
    known = names()
    rows = model.objects.all()
    if model is AuditEntry:
        rows = rows.filter(act__startswith="one_to_one") | rows.filter(act__startswith="agenda_template")
    if model is Thread:
        rows = rows.filter(pk__in=TalkingPoint.objects.exclude(thread=None).values("thread"))
    out = []
    for row in rows:
        cells = []
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in ("organization", "transaction", "message_id"):
                continue
            value = getattr(row, field.attname)
            if field.remote_field and value is not None:
                value = known.get((field.remote_field.model._meta.label_lower, value), "?")
            if field.name == "object_id" and value is not None:
                value = known.get((row.object_type, value), "?")
            cells.append(f"{field.name}={value}")
        out.append(" ".join(cells))
    return sorted(out)


@pytest.mark.parametrize("people", [24, pytest.param(60, marks=pytest.mark.prove)])
def test_the_set_based_path_plants_the_same_talks_as_the_rules(people):
    by_rules, in_bulk = planted("by-rules", people=people), planted("in-bulk", people=people, bulk=True)
    for model in PLANTED:
        assert in_bulk[model] == by_rules[model], model


def test_the_same_seed_plants_the_same_and_another_does_not():
    seeds = {"first": 7, "again": 7, "other": 8}
    first, again, other = (planted(slug, bulk=True, people=24, seed=seed) for slug, seed in seeds.items())
    assert first == again
    assert first[Meeting] != other[Meeting]


def test_there_is_life_of_every_kind_and_something_to_come():
    planted("fernhill", bulk=True, people=100, weeks=26)
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        assert set(Meeting.objects.values_list("state", flat=True)) == {
            *("planned", "held", "passed", "missed", "cancelled")
        }
        assert set(TalkingPoint.objects.values_list("state", flat=True)) == {"open", "done"}
        assert TalkingPoint.objects.open().filter(carried__gte=1).exists() and PrivateNote.objects.exists()
        assert Meeting.objects.planned().count() == OneToOne.objects.open().count()
        held = Meeting.objects.filter(state="held").exclude(notes="").count()
        assert held > OneToOne.objects.count() * 3
        person = people_seed.standing(organization)["employee"]
        assert set(seed_one_to_ones.objects_of(person)) >= {"one_to_one", "meeting"}
        assert not Notice.objects.filter(kind__startswith="one_to_one").exists()
