"""Uploaded files: what is taken, by what its bytes are.

Name, claimed type and bytes must agree on one of KINDS, and the bytes must be that from the first to the last: what
is two things at once, packed too tightly or holds a program is refused with a sentence. What is taken is given back
only as a download (see `people.views.files`); still, nothing here is the only wall.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 2**20
LONGEST_NAME = 120
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2_000, 100 * 2**20, 100


class NotTaken(ValueError):
    """This file is not taken; says why."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its type, its extensions, what else a browser may call it, how it is whole."""

    media_type: str
    extensions: frozenset[str]
    claims: frozenset[str]
    is_whole: Callable[[bytes], bool]


def _zip_of(main: str) -> Callable[[bytes], bool]:
    """An Office document whose main part this is, with nothing before it, no macros and no way out of it."""

    def is_whole(raw: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
            return False
        names = [entry.filename for entry in entries]
        unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
        return (
            raw.startswith(b"PK\3\4")
            and b"PK\5\6" in raw[-(22 + 65_535) :]
            and {main, "[Content_Types].xml"} <= set(names)
            and len(names) <= MOST_ENTRIES
            and unpacked <= MOST_UNPACKED
            and unpacked <= MOST_RATIO * max(packed, 1)
            and not any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names)
            and not any("vbaproject" in name.lower() or "activex" in name.lower() for name in names)
        )

    return is_whole


_MARKUP = re.compile(rb"<\s*(?:!doctype|html|svg|script|iframe|body|head|img|\?xml|xml|math|object|embed)", re.I)


def _is_text(raw: bytes) -> bool:
    """Text of people: no markup that a browser could run, wherever it stands, and no other kind's beginning."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return "\0" not in text and not _MARKUP.search(text.encode()) and _begins(raw) <= {".txt", ".csv"}


def _begins(raw: bytes) -> set[str]:
    """The extensions of the kinds whose bytes these begin like."""
    return {extension for kind in KINDS for extension in kind.extensions if _magic(raw) & kind.extensions}


def _magic(raw: bytes) -> set[str]:
    try:
        return {match.extension.lower() for match in puremagic.magic_string(raw[:4096] + raw[-4096:])}
    except (puremagic.PureError, ValueError):
        return set()


def _kind(media_type: str, extensions: str, is_whole: Callable[[bytes], bool], claims: str = "") -> Kind:
    return Kind(media_type, frozenset(extensions.split()), frozenset({media_type, *claims.split()}), is_whole)


OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = (
    _kind("application/pdf", ".pdf", lambda raw: raw.startswith(b"%PDF-") and b"%%EOF" in raw[-1024:]),
    _kind("image/png", ".png", lambda raw: raw.endswith(b"IEND\xaeB`\x82")),
    _kind("image/jpeg", ".jpg .jpeg", lambda raw: raw.endswith(b"\xff\xd9"), "image/jpg image/pjpeg"),
    _kind("image/gif", ".gif", lambda raw: raw[:6] in (b"GIF87a", b"GIF89a") and raw.endswith(b";")),
    _kind("image/webp", ".webp", lambda raw: int.from_bytes(raw[4:8], "little") + 8 in (len(raw), len(raw) + 1)),
    _kind(f"{OFFICE}wordprocessingml.document", ".docx", _zip_of("word/document.xml")),
    _kind(f"{OFFICE}spreadsheetml.sheet", ".xlsx", _zip_of("xl/workbook.xml")),
    _kind(f"{OFFICE}presentationml.presentation", ".pptx", _zip_of("ppt/presentation.xml")),
    _kind("text/csv", ".csv", _is_text, "text/plain application/vnd.ms-excel application/csv"),
    _kind("text/plain", ".txt", _is_text),
)
UNSAID = {"", "application/octet-stream"}


@dataclass(frozen=True)
class Taken:
    """A file that is taken: a name without tricks, and what it is."""

    name: str
    media_type: str


def recognize(raw: bytes, *, name: str, claimed: str = "") -> Taken:
    """What an uploaded file is, where name, claim and bytes agree. Raises NotTaken with a sentence."""
    clean = clean_name(name)
    extension = clean[clean.rfind(".") :].lower() if "." in clean else ""
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    if not raw:
        raise NotTaken(_("%(name)s is empty.") % {"name": clean})
    if len(raw) > MAX_BYTES:
        words = {"name": clean, "most": MAX_BYTES // 2**20}
        raise NotTaken(_("%(name)s is too large: at most %(most)s MB are taken.") % words)
    if kind is None:
        kinds = ", ".join(sorted(extension[1:] for kind in KINDS for extension in kind.extensions))
        raise NotTaken(
            _("%(name)s is of a kind that is not taken. These are: %(kinds)s.") % {"name": clean, "kinds": kinds}
        )
    if claimed.partition(";")[0].strip().lower() not in kind.claims | UNSAID:
        raise NotTaken(_("%(name)s is called one kind and sent as another.") % {"name": clean})
    is_text = kind.is_whole is _is_text
    if not (is_text or _magic(raw) & kind.extensions) or not kind.is_whole(raw):
        raise NotTaken(_("%(name)s is not what its name says, or more than that.") % {"name": clean})
    return Taken(clean, kind.media_type)


def clean_name(name: str) -> str:
    """The name of a file as people may see it: no folders, nothing unseen, nothing that turns the direction."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] not in "C" and c not in '<>:"|?*;')
    shown = " ".join(shown.split()).rstrip(". ")
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        return shown[:LONGEST_NAME] or _("file")
    stem = stem.strip(". ")[: LONGEST_NAME - len(extension) - 1]
    return f"{stem or _('file')}.{extension[:10]}"
