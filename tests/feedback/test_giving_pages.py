"""The pages of feedback, without JavaScript: finding somebody, writing, reading, answering."""

import datetime as dt
import re

import pytest

from feedback.models import Feedback, Received
from people.models import AuditEntry, Draft
from perfhub.kernel import clock
from tests.factories.feedback import FeedbackFactory, ValueFactory
from tests.factories.goals import ObjectiveFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.stopped(AT):
        yield


def hidden(html, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found and found[1]


def test_praise_is_given_and_received(fernhill, client_of):
    with fernhill.inside():
        value = ValueFactory(name="We keep our word")
    giver = client_of(fernhill.peer)
    found = giver.get(fernhill.path("feedback/give/"), {"q": "emma"}).content.decode()
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise")
    assert address.replace("&", "&amp;") in found
    html = giver.get(address).content.decode()
    assert "Emma Employee and Max Manager, the manager now; a later manager sees it too" in html
    assert "everybody employed here, on the wall of praise" in html
    said = {"text": "Calm on the phone.\n\nAll *week*.", "value": value.pk, "audience": "everybody"}
    sent = {**said, "nonce": hidden(html, "nonce")}
    shown = giver.post(address, sent, follow=True)
    assert shown.status_code == 200 and "Given. It can be taken back for ten minutes." in shown.content.decode()
    giver.post(address, sent)  # the same sending again
    with fernhill.inside():
        made = Feedback.objects.get()
        assert (made.kind, made.audience, made.value) == ("praise", "everybody", value)
    receiver = client_of(fernhill.employee)
    assert "Peter Peer praises you" in receiver.get(fernhill.path("")).content.decode()
    html = receiver.get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
    assert "<em>week</em>" in html and "We keep our word" in html
    thanked = receiver.post(fernhill.path(f"feedback/{made.pk}/thank/"), follow=True).content.decode()
    assert "You said thank you" in thanked
    assert "Peter Peer praises you" not in receiver.get(fernhill.path("")).content.decode()
    html = giver.get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
    assert "shared 4 March, 10:00" in html
    assert "seen 4 March, 10:00" in html
    assert "said thank you" in html


def test_another_kind_asks_other_things_and_keeps_what_was_typed(fernhill, client_of):
    client = client_of(fernhill.peer)
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=suggestion")
    typed = {"behaviour": "You read aloud.", "situation": "Tuesday", "audience": "receiver"}
    html = client.post(address, {**typed, "as": "improvement"}).content.decode()
    assert "You read aloud." in html and "Tuesday" in html and "What seems in the way?" in html
    assert '<input type="hidden" name="kind" value="improvement">' in html
    again = {**typed, "kind": "improvement", "obstacle": "tools", "how": "Order one.", "follow_up": "2026-03-20"}
    looked = client.post(address, {**again, "look": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "It does not say what came of it" in looked and "<html" not in looked
    assert client.post(address, again).status_code == 302
    with fernhill.inside():
        assert Feedback.objects.get().follow_up_date == dt.date(2026, 3, 20)


def test_a_refused_form_keeps_every_word(fernhill, client_of):
    client = client_of(fernhill.peer)
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=suggestion")
    answer = client.post(address, {"behaviour": "", "impact": "Keep this.", "audience": "receiver"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "Keep this." in html and "Please say what you saw or heard." in html
    long = "x" * 1_000_000
    answer = client.post(address, {"behaviour": long, "audience": "receiver"})
    assert answer.status_code == 422 and long in answer.content.decode()
    blank = client.post(address, {"behaviour": "\u200b\u200f", "audience": "receiver"})
    assert blank.status_code == 409 and "there is nothing to read in it yet" in blank.content.decode().lower()
    public = client.post(address, {"behaviour": "Words.", "audience": "everybody"})
    assert public.status_code == 422 and "Words." in public.content.decode()
    with fernhill.inside():
        assert not Feedback.objects.exists()


def test_a_goal_of_the_receiver_is_chosen_and_a_rule_that_says_no_keeps_every_word(fernhill, client_of):
    with fernhill.inside():
        shown = ObjectiveFactory(owner=fernhill.employee, active=True, visibility="everyone", title="Reports on time")
        quiet = ObjectiveFactory(owner=fernhill.employee, active=True, visibility="private", title="Learn to solder")
    client = client_of(fernhill.manager)
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise")
    html = client.get(address).content.decode()
    assert "Reports on time" in html and "Learn to solder" not in html
    sent = {"text": "Four weeks, all on time.", "goal": quiet.pk, "audience": "everybody"}
    refused = client.post(f"{address}&goal={quiet.pk}", sent)
    assert refused.status_code == 409 and "Four weeks, all on time." in refused.content.decode()
    assert "Not everybody who reads this sees that goal." in refused.content.decode()
    assert client.post(address, {**sent, "goal": shown.pk}).status_code == 302
    page = client_of(fernhill.stranger).get(fernhill.path("praise/")).content.decode()
    assert "Reports on time" in page and fernhill.path(f"goals/{shown.pk}/") in page


def test_oneself_a_leaver_and_somebody_elsewhere_cannot_be_chosen(fernhill, brackwater, client_of):
    client = client_of(fernhill.peer)
    for person in (fernhill.peer, fernhill.leaver, brackwater.employee):
        html = client.get(fernhill.path("feedback/give/"), {"to": person.pk, "kind": "praise"}).content.decode()
        assert "Nobody whom you can write to was chosen" in html


def test_who_leaves_while_one_writes_takes_no_word_along_and_nothing_is_given_to_the_others(fernhill, client_of):
    client, words = client_of(fernhill.peer), "You stayed until the van was loaded."
    sent = {"text": words, "audience": "everybody", "kind": "praise"}
    alone = fernhill.path(f"feedback/give/?to={fernhill.leaver.pk}&kind=praise")
    answer = client.post(alone, sent)
    html = answer.content.decode()
    assert answer.status_code == 409 and words in html and "Your words are still here" in html
    one_left = client.post(f"{alone}&to={fernhill.employee.pk}", sent)
    assert one_left.status_code == 303 and f"to={fernhill.leaver.pk}" not in one_left["Location"]
    html = client.get(one_left["Location"]).content.decode()
    assert words in html and "Somebody you chose has left." in html
    with fernhill.inside():
        assert not Feedback.objects.exists()
    assert client.post(one_left["Location"], sent).status_code == 302


def test_what_was_typed_to_one_person_never_stands_in_a_form_to_another(fernhill, client_of):
    client = client_of(fernhill.peer)
    to = f"feedback/give/?to={fernhill.employee.pk}&kind=praise"
    kept = client.post(fernhill.path(to), {"text": "Half a sentence", "audience": "receiver", "more": "1"})
    assert kept.status_code == 303 and f"to={fernhill.employee.pk}" in kept["Location"]
    with fernhill.inside():
        assert Draft.objects.filter(employee=fernhill.peer).count() == 1
    both = f"{to}&to={fernhill.stranger.pk}"
    assert "Half a sentence" in client.get(fernhill.path(both)).content.decode()
    other = client.get(fernhill.path(f"feedback/give/?to={fernhill.stranger.pk}&kind=praise")).content.decode()
    assert "Half a sentence" not in other
    client.post(fernhill.path(both), {"text": "A whole sentence.", "audience": "receiver"})
    with fernhill.inside():
        assert not Draft.objects.filter(employee=fernhill.peer).exists()
        assert Received.objects.count() == 2


def test_each_field_of_a_page_has_an_id_of_its_own(fernhill, client_of):
    with fernhill.inside():
        made = FeedbackFactory(
            by=fernhill.peer, to=fernhill.employee, targeted=True, given_at=AT, follow_up_date=AT.date()
        )
    html = client_of(fernhill.employee).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) and {"comment_text", "dispute_text", "view_text"} <= set(ids)
    refused = client_of(fernhill.employee).post(fernhill.path(f"feedback/{made.pk}/dispute/"), {"text": "x" * 4001})
    assert refused.status_code == 422 and "x" * 4001 in refused.content.decode()


def test_words_are_shown_as_words(fernhill, client_of):
    with fernhill.inside():
        text = '<script>alert(1)</script> [x](javascript:alert(1)) <b hx-get="/o/">b</b> \u202eltr'
        made = FeedbackFactory(by=fernhill.peer, to=fernhill.employee, behaviour=text, given_at=AT)
    html = client_of(fernhill.employee).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
    assert "<script>alert" not in html and 'href="javascript' not in html and "<b hx-get" not in html
    assert "\u202e" not in html and "&lt;script&gt;" in html


def test_who_reads_it_is_said_before_anything_can_be_written_under_it(fernhill, client_of):
    with fernhill.inside():
        hard = FeedbackFactory(by=fernhill.peer, to=fernhill.employee, targeted=True, given_at=AT - DAY)
        kind = FeedbackFactory(by=fernhill.peer, to=fernhill.employee, praise=True, given_at=AT - DAY)
    pages = [
        client_of(fernhill.employee).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
        for made in (hard, kind)
    ]
    for html in pages:
        html = html[html.index("<main") :]
        assert html.index("(received it)") < html.index("<textarea")
    first = [re.search(r'btn-primary" type="submit">(?:<svg.*?</svg>)?([^<]*)', html)[1] for html in pages]
    assert first == ["I have read it", "Say thank you"]  # nobody has to thank for what is hard to read


def test_the_manager_sees_what_is_for_the_manager_and_leaves_a_line(fernhill, client_of):
    with fernhill.inside():
        wide = FeedbackFactory(
            by=fernhill.stranger, to=fernhill.employee, audience="manager", behaviour="Seen by two.", given_at=AT
        )
        FeedbackFactory(by=fernhill.stranger, to=fernhill.employee, behaviour="For Emma alone.", given_at=AT)
    client = client_of(fernhill.manager)
    for _again in range(2):
        html = client.get(fernhill.path(f"people/{fernhill.employee.pk}/feedback/")).content.decode()
        assert "Seen by two." in html and "For Emma alone." not in html
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="feedback.seen", by=fernhill.manager)
        assert list(lines.values_list("employee", "object_id")) == [(fernhill.employee.pk, wide.receivers.get().pk)]
    own = client_of(fernhill.employee).get(fernhill.path("seen/")).content.decode()
    assert "Max Manager" in own


def test_lists_are_narrowed_and_go_on_page_by_page(fernhill, client_of, django_assert_num_queries):
    with fernhill.inside():
        for n in range(25):
            FeedbackFactory(by=fernhill.peer, to=fernhill.employee, behaviour=f"Number {n:02}.", given_at=AT - n * HOUR)
        FeedbackFactory(by=fernhill.peer, to=fernhill.employee, praise=True, given_at=AT - 40 * DAY)
    client = client_of(fernhill.employee)
    html = client.get(fernhill.path("feedback/")).content.decode()
    assert "Number 00." in html and "Number 19." in html and "Number 20." not in html
    onwards = re.search(r'href="(\?after=[^"]+)"', html)[1].replace("&amp;", "&")
    html = client.get(fernhill.path("feedback/") + onwards).content.decode()
    assert "Number 20." in html and "Calm on the phone" in html and "Number 19." not in html
    assert "Calm on the phone" in client.get(fernhill.path("feedback/"), {"kind": "praise"}).content.decode()
    html = client.get(fernhill.path("feedback/"), {"words": "number 07"}).content.decode()
    assert "Number 07." in html and "Number 08." not in html
    assert client.get(fernhill.path("feedback/"), {"after": "nonsense"}).status_code == 200
    given = client_of(fernhill.peer).get(fernhill.path("feedback/given/")).content.decode()
    assert "To Emma Employee" in given


@pytest.mark.parametrize("address", ["feedback/", "feedback/given/"])
def test_a_list_asks_no_more_for_many(fernhill, client_of, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    viewer = {"feedback/": fernhill.employee, "feedback/given/": fernhill.peer}[address]
    asked = []
    client = client_of(viewer)
    for _n in range(2):
        with fernhill.inside():
            for _more in range(1 + 2 * _n):
                value = ValueFactory()
                FeedbackFactory(by=fernhill.peer, to=fernhill.employee, given_at=AT, value=value)
        client.get(fernhill.path(address))  # who looks leaves a line, once
        with CaptureQueriesContext(connection) as seen:
            assert client.get(fernhill.path(address)).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_values_are_kept_by_hr(fernhill, client_of):
    client = client_of(fernhill.hr_admin)
    assert client.post(fernhill.path("values/"), {"name": "We keep our word"}).status_code == 302
    assert client.post(fernhill.path("values/"), {"name": "we keep our WORD"}).status_code == 409
    html = client.get(fernhill.path("values/")).content.decode()
    assert "We keep our word" in html
    with fernhill.inside():
        from feedback.models import Value

        value = Value.objects.get()
    client.post(fernhill.path(f"values/{value.pk}/retire/"))
    offered = client_of(fernhill.peer).get(fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise"))
    assert "We keep our word" not in offered.content.decode()
    client.post(fernhill.path(f"values/{value.pk}/bring-back/"))
    with fernhill.inside():
        assert Value.objects.get().retired_at is None


def test_switched_off_it_is_not_there_and_the_words_stay(fernhill, client_of):
    from tests.factories.people import CapabilitySwitchFactory

    with fernhill.inside():
        made = FeedbackFactory(by=fernhill.peer, to=fernhill.employee, given_at=AT)
        CapabilitySwitchFactory(capability="feedback", team=None, is_on=False, from_date=AT.date() - DAY)
    client = client_of(fernhill.employee)
    assert client.get(fernhill.path("feedback/")).status_code == 404
    assert client.get(fernhill.path(f"feedback/{made.pk}/")).status_code == 404
    home = client.get(fernhill.path("")).content.decode()
    assert "has a suggestion for you" not in home and fernhill.path("feedback/") not in home
    assert client.get(fernhill.path("check-in/")).status_code == 200
    with fernhill.inside():
        assert Feedback.objects.count() == 1
