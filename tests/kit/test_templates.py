"""What no template of ours may contain, whoever writes it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "mail" not in p.parts)
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=|<style", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "an event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*|hx-vals\s*=\s*[\"']js:)\s*=", re.I),
    "an unescaped value": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "a foreign address": re.compile(r"(?:src|href|action)=[\"']https?://", re.I),
    "a left or right side": re.compile(r"\b(?:text-(?:left|right)|float-(?:left|right))\b"),
}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_a_page_keeps_the_policy_without_the_policy(page):
    text = page.read_text()
    assert not [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color:red">',
        "<script>x()</script>",
        '<a onclick="x()">',
        "{{ text|safe }}",
        '<img src="https://x.example/y">',
    ],
)
def test_the_guard_bites(planted):
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(planted)]


def test_the_stylesheet_knows_no_left_and_no_right():
    """A language written from right to left needs no second stylesheet."""
    css = (ROOT / "static/css/perfhub.css").read_text()
    physical = re.findall(r"[;{]\s*((?:margin|padding|border|inset)?-?(?:left|right)\s*:[^;}]*)", css)
    assert not physical
