"""The plain rules by which a plan is judged: each fires where it should; what is added well never lowers a score."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pips.queries.quality import (
    WEIGHTS,
    Flaw,
    judge,
    kept,
    meetings_within,
    most_points,
    said,
    vague_words,
)
from pips.queries.versions import Written, WrittenIssue, WrittenSupport

DAY_ONE = date(2026, 3, 2)

GOOD = WrittenIssue(
    title="Right first time",
    standard="A certificate carries every figure the customer asked for.",
    measure="Lab count, every Monday",
    baseline="81 %",
    target="94 %",
    source_words="Lab system",
    evaluator=1,
    due_date=date(2026, 5, 22),
)
HELP = WrittenSupport(what="Two bench mornings a week", owner=1, due_date=date(2026, 3, 16), issue=1)
WHOLE = Written(aim="Certificates are right", issues=(GOOD,), support=(HELP,))


def flaws(content: Written, **more) -> list[Flaw]:
    return [one.flaw for one in judge(content, day_one=DAY_ONE, **more).found]


def with_issue(**changes) -> Written:
    return replace(WHOLE, issues=(replace(GOOD, **changes),))


def test_a_plan_in_which_nothing_is_missing_has_the_whole_score():
    found = judge(WHOLE, day_one=DAY_ONE)
    assert (found.score, found.found, found.is_fine) == (100, (), True)


def test_each_rule_fires_at_its_own_flaw_and_at_no_other():
    cases = {
        Flaw.VAGUE: with_issue(standard="Be more proactive and improve quality."),
        Flaw.NO_BASELINE: with_issue(baseline=""),
        Flaw.NO_TARGET: with_issue(target=""),
        Flaw.NO_MEASURE: with_issue(measure=""),
        Flaw.NO_SOURCE: with_issue(source_words=""),
        Flaw.NO_EVALUATOR: with_issue(evaluator=None),
        Flaw.NO_DATE: with_issue(due_date=None),
        Flaw.NOT_ALONE: replace(with_issue(alone=False), support=(replace(HELP, issue=0),)),
        Flaw.NO_SUPPORT: replace(WHOLE, support=()),
        Flaw.LATE_SUPPORT: replace(WHOLE, support=(replace(HELP, due_date=date(2026, 5, 20)),)),
        Flaw.TOO_MANY_POINTS: replace(WHOLE, issues=(GOOD,) * 4, support=(replace(HELP, issue=0),)),
        Flaw.FEW_MEETINGS: replace(WHOLE, meeting_days=21),
    }
    for flaw, content in cases.items():
        assert set(flaws(content)) == {flaw}, flaw
        assert judge(content, day_one=DAY_ONE).score == 100 - WEIGHTS[flaw] * len(flaws(content))
    assert flaws(WHOLE, plans_of_manager=4) == [Flaw.MANY_PLANS]
    assert flaws(WHOLE, plans_of_manager=3) == []
    assert set(cases) | {Flaw.MANY_PLANS} == set(Flaw) == set(WEIGHTS)


def test_a_goal_or_metric_that_feeds_a_point_is_its_measure_and_its_source():
    assert flaws(with_issue(measure="", source_words="", about_metric=7)) == []
    assert flaws(with_issue(measure="", source_words="", about_goal=7)) == []


def test_vague_words_are_words_and_not_parts_of_them():
    assert vague_words(replace(GOOD, standard="Goods are packed; the bestiary is kept.")) == ()
    assert vague_words(replace(GOOD, standard="Better, and better still, etc.")) == ("Better", "better", "etc")
    assert vague_words(replace(GOOD, target="as needed")) == ("as needed",)


def test_so_many_points_fit_into_so_many_days():
    assert [most_points(days) for days in (30, 60, 90)] == [2, 3, 4]


def test_thirty_days_with_a_meeting_every_two_weeks_are_three_meetings_and_too_few():
    content = replace(WHOLE, length_days=30, meeting_days=14, support=(replace(HELP, due_date=DAY_ONE),))
    assert meetings_within(content) == 3
    assert flaws(content) == [Flaw.FEW_MEETINGS]
    assert flaws(replace(content, meeting_days=7)) == []


def test_every_reason_has_words_and_is_kept_as_it_was_found():
    content = replace(WHOLE, issues=(WrittenIssue(title="Right", standard="Improve", alone=False),) * 6, support=())
    found = judge(content, plans_of_manager=9, day_one=DAY_ONE)
    assert found.score == 0
    assert kept(found)[0] == [found.found[0].flaw.value, found.found[0].place, list(found.found[0].words)]
    for one in found.found:
        words = said(one, content)
        assert "%(" not in words
        assert one.place == 0 or "Right" in words


words_of = st.sampled_from(["", "Every figure is there", "Improve it", "94 %", "as needed"])
issues = st.builds(
    WrittenIssue,
    title=st.just("Right"),
    standard=words_of,
    measure=words_of,
    baseline=words_of,
    target=words_of,
    source_words=words_of,
    evaluator=st.none() | st.just(1),
    due_date=st.none() | st.just(date(2026, 5, 22)),
    alone=st.booleans(),
)
helps = st.builds(
    WrittenSupport,
    what=st.just("Mornings"),
    owner=st.just(1),
    due_date=st.dates(date(2026, 3, 1), date(2026, 9, 1)),
    issue=st.integers(0, 4),
)
plans = st.builds(
    Written,
    issues=st.lists(issues, max_size=6).map(tuple),
    support=st.lists(helps, max_size=6).map(tuple),
    length_days=st.sampled_from([30, 60, 90]),
    meeting_days=st.integers(1, 60),
)


@given(plans, st.integers(1, 9))
def test_a_score_is_of_a_hundred_and_is_the_sum_of_its_reasons(content, number):
    found = judge(content, plans_of_manager=number, day_one=DAY_ONE)
    assert found.score == max(0, 100 - sum(one.weight for one in found.found))
    assert 0 <= found.score <= 100
    assert found == judge(content, plans_of_manager=number, day_one=DAY_ONE)


@given(plans, st.data())
def test_what_is_filled_in_never_lowers_a_score(content, data):
    if not content.issues:
        return
    place = data.draw(st.integers(0, len(content.issues) - 1))
    name = data.draw(st.sampled_from(["measure", "baseline", "target", "source_words", "evaluator", "due_date"]))
    filled = replace(content.issues[place], **{name: getattr(GOOD, name)})
    better = replace(content, issues=(*content.issues[:place], filled, *content.issues[place + 1 :]))
    assert judge(better, day_one=DAY_ONE).score >= judge(content, day_one=DAY_ONE).score


@given(plans, st.integers(0, 6))
def test_support_in_time_never_lowers_a_score(content, place):
    more = replace(content, support=(*content.support, replace(HELP, due_date=DAY_ONE, issue=place)))
    assert judge(more, day_one=DAY_ONE).score >= judge(content, day_one=DAY_ONE).score


@given(plans, st.integers(1, 8))
def test_more_plans_of_a_manager_never_raise_a_score(content, number):
    fewer = judge(content, plans_of_manager=number, day_one=DAY_ONE).score
    assert judge(content, plans_of_manager=number + 1, day_one=DAY_ONE).score <= fewer
