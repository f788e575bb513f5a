"""What people write, made fit to be shown: markdown, and nothing that runs.

Two walls stand behind one another. The markdown renderer escapes HTML and knows no images; then a
sanitiser lets through a short list of elements and no attribute but the address of a link. Templates
use the filters of `perfhub/templatetags/words.py`, which also tell htmx to keep its hands off.
"""

from __future__ import annotations

import re
import unicodedata

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_LENGTH = 20_000  # characters rendered as markdown; what is longer is shown as plain text

_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip

# No headings: a text is not an outline of the page it stands on. No images: they would tell somebody
# elsewhere who reads what, and when. No reference links, whose definitions vanish from the text.
_renderer = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["heading", "lheading", "image", "html_block", "html_inline", "reference"])
)
_sanitiser = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"*": set(), "a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)
# Marks that turn the direction of writing for everything behind them, and characters no text has.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


def markdown(text: str) -> SafeString:
    """What somebody wrote, as HTML that may stand on any page: the only text ever marked as safe.

    Lists, quotes, code, tables, emphasis and links to http, https and mailto are kept; a line break stays
    a line break; everything else is shown as it was typed.
    """
    text = straight(text)
    if len(text) > MAX_LENGTH:
        return mark_safe(_sanitiser.clean(f"<p>{escape(text)}</p>"))
    return mark_safe(_sanitiser.clean(_renderer.render(text)))


def plain(text: str, limit: int | None = None) -> str:
    """The words alone, on one line, cut after a whole word at `limit` characters with "…". Not safe HTML: escape it."""
    text = straight(text)
    pieces = _pieces(_renderer.parse(text)) if len(text) <= MAX_LENGTH else [text]
    line = _SPACES.sub(" ", " ".join(pieces)).strip()
    if limit is None or len(line) <= limit:
        return line
    cut = line[: max(limit - 1, 0)]
    whole_words = cut if line[len(cut)] == " " else cut.rpartition(" ")[0]
    return (whole_words or cut).rstrip(" ,;:.–-") + "…"


def straight(text: str) -> str:
    """The same without marks that turn what stands behind them, and without characters no text has."""
    return _TURNING.sub("", text)


def says_something(text: str) -> bool:
    """Whether there is anything to see in it: spaces, marks of direction and characters without a width are nothing."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def one_line(text: str) -> str:
    """What somebody typed into one line: without marks that turn what stands behind them, each space once."""
    return _SPACES.sub(" ", straight(text)).strip()


def _pieces(tokens: list[Token]) -> list[str]:
    """The text of each block. Within a block nothing is put between the pieces, so that "**a**b" is "ab"."""
    found = []
    for token in tokens:
        if token.type == "inline":
            found.append(
                "".join("\n" if child.type.endswith("break") else child.content for child in token.children or ())
            )
        elif token.content:
            found.append(token.content)
    return found
