"""Kinds of notices that exist in tests only; each says what a kind of an upper floor could say."""

import pytest

from people.states import EmployeeState
from perfhub.kernel import slots
from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url


def wanted(notice) -> bool:
    """As long as the person it is about is employed."""
    return notice.subject.state == EmployeeState.ACTIVE


def words(notice) -> Rendered:
    return Rendered(
        subject=f"About {notice.subject.name}",
        lead="There is something to read.",
        lines=("First line", "Second line"),
        url=page_url("people:home"),
        action="Read it",
    )


def broken(notice) -> Rendered:
    raise ValueError("these words cannot be made")


KINDS = [
    NoticeKind(name="tests.letter", still_wanted=wanted, render=words, label="Letters of the tests"),
    NoticeKind(name="tests.at_once", still_wanted=wanted, render=words, label="At once", at_once=True),
    NoticeKind(name="tests.legal", still_wanted=wanted, render=words, label="Legal", at_once=True, legal=True),
    NoticeKind(name="tests.daily", still_wanted=wanted, render=words, label="Daily", in_digest=True),
    NoticeKind(name="tests.hidden", still_wanted=wanted, render=words, label="Hidden", at_once=True, in_bell=False),
    NoticeKind(name="tests.poison", still_wanted=wanted, render=broken, label="Poison", at_once=True),
]


@pytest.fixture(autouse=True, scope="session")
def kinds():
    for kind in KINDS:
        slots.register("notice.kind", kind)
