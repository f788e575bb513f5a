"""The weeks of a demo organization."""

import datetime as dt
from collections import Counter

import pytest

from feedback.models import Asked, CheckIn, EarlierAnswer, PassedUp, Pause, Priority, Reaction, Reopening
from feedback.rules import seed
from notices.models import Notice
from notices.queries import outbox
from people.models import AuditEntry, Employee, Message, Organization, Thread, Touched
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner
from tests.rows import rows_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday
PLANTED = [
    Asked,
    AuditEntry,
    CheckIn,
    EarlierAnswer,
    Message,
    Notice,
    PassedUp,
    Priority,
    Reaction,
    Reopening,
    Thread,
    Touched,
]


def planted(slug, **options):
    given = {"people": 100, "weeks": 8, "seed": 7, "at": AT, "bulk": False, **options}
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        people_seed.plant(organization, **{**given, "bulk": True})
        seed.plant(organization, **given)
        return {model: shown(model) for model in PLANTED}


def shown(model):
    """All columns; keys of this floor's rows as employee and week."""
    weeks = {c.pk: f"{c.employee.number} {c.period_start}" for c in CheckIn.objects.select_related("employee")}
    if model is AuditEntry:
        numbers = dict(Employee.objects.values_list("pk", "number"))
        rows = AuditEntry.objects.filter(object_type="feedback.checkin") | AuditEntry.objects.filter(
            act="check_in.week_opened"
        )
        return sorted(
            (r.act, str(r.at), str(numbers.get(r.by_id)), str(numbers.get(r.employee_id)), str(weeks.get(r.object_id)))
            for r in rows
        )
    if model is Priority:
        positions = dict(Priority.objects.values_list("pk", "position"))
        return sorted(
            (
                weeks[p.check_in_id],
                p.position,
                p.text,
                p.outcome,
                str(weeks.get(p.settled_in_id)),
                str(positions.get(p.carried_from_id)),
                p.weeks_carried,
            )
            for p in Priority.objects.all()
        )
    if model is Reaction:
        return sorted(
            (weeks[r.check_in_id], r.by.number, r.kind, str(r.at)) for r in Reaction.objects.select_related("by")
        )
    if model is Notice:
        return sorted(
            (n.recipient.number, n.kind, n.state, weeks[n.subject_id], str(n.due_at), str(n.created_at), str(n.seen_at))
            for n in Notice.objects.select_related("recipient")
        )
    if model is Message:
        threads = dict(CheckIn.objects.exclude(thread=None).values_list("thread", "pk"))
        return sorted(
            (weeks[threads[m.thread_id]], m.author.number, m.text, str(m.written_at))
            for m in Message.objects.select_related("author")
        )
    if model is Asked:
        rows = Asked.objects.select_related("wording")
        return sorted((weeks[a.check_in_id], a.position, a.wording.text, a.text, str(a.number)) for a in rows)
    rows = rows_of(model, without=("thread", "cadence", "check_in"))
    if model is CheckIn:
        return rows, sorted(weeks[pk] for pk in CheckIn.objects.exclude(thread=None).values_list("pk", flat=True))
    return rows


@pytest.mark.parametrize("people", [40, pytest.param(100, marks=pytest.mark.prove)])
def test_the_set_based_path_plants_the_same_weeks_as_the_rules(people):
    by_rules, in_bulk = planted("by-rules", people=people), planted("in-bulk", people=people, bulk=True)
    for model in PLANTED:
        assert any(by_rules[model]), model
        assert in_bulk[model] == by_rules[model], model


def test_the_same_seed_plants_the_same_weeks_and_another_does_not():
    seeds = {"first": 7, "again": 7, "other": 8}
    first, again, other = (planted(slug, bulk=True, people=30, seed=seed) for slug, seed in seeds.items())
    assert first == again
    assert first[CheckIn] != other[CheckIn]


def test_there_is_life_of_every_kind():
    planted("fernhill", bulk=True)
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        states = set(CheckIn.objects.values_list("state", "skip_reason"))
        assert states >= {
            ("due", ""),
            ("answered", ""),
            ("read", ""),
            ("missed", ""),
            ("skipped", "asked"),
            ("skipped", "absence"),
        }
        periods = {(c.period_end - c.period_start).days for c in CheckIn.objects.all()}
        assert periods >= {6, 13} and max(periods) > 13  # weekly, two-weekly, monthly
        assert Asked.objects.exclude(text="").exists() and Asked.objects.filter(number__isnull=False).exists()
        assert Reopening.objects.exists() and PassedUp.objects.exists() and Pause.objects.exists()
        late = [c for c in CheckIn.objects.answered() if not c.was_on_time]
        assert late and Message.objects.exists() and Reaction.objects.exists()
        assert set(Priority.objects.values_list("outcome", flat=True)) == {"open", "done", "carry", "drop"}
        newest_due = CheckIn.objects.filter(period_start=dt.date(2026, 5, 25))
        assert not newest_due.filter(state="read").exists()
        assert newest_due.filter(state="answered").count() > 50
        person = people_seed.standing(organization)["employee"]
        assert CheckIn.objects.filter(employee=person, pk__in=seed.objects_of(person).values()).exists()


def test_only_the_newest_due_week_is_left_to_read():
    planted("fernhill", bulk=True)
    with organization_context(Organization.objects.get(slug="fernhill")):
        led = CheckIn.objects.filter(employee__reached_by__depth=1)
        assert set(led.unread().filter(corrected_at=None).values_list("period_end", flat=True)) == {
            dt.date(2026, 5, 31)
        }


def test_the_bell_tells_what_was_written_of_late_and_mails_none_of_it():
    planted("fernhill", bulk=True)
    with organization_context(Organization.objects.get(slug="fernhill")):
        written = Notice.objects.filter(kind="check_in.commented")
        assert set(written.values_list("state", flat=True)) == {"kept"}
        assert not Notice.objects.filter(state__in=["waiting", "held", "sending"]).exists()
        new = Notice.objects.unseen()
        assert new.exists() and Notice.objects.exclude(seen_at=None).exists()
        assert not new.filter(due_at__lte=AT - seed.NEWS).exists()


def test_the_sending_has_letters_that_went_out_some_that_could_not_and_some_that_were_stopped():
    planted("fernhill", bulk=True)
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        told = Notice.objects.filter(kind="check_in.due")
        number = Counter(told.values_list("state", flat=True))
        assert set(number) == {"sent", "parked", "stopped"} and number["sent"] > 5 * number["parked"] > 0
        assert all(n.failure.startswith("SMTP") and n.attempts == 5 for n in told.exclude(state="sent"))
        assert all(n.sent_at > n.due_at for n in told.filter(state="sent"))
        of = {c.pk: c for c in CheckIn.objects.all()}
        assert all(of[n.subject_id].state != "due" and not of[n.subject_id].was_on_time for n in told)
        assert AuditEntry.objects.filter(act="notice.stopped").count() == number["stopped"]
        shown = outbox(at=AT)
        said = {row.failure for row in shown.parked}
        assert shown.parked_count == number["parked"] and shown.late == 0
        assert "The mail server does not take this address (550)" in said
