"""Half a year of feedback in a demo organization."""

import datetime as dt
from collections import Counter

import pytest

from feedback.models import Feedback, Nudge, PraiseReaction, Received, Value
from feedback.rules import seed_giving
from goals.rules import seed as goals_seed
from notices.models import Notice
from people.models import AuditEntry, Employee, Message, Organization, Thread
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from skills.rules import seed as skills_seed
from tests.conftest import as_owner
from tests.rows import rows_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


def planted(slug, **options):
    given = {"people": 100, "weeks": 12, "seed": 7, "at": AT, "bulk": False, **options}
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        people_seed.plant(organization, **{**given, "bulk": True})
        goals_seed.plant(organization, **{**given, "bulk": True})
        skills_seed.plant(organization, **{**given, "bulk": True})
        seed_giving.plant(organization, **given)
        return shown()


def shown():
    """All rows; keys of this floor's as who gave it to whom, and when."""
    names = {
        row.pk: f"{row.feedback.by.number} {row.employee.number} {row.feedback.given_at}"
        for row in Received.objects.select_related("feedback__by", "employee")
    }
    threads = dict(Feedback.objects.exclude(thread=None).values_list("thread", "given_at"))
    numbers = dict(Employee.objects.values_list("pk", "number"))
    feedback = Feedback.objects.exclude(thread=None)
    return {
        "feedback": rows_of(Feedback, without=("thread", "about_goal")),
        "received": rows_of(Received, without=("feedback",)),
        "who": sorted(names.values()),
        "values": rows_of(Value),
        "asked": sorted((str(row.given_at), numbers[row.by_id]) for row in feedback),
        "said": sorted(
            (str(threads[m.thread_id]), numbers[m.author_id], m.text, str(m.written_at))
            for m in Message.objects.all()
            if m.thread_id in threads
        ),
        "pressed": sorted(
            (str(r.feedback.given_at), numbers[r.by_id], r.kind, str(r.at))
            for r in PraiseReaction.objects.select_related("feedback")
        ),
        "nudges": sorted((numbers[n.employee_id], numbers[n.about_id], n.fact, n.kind) for n in Nudge.objects.all()),
        "threads": Thread.objects.filter(pk__in=threads).count(),
        "audit": sorted(
            (e.act, str(e.at), str(numbers.get(e.by_id)), str(numbers.get(e.employee_id)), names[e.object_id])
            for e in AuditEntry.objects.filter(object_type="feedback.received")
        ),
        "bell": sorted(
            (numbers[n.recipient_id], n.kind, n.state, str(n.due_at), str(n.seen_at))
            for n in Notice.objects.filter(kind__startswith="feedback.")
        ),
    }


@pytest.mark.parametrize("people", [40, pytest.param(100, marks=pytest.mark.prove)])
def test_the_set_based_path_says_the_same_as_the_rules(people):
    by_rules, in_bulk = planted("by-rules", people=people), planted("in-bulk", people=people, bulk=True)
    for name, rows in by_rules.items():
        assert in_bulk[name] == rows, name


def test_the_same_seed_says_the_same_and_another_does_not():
    seeds = {"first": 7, "again": 7, "other": 8}
    first, again, other = (planted(slug, bulk=True, people=30, seed=seed) for slug, seed in seeds.items())
    assert first == again and first["feedback"] != other["feedback"]


def test_there_is_talk_of_every_kind_and_none_of_it_is_mailed():
    planted("fernhill", bulk=True, weeks=26)
    with organization_context(Organization.objects.get(slug="fernhill")):
        kinds = Counter(Feedback.objects.values_list("kind", flat=True))
        assert kinds["praise"] > kinds["suggestion"] > 10 and kinds["improvement"] > 10
        assert set(Feedback.objects.values_list("audience", flat=True)) == {"receiver", "manager", "everybody"}
        assert set(Feedback.objects.values_list("outcome", flat=True)) >= {"better", "same", ""}
        assert Feedback.objects.exclude(about_goal=None).exists() and Feedback.objects.exclude(value=None).exists()
        assert PraiseReaction.objects.exists() and Nudge.objects.exists()
        assert Received.objects.exclude(own_view="").exists() and Received.objects.filter(acknowledged_at=None).exists()
        assert set(Feedback.objects.values_list("celebrates", flat=True)) == {"", "growth", "learning"}
        assert Feedback.objects.exclude(skill=None).filter(celebrates="").exists()
        assert not Feedback.objects.filter(given_at__gt=AT).exists()
        assert set(Notice.objects.filter(kind__startswith="feedback.").values_list("state", flat=True)) == {"kept"}
        person = people_seed.standing(Organization.objects.get(slug="fernhill"))["employee"]
        assert Received.objects.filter(employee=person, feedback__in=seed_giving.objects_of(person).values()).exists()
