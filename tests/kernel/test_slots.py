import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Employee
from perfhub.kernel import slots
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import (
    SLOTS,
    Due,
    NoticeKind,
    Rendered,
    SeedStep,
    Slots,
    Tab,
    TakenName,
    UnknownSlot,
    listed,
)


def due_check_ins(viewer, *, at):
    return [Due(key=f"check_in:{viewer}", verb="Answer", title=f"Week of {at}", url="/", minutes=2)]


def due_praise(viewer, *, at):
    yield Due(key=f"praise:{viewer}", verb="Read", title="Praise", url="/", count=2)


def test_the_list_of_slots_is_the_one_agreed_on():
    assert set(SLOTS) == {
        "nav", "home.due", "person.tab", "check_in.items", "agenda.suggestions", "review.context",
        "search", "notice.kind", "webhook.kind", "visibility", "audit.acts", "credential", "person.leaving",
        "person.succession", "goal.beside", "growth.beside", "growth.action", "finding.evidence", "data_request.beside",
        "person.confidential", "person.export", "person.erase", "first_hour.step", "first_page", "seed",
    }  # fmt: skip
    assert all(slot.meaning for slot in SLOTS.values())


def test_a_page_collects_what_every_provider_gives_in_the_order_of_registration():
    ours = Slots()
    ours.register("home.due", due_praise)
    ours.register("home.due", due_check_ins)
    collected = ours.collect("home.due", 7, at="Monday")
    assert [line.key for line in collected] == ["praise:7", "check_in:7"]
    assert list(ours.providers("home.due")) == [f"{__name__}.due_praise", f"{__name__}.due_check_ins"]


@pytest.mark.django_db
def test_lists_of_rows_are_asked_in_one_statement_and_only_those_with_rows_are_read(fernhill):
    read = []

    @composed
    def named(*, name):
        return Employee.objects.filter(first_name=name).order_by("pk")

    def provider(name):
        def lines(rows, viewer, *, at):
            read.append(name)
            return [Due(key=f"{name}:{row.pk}", verb="Greet", title=row.name, url="/", icon="user") for row in rows]

        return listed(lambda viewer, *, at: named(name=name) if viewer else None)(lines)

    ours = Slots()
    ours.register("home.due", provider("Nobody"), name="nobody")
    ours.register("home.due", provider("Emma"), name="emma")
    ours.register("home.due", due_praise, name="praise")
    ours.register("home.due", provider("Peter"), name="peter")
    with fernhill.inside():
        with CaptureQueriesContext(connection) as asked:
            lines = [line.key for line in ours.collect("home.due", 7, at="Monday")]
        assert lines == [f"Emma:{fernhill.employee.pk}", "praise:7", f"Peter:{fernhill.peer.pk}"]
        assert read == ["Emma", "Peter"]
        assert len(asked) == 2, "which have rows, and what these are"
        alone = ours.provider("home.due", "emma")
        assert [line.key for line in alone(7, at="Monday")] == lines[:1]
        assert [*alone(0, at="Monday")] == []
        assert [line.key for line in ours.collect("home.due", 0, at="Monday")] == ["praise:0"]


def test_an_empty_slot_gives_nothing():
    assert Slots().collect("person.tab", None, None) == []


@pytest.mark.parametrize("ask", ["register", "providers", "collect", "provider"])
def test_an_unknown_slot_is_an_error_that_names_the_known_ones(ask):
    with pytest.raises(UnknownSlot, match=r"no slot 'home\.do'.*home\.due"):
        getattr(Slots(), ask)("home.do", *([due_praise] if ask in ("register", "provider") else []))


def test_two_providers_of_one_name_are_an_error():
    ours = Slots()
    ours.register("home.due", due_praise)
    with pytest.raises(TakenName):
        ours.register("home.due", due_praise)
    ours.register("home.due", due_check_ins, name="mine")
    with pytest.raises(TakenName):
        ours.register("home.due", due_praise, name="mine")


def test_a_provider_which_gives_the_wrong_thing_is_named():
    ours = Slots()
    ours.register("person.tab", lambda viewer, employee: [Due(key="x", verb="x", title="x", url="/")], name="wrong")
    with pytest.raises(TypeError, match="wrong gave"):
        ours.collect("person.tab", None, None)


def test_a_kind_of_notice_is_found_by_its_name_and_is_not_a_function():
    ours = Slots()
    kind = NoticeKind(
        name="check_in.due",
        still_wanted=lambda notice: True,
        render=lambda notice: Rendered(subject="Your check-in", url="/"),
    )
    ours.register("notice.kind", kind)
    assert ours.provider("notice.kind", "check_in.due") is kind
    with pytest.raises(LookupError, match="no provider called 'other'"):
        ours.provider("notice.kind", "other")
    with pytest.raises(TypeError):
        ours.collect("notice.kind")
    with pytest.raises(TypeError):
        ours.register("notice.kind", due_praise)
    with pytest.raises(TypeError):
        ours.register("home.due", kind)


def seed(*steps):
    ours = Slots()
    for name, *after in steps:
        ours.register("seed", SeedStep(name=name, plant=print, after=tuple(after)))
    return [step.name for step in ours.seed_steps()]


def test_steps_of_the_seed_come_after_those_they_build_on():
    assert seed(("analytics", "feedback"), ("feedback", "people"), ("people",)) == ["people", "feedback", "analytics"]
    with pytest.raises(ValueError, match="wait for one another"):
        seed(("a", "b"), ("b", "a"))
    with pytest.raises(LookupError, match="nobody registered: people"):
        seed(("feedback", "people"))


def test_what_providers_give_cannot_be_changed_on_the_way():
    for thing in (Tab(label="Goals", url="/"), due_check_ins(1, at=2)[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.url = "/elsewhere"


def test_the_application_has_one_list():
    assert slots.register.__self__ is slots.collect.__self__ is slots.providers.__self__ is slots.application
