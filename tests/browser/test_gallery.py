"""Each part of the kit, in a real browser."""

import gzip
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/?toast=1",
    "/?lang=ar",
    "/figures/?lang=ar",
    "/form/",
    "/figures/",
    "/inbox/",
    "/job/",
    "/job/?done=2000",
    "/sign-in/",
    "/error/400/",
    "/error/403/?inside=1",
    "/error/404/",
    "/error/409/",
    "/error/429/",
    "/error/500/",
    "/conflict/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_kit_is_quiet_readable_and_never_too_wide(page: Page, gallery, look, path):
    page.goto(gallery + path)
    look(page)


def test_a_refused_form_names_its_mistakes_and_keeps_what_was_typed(page: Page, gallery, look):
    page.goto(gallery + "/form/")
    page.get_by_label("What moved").fill("Leeds was calm.")
    page.get_by_role("button", name="Send to Ana").click()
    summary = page.get_by_role("alert").filter(has_text="need another look")
    expect(summary).to_be_focused()
    expect(page.get_by_label("What moved")).to_have_value("Leeds was calm.")
    summary.get_by_role("link", name="Next week’s priorities").click()
    expect(page.get_by_label("Next week’s priorities")).to_be_focused()
    look(page)


def test_a_draft_is_kept_while_one_types_and_says_when(page: Page, gallery):
    page.goto(gallery + "/form/")
    with page.expect_request(lambda r: r.url.endswith("/draft/"), timeout=8000) as kept:
        page.get_by_label("What moved").fill("Leeds was calm.")
    assert "draft_key=check-in%3A7" in kept.value.post_data and "Leeds+was+calm." in kept.value.post_data
    expect(page.locator("[data-ph-saved]")).to_have_text("Draft saved")
    expect(page.locator("[data-ph-saved]")).to_have_text(re.compile(r"Draft saved \d+ s ago"), timeout=12000)


def test_an_expired_session_keeps_the_text_and_says_so(page: Page, gallery):
    page.goto(gallery + "/form/")
    page.route("**/draft/", lambda route: route.fulfill(status=302, headers={"Location": "/accounts/login/"}))
    page.get_by_label("What moved").fill("Leeds was calm.")
    expect(page.locator("[data-ph-saved]")).to_contain_text("signed out", timeout=8000)
    expect(page.locator("[data-ph-saved]").get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_label("What moved")).to_have_value("Leeds was calm.")


def test_keys_walk_the_inbox_also_after_a_swap(page: Page, gallery):
    page.goto(gallery + "/inbox/")
    row = page.locator("[data-ph-row]")
    expect(row.nth(0)).to_have_attribute("open", "")
    page.keyboard.press("j")
    expect(row.nth(1)).to_have_attribute("open", "")
    expect(row.nth(0)).not_to_have_attribute("open", "")
    page.keyboard.press("c")
    page.keyboard.type("Thank you")
    page.locator("[data-ph-row][open]").get_by_role("button", name="Send and next").click()
    expect(page.get_by_role("main").get_by_text("Taken from the list")).to_be_visible()
    expect(page.locator("#ph-live")).to_have_text("Read. Taken from the list.")
    page.keyboard.press("j")
    expect(page.locator("[data-ph-row][open]")).to_have_count(1)
    page.keyboard.press("k")
    with page.expect_request(lambda r: r.method == "POST"):
        page.keyboard.press("1")


def test_slash_searches_and_escape_leaves(page: Page, gallery):
    page.goto(gallery + "/")
    page.keyboard.press("/")
    expect(page.locator("#ph-search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ph-search")).not_to_be_focused()


def test_the_theme_is_remembered(page: Page, gallery):
    page.goto(gallery + "/")
    page.locator(".ph-side [data-ph-theme]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_word_offers_its_undo(page: Page, gallery):
    page.goto(gallery + "/?toast=1")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()


def test_a_long_work_goes_on_by_itself(page: Page, gallery):
    page.goto(gallery + "/job/")
    expect(page.get_by_text("of 1,153 done")).to_be_visible()
    expect(page.get_by_text("1,153 people are here")).to_be_visible(timeout=8000)
    expect(page.locator("#ph-live")).to_have_text("Done")


def test_the_first_load_stays_under_two_hundred_kilobytes(page: Page, gallery):
    """Compressed as the server sends it; typefaces are compressed already."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(gallery + "/")
    page.wait_for_load_state("networkidle")
    bodies = [(answer.url, answer.body()) for answer in answers]
    weight = sum(len(body) if url.endswith("woff2") else len(gzip.compress(body)) for url, body in bodies)
    assert len(bodies) > 6 and weight < 200_000, f"{weight} bytes in {len(bodies)} files"


def test_nothing_moves_when_the_typefaces_arrive(page: Page, gallery):
    """Cumulative layout shift of the first load, with typefaces held back for half a second."""
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.goto(gallery + "/")
    shift = page.evaluate("""() => new Promise(done => {
      let sum = 0;
      new PerformanceObserver(l => l.getEntries().forEach(e => { sum += e.value; }))
        .observe({type: "layout-shift", buffered: true});
      document.fonts.ready.then(() => setTimeout(() => done(sum), 500));
    })""")
    assert shift < 0.005


@pytest.mark.parametrize("path", ["/", "/form/", "/inbox/", "/sign-in/"])
def test_every_page_reads_and_sends_without_script(browser, browser_context_args, gallery, path):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    bare = context.new_page()
    bare.goto(gallery + path)
    assert bare.locator("main").inner_text().strip()
    assert not bare.locator("[data-ph-theme]:visible").count()
    context.close()
