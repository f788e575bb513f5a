"""All of a case on paper, in three views, with a number by which it can be compared."""

import pytest
from django.http import Http404

from people.models import AuditEntry
from perfhub.kernel import clock
from pips.access.packets import MANAGER
from pips.models import CaseReader, Packet, Plan
from pips.queries import packets as queries
from pips.rules import packets as rules
from pips.rules.seeing import note_cases_seen
from tests.factories import pips as make_pips

from .whole import offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(fernhill) -> Plan:
    """A plan that was offered, with everything that can be said in it."""
    with fernhill.inside():
        at = clock.now()
        plan = offered(
            fernhill.employee,
            manager=fernhill.manager,
            reviewer=fernhill.hr_admin,
            hears=fernhill.owner,
            at=at,
        )
        review = plan.reviews.get()
        type(review).objects.filter(pk=review.pk).update(words="HRWORDS", override="HROVERRIDE")
        make_pips.PlanWordFactory(plan=plan, by=fernhill.employee, text="MYSTATEMENT", at=at)
        make_pips.ReceiptFactory(plan=plan, by=fernhill.employee, at=at)
        make_pips.AppealFactory(plan=plan, by=fernhill.employee, reviewer=fernhill.owner, text="MYAPPEAL", filed_at=at)
        make_pips.GateExceptionFactory(plan=plan, by=fernhill.hr_admin, reason="EXCEPTED")
        note_cases_seen([plan.case], by=fernhill.hr_admin, at=at)
        return plan


def words_of(packet: Packet) -> str:
    return " ".join(
        f"{label} {text}" for section in packet.content["sections"] for label, text in section["rows"]
    ) + " ".join(section["heading"] for section in packet.content["sections"])


def taken(world, plan, persona) -> Packet:
    with world.inside():
        return rules.take_packet(plan.case, by=getattr(world, persona), at=clock.now())


def test_each_side_has_the_voice_and_each_its_own(fernhill, plan):
    papers = {persona: words_of(taken(fernhill, plan, persona)) for persona in ("employee", "manager", "hr_admin")}
    for words in papers.values():
        assert "MYSTATEMENT" in words and "MYAPPEAL" in words and "EXCEPTED" in words
        assert "version 1" in words and "Receipts" in words
    assert "Who has read it" in papers["employee"] and "Hannah Admin" in papers["employee"]
    for persona in ("manager", "hr_admin"):
        assert "Who has read it" not in papers[persona]
    assert "HRWORDS" in papers["hr_admin"] and "HROVERRIDE" in papers["hr_admin"]
    for persona in ("employee", "manager"):
        assert "HROVERRIDE" not in papers[persona]


def test_who_may_not_take_it_gets_nothing(fernhill, plan, client_of):
    with fernhill.inside():
        make_pips.CaseReaderFactory(case=plan.case, reader=fernhill.stranger, named_by=fernhill.manager)
        assert CaseReader.objects.in_force().exists()
        for persona in ("owner", "skip", "peer", "auditor", "stranger", "hr_partner"):
            with pytest.raises(Http404):
                rules.take_packet(plan.case, by=getattr(fernhill, persona), at=clock.now())
        assert Packet.objects.count() == 0


def test_its_number_is_printed_kept_and_compared(fernhill, plan, client_of):
    client = client_of(fernhill.employee)
    made = client.post(fernhill.path(f"improvement/cases/{plan.case_id}/paper/"), {"nonce": "n" * 16})
    assert made.status_code == 302
    with fernhill.inside():
        packet = Packet.objects.get()
        line = AuditEntry.objects.get(object_type="pips.packet")
        assert (line.act, line.by, line.employee) == (
            f"packet.taken.{packet.digest[:40]}",
            fernhill.employee,
            fernhill.employee,
        )
        assert queries.digest_of(packet.content) == packet.digest
    assert packet.digest in client.get(made.url).content.decode()
    asked = fernhill.path("improvement/papers/compare/")
    typed = {"number": " ".join(packet.digest.upper()[n : n + 8] for n in range(0, 64, 8))}
    assert "Kept as it was taken" in client_of(fernhill.hr_admin).post(asked, typed).content.decode()
    assert "that you can see" in client_of(fernhill.owner).post(asked, typed).content.decode()
    assert "that you can see" in client_of(fernhill.manager).post(asked, {"number": "0" * 64}).content.decode()
    assert client_of(fernhill.manager).post(asked, {"number": "12"}).status_code == 422
    assert client_of(fernhill.manager).get(made.url).status_code == 404, "whoever took it alone opens it"
    with fernhill.inside():
        forged = dict(packet.content, title="Another title")
        packet.content = forged
        found = queries.verified(packet)
        assert (found.is_as_taken, found.in_audit) == (False, True)
        packet.digest = queries.digest_of(forged)
        assert not queries.verified(packet).in_audit, "the audit has another number"


def test_two_papers_of_the_same_moment_are_spelled_alike(fernhill, plan):
    with fernhill.inside():
        at = clock.now()
        one, other = (queries.content_of(plan.case, MANAGER, viewer=fernhill.manager, at=at) for _again in range(2))
        assert queries.digest_of(one) == queries.digest_of(other)
        assert queries.digest_of({"a": 1, "b": 2}) == queries.digest_of({"b": 2, "a": 1})
        assert queries.digest_of({"a": "ü"}) != queries.digest_of({"a": "u"})
