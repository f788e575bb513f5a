"""Models, fields, indexes and constraints come and make no other model anew; all that is known is as Django has it."""

import pytest
from django.core.management import get_commands
from django.db import migrations, models
from django.db.migrations.state import ProjectState, StateApps

from perfhub.kernel.migrating import light_states

OPERATIONS = [
    migrations.CreateModel("Team", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    migrations.CreateModel(
        "Person",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("team", models.ForeignKey("people.Team", models.CASCADE)),
            ("number", models.IntegerField()),
        ],
    ),
    migrations.AddIndex("person", models.Index("number", name="by_number")),
    migrations.AddConstraint("person", models.UniqueConstraint("number", name="number_once")),
    migrations.AddConstraint("person", models.CheckConstraint(condition=models.Q(number__gt=0), name="above")),
    migrations.RemoveIndex("person", "by_number"),
    migrations.RemoveConstraint("person", "number_once"),
    migrations.AddIndex("person", models.Index("team", "number", name="by_team")),
    migrations.AddField("person", "title", models.TextField(default="")),
    migrations.AddField("person", "rank", models.IntegerField(default=1, unique=True), preserve_default=False),
    migrations.AddField("team", "lead", models.ForeignKey("people.Person", models.CASCADE, related_name="led")),
    migrations.AddField("person", "knows", models.ManyToManyField("people.Person")),
    migrations.AddField("person", "partner", models.OneToOneField("self", models.CASCADE)),
    migrations.AlterField("person", "title", models.CharField(max_length=20, default="")),
    migrations.AddField("team", "above", models.ForeignKey("people.Team", models.CASCADE, null=True)),
    migrations.AddConstraint("team", models.UniqueConstraint("name", name="name_once")),
]


def known() -> list[tuple]:
    """After each operation, what the state and the classes made of it say of indexes, constraints and what refers."""
    state, said = ProjectState(), []
    assert state.apps
    for operation in OPERATIONS:
        operation.state_forwards("people", state)
        for (label, name), model in sorted(state.models.items()):
            made = state.apps.get_model(label, name)._meta
            options = (model.options["indexes"], model.options["constraints"])
            declared = [(name, field.deconstruct()) for name, field in model.fields.items()]
            columns = [(one.column, one.deconstruct()) for one in made.local_concrete_fields]
            related = sorted((one.name, type(one).__name__, to(one)) for one in made.get_fields() if one.is_relation)
            lists = (list(made.indexes), list(made.constraints))
            said.append((name, declared, columns, related, *options, *lists, [one.name for one in made.fields]))
    return said


def to(relation) -> tuple[str, list[str]]:
    """What a field or its other side leads to, and what is known there."""
    return relation.related_model._meta.label, [one.name for one in relation.related_model._meta.concrete_fields]


def test_what_is_known_of_them_is_as_django_has_it():
    honest = known()
    with light_states():
        assert known() == honest
    assert honest[-2:] != honest[2:4]


def test_a_field_leads_to_a_model_of_a_later_migration():
    """As in an upgrade: the class stood before, and each migration works on a copy of what is known."""
    first, then = OPERATIONS[0], OPERATIONS[1]
    last = migrations.AddField("team", "lead", models.ForeignKey("people.Person", models.CASCADE, related_name="led"))
    with light_states():
        state = ProjectState()
        assert state.apps
        for operation in (first, then, last):
            state = state.clone()
            operation.state_forwards("people", state)
        lead = state.apps.get_model("people", "team")._meta.get_field("lead")
        assert lead.target_field.name == "id" and lead.related_model is state.apps.get_model("people", "person")


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The names of all models that are made anew."""
    found: list[str] = []
    honest = StateApps.render_multiple
    monkeypatch.setattr(
        StateApps, "render_multiple", lambda apps, some: (found.extend(m.name for m in some), honest(apps, some))[1]
    )
    return found


def test_no_model_is_made_anew_for_them(made):
    known()
    usual = len(made)
    made.clear()
    with light_states():
        known()
    assert len(made) <= usual - 10
    made.clear()
    known()
    assert len(made) == usual, "and outside all is as it was"


def test_migrating_is_done_so():
    assert get_commands()["migrate"] == "perfhub"
