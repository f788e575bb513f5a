import pytest
from django.db import migrations, models
from django.db.migrations.state import ModelState
from django.test.utils import isolate_apps

from perfhub.kernel import inventory
from perfhub.kernel.inventory import (
    CONFIDENTIAL,
    CONTACT,
    IDENTITY,
    PRIVATE,
    SECRET,
    TECHNICAL,
    Handling,
    Undeclared,
    describe,
    inventory_of,
    undeclared,
)


def throw_away(said, *, name="ThrowAway", label="contenttypes"):
    class Parent(models.Model):
        inventory = {TECHNICAL: "organization"}
        organization = models.IntegerField()

        class Meta:
            abstract = True
            app_label = label

    body = {
        "__module__": __name__,
        "name": models.TextField(),
        "email": models.EmailField(),
        "mood": models.IntegerField(null=True),
        "friends": models.ManyToManyField("self"),
        "Meta": type("Meta", (), {"app_label": label}),
    }
    if said is not None:
        body["inventory"] = said
    return type(name, (Parent,), body)


COMPLETE = {
    IDENTITY: "name",
    CONTACT: "email",
    PRIVATE.kept_for("feedback").erased_by("keep"): "mood",
    TECHNICAL: "friends",
}


@isolate_apps("django.contrib.contenttypes")
def test_a_complete_inventory_says_how_each_field_is_handled_in_the_order_of_the_model():
    handled = inventory_of(throw_away(COMPLETE))
    assert list(handled) == ["id", "organization", "name", "email", "mood", "friends"]
    assert handled["id"] == handled["organization"] == handled["friends"] == TECHNICAL
    assert handled["name"] == Handling("identity", "employment", "subject", "replace")
    assert handled["mood"] == Handling("private", "feedback", "author", "keep")


@isolate_apps("django.contrib.contenttypes")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (None, "says nothing of name, email, mood, friends"),
        ({}, "says nothing of name, email, mood, friends"),
        (COMPLETE | {TECHNICAL: ""}, "says nothing of friends"),
        (COMPLETE | {SECRET: "name"}, "says twice what is name"),
        (COMPLETE | {SECRET: "organization"}, "says twice what is organization"),
        (COMPLETE | {SECRET: "shoe_size"}, "has no field shoe_size"),
        (COMPLETE | {CONTACT: "phone"}, "says nothing of email; it has no field phone"),
    ],
)
def test_an_incomplete_inventory_raises_and_names_the_fields(said, sentence):
    model = throw_away(said)
    with pytest.raises(Undeclared, match=sentence):
        inventory_of(model)
    assert undeclared([model]) == [f"The inventory of contenttypes.ThrowAway {sentence}."]


@isolate_apps("django.contrib.contenttypes")
def test_a_model_of_a_library_is_described_from_outside(monkeypatch):
    monkeypatch.setattr(inventory, "_described", {})
    theirs = throw_away(None, name="Theirs")
    described = COMPLETE | {TECHNICAL: "friends organization"}
    describe("contenttypes.Theirs", described)
    describe("contenttypes.theirs", described)
    assert inventory_of(theirs)["name"] == IDENTITY
    with pytest.raises(Undeclared, match="described twice"):
        describe("contenttypes.Theirs", COMPLETE)


@isolate_apps("django.contrib.contenttypes")
def test_migrations_do_not_see_the_inventory():
    with_it, without = ModelState.from_model(throw_away(COMPLETE)), ModelState.from_model(throw_away({}, name="Bare"))
    assert migrations.CreateModel("X", list(with_it.fields.items())).deconstruct()[2].keys() == {"name", "fields"}
    assert list(with_it.fields) == list(without.fields)
    assert with_it.options == without.options | {"indexes": [], "constraints": []}


def test_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="is none of"):
        CONFIDENTIAL.kept_for("ever")


def test_the_documented_table_is_the_one_in_force():
    rows = [line.split("|")[1:6] for line in inventory.__doc__.splitlines() if line.startswith("| ")]
    documented = {
        kind.strip(): tuple(cell.strip() for cell in rest) for kind, _, *rest in rows if kind.strip().isupper()
    }
    in_force = {
        name: (value.retention.replace("row", "the row"), value.export, value.erase)
        for name, value in vars(inventory).items()
        if isinstance(value, Handling)
    }
    assert documented == in_force
    assert len({value.kind for value in vars(inventory).values() if isinstance(value, Handling)}) == 10
