"""What people do to grow: planned or suggested, begun, done or dropped; who reads it, and what stays of it."""

import datetime as dt

import pytest

from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import slots
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from perfhub.kernel.typed import TooLong
from skills.access import growing as access
from skills.models import FARTHEST, GrowthAction, GrowthEvent
from skills.queries import growing as queries
from skills.rules import growing as rules
from tests.factories.skills import AT, GrowthActionFactory, SkillFactory

from .conftest import DAY, TODAY

pytestmark = pytest.mark.django_db
NEXT = TODAY + 14 * DAY


@pytest.fixture
def planned(world) -> GrowthAction:
    return rules.plan("stretch", "Lead the recall", by=world.employee, at=AT, due_date=NEXT)


@pytest.fixture
def suggested(world) -> GrowthAction:
    return rules.suggest(world.employee, "training", "Two days in Doncaster", by=world.manager, at=AT, due_date=NEXT)


def events(action):
    return list(GrowthEvent.objects.filter(action=action).order_by("pk").values_list("act", "by__name", "words"))


def recorded():
    lines = AuditEntry.objects.filter(act__startswith="growth.").order_by("pk")
    return list(lines.values_list("act", "by__name", "employee__name"))


def told(kind):
    found = slots.provider("notice.kind", kind)
    rows = with_subjects(Notice.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    return [(row.recipient.name, bool(found.still_wanted(row)), found.render(row).lead) for row in rows]


def test_an_action_is_planned_begun_and_done_with_what_was_learned(world, planned):
    assert (planned.state, planned.begun_date, planned.suggested_by) == ("planned", None, None)
    rules.begin(planned, by=world.employee, at=AT + DAY)
    assert (planned.state, planned.begun_date) == ("under_way", TODAY + DAY)
    rules.finish(planned, "I begin smaller.", by=world.employee, at=AT + 2 * DAY)
    planned.refresh_from_db()
    assert (planned.state, planned.learned, planned.ended_at) == ("done", "I begin smaller.", AT + 2 * DAY)
    emma = "Emma Employee"
    assert events(planned) == [("planned", emma, ""), ("begun", emma, ""), ("done", emma, "I begin smaller.")]
    assert recorded() == [(f"growth.{act}", emma, emma) for act in ("planned", "begun", "done")]
    assert not Notice.objects.filter(kind__startswith="growth.").exists(), "nobody is told of one's own plans"


def test_what_was_learned_may_be_said_later_and_otherwise_and_both_stay(world, planned):
    rules.begin(planned, by=world.employee, at=AT)
    rules.finish(planned, by=world.employee, at=AT)
    for words in ("I begin smaller.", "I ask earlier."):
        rules.say_learned(planned, words, by=world.employee, at=AT)
    assert planned.learned == "I ask earlier."
    assert [words for act, _by, words in events(planned) if act == "learned"] == ["I begin smaller.", "I ask earlier."]
    with pytest.raises(rules.NothingLearnedSaid):
        rules.say_learned(planned, " \u200b", by=world.employee, at=AT)


def test_it_is_dropped_with_a_reason_and_not_without(world, planned):
    for nothing in ("", "   "):
        with pytest.raises(rules.WhyDropped):
            rules.drop(planned, nothing, by=world.employee, at=AT)
    rules.drop(planned, "The work went elsewhere.", by=world.employee, at=AT)
    assert (planned.state, planned.ended_at) == ("dropped", AT)
    assert events(planned)[-1] == ("dropped", "Emma Employee", "The work went elsewhere.")


def test_a_slip_is_taken_back_and_what_was_over_goes_on(world, planned):
    rules.begin(planned, by=world.employee, at=AT)
    rules.not_yet(planned, by=world.employee, at=AT)
    assert (planned.state, planned.begun_date) == ("planned", None)
    rules.begin(planned, by=world.employee, at=AT + DAY)
    rules.finish(planned, "A lot.", by=world.employee, at=AT + DAY)
    rules.take_up(planned, by=world.employee, at=AT + 2 * DAY)
    planned.refresh_from_db()
    assert (planned.state, planned.begun_date, planned.ended_at) == ("under_way", TODAY + DAY, None)
    assert planned.learned == "" and ("done", "Emma Employee", "A lot.") in events(planned)


def test_what_is_out_of_turn_is_too_late_and_changes_nothing(world, planned):
    with pytest.raises(StaleMove):
        rules.finish(planned, by=world.employee, at=AT)
    rules.begin(planned, by=world.employee, at=AT)
    other_tab = GrowthAction.objects.get(pk=planned.pk)
    rules.finish(planned, by=world.employee, at=AT)
    with pytest.raises(StaleMove):
        rules.drop(other_tab, "No time.", by=world.employee, at=AT)
    with pytest.raises(StaleMove):
        rules.change(other_tab, by=world.employee, at=AT, kind="stretch", text="Lead it")
    assert [act for act, _by, _words in events(planned)] == ["planned", "begun", "done"]


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_nothing_is_no_plan(world, text):
    with pytest.raises(rules.NothingPlanned):
        rules.plan("training", text, by=world.employee, at=AT)


def test_a_day_lies_ahead_and_not_too_far_and_may_be_left_out(world):
    for day, error in (
        (TODAY - DAY, rules.GrowthDayOver),
        (TODAY + FARTHEST + DAY, rules.GrowthDayTooFar),
    ):
        with pytest.raises(error):
            rules.plan("training", "A course", by=world.employee, at=AT, due_date=day)
    for day in (None, TODAY, TODAY + FARTHEST):
        assert rules.plan("training", "A course", by=world.employee, at=AT, due_date=day).due_date == day
    with pytest.raises(TooLong):
        rules.plan("training", "x" * 501, by=world.employee, at=AT)


def test_a_skill_that_was_put_away_is_not_chosen_but_stays_where_it_was(world):
    skill, away = SkillFactory(), SkillFactory(retired_at=AT)
    with pytest.raises(rules.SkillPutAway):
        rules.plan("training", "A course", by=world.employee, at=AT, skill=away)
    made = rules.plan("training", "A course", by=world.employee, at=AT, skill=skill)
    skill.retired_at = AT
    skill.save()
    kept = rules.change(made, by=world.employee, at=AT, kind="training", text="Another course", skill=skill)
    assert kept.skill == skill
    with pytest.raises(rules.SkillPutAway):
        rules.change(made, by=world.employee, at=AT, kind="training", text="Another course", skill=away)


def test_what_goes_on_may_be_changed_and_its_history_keeps_what_stood_there(world, planned):
    changed = rules.change(
        planned, by=world.employee, at=AT, seen=1, kind="practice", text="Run the recall", due_date=NEXT + DAY
    )
    assert (changed.kind, changed.text, changed.due_date, changed.version) == (
        *("practice", "Run the recall", NEXT + DAY, 2),
    )
    event = GrowthEvent.objects.get(action=planned, act="changed")
    assert (event.text_before, event.due_before_date, event.due_date) == ("Lead the recall", NEXT, NEXT + DAY)
    with pytest.raises(Conflict) as refused:
        rules.change(planned, by=world.employee, at=AT, seen=1, kind="practice", text="Walk the recall")
    assert (refused.value.yours["text"], refused.value.theirs["text"]) == ("Walk the recall", "Run the recall")


# --- suggested ---------------------------------------------------------------------------------


def test_a_suggestion_is_none_before_the_employee_says_yes(world, suggested):
    assert (suggested.state, suggested.employee, suggested.suggested_by) == (
        *("suggested", world.employee, world.manager),
    )
    lead = "Max Manager suggests something to grow with. It is planned when you say yes; you may decline."
    assert told("growth.suggested") == [("Emma Employee", True, lead)]
    with pytest.raises(StaleMove):
        rules.begin(suggested, by=world.employee, at=AT)
    rules.accept(suggested, by=world.employee, at=AT)
    assert suggested.state == "planned"
    assert [wanted for _who, wanted, _lead in told("growth.suggested")] == [False], "answered: nobody is told any more"
    assert told("growth.answered") == [("Max Manager", True, "Emma Employee plans what you suggested to grow with.")]


def test_it_may_be_declined_with_a_word_or_without(world, suggested):
    rules.decline(suggested, "Not this quarter.", by=world.employee, at=AT)
    assert (suggested.state, events(suggested)[-1]) == ("declined", ("declined", "Emma Employee", "Not this quarter."))
    assert told("growth.answered")[0][2] == "Emma Employee does not take up what you suggested."
    other = rules.suggest(world.employee, "mentor", "An hour with Grace", by=world.manager, at=AT)
    rules.decline(other, by=world.employee, at=AT)
    assert events(other)[-1] == ("declined", "Emma Employee", "")


def test_who_suggested_it_may_withdraw_it_until_there_is_an_answer(world, suggested):
    rules.withdraw(suggested, by=world.manager, at=AT)
    assert suggested.state == "dropped" and not told("growth.suggested")[0][1]
    with pytest.raises(StaleMove):
        rules.accept(suggested, by=world.employee, at=AT)
    other = rules.suggest(world.employee, "mentor", "An hour with Grace", by=world.manager, at=AT)
    rules.accept(other, by=world.employee, at=AT)
    with pytest.raises(StaleMove):
        rules.withdraw(other, by=world.manager, at=AT)


def test_no_word_of_it_stands_in_a_letter(world, suggested):
    rules.decline(suggested, "The lab is closed", by=world.employee, at=AT)
    leads = " ".join(lead for kind in ("growth.suggested", "growth.answered") for _who, _wanted, lead in told(kind))
    assert "Doncaster" not in leads and "lab" not in leads


def test_only_the_direct_manager_suggests(world):
    for person in (world.skip, world.peer, world.hr_admin, world.owner, world.stranger, world.employee, world.leaver):
        with pytest.raises(Refused):
            rules.suggest(world.employee, "mentor", "An hour with Grace", by=person, at=AT)
    with pytest.raises(Refused):
        rules.suggest(world.leaver, "mentor", "An hour with Grace", by=world.manager, at=AT)


def test_only_its_employee_acts_on_it(world, planned, suggested):
    acts = (
        lambda by: rules.begin(planned, by=by, at=AT),
        lambda by: rules.drop(planned, "No.", by=by, at=AT),
        lambda by: rules.change(planned, by=by, at=AT, kind="stretch", text="Mine"),
        lambda by: rules.accept(suggested, by=by, at=AT),
        lambda by: rules.decline(suggested, by=by, at=AT),
    )
    for person in (world.manager, world.skip, world.hr_admin, world.peer):
        for act in acts:
            with pytest.raises(Refused):
                act(person)
    with pytest.raises(Refused):
        rules.withdraw(suggested, by=world.employee, at=AT)


# --- who reads it ------------------------------------------------------------------------------


def test_its_employee_and_the_direct_manager_read_it_and_nobody_else(world, planned, suggested):
    both = {planned, suggested}
    assert set(access.visible_to(world.employee)) == set(access.visible_to(world.manager)) == both
    for person in (
        world.skip,
        world.peer,
        world.stranger,
        world.hr_admin,
        world.hr_partner,
        world.owner,
        world.auditor,
    ):
        assert list(access.visible_to(person)) == [], person.name


def test_it_goes_to_the_next_manager_and_leaves_the_one_before(world, suggested):
    people_rules.report_to(world.employee, world.stranger, by=SYSTEM, at=AT, from_date=TODAY)
    assert list(access.visible_to(world.stranger)) == [suggested]
    assert list(access.visible_to(world.manager)) == [], "even where it was suggested by that manager"
    rules.accept(suggested, by=world.employee, at=AT)
    assert told("growth.answered") == [], "who does not lead any more is told nothing"
    (sight,) = slots.provider("person.succession", "skills.succession")(world.employee, manager=world.stranger)
    assert sight.seen and "one growth action" in sight.text


def test_the_manager_who_reads_it_leaves_a_line_and_another_when_more_was_said(world, planned):
    def seen():
        return list(AuditEntry.objects.filter(act="growth.seen").values_list("by__name", "employee__name"))

    rules.note_seen([planned], by=world.employee, at=AT)
    assert seen() == [], "one's own is no look"
    for _twice in range(2):
        rules.note_seen([planned], by=world.manager, at=AT + DAY)
    assert seen() == [("Max Manager", "Emma Employee")]
    rules.begin(planned, by=world.employee, at=AT + 2 * DAY)
    rules.note_seen([planned], by=world.manager, at=AT + 3 * DAY)
    assert len(seen()) == 2
    assert queries.seen_by_the_manager(planned, world.manager) == AT + 3 * DAY


def test_what_somebody_did_to_grow_leaves_with_them_and_goes_with_them(world, planned, suggested):
    rules.decline(suggested, "Not now.", by=world.employee, at=AT)
    parts = {part.name: list(part.rows) for part in slots.collect("person.export", world.employee)}
    assert [(row[2], row[-1]) for row in parts["growth_actions"]] == [
        ("Lead the recall", "yourself"),
        ("Two days in Doncaster", "another"),
    ]
    assert [(row[2], row[3], row[-1]) for row in parts["growth_history"]] == [
        ("planned", "", "yourself"),
        ("suggested", "", "another"),
        ("declined", "Not now.", "yourself"),
    ]
    for other in (world.manager, world.peer):
        parts = {part.name: list(part.rows) for part in slots.collect("person.export", other)}
        assert parts["growth_actions"] == parts["growth_history"] == []
    theirs = GrowthActionFactory(employee=world.peer)
    assert ("skills_growthaction", 2) in slots.collect("person.erase", world.employee, at=AT)
    assert list(GrowthAction.objects.all()) == [theirs] and not GrowthEvent.objects.exists()


# --- lists and home ----------------------------------------------------------------------------


def test_what_waits_for_an_answer_stands_first_then_what_is_due_first(world, planned):
    later = rules.plan("learning", "Read the standard", by=world.employee, at=AT)
    sooner = rules.plan("practice", "Two a week", by=world.employee, at=AT, due_date=TODAY + DAY)
    asked = rules.suggest(world.employee, "mentor", "An hour with Grace", by=world.manager, at=AT)
    rules.drop(later, "No time.", by=world.employee, at=AT)
    undated = rules.plan("learning", "Read it after all", by=world.employee, at=AT)
    found = queries.growth_of(world.employee, viewer=world.employee, at=AT + 3 * DAY)
    assert [row.action for row in found.rows] == [asked, sooner, planned, undated]
    assert [row.is_overdue for row in found.rows] == [False, True, False, False]
    over = queries.growth_of(world.employee, viewer=world.manager, at=AT, side=queries.OVER)
    assert ([row.action for row in over.rows], over.going_on) == ([later], 4)


def test_a_long_list_goes_on_where_the_page_ended(world):
    made = [
        GrowthActionFactory(employee=world.employee, state="done", begun_date=TODAY, ended_at=AT + n * DAY)
        for n in range(queries.A_PAGE + 3)
    ]
    first = queries.growth_of(world.employee, viewer=world.employee, at=AT, side=queries.OVER)
    rest = queries.growth_of(world.employee, viewer=world.employee, at=AT, side=queries.OVER, after=first.after)
    shown = [row.action for row in (*first.rows, *rest.rows)]
    assert shown == made[::-1] and rest.after == ""
    again = queries.growth_of(world.employee, viewer=world.employee, at=AT, side=queries.OVER, after="nonsense")
    assert again.rows == first.rows, "a place that is none of ours is the beginning"


def home(viewer, at=AT):
    return slots.provider("home.due", "skills.due")(viewer, at=at)


def test_home_has_what_wants_an_answer_and_what_is_due_within_a_week(world, planned, suggested):
    lines = {line.key: line for line in home(world.employee)}
    assert list(lines) == [f"growth-suggested:{suggested.pk}"], "two weeks are far away"
    assert [act.label for act in lines[f"growth-suggested:{suggested.pk}"].actions] == ["Plan it", "Decline"]
    lines = {line.key: line for line in home(world.employee, at=AT + 8 * DAY)}
    assert [act.label for act in lines[f"growth:{planned.pk}"].actions] == ["Begin"]
    rules.begin(planned, by=world.employee, at=AT)
    (line,) = [line for line in home(world.employee, at=AT + 8 * DAY) if line.key == f"growth:{planned.pk}"]
    assert [act.label for act in line.actions] == ["Done"] and line.due_at.date() == NEXT
    assert list(home(world.manager, at=AT + 8 * DAY)) == [], "what others planned is no task of the manager's"


def test_many_that_are_due_are_three_lines_and_one_for_the_rest(world):
    for n in range(5):
        rules.plan("learning", f"Chapter {n}", by=world.employee, at=AT, due_date=TODAY + n * DAY)
    lines = list(home(world.employee))
    assert [line.title for line in lines] == ["Chapter 0", "Chapter 1", "Chapter 2", "2 more growth actions"]
    assert lines[-1].count == 2


def test_a_moment_in_another_zone_is_another_day(world):
    world.employee.time_zone = "Pacific/Auckland"
    world.employee.save()
    late = dt.datetime(2026, 3, 6, 22, tzinfo=dt.UTC)
    made = rules.plan("learning", "Read", by=world.employee, at=late)
    assert rules.begin(made, by=world.employee, at=late).begun_date == dt.date(2026, 3, 7)
