"""Lists of options are drawn at once, and to the letter as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from perfhub.kernel.widgets import Renderer

CHOICES = [("", "any"), (7, 'The "A & <B>" team'), (True, gettext_lazy("yes")), ("2", 2)]
GROUPED = [("Teams", [(1, "one"), (2, "two")]), (3, "three")]


class Coloured(forms.Select):
    option_template_name = "django/forms/widgets/radio_option.html"


@pytest.mark.parametrize("kind", (forms.Select, forms.SelectMultiple, Coloured))
@pytest.mark.parametrize("choices", (CHOICES, GROUPED, []), ids=("plain", "grouped", "none"))
@pytest.mark.parametrize("value", ("", None, 7, "2", ["2", 7], True))
def test_it_draws_as_django_does(kind, choices, value):
    for attrs in ({}, {"id": "a&b", "required": True, "disabled": False, "size": 3}):
        drawn = []
        for renderer in (DjangoTemplates(), Renderer()):
            drawn.append(str(kind(choices=choices).render("team", value, attrs, renderer=renderer)))
        assert drawn[0] == drawn[1]


def test_forms_are_drawn_by_it():
    class Form(forms.Form):
        team = forms.ChoiceField(choices=CHOICES, initial=7)

    assert type(Form().renderer) is Renderer
    assert '<option value="7" selected>The &quot;A &amp; &lt;B&gt;&quot; team</option>' in str(Form()["team"])
