import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel.words import MAX_LENGTH, _sanitiser, markdown, plain
from perfhub.templatetags.words import words

from .payloads import HTMX, XSS

TAGS = set("p br hr em strong s code pre blockquote ul ol li a table thead tbody tr th td".split())
FENCE = ("div", [("class", "ph-words"), ("dir", "auto"), ("hx-disable", None), ("data-hx-disable", None)])


class Reader(HTMLParser):
    """Every element with its attributes, as a browser would find them."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, attributes))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html):
    read = Reader(html)
    assert read.open == []
    for tag, attributes in read.elements:
        assert tag in TAGS
        if tag == "a":
            assert dict(attributes).pop("rel") == "nofollow noopener noreferrer"
            assert {name for name, _ in attributes} <= {"href", "rel"}
            address = dict(attributes).get("href", "https://")
            assert urlsplit(address).scheme in ("http", "https", "mailto") and address == address.strip()
        else:
            assert attributes == []


def test_the_lists_are_as_long_as_promised():
    assert len(set(XSS)) == len(XSS) >= 120 and len(set(HTMX)) == len(HTMX) >= 40


@pytest.mark.parametrize("payload", [*XSS, *HTMX])
def test_nothing_runs_that_somebody_wrote(payload):
    for text in (
        payload,
        f"before {payload} after",
        f"**{payload}**",
        f"- x\n- {payload}\n",
        f"[{payload}](https://x.example)",
    ):
        assert_harmless(markdown(text))
        fenced = Reader(words(text))
        assert fenced.elements[0] == FENCE and fenced.open == []
        assert [tag for tag, _ in fenced.elements[1:]].count("div") == 0
        escaped = Template("{% load words %}{{ text|excerpt }}").render(Context({"text": text}))
        assert Reader(escaped).elements == []


@pytest.mark.parametrize("payload", [*XSS, *HTMX])
def test_the_sanitiser_alone_would_do(payload):
    """Also where the renderer had a hole and let HTML through."""
    assert_harmless(_sanitiser.clean(payload))
    assert_harmless(_sanitiser.clean(f'<p id="x" class="y" hx-get="/x" data-hx-post="/y">{payload}</p>'))


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*XSS, *HTMX, "\n", "`", "*", "[", "](", "<", "|"]), max_size=8).map("".join)
)
def test_whatever_is_written_is_harmless(text):
    assert_harmless(markdown(text))
    assert isinstance(markdown(text), SafeString)
    assert not isinstance(plain(text), SafeString)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("# not a heading", "<p># not a heading</p>\n"),
        ("a\n---", "<p>a</p>\n<hr>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        (
            "[x](https://x.example/?a=1&b=2 'title')",
            '<p><a href="https://x.example/?a=1&amp;b=2" rel="nofollow noopener noreferrer">x</a></p>\n',
        ),
        (
            "![chart](https://x.example/c.png)",
            '<p>!<a href="https://x.example/c.png" rel="nofollow noopener noreferrer">chart</a></p>\n',
        ),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>\n"),
        ("[x]: https://x.example", "<p>[x]: https://x.example</p>\n"),
        ("a\u202eb", "<p>ab</p>\n"),
        ("", ""),
    ],
)
def test_what_is_written_is_shown_as_it_was_meant(text, html):
    assert markdown(text) == html


def test_a_very_long_text_is_shown_as_it_was_typed():
    assert markdown("*x* <b>" + "y" * MAX_LENGTH).startswith("<p>*x* &lt;b&gt;yyy")


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![[",
        "*a _b ",
        "> ",
        "- ",
        "`",
        "a**b",
        "[a](b",
        "|",
        "<",
        "~~a",
        "\n",
        "*",
        "[](<",
        "&",
        "1. ",
        "\\",
        "|b|\n",
    ],
)
def test_no_text_takes_long(piece):
    text, start = piece * MAX_LENGTH, time.process_time()
    markdown(text[:MAX_LENGTH])
    plain(text[:MAX_LENGTH], 100)
    assert time.process_time() - start < 3  # 0.7 s at worst on an idle machine


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        ("**Done**: [the report](https://x.example)\n\n- one\n- `two`", None, "Done: the report one two"),
        ("**a**b", None, "ab"),
        ("one\ntwo", None, "one two"),
        ("<script>x</script>", None, "<script>x</script>"),
        ("The quarterly report is done", 14, "The quarterly…"),
        ("The quarterly report is done", 15, "The quarterly…"),
        ("The quarterly, report", 15, "The quarterly…"),
        ("Incomprehensibility", 6, "Incom…"),
        ("short", 5, "short"),
        ("```\ncode\n```", 99, "code"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_is_the_words_alone_cut_after_a_word(text, limit, line):
    assert plain(text, limit) == line


@given(st.text(max_size=300), st.integers(1, 80))
def test_an_excerpt_is_one_line_of_at_most_so_many_characters(text, limit):
    line = plain(text, limit)
    assert len(line) <= limit and "\n" not in line


def test_the_filters_take_what_a_template_gives_them():
    render = Template(
        "{% load words %}[{{ none|words }}][{{ text|words }}][{{ text|excerpt:8 }}][{{ none|excerpt }}]"
    ).render
    assert render(Context({"none": None, "text": "a <b> *cdef*"})) == (
        '[][<div class="ph-words" dir="auto" hx-disable data-hx-disable><p>a &lt;b&gt; <em>cdef</em></p>\n</div>]'
        "[a &lt;b&gt;…][]"
    )
