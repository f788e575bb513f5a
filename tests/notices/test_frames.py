"""A letter put into a frame is the one its template would have written, whatever its words."""

import dataclasses
from html.parser import HTMLParser

import pytest

from notices.queries import frames, letters, preview
from perfhub.kernel import slots
from perfhub.kernel.slots import Rendered, Sentence
from tests.factories.people import AT

pytestmark = pytest.mark.django_db
NASTY = ("<b>&amp;\"'", "{{ subject }} {% now %}", "\ue0000\ue002 /\ue0011\ue002", "100 %s", "a\nb", "/", "/x?a=1&b=2")


class Heard(HTMLParser):
    """What a reader of HTML is told, however it is spelled."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.told = [""]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.told += [(tag, attributes), ""]

    def handle_endtag(self, tag):
        self.told += [(tag,), ""]

    def handle_data(self, data):
        self.told[-1] += data


def differ(template, context):
    """Where the frame says something else than the template."""
    text, html = frames.written(template, context)
    other_text, other_html = frames.rendered(template, context)
    pairs = [(text, other_text), *zip(Heard(html).told, Heard(other_html).told, strict=True)]
    return [(ours, its) for ours, its in pairs if ours != its]


def nasty(value, word):
    """The same, every word of it another one that begins alike."""
    if isinstance(value, str):
        return f"{value[:1]}{word}" if value else ""
    if isinstance(value, dict):
        return {name: nasty(its, word) for name, its in value.items()}
    if isinstance(value, list | tuple):
        return tuple(nasty(one, word) for one in value)
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return type(value)(**{name: nasty(getattr(value, name), word) for name in names})
    return value if isinstance(value, bool) or value is None else nasty(str(value), word)


@pytest.fixture
def contexts(fernhill, monkeypatch):
    """What each kind of letter says, as its template would be told it."""
    found = []

    def listening(template, context):
        found.append((template, context))
        return frames.written(template, context)

    monkeypatch.setattr(letters, "written", listening)
    with fernhill.inside():
        for kind in slots.providers("notice.kind").values():
            preview(kind, viewer=fernhill.employee, at=AT)
    return found


def test_letters_of_every_kind_are_those_of_their_templates(contexts):
    assert {template for template, _context in contexts} == {"mail/notice", "mail/digest"}
    assert len(contexts) > 50
    for template, context in contexts:
        assert differ(template, context) == []
        for word in NASTY:
            assert differ(template, nasty(context, word)) == []


def test_words_are_escaped_in_html_and_plain_in_text(fernhill):
    words = Rendered(subject="<i>", lead="Tom & Jo", sentences=(Sentence(text="'", action='"', url="/a?b&c"),))
    context = {"words": words, "subject": words.subject, "base_url": "https://x.test"}
    text, html = frames.written("mail/notice", context)
    assert "<i>" in text and "Tom & Jo" not in html and "<i>" not in html
    assert "https://x.test/a?b&c" in text and 'href="https://x.test/a?b&amp;c"' in html
    assert type(text) is str and type(html) is str  # plain: a page that shows them escapes them


def test_a_template_that_reads_a_word_is_told_apart(contexts, monkeypatch):
    template, context = contexts[0]
    honest = frames.render_to_string

    def reading(name, its):
        return honest(name, its) + ("" if len(its["subject"]) < 7 else "A long one!")

    monkeypatch.setattr(frames, "render_to_string", reading)
    frames.forget()
    try:
        assert differ(template, {**context, "subject": "Something long"})
    finally:
        frames.forget()
