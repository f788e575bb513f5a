"""Jobs and drafts."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Least

from perfhub.kernel.moves import move

from ..access import Actor, require
from ..models import Draft, Employee, Job, RequestKey
from ..states import JOB_MOVES, JobState
from .audit import record

ANSWERS_KEPT = timedelta(days=2)


def save_draft(employee: Employee, key: str, *, content: dict, at: datetime) -> Draft:
    """Keep what is typed and not sent; the newest text of a key counts."""
    draft, _new = Draft.objects.update_or_create(
        employee=employee, key=key, defaults={"content": content, "saved_at": at}
    )
    return draft


def drop_draft(employee: Employee, key: str) -> None:
    """What was typed has been sent, or is not wanted."""
    Draft.objects.filter(employee=employee, key=key).delete()


def take_key(employee: Employee, key: str) -> bool:
    """Is nobody else working on this request of the employee's? Held until the transaction ends."""
    with connection.cursor() as cursor:
        said = f"people.request_key/{employee.organization_id}/{employee.pk}/{key}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [said])
        return cursor.fetchone()[0]


def forget_answers(*, at: datetime) -> int:
    """A repeated submission is recognised for two days; then its earlier answer is forgotten. Returns how many were."""
    return RequestKey.objects.filter(created_at__lt=at - ANSWERS_KEPT).delete()[0]


@transaction.atomic
def open_job(kind: str, *, by: Actor, at: datetime, total: int = 0, words: str = "") -> Job:
    """Long work begins to wait for its worker."""
    job = Job.objects.create(kind=kind, started_by_id=by.pk, created_at=at, total=total, words=words)
    record(f"job.opened.{kind}", by=by, at=at, subject=job)
    return job


def start_job(job: Job) -> Job:
    """A worker takes the job, or takes it again after a kill."""
    return move(job, JOB_MOVES["start"])


def advance_job(job: Job, *, done: int | CombinedExpression, words: str | None = None) -> bool:
    """Say how much is done; False when somebody has cancelled it meanwhile."""
    changes: dict = {"done": Least(done, F("total"))}
    if words is not None:
        changes["words"] = words
    return bool(Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(**changes))


def finish_job(job: Job, *, at: datetime, words: str = "") -> Job:
    return move(job, JOB_MOVES["finish"], finished_at=at, words=words, done=F("total"))


def fail_job(job: Job, *, at: datetime, words: str) -> Job:
    """It could not be done; the words say why and what to do."""
    return move(job, JOB_MOVES["fail"], finished_at=at, words=words)


@transaction.atomic
def cancel_job(job: Job, *, by: Actor, at: datetime) -> Job:
    """Whoever started it calls it off; what is not applied yet never will be."""
    require("cancel_job", by, job)
    move(job, JOB_MOVES["cancel"], finished_at=at)
    record(f"job.cancelled.{job.kind}", by=by, at=at, subject=job)
    return job
