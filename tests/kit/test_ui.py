"""The parts of the kit, as they are written in a template."""

from dataclasses import dataclass
from types import SimpleNamespace as Thing

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

HOSTILE = '"><script>alert(1)</script>'


@dataclass(frozen=True)
class Person:
    pk: int
    name: str
    job_title: str = "Technician"


def drawn(source: str, **context) -> str:
    request = context.pop("request", RequestFactory().get("/"))
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    "source",
    [
        "{% person person note=text url=text %}",
        "{% by_whom person person %}",
        '{% chip "good" text %}',
        '{% word "watch" text %}',
        "{% count 3 text %}",
        "{% key text %}",
        "{% icon text label=text %}",
        "{% who %}{{ text }}{% endwho %}",
        "{% fold text %}{{ text }}{% endfold %}",
        "{% empty text text url=text act=text %}",
        "{% progress 50 label=text %}",
        "{% spark values of=text %}",
        "{% strip weeks %}",
        "{% tabs tabs %}",
        "{% heat heat %}",
        "{% chart chart %}",
        "{% difftable diff %}",
        "{% job job title=text url=text cancel_url=text %}",
    ],
)
def test_no_word_of_a_person_becomes_markup(source):
    cell = Thing(value=HOSTILE, before=HOSTILE + "x", error=HOSTILE)
    page = drawn(
        source,
        text=HOSTILE,
        person=Person(1, HOSTILE),
        values=[1, None, 2],
        weeks=[Thing(label=HOSTILE, asked=2, answered=1, missing=[HOSTILE])],
        tabs=[Thing(label=HOSTILE, url=HOSTILE, current=i) for i in (True, False)],
        heat={"caption": HOSTILE, "columns": [HOSTILE], "rows": [{"label": HOSTILE, "n": 5, "cells": [50]}]},
        chart=Thing(id="x", title=HOSTILE, answer=HOSTILE, data={"a": HOSTILE}, columns=[HOSTILE], rows=[[HOSTILE]]),
        diff={"caption": HOSTILE, "columns": [HOSTILE], "rows": [Thing(number=HOSTILE, state="new", cells=[cell])]},
        job=Thing(state="failed", done=0, total=0, words=HOSTILE),
    )
    assert "<script>alert" not in page and "alert(1)" in page


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Ribeiro", "AR"), ("Cher", "C"), ("Anne-Marie van Dyk", "AD"), ("", "")]
)
def test_initials_are_of_the_first_and_the_last_name(name, letters):
    assert f">{letters}</span>" in drawn("{% avatar person %}", person=Person(1, name))


def test_who_did_it_stands_close_to_what_follows_and_says_for_whom():
    ana, tomasz = Person(1, "Ana Ribeiro"), Person(2, "Tomasz Wilk")
    assert drawn("{% by_whom one other %},", one=ana, other=None) == "Ana Ribeiro,"
    assert drawn("{% by_whom one other %}.", one=ana, other=tomasz) == "Ana Ribeiro for Tomasz Wilk."


def test_a_person_keeps_the_same_ground():
    one = drawn("{% avatar person %}", person=Person(7, "Ana Ribeiro"))
    assert one == drawn("{% avatar person %}", person=Person(7, "Ana Ribeiro"))


def test_nothing_is_counted_at_nought():
    assert drawn('{% count 0 "waiting" %}') == ""


def test_a_bar_says_what_it_shows_and_stays_within_itself():
    assert 'aria-label="55\u00a0% done, 58\u00a0% expected by now"' in drawn("{% progress 55 expected=58 %}")
    assert 'width="100%"' in drawn("{% progress 130 %}")
    assert 'aria-label="No value yet"' in drawn("{% progress none %}", none=None)


def test_a_line_says_its_range_its_gap_and_what_is_usual():
    page = drawn('{% spark values usual=4 of="Ana" %}', values=[3, 4, None])
    assert 'aria-label="Ana: between 3 and 4 over 3 weeks, no answer last, usually 4"' in page


def test_a_withheld_cell_is_said_and_shows_no_number():
    page = drawn(
        "{% heat t %}", t={"caption": "c", "columns": ["w"], "rows": [{"label": "a", "n": 4, "cells": ["withheld"]}]}
    )
    assert "withheld, fewer than five people" in page and "ph-hx" in page


def test_a_strip_names_who_was_missing_and_shows_nobody_asked_as_a_gap():
    weeks = [
        Thing(label="week 1", asked=3, answered=2, missing=["Oskar"]),
        Thing(label="week 2", asked=0, answered=0, missing=[]),
    ]
    page = drawn("{% strip weeks %}", weeks=weeks)
    assert "week 1: 2 of 3 answered, missing Oskar" in page and "ph-strip-none" in page
    assert "Everybody answered in 0 of 1 weeks." in page


def test_pages_keep_the_question_that_was_asked():
    page = Paginator(range(60), 20).get_page(2)
    shown = drawn("{% pager page %}", page=page, request=RequestFactory().get("/?q=ana&page=2"))
    assert 'href="?q=ana&amp;page=1"' in shown and 'href="?q=ana&amp;page=3"' in shown and "21 to 40 of 60" in shown
    assert drawn("{% pager page %}", page=Paginator(range(3), 20).get_page(1)).strip() == ""


class Words(forms.Form):
    mood = forms.ChoiceField(choices=[("1", "hard"), ("2", "heavy")], widget=forms.RadioSelect, label="Mood")
    text = forms.CharField(widget=forms.Textarea, label="Text", help_text="One line.")
    sure = forms.BooleanField(required=False, label="Sure")


def test_a_field_is_joined_with_its_help_and_its_error():
    shown = drawn("{% field form.text rows=1 %}", form=Words({"text": ""}))
    assert 'for="id_text"' in shown and 'aria-describedby="id_text_help id_text_error"' in shown
    assert 'aria-invalid="true"' in shown and 'id="id_text_error"' in shown and 'id="id_text_help"' in shown


def test_radios_are_a_group_with_a_legend():
    shown = drawn('{% field form.mood kind="mood" %}', form=Words(initial={"mood": "2"}))
    assert "<fieldset" in shown and "<legend" in shown and shown.count('type="radio"') == 2
    assert 'value="2" checked' in shown


def test_the_summary_leads_to_each_field():
    shown = drawn("{% errors form %}", form=Words({}))
    assert "2 things need another look" in shown
    assert 'href="#id_mood"' in shown and 'href="#id_text"' in shown
    assert drawn("{% errors form %}", form=Words()).strip() == ""


def test_an_unfinished_work_asks_again_and_a_finished_one_does_not():
    running, done = (
        Thing(state="running", done=1, total=2, words=""),
        Thing(state="done", done=2, total=2, words="Ready"),
    )
    assert "hx-trigger" in drawn('{% job j title="t" url="/j/" %}', j=running)
    assert "hx-trigger" not in drawn('{% job j title="t" url="/j/" %}', j=done)


def test_the_foot_of_a_phone_has_five_places_at_most():
    entries = [
        Thing(label=str(i), url=f"/{i}/", icon="home", count=0, current=i == 6, phone=i < 4, short="") for i in range(7)
    ]
    bar = drawn(
        "{% phone_bar nav as bar %}{{ bar.first|length }} {{ bar.more|length }} {{ bar.here_in_more }}", nav=entries
    )
    assert bar == "4 3 True"
    assert drawn("{% phone_bar nav as bar %}{{ bar.first|length }} {{ bar.more|length }}", nav=entries[:5]) == "5 0"
    assert drawn("{% phone_bar nav as bar %}{{ bar.first|length }} {{ bar.more|length }}", nav=entries[:3]) == "3 0"


def test_the_page_before_is_used_only_when_it_is_ours():
    ours = RequestFactory().get("/x/", HTTP_REFERER="http://testserver/before/")
    foreign = RequestFactory().get("/x/", HTTP_REFERER="https://elsewhere.example/before/")
    assert drawn("{% came_from as back %}{{ back }}", request=ours) == "http://testserver/before/"
    assert drawn("{% came_from as back %}{{ back }}", request=foreign) == "/x/"


def test_a_conflict_shows_both_and_sends_all_but_what_was_seen():
    request = RequestFactory().post("/x/", {"text": "mine", "other": "kept", "version": "3", "nonce": "n"})
    shown = drawn("{% conflict yours theirs %}", request=request, yours={"text": "mine"}, theirs={"text": "theirs"})
    assert "mine" in shown and "theirs" in shown and 'name="other" value="kept"' in shown
    assert "version" not in shown and "nonce" not in shown


def test_in_a_conflict_what_the_form_sends_otherwise_named_is_changed_and_what_it_does_not_send_is_shown():
    request = RequestFactory().post("/x/", {"goal7-value_3": "60", "text": "mine"})
    both = {"yours": {"Parts": "60", "steps": "One"}, "theirs": {"Parts": "40", "steps": "Two"}}
    shown = drawn("{% conflict yours theirs sent_as %}", request=request, sent_as={"Parts": "value_3"}, **both)
    assert 'name="goal7-value_3" rows="3">60</textarea>' in shown and ">Parts</h2>" in shown and "40" in shown
    assert 'value="60"' not in shown and 'name="text" value="mine"' in shown
    assert "Steps" in shown and ">One</p>" in shown and 'name="steps"' not in shown and 'name=""' not in shown


def test_two_summaries_on_a_page_have_names_of_their_own():
    class Asked(forms.Form):
        text = forms.CharField()

    shown = [drawn("{% errors form %}", form=Asked({}, auto_id=f"goal{n}_%s")) for n in (7, 8)]
    assert 'id="goal7_errors"' in shown[0] and 'aria-labelledby="goal8_errors"' in shown[1]
