"""The audit is sealed each minute: what was committed is chained, and the end of the chain leaves the database.

Entries are not chained when they are written: that would make every writer wait for every other. A minute later it is
known which transactions have ended, and a seal takes up all of their entries. Tampering within that minute is out of
promise; so is what the application itself is made to write.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from perfhub.kernel.keys import derived
from perfhub.kernel.tenancy import current_organization

from ..access import SYSTEM, Actor, require
from ..models import AuditSeal, Job
from ..queries.sealing import FOREVER, NEWEST_FORM, Check, Span, digest_of, entries_of, newest_seal, pack
from .audit import record
from .work import finish_job, open_job


@transaction.atomic
def seal(*, at: datetime) -> AuditSeal | None:
    """Chain the entries of all transactions that have ended since the last seal; None when there are none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.audit'), %s::int)", [current_organization()])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (running,) = cursor.fetchone()  # every transaction before this one has ended
    last = newest_seal()
    return seal_span(_next_span(last, running), after=last, at=at)


def seal_span(span: Span, *, after: AuditSeal | None, at: datetime) -> AuditSeal | None:
    """Chain the entries of a span to the seal before; None when there are none."""
    entries = entries_of(span) if span.first < span.before else []
    if not entries:
        return None
    keys, marks = pack(entries)
    sealed = AuditSeal(
        number=after.number + 1 if after else 1,
        form=NEWEST_FORM,
        sealed_at=at,
        first_transaction=span.first,
        before_transaction=span.before,
        keys_above=span.keys_above,
        greatest_key=max(entries[-1][0], after.greatest_key if after else 0),
        keys=keys,
        marks=marks,
    )
    sealed.digest = digest_of(sealed, after=after.digest if after else "")
    sealed.save(force_insert=True)
    return sealed


def _next_span(last: AuditSeal | None, running: int) -> Span:
    """What the next seal takes up. A restored database may count its transactions from lower numbers than the one
    the seals were made in: then all that is left of the former ones is sealed, and a new count begins."""
    if last is None:
        return Span(0, running, 0)
    if last.before_transaction == FOREVER:
        return Span(0, running, last.greatest_key)
    if running < last.before_transaction:
        return Span(last.before_transaction, FOREVER, last.keys_above)
    return Span(last.before_transaction, running, last.keys_above)


# --- anchors outside of the database ------------------------------------------------------------


def anchor_of(sealed: AuditSeal) -> str:
    """One line that says where the chain ended, signed with our first key."""
    least = int.from_bytes(bytes(sealed.keys)[:8], "big")
    said = (
        f"organization={sealed.organization_id} number={sealed.number} least={least} "
        f"sealed_at={sealed.sealed_at.isoformat()} digest={sealed.digest}"
    )
    return f"{said} signature={_signature(said, settings.PERFHUB_KEYS[0])}"


def drop_anchor(sealed: AuditSeal) -> str:
    """Write the line where no one who can only write to the database reaches it. Returns the line."""
    line = anchor_of(sealed)
    path = anchors_of(sealed.organization_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{line}\n")
    return line


def anchors_of(organization: int) -> Path:
    """Where the anchors of an organization lie on this machine."""
    return Path(settings.AUDIT_ANCHORS) / f"{organization}.txt"


def read_anchors(lines: Iterable[str], *, organization: int) -> dict[int, dict[str, str]]:
    """The anchors of an organization among lines of a file or a log, by number. Lines with another signature count
    for nothing: whoever could write them could write anything."""
    found = {}
    for line in lines:
        _before, _, rest = line.partition(f"organization={organization} ")
        said, _, signature = f"organization={organization} {rest.strip()}".partition(" signature=")
        if not rest or not any(hmac.compare_digest(signature, _signature(said, key)) for key in settings.PERFHUB_KEYS):
            continue
        values = dict(pair.split("=", 1) for pair in said.split())
        found[int(values["number"])] = values
    return found


def _signature(said: str, key: str) -> str:
    return hmac.new(derived(key, "audit anchors"), said.encode(), hashlib.sha256).hexdigest()


# --- looking whether all is as it was sealed ------------------------------------------------------


@transaction.atomic
def start_verifying(*, by: Actor, at: datetime) -> Job:
    """Somebody wants to know; a worker compares every line with its seal."""
    require("verify_audit", by)
    return open_job("audit.verify", by=by, at=at, total=AuditSeal.objects.count())


@transaction.atomic
def verified(job: Job, check: Check, *, at: datetime) -> None:
    """The worker is through: the job says what was found, the first bad line by its key."""
    told = {"seals": check.seals, "entries": check.entries, "findings": len(check.findings)}
    if check.findings:
        words = _("%(findings)s seals are not as they were made. %(first)s") % {**told, "first": check.findings[0]}
    else:
        words = _("All %(entries)s lines under %(seals)s seals are as they were sealed.") % told
    record("audit.verified", by=job.started_by or SYSTEM, at=at)
    finish_job(job, at=at, words=str(words))


def known_anchors(organization: int) -> dict[int, dict[str, str]]:
    """The anchors that lie on this machine; none where they lie elsewhere."""
    path = anchors_of(organization)
    return (
        read_anchors(path.read_text(encoding="ascii").splitlines(), organization=organization) if path.exists() else {}
    )
