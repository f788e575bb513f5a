"""Two people at once: two browsers, one agenda. What one does appears at the other within seconds; nothing is lost."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from feedback import rules
from feedback.models import Meeting, TalkingPoint
from perfhub.kernel import clock

from .looking import Eyes
from .test_check_ins import shot
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SOON = 15_000  # milliseconds: a page asks every four seconds


def window(browser, args, live_server, employee, path, *, size, dark=False):
    """A browser of somebody's own, watched."""
    context = browser.new_context(**{**args, "viewport": size, "color_scheme": "dark" if dark else "light"})
    sign_in(context, live_server.url, employee)
    page = context.new_page()
    page.eyes = Eyes(page).open()
    page.goto(f"{live_server.url}/o/fernhill/{path}")
    return page


def under_way(world):
    """The two meet at this moment."""
    with world.inside():
        at = clock.now()
        one = rules.open_one_to_one(world.employee, by=world.manager, at=at)
        meeting = rules.plan(one, by=world.manager, at=at, start_at=at + dt.timedelta(minutes=1), place="Room 4")
        Meeting.objects.filter(pk=meeting.pk).update(start_at=at - dt.timedelta(minutes=1))
        return one, meeting


def texts(world, **of):
    with world.inside():
        rows = TalkingPoint.objects.filter(**(of or {"state": "open"})).order_by("position", "pk")
        return list(rows.values_list("text", flat=True))


def on_agenda(page, text):
    return page.locator(".ph-talk-t", has_text=text)


def kept(world, notes, *, page):
    """Waits until these notes are kept."""
    for _moment in range(SOON // 250):
        with world.inside():
            if Meeting.objects.get().notes == notes:
                return
        page.wait_for_timeout(250)
    raise AssertionError(f"{notes!r} was not kept")


def test_two_people_at_one_agenda(browser, browser_context_args, live_server, fernhill, look):
    one, meeting = under_way(fernhill)
    path = f"one-to-ones/{one.pk}/"
    hers = window(browser, browser_context_args, live_server, fernhill.employee, path, size=DESK)
    his = window(browser, browser_context_args, live_server, fernhill.manager, path, size=PHONE, dark=True)

    # a point from each; each sees the other's without touching anything
    for page, text in ((hers, "The pressure bench"), (his, "The course in May")):
        page.get_by_label("What to talk about").fill(text)
        page.get_by_role("button", name="Add", exact=True).last.click()
        expect(on_agenda(page, text)).to_be_visible()
    expect(on_agenda(hers, "The course in May")).to_be_visible(timeout=SOON)
    expect(on_agenda(his, "The pressure bench")).to_be_visible(timeout=SOON)

    # in another order by the keyboard, and the focus stays where the work is
    earlier = hers.get_by_role("button", name="Earlier: The course in May")
    earlier.focus()
    earlier.press("Enter")
    expect(hers.locator(".ph-talk").first).to_contain_text("The course in May")
    expect(his.locator(".ph-talk").first).to_contain_text("The course in May", timeout=SOON)
    assert texts(fernhill) == ["The course in May", "The pressure bench"]
    # and by drag
    hers.locator(".ph-talk", has_text="The pressure bench").drag_to(hers.locator(".ph-talk", has_text="The course"))
    expect(hers.locator(".ph-talk").first).to_contain_text("The pressure bench")
    assert texts(fernhill) == ["The pressure bench", "The course in May"]

    # a comment is not torn away while it is typed: the other ticks meanwhile
    his.locator(".ph-talk", has_text="The course").get_by_text("Say something").click()
    his.get_by_label("Your words to: The course in May").fill("By when do")
    hers.get_by_role("button", name="Talked about: The pressure bench").click()
    expect(hers.get_by_text("ticked by Emma Employee")).to_be_visible()
    his.wait_for_timeout(5500)
    expect(his.get_by_label("Your words to: The course in May")).to_have_value("By when do")
    his.get_by_label("Your words to: The course in May").fill("By when do we decide?")
    his.get_by_role("button", name="Write").click()
    expect(his.get_by_text("ticked by Emma Employee")).to_be_visible(timeout=SOON)
    expect(hers.get_by_text("By when do we decide?")).to_be_visible(timeout=SOON)

    look(hers)
    look(his)
    shot(hers, "one-to-one-desk")
    shot(his, "one-to-one-phone-dark")

    # it ends at one, and the other is taken along
    his.get_by_role("button", name="We have talked").click()
    expect(his.get_by_text("What is open goes on to the next time.")).to_be_visible()
    expect(hers.get_by_role("button", name="We have talked")).to_have_count(0, timeout=SOON)
    with fernhill.inside():
        assert Meeting.objects.get(pk=meeting.pk).state == "held"
        assert TalkingPoint.objects.get(text="The course in May").carried == 1
    for page in (hers, his):
        page.context.close()


def test_two_who_write_notes_at_once_lose_nothing(browser, browser_context_args, live_server, fernhill, look):
    one, meeting = under_way(fernhill)
    with fernhill.inside():
        meeting = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)
        rules.write_notes(meeting, "First\nMiddle\nLast", by=fernhill.manager, at=clock.now())
    path = f"one-to-ones/{one.pk}/"
    hers, his = (
        window(browser, browser_context_args, live_server, person, path, size=DESK)
        for person in (fernhill.employee, fernhill.manager)
    )
    her_notes, his_notes = (page.locator("#id_notes") for page in (hers, his))

    # in different lines: both stand, at both
    her_notes.fill("First, and the bench\nMiddle\nLast")
    his_notes.fill("First\nMiddle\nLast, and the course")
    for notes in (her_notes, his_notes):
        expect(notes).to_have_value("First, and the bench\nMiddle\nLast, and the course", timeout=SOON)

    # in the same line: the second sees both and chooses
    her_notes.fill("Thursday")
    expect(his_notes).to_have_value("Thursday", timeout=SOON)
    expect(hers.get_by_text("Saved; you both see it")).to_be_visible(timeout=SOON)
    hers.context.set_offline(True)
    his_notes.fill("Friday")
    kept(fernhill, "Friday", page=his)
    her_notes.fill("Wednesday")
    hers.context.set_offline(False)
    box = hers.locator("#notes [data-ph-two]")
    expect(box).to_be_visible(timeout=SOON)
    expect(box).to_contain_text("Max Manager")
    expect(box).to_contain_text("Friday")
    expect(her_notes).to_have_value("Wednesday")
    look(hers)
    shot(hers, "one-to-one-two-texts")
    box.get_by_role("button", name="Keep both").click()
    expect(his_notes).to_have_value("Friday\n\nWednesday", timeout=SOON)
    with fernhill.inside():
        assert Meeting.objects.get(pk=meeting.pk).notes == "Friday\n\nWednesday"

    # private notes are kept as they are typed, and are on no other page
    his.locator("#id_private").fill("Ask about the course.")
    expect(his.locator("#private").get_by_text("Saved", exact=True)).to_be_visible(timeout=SOON)
    his.reload()
    expect(his.locator("#id_private")).to_have_value("Ask about the course.")
    hers.reload()
    assert "Ask about the course." not in hers.content()
    for page in (hers, his):
        page.context.close()
