"""Praise goes to other programs: what hangs on the wall, once nobody can take it back, and nothing else."""

import datetime as dt
import json

import pytest

from feedback import rules, tasks
from feedback.access import giving as access
from feedback.models import Feedback
from feedback.queries import giving as queries
from feedback.queries import wall as wall_queries
from feedback.rules import receiving
from feedback.rules import wall as wall_rules
from notices.models import Delivery
from people import rules as people_rules
from people.access import SYSTEM
from perfhub.kernel import clock
from tests.factories.feedback import FeedbackFactory, ValueFactory
from tests.notices.calling import begin, call, rows, states
from tests.receivers import receiver

from .giving import AT, DAY, HOUR, PRAISE, give

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
KINDS = ("praise.shown", "praise.hidden")
LATER = AT + 11 * MINUTE  # nobody can take it back any more


@pytest.fixture
def chat(fernhill, settings):
    """A program that is told of praise; the organization has allowed that for a month."""
    with receiver() as found:
        settings.EGRESS_ALLOWED = [found.listed]
        with fernhill.inside():
            people_rules.choose_visibility(access.ELSEWHERE, access.ON, by=fernhill.hr_admin, at=AT - 30 * DAY)
        found.webhook, _secret = begin(fernhill, found.url, name="Team chat", kinds=KINDS, at=AT - 20 * DAY)
        yield found


def heard(chat):
    return [(event["type"], event["data"]["praise"]) for event in (json.loads(one.body) for one in chat.heard)]


def praise(world, to=None, *, at=AT, **said):
    with world.inside():
        receivers = to or [world.employee]
        return rules.give(receivers, by=world.peer, at=at, **{**PRAISE, **said})


def test_praise_for_everybody_goes_out_as_it_hangs_on_the_wall(fernhill, chat, settings):
    with fernhill.inside():
        value = ValueFactory(name="We ask early")
    made = praise(fernhill, [fernhill.employee, fernhill.stranger], value=value)
    call(fernhill, chat.webhook, LATER)
    assert heard(chat) == [
        (
            "praise.shown",
            {
                "id": made.pk,
                "from": {"id": fernhill.peer.pk, "name": "Peter Peer"},
                "to": [
                    {"id": fernhill.employee.pk, "name": "Emma Employee"},
                    {"id": fernhill.stranger.pk, "name": "Stella Stranger"},
                ],
                "text": "Calm on the phone, all week.",
                "value": "We ask early",
                "skill": None,
                "goal": None,
                "shown_at": AT.isoformat(),
                "url": f"{settings.PUBLIC_URL}/o/fernhill/feedback/{made.pk}/",
            },
        )
    ]


def test_a_chat_that_shows_a_sentence_alone_has_one_in_which_nothing_is_markup(fernhill, chat):
    praise(fernhill, text="<!channel> Thanks & @all: <https://evil.example|look>")
    call(fernhill, chat.webhook, LATER)
    event = json.loads(chat.heard[0].body)
    said = "&lt;!channel&gt; Thanks &amp; @\u200ball: &lt;https://evil.example|look&gt;"
    assert event["text"] == f"Peter Peer praises Emma Employee: “{said}”"
    assert event["data"]["praise"]["text"] == "<!channel> Thanks & @all: <https://evil.example|look>"


def test_it_waits_until_nobody_can_take_it_back(fernhill, chat):
    praise(fernhill)
    call(fernhill, chat.webhook, AT + 9 * MINUTE)
    assert (chat.heard, states(fernhill)) == ([], ["waiting"])
    call(fernhill, chat.webhook, LATER)
    assert len(chat.heard) == 1


def test_what_is_taken_back_in_time_never_goes_out(fernhill, chat):
    made = praise(fernhill)
    with fernhill.inside():
        rules.take_back(made, by=fernhill.peer, at=AT + 5 * MINUTE)
    call(fernhill, chat.webhook, LATER)
    assert (chat.heard, states(fernhill)) == ([], ["dropped", "dropped"])


CANARY = "canary-7Hq2Vd9xKpLm4Rt8Wz3B"


def test_nothing_confidential_ever_goes_out(fernhill, brackwater, chat):
    with fernhill.inside():
        for audience in ("receiver", "manager"):
            rules.give([fernhill.employee], by=fernhill.peer, at=AT, kind="praise", audience=audience, text=CANARY)
        give(fernhill, behaviour=CANARY)
        give(fernhill, kind="improvement", behaviour=CANARY)
        commented = rules.give([fernhill.employee], by=fernhill.peer, at=AT, **PRAISE)
        receiving.comment_on_feedback(commented, CANARY, by=fernhill.employee, at=AT)
    with brackwater.inside():
        rules.give([brackwater.employee], by=brackwater.peer, at=AT, **{**PRAISE, "text": CANARY})
    call(fernhill, chat.webhook, LATER)
    assert [said["id"] for _kind, said in heard(chat)] == [commented.pk]
    assert CANARY not in str(chat.heard)
    assert len(rows(fernhill)) == 1  # not even a row says that there was more


def test_what_is_hidden_before_it_goes_never_goes(fernhill, chat):
    made = praise(fernhill)
    with fernhill.inside():
        wall_rules.hide(made, "A customer is named.", by=fernhill.hr_admin, at=AT + MINUTE)
    call(fernhill, chat.webhook, LATER)
    assert chat.heard == []


def test_what_is_hidden_is_taken_down_there_and_comes_back_with_it(fernhill, chat):
    made = praise(fernhill)
    call(fernhill, chat.webhook, LATER)
    with fernhill.inside():
        wall_rules.hide(made, "A customer is named.", by=fernhill.hr_admin, at=AT + HOUR)
    call(fernhill, chat.webhook, AT + HOUR)
    assert heard(chat)[1:] == [("praise.hidden", {"id": made.pk})]
    assert "customer" not in str(chat.heard)
    with fernhill.inside():
        wall_rules.show_again(Feedback.objects.get(pk=made.pk), by=fernhill.hr_admin, at=AT + 2 * HOUR)
    call(fernhill, chat.webhook, AT + 2 * HOUR)
    assert [kind for kind, _said in heard(chat)] == ["praise.shown", "praise.hidden", "praise.shown"]


def test_who_would_rather_not_hang_there_is_named_no_more(fernhill, chat):
    made = praise(fernhill, [fernhill.employee, fernhill.stranger])
    call(fernhill, chat.webhook, LATER)
    for who, at in ((fernhill.employee, AT + HOUR), (fernhill.stranger, AT + 2 * HOUR)):
        with fernhill.inside():
            receiving.leave_the_wall(Feedback.objects.get(pk=made.pk), by=who, at=at)
        call(fernhill, chat.webhook, at)
    shown, changed, gone = heard(chat)
    assert [one["name"] for one in shown[1]["to"]] == ["Emma Employee", "Stella Stranger"]
    assert [one["name"] for one in changed[1]["to"]] == ["Stella Stranger"]
    assert gone == ("praise.hidden", {"id": made.pk})


def test_switched_off_nothing_is_sent(fernhill, chat):
    made = praise(fernhill)
    call(fernhill, chat.webhook, LATER)
    praise(fernhill, at=AT + MINUTE)
    with fernhill.inside():
        people_rules.switch("feedback", by=SYSTEM, at=AT, is_on=False, from_date=AT.date())
        wall_rules.hide(made, "Off.", by=fernhill.hr_admin, at=AT + HOUR)
    call(fernhill, chat.webhook, AT + HOUR)
    assert len(chat.heard) == 1
    assert states(fernhill) == ["sent", "dropped", "dropped"]


# --- what its giver was promised ------------------------------------------------------------------


def test_praise_stays_here_until_the_organization_has_said_otherwise_in_time(fernhill, settings):
    with receiver() as chat:
        settings.EGRESS_ALLOWED = [chat.listed]
        webhook, _secret = begin(fernhill, chat.url, kinds=KINDS, at=AT - DAY)
        praise(fernhill)
        with fernhill.inside():
            change = people_rules.choose_visibility(access.ELSEWHERE, access.ON, by=fernhill.hr_admin, at=AT)
        assert change.effective_at >= AT + 7 * DAY  # five working days, told to everybody
        call(fernhill, webhook, change.effective_at + MINUTE)
        assert chat.heard == []
        made = praise(fernhill, at=change.effective_at + HOUR)
        call(fernhill, webhook, change.effective_at + 2 * HOUR)
        assert [said["id"] for _kind, said in heard(chat)] == [made.pk]
        with fernhill.inside():
            people_rules.choose_visibility(
                access.ELSEWHERE, access.OFF, by=fernhill.hr_admin, at=change.effective_at + 2 * HOUR
            )
        praise(fernhill, at=change.effective_at + 3 * HOUR)
        call(fernhill, webhook, change.effective_at + 4 * HOUR)
        assert len(chat.heard) == 1
        with fernhill.inside():  # what went there is taken down there all the same
            wall_rules.hide(made, "No.", by=fernhill.hr_admin, at=change.effective_at + 4 * HOUR)
        call(fernhill, webhook, change.effective_at + 5 * HOUR)
        assert heard(chat)[1:] == [("praise.hidden", {"id": made.pk})]


def test_a_later_program_gets_nothing_its_giver_could_not_know_of(fernhill, chat):
    made = praise(fernhill)
    later, _secret = begin(fernhill, chat.url, name="Screen in the hall", kinds=KINDS, at=AT + HOUR)
    with fernhill.inside():
        wall_rules.hide(made, "Wait.", by=fernhill.hr_admin, at=AT + 2 * HOUR)
        wall_rules.show_again(Feedback.objects.get(pk=made.pk), by=fernhill.hr_admin, at=AT + 3 * HOUR)
    call(fernhill, later, AT + 4 * HOUR)
    assert chat.heard == [] and {row.kind for row in rows(fernhill, webhook=later)} == {"praise.hidden"}


def test_the_form_and_the_wall_name_the_program(fernhill, chat, client_of):
    with fernhill.inside():
        choices = dict(queries.audience_choices("praise", [fernhill.employee], viewer=fernhill.peer, at=AT))
        assert choices["everybody"] == "everybody employed here, on the wall of praise; it also goes to Team chat"
        assert wall_queries.wall_of(fernhill.peer, at=AT).elsewhere == "Team chat"
    page = client_of(fernhill.peer).get(fernhill.path("praise/")).content.decode()
    assert "New praise also goes to Team chat." in page
    with fernhill.inside():
        people_rules.choose_visibility(access.ELSEWHERE, access.OFF, by=fernhill.hr_admin, at=AT)
        choices = dict(queries.audience_choices("praise", [fernhill.employee], viewer=fernhill.peer, at=AT))
        assert choices["everybody"] == "everybody employed here, on the wall of praise"


def test_where_praise_is_for_nobody_else_any_more_nothing_goes_out(fernhill, chat):
    praise(fernhill)
    with fernhill.inside():
        people_rules.choose_visibility(access.WIDEST, "manager", by=fernhill.hr_admin, at=AT + MINUTE)
    call(fernhill, chat.webhook, LATER)
    assert chat.heard == []


def test_a_rule_that_is_rolled_back_tells_nobody(fernhill, chat):
    with pytest.raises(ZeroDivisionError), fernhill.inside():
        rules.give([fernhill.employee], by=fernhill.peer, at=AT, **PRAISE)
        _ = 1 / 0
    assert rows(fernhill) == []


def test_where_there_is_no_program_giving_costs_one_statement_and_no_row(fernhill):
    praise(fernhill)
    with fernhill.inside():
        assert not Delivery.objects.exists()
        assert FeedbackFactory(by=fernhill.peer, to=fernhill.employee, praise=True)


# --- what is narrowed later -----------------------------------------------------------------------


def take_down(world, at):
    with clock.stopped(at):
        tasks.take_praise_down_in.apply(headers={"organization": world.organization.pk}).get()


@pytest.mark.parametrize(("setting", "value"), [(access.WIDEST, "manager"), (access.ELSEWHERE, access.OFF)])
def test_a_narrower_choice_takes_down_what_is_out_there(fernhill, brackwater, chat, setting, value):
    first, second = praise(fernhill), praise(fernhill, at=AT + MINUTE, text="And on Tuesday.")
    call(fernhill, chat.webhook, AT + HOUR)
    take_down(fernhill, AT + HOUR)
    call(fernhill, chat.webhook, AT + HOUR)
    assert len(chat.heard) == 2  # it hangs there rightly
    with fernhill.inside():
        people_rules.choose_visibility(setting, value, by=fernhill.hr_admin, at=AT + 2 * HOUR)
    for _time in range(2):
        take_down(fernhill, AT + 3 * HOUR)
        take_down(brackwater, AT + 3 * HOUR)
    call(fernhill, chat.webhook, AT + 3 * HOUR)
    assert heard(chat)[2:] == [("praise.hidden", {"id": first.pk}), ("praise.hidden", {"id": second.pk})]
    with brackwater.inside():
        assert not Delivery.objects.exists()


def test_what_was_hidden_by_hand_is_not_taken_down_twice(fernhill, chat):
    made = praise(fernhill)
    call(fernhill, chat.webhook, LATER)
    with fernhill.inside():
        wall_rules.hide(made, "No.", by=fernhill.hr_admin, at=AT + HOUR)
    take_down(fernhill, AT + 2 * HOUR)
    assert [row.kind for row in rows(fernhill)] == ["praise.shown", "praise.hidden"]


def test_what_never_went_out_is_not_taken_down(fernhill, chat):
    praise(fernhill)
    with fernhill.inside():
        people_rules.choose_visibility(access.ELSEWHERE, access.OFF, by=fernhill.hr_admin, at=AT + MINUTE)
    call(fernhill, chat.webhook, LATER)
    take_down(fernhill, AT + HOUR)
    assert (chat.heard, states(fernhill)) == ([], ["dropped"])
