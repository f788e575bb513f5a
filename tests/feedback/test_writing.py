"""The word about the words: what it finds in a labelled list, and that it finds nothing in what is well said."""

import pytest
from django.utils.translation import override

from feedback.queries.writing import LANGUAGES, RULES, hints_for
from feedback.queries.writing import de as german
from feedback.queries.writing import en as english

PRAISE, SUGGESTION, IMPROVEMENT = "praise", "suggestion", "improvement"
WHOLE = {"impact": "The customer called twice.", "next_step": "Could we look at it together?"}


def found(kind, language="en", **said):
    return {hint.rule for hint in hints_for(said, kind=kind, language=language)}


#: Of an improvement with impact and next step: its behaviour, and what is to be found in it.
BEHAVIOURS = [
    ("You are lazy.", {"trait", "no_example"}),
    ("You have been careless with the report.", {"trait", "no_example"}),
    ("You’re so disorganised.".replace("’", "'"), {"trait", "no_example"}),
    ("Being rude to the lab does not help.", {"trait", "no_example"}),
    ("Your attitude in the team.", {"trait", "no_example"}),
    ("You always come after nine.", {"absolute", "no_example"}),
    ("You never answer the phone.", {"absolute", "no_example"}),
    ("You constantly interrupt others.", {"absolute", "no_example"}),
    ("Everybody says that it takes long.", {"absolute", "no_example"}),
    ("On Tuesday you were, as usual, the last.", {"absolute"}),
    ("You are always lazy on Mondays.", {"trait", "absolute"}),
    ("You should be more proactive.", {"vague", "no_example"}),
    ("Please communicate better.", {"vague", "no_example"}),
    ("Try harder and step up.", {"vague", "no_example"}),
    ("The reports left before the second reading.", {"no_example"}),
    ("On Thursday the report left before the second reading.", set()),
    ("Three reports left before the second reading.", {"no_example"}),
    ("3 of 5 reports left before the second reading.", set()),
    ("You said “that is not my job” to the visitor.", set()),
    ("In the meeting you spoke for half of the time.", set()),
    ("When you closed the ticket, the customer still had the fault.", set()),
    ("The bench was cold and difficult on Monday.", set()),
    ("The weak signal on Monday came from the cable.", set()),
    ("Yesterday the seals were ordered a day after the deadline.", set()),
    ("For example, the order of 12 May went to the old address.", set()),
]


@pytest.mark.parametrize(("behaviour", "labels"), BEHAVIOURS)
def test_what_is_found_in_a_behaviour_is_what_the_list_says(behaviour, labels):
    assert found(IMPROVEMENT, behaviour=behaviour, **WHOLE) == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Good job!", {"vague", "no_example"}),
        ("Well done, keep it up", {"vague", "no_example"}),
        ("You rock.", {"vague", "no_example"}),
        ("Thank you.", {"no_example"}),
        ("Great work on Tuesday: the customer stayed with us.", set()),
        ("You stayed on the line with Doncaster until the pressure held, and they felt looked after.", set()),
        ("You always help, and you never make anybody feel small. Last week it was the new colleague.", set()),
        ("Your 40 drawings were right the first time.", set()),
    ],
)
def test_what_is_found_in_praise_is_what_the_list_says(text, labels):
    assert found(PRAISE, text=text) == labels


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ({}, {"no_impact", "no_next_step"}),
        ({"impact": "We measured again."}, {"no_next_step"}),
        ({"next_step": "Send the list the day before."}, {"no_impact"}),
        ({"impact": "We measured again.", "how": "I order the second bench."}, set()),
        ({"impact": "It failed, it was late, and two were missing.", "next_step": "Read it twice."}, {"one_sided"}),
        ({"impact": "It failed and was late.", "next_step": "How do you see it?"}, set()),
        ({"impact": "It failed and was late, though the drawings helped.", "next_step": "Read it twice."}, set()),
    ],
)
def test_what_is_missing_or_one_sided_is_said(said, labels):
    assert found(SUGGESTION, behaviour="On Monday the count was estimated.", **said) == labels


def test_where_a_situation_was_told_there_is_an_example():
    assert (
        found(SUGGESTION, situation="The handover to the night shift", behaviour="Two alarms stood open.", **WHOLE)
        == set()
    )


@pytest.mark.parametrize(
    ("behaviour", "labels"),
    [
        ("Du bist faul.", {"trait", "no_example"}),
        ("Du bist so chaotisch.", {"trait", "no_example"}),
        ("Du kommst immer nach neun.", {"absolute", "no_example"}),
        ("Du solltest proaktiver sein.", {"vague", "no_example"}),
        ("Am Dienstag ging der Bericht vor der zweiten Lesung hinaus.", set()),
        ("Die Leitung war am Montag kalt und schwierig zu lösen.", set()),
    ],
)
def test_another_language_has_words_of_its_own(behaviour, labels):
    with override("de"):
        assert found(IMPROVEMENT, language="de-AT", behaviour=behaviour, **WHOLE) == labels


def test_nothing_is_said_of_an_unknown_language_or_of_no_words():
    assert found(IMPROVEMENT, language="fi", behaviour="You are lazy.") == set()
    assert found(IMPROVEMENT, behaviour=" \u200b 12 ") == set()


def test_each_hint_explains_itself_and_offers_a_pattern_in_each_language():
    assert set(LANGUAGES) == {"en", "de"}
    for data in (english, german):
        assert data.EXPLAINED.keys() == set(RULES)
        assert all(why and better for why, better in data.EXPLAINED.values())


def test_a_megabyte_is_looked_through_in_a_moment():
    from time import perf_counter

    for text in ("you are " * 130_000, "a" * 1_000_000, "“" * 500_000, "being so " * 110_000):
        begun = perf_counter()
        hints_for({"behaviour": text}, kind=IMPROVEMENT, language="en")
        assert perf_counter() - begun < 2
