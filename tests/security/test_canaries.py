"""What is confidential stands nowhere but where it may (T6): a canary in each field, every page and API read for it."""

import logging
import re
from datetime import timedelta
from secrets import token_hex

import pytest
from django.conf import settings
from django.core import mail

from feedback.models import EarlierAnswer, Priority
from notices.models import Notice
from people import rules
from people.models import AuditEntry
from people.rules.threads import open_thread, say
from tests.factories import feedback as make_feedback
from tests.factories import people as make
from tests.guards.access import GET
from tests.guards.access_table import ROWS
from tests.undone import taken_back

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"canary-[a-z]{10}-[0-9a-f]{6}")


def canary(field: str) -> str:
    """24 characters, told apart by the field they were planted in."""
    return f"canary-{field[:10]:x<10}-{abs(hash(field)) % 16**6:06x}"


CHECK_IN = ("progress", "blockers", "priority", "comment", "earlier")


def plant(world) -> tuple[dict[str, str], list[str]]:
    """A canary in each confidential field about the employee; drafts are of each person alone. Also the addresses of
    what holds them."""
    told = {field: canary(field) for field in (*CHECK_IN, "draftown", "draftboss", "filename", "filebody")}
    with world.inside():
        week = make_feedback.CheckInFactory(
            employee=world.employee,
            answered=True,
            period_start=make_feedback.MONDAY - timedelta(weeks=1),
            progress=told["progress"],
            blockers=told["blockers"],
        )
        Priority.objects.create(check_in=week, text=told["priority"], position=1)
        EarlierAnswer.objects.create(
            check_in=week, edition=1, progress=told["earlier"], said_at=make.AT, superseded_at=make.AT
        )
        week.thread = open_thread(at=make.AT)
        week.save(update_fields=["thread"])
        say(week.thread, told["comment"], by=world.manager, at=make.AT)
        rules.save_draft(world.employee, f"check-in:{week.pk}", content={"progress": [told["draftown"]]}, at=make.AT)
        rules.save_draft(world.manager, f"comment:{week.pk}", content={"comment": [told["draftboss"]]}, at=make.AT)
        file = make.FileFactory(name=f"{told['filename']}.csv", content=told["filebody"].encode(),
                                size=24, uploaded_by=world.owner)  # fmt: skip
        roster = make.RosterImportFactory(file=file, started_by=world.owner, state="previewed")
    slug = world.organization.slug
    return told, [
        world.path(f"check-in/{week.pk}/"),
        world.path(f"check-in/{week.pk}/?edit"),
        world.path(f"check-in/{week.pk}/pass-up/"),
        f"/api/v1/o/{slug}/check-ins/{week.pk}/",
        world.path(f"rosters/{roster.pk}/"),
        world.path(f"rosters/{roster.pk}/file/"),
    ]


def crawl(cast, personas, addresses: list[str], *, refusals: bool) -> dict[str, str]:
    """Everything that every address answers to each person, about the employee and in lists; also the sixth table.

    With the refusals of the access table, too, or without these, which are one sentence of ours.
    """
    read: dict[str, list[str]] = {persona: [] for persona in personas}
    for row in (row for row in ROWS if row.method == GET and row.inside_organization):
        readers = [persona for persona in personas if refusals or row.expected(persona) not in (403, 404)]
        if not readers:
            continue
        with cast.made(row, clients=personas) as made:
            assert not made.failed, f"{row}: {made.failed}"
            for persona in readers:
                read[persona].append(answered(cast, persona, cast.address(row, made.args)))
    for persona in personas:
        read[persona] += [answered(cast, persona, address) for address in addresses]
    return {persona: "\n".join(texts) for persona, texts in read.items()}


def answered(cast, persona: str, address: str) -> str:
    """What one address answers, with its headers; nothing of it stays."""
    settings.LIMITS_PREFIX = f"limit:{token_hex(4)}"  # put back after the test
    with taken_back():
        answer = cast.client(persona).get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return body.decode(errors="replace") + repr(dict(answer.headers))


ALLOWED = {
    "employee": {*CHECK_IN, "draftown"},
    "manager": {*CHECK_IN, "draftboss"},
    "hr_admin": {"filename", "filebody"},
    "owner": {"filename", "filebody"},
}
SOME = ("manager", "hr_admin", "peer")
ALL = ("employee", "skip", "ex_manager", "owner", "hr_partner", "auditor", "stranger", "other_manager", "anon")


def found_by(cast, told, addresses, personas, **how) -> dict[str, set[str]]:
    planted = {text: field for field, text in told.items()}
    return {
        persona: {planted[text] for text in CANARY.findall(read) if text in planted}
        for persona, read in crawl(cast, personas, addresses, **how).items()
    }


def nobody_reads_more(cast, personas, caplog, *, refusals: bool = False) -> None:
    told, addresses = plant(cast.world)
    with caplog.at_level(logging.DEBUG):
        found = found_by(cast, told, addresses, personas, refusals=refusals)
    assert {who: fields - ALLOWED.get(who, set()) for who, fields in found.items()} == {who: set() for who in personas}
    if "manager" in found:  # where it may be read it is: the crawl comes by there
        assert found["manager"] >= {"progress", "blockers", "comment"}
        assert found["hr_admin"] == {"filename", "filebody"}
    assert not CANARY.search(caplog.text)
    assert not CANARY.search("".join(f"{letter.subject}{letter.body}" for letter in mail.outbox))
    with cast.world.inside():
        for model in (AuditEntry, Notice):
            assert not CANARY.search(repr(list(model.objects.values())))


@pytest.mark.long(40)
def test_no_canary_is_read_by_whoever_may_not(cast, caplog):
    nobody_reads_more(cast, SOME, caplog)


@pytest.mark.prove
def test_no_canary_is_read_by_anybody_who_may_not(cast, caplog, record_property):
    nobody_reads_more(cast, (*SOME, *ALL), caplog, refusals=True)
    record_property("personas", len(SOME) + len(ALL))
