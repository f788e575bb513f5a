"""Tables that come in and tables that go out: the one import reader and the one export writer.

Whatever is uploaded goes through `read_table`, which refuses what is hostile, broken or of another
kind with a sentence for the person who uploaded it; whatever is exported goes through `write_csv`, in
which no cell can become a formula.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import gzip
import io
import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
MAX_COLUMNS = 200
MAX_CELL = 10_000  # characters
MAX_LINE = 1_000_000  # characters

_DELIMITERS = ",;\t|"
_CHUNK = 256 * 1024
_ROWS_A_CHUNK = 500


class Unreadable(ValueError):
    """A file that is not taken; its text is a sentence for whoever uploaded it."""


# --- reading -----------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row with its number as a spreadsheet shows it: the header is row 1, blank rows count."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """An uploaded table, checked as a whole. Its rows are read anew from the bytes each time.

    Every row has as many cells as the header; blank rows are left out; cells are stripped of spaces.
    """

    header: tuple[str, ...]
    encoding: str
    delimiter: str
    count: int
    _raw: bytes = field(repr=False)

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, one at a time, so that a large table never stands in memory as a whole."""
        records = _records(self._raw, self.encoding, self.delimiter)
        next(records)
        return _rows(records, self.header)


def read_table(raw: bytes, *, name: str) -> Table:
    """Reads an uploaded CSV file, or raises Unreadable with a sentence. `name` is how the sentence calls it.

    The encoding is UTF-8 with or without a mark, UTF-16 with a mark (Excel's "Unicode text"), else
    Windows-1252 if the bytes look like it. The delimiter is that of `, ; TAB |` which splits the header
    into most columns; a first line `sep=;` is obeyed. Limits: 10 MB, 200,000 rows, 200 columns, 10,000
    characters a cell. One unreadable row refuses the whole file: nothing is ever taken by half.
    """
    try:
        raw = _unpacked(raw)
        _refuse_other_kinds(raw)
        encoding = _encoding(raw)
        delimiter = _delimiter(raw, encoding)
        records = _records(raw, encoding, delimiter)
        header = _header(next(records, (1, []))[1])
        count = sum(1 for _ in _rows(records, header))
    except Unreadable as problem:
        raise Unreadable(f"{_shown(name)} was not read. {problem}") from None
    return Table(header=header, encoding=encoding, delimiter=delimiter, count=count, _raw=raw)


def glance(raw: bytes, *, name: str) -> None:
    """Raises Unreadable for what is no table by its first bytes, before anybody waits for it to be read as a whole."""
    try:
        if not raw.startswith(b"\x1f\x8b"):
            _refuse_other_kinds(raw)
    except Unreadable as problem:
        raise Unreadable(f"{_shown(name)} was not read. {problem}") from None


def _unpacked(raw: bytes) -> bytes:
    """The file itself, or what a gzip file (roster.csv.gz) holds; unpacked in pieces, so that a bomb stops early."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"It has {len(raw) / 1024 / 1024:.1f} MB; at most {MAX_BYTES // 1024 // 1024} MB are taken.")
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    most = min(MAX_UNPACKED, MAX_RATIO * len(raw))
    unpacked = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            while piece := packed.read(_CHUNK):
                if unpacked.tell() + len(piece) > most:
                    raise Unreadable(f"It unpacks to more than {most / 1024 / 1024:,.1f} MB.")
                unpacked.write(piece)
    except (OSError, EOFError, zlib.error):
        raise Unreadable("It begins like a gzip file, but cannot be unpacked.") from None
    return unpacked.getvalue()


def _refuse_other_kinds(raw: bytes) -> None:
    if not raw.strip():
        raise Unreadable("It is empty.")
    start = raw[:512].lstrip().lower()
    if raw.startswith((b"PK\3\4", b"PK\5\6")):
        raise Unreadable(f"It is {_zipped(raw)}, not a CSV file. {_SAVE_AS_CSV}")
    for magic, kind in _MAGIC.items():
        if raw.startswith(magic):
            raise Unreadable(f"It is {kind}, not a CSV file. {_SAVE_AS_CSV}")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")):
        raise Unreadable(f"It is a web page or XML, not a CSV file. {_SAVE_AS_CSV}")


_SAVE_AS_CSV = "In a spreadsheet choose “Save as” and “CSV UTF-8”."
_MAGIC = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"%PDF": "a PDF document",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"{\\rtf": "an RTF document",
    b"SQLite": "a database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


def _zipped(raw: bytes) -> str:
    """What a zip archive is, by the names in it, which are never packed; nothing is opened."""
    if b"xl/workbook" in raw:
        return "an Excel workbook (.xlsx)"
    return "an OpenDocument file" if b"mimetypeapplication/vnd.oasis" in raw[:200] else "a zip archive"


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(raw, "utf-16") or _refuse("It begins like UTF-16, but is not.")
    if b"\0" in raw:
        raise Unreadable("It contains NUL bytes: it is not a text file, or UTF-16 without a mark. " + _SAVE_AS_CSV)
    if found := _decodes(raw, "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8"):
        return found
    if raw.startswith(codecs.BOM_UTF8) or _NOT_WESTERN.search(raw) or not _decodes(raw, "cp1252"):
        raise Unreadable("Its letters are neither UTF-8 nor Windows-1252 (Western European). " + _SAVE_AS_CSV)
    return "cp1252"


# Bytes that would decode as Windows-1252 but are not meant so: four accented letters in a row (Cyrillic,
# Greek and Chinese code pages), a sign such as ³ or “ within a word (Polish, Czech, Japanese), an accented
# capital before a sign (UTF-8 with a broken byte elsewhere), control characters.
_NOT_WESTERN = re.compile(
    rb"[\xc0-\xff]{4}"
    rb"|[A-Za-z][\x82\x84\x86-\x89\x8b\x93\x98\x99\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbf][a-z]"
    rb"|[\xc2-\xdf][\xa1-\xaa\xac-\xba\xbc-\xbf]"
    rb"|[\x00-\x08\x0e-\x1f\x7f]"
)


def _decodes(raw: bytes, encoding: str) -> str:
    """The encoding if all bytes are text in it, else nothing. Piecewise: a decoded file is up to four times larger."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(raw), _CHUNK):
            decoder.decode(raw[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return ""
    return encoding


def _refuse(sentence: str) -> str:
    raise Unreadable(sentence)


def _delimiter(raw: bytes, encoding: str) -> str:
    first = next(_lines(raw, encoding), "")
    if told := _TELLS_DELIMITER.fullmatch(first):
        return told[1]
    columns = {}
    for candidate in _DELIMITERS:
        try:
            reader = csv.reader(_lines(raw, encoding), delimiter=candidate, strict=True)
            columns[candidate] = len(next((cells for cells in reader if any(map(str.strip, cells))), []))
        except csv.Error:
            continue  # a header that cannot be read with this one may be fine with another
    return max(columns, key=columns.__getitem__, default=",")


_TELLS_DELIMITER = re.compile(r"\s*\"?sep=([,;\t|])\"?\s*", re.IGNORECASE)


def _lines(raw: bytes, encoding: str) -> Iterator[str]:
    with io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, newline="") as text:
        while line := text.readline(MAX_LINE):
            if len(line) == MAX_LINE:
                raise Unreadable(f"A line is longer than {MAX_LINE:,} characters. Are there line breaks in it at all?")
            if "\0" in line:
                raise Unreadable("It contains NUL characters: it is not a text file. " + _SAVE_AS_CSV)
            yield line


def _records(raw: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, from the first that is not blank; that one is the header."""
    reader = csv.reader(_lines(raw, encoding), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1 and _TELLS_DELIMITER.fullmatch(delimiter.join(cells)):
                continue
            if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
                raise Unreadable(f"Row {number} has {len(cells):,} columns; at most {MAX_COLUMNS} are taken.")
            if len(longest := max(cells, key=len, default="")) > MAX_CELL:
                raise Unreadable(f"A cell in row {number} has {len(longest):,} characters; {MAX_CELL:,} are taken.")
            if any(map(str.strip, cells)):
                yield number, cells
    except csv.Error as error:
        meaning = next((words for start, words in _MEANING.items() if str(error).startswith(start)), str(error))
        raise Unreadable(f"From row {number + 1} on it is not CSV: {meaning}.") from None


_MEANING = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "field larger than": "a cell is far too long, as if a quotation mark was opened and never closed",
    "',' expected": "text follows directly after a closing quotation mark",
    "new-line character seen": "a line break is in the middle of a cell without quotation marks",
}


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(c.isalnum() for name in names for c in name):
        raise Unreadable("It has no header row.")
    if "" in names:
        raise Unreadable(f"Column {names.index('') + 1} has no name in the header.")
    if twice := [name for name, times in Counter(map(str.casefold, names)).items() if times > 1]:
        raise Unreadable(f"The header has the column “{_shown(twice[0])}” more than once.")
    return tuple(names)


def _rows(records: Iterable[tuple[int, list[str]]], header: Sequence[str]) -> Iterator[Row]:
    width = len(header)
    for count, (number, cells) in enumerate(records, start=1):
        if count > MAX_ROWS:
            raise Unreadable(f"It has more than {MAX_ROWS:,} rows. Split it into smaller files.")
        if len(cells) > width and any(map(str.strip, cells[width:])):
            raise Unreadable(
                f"Row {number} has {len(cells)} cells, but the header names {width} columns. "
                "A cell with a delimiter in it stands in quotation marks."
            )
        padding = [""] * (width - len(cells))
        yield Row(number, tuple(map(str.strip, cells[:width] + padding)))


def _shown(name: str) -> str:
    """A name from outside in a sentence: short, on one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain if len(plain) <= 60 else plain[:59] + "…"


# --- headers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """Which column of a table is which of ours: position by our name; what is missing; what was not understood."""

    positions: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    def read(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells of a row by our names; a missing column gives ""."""
        return {name: cells[position] for name, position in self.positions.items()} | dict.fromkeys(self.missing, "")


def match_header(header: Sequence[str], columns: Mapping[str, Iterable[str]]) -> Match:
    """Finds our columns in a header by name or synonym, in any order, whatever the case, spaces and hyphens.

    Raises Unreadable when two columns of the table mean the same one of ours.
    """
    meaning: dict[str, str] = {}
    for name, synonyms in columns.items():
        for word in (name, *synonyms):
            if meaning.setdefault(_bare(word), name) != name:
                raise ValueError(f"{word!r} cannot mean both {meaning[_bare(word)]!r} and {name!r}.")
    positions: dict[str, int] = {}
    for position, cell in enumerate(header):
        name = meaning.get(_bare(cell), "")
        if name in positions:
            first, second = _shown(header[positions[name]]), _shown(cell)
            raise Unreadable(f"The columns “{first}” and “{second}” mean the same. Keep one of them.")
        if name:
            positions[name] = position
    return Match(
        positions=positions,
        missing=tuple(name for name in columns if name not in positions),
        unknown=tuple(cell for cell in header if _bare(cell) not in meaning),
    )


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", word).casefold() if c.isalnum())


# --- formulas and writing ------------------------------------------------------------------------

Value = str | int | float | Decimal | dt.date | dt.time | bool | None

# Full-width and small forms count: some spreadsheets read them as the plain sign. So do signs behind
# characters nobody sees, which some strip.
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫−⁼⁺⁻₌₊₋"
_UNSEEN = r"\s\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f-\x9f"
_FORMULA = re.compile(rf"[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}]")
_NUMBER = re.compile(r"[+-]?([0-9]{1,3}([ ,.'\u00a0\u202f][0-9]{3})+|[0-9]+)([.,][0-9]+)?([eE][+-]?[0-9]{1,3})?\s?%?")
# Whoever opens the file with another delimiter begins a new cell behind one of `; TAB | line break`. A
# list ("- first") and a number stay as they were written.
_BETWEEN = rf"[;|'\"{_UNSEEN}]"
_CELL_WITHIN = re.compile(rf"(?<!{_BETWEEN}){_BETWEEN}++(?=[=@＝＠﹦﹫⁼₌]|[{_SIGNS}](?!\s|[0-9.,]+(?:[\s;%|)]|$)))")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet could read this text as a formula: it begins with = + - @ TAB CR, or a form of these.

    A number is none, with its sign, thousands, decimals, exponent or per cent.
    """
    return bool(_FORMULA.match(cell)) and not _NUMBER.fullmatch(cell)


def safe_cell(value: Value) -> str | int | float | Decimal:
    """A value as a cell in which nothing can be a formula: text gets an apostrophe in front, numbers stay numbers.

    Also guarded is a sign behind a delimiter or a line break within the text, which would begin a cell for
    whoever opens the file with another delimiter. NUL is dropped; a float that is no number is empty.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return value if (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)) else ""
    if isinstance(value, int):
        return value
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
    guarded = _CELL_WITHIN.sub(_guard, text.replace("\0", ""))
    return f"'{guarded}" if is_formula(guarded) else guarded


def _guard(between: re.Match[str]) -> str:
    """Puts an apostrophe before the sign that follows, if a cell could begin there."""
    return f"{between[0]}'" if set(between[0]) & set(";|\t\r\n") else between[0]


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]], *, bom: bool = True) -> Iterator[bytes]:
    """A table as CSV in UTF-8, in pieces, for a streaming answer. Every cell goes through `safe_cell`.

    The byte order mark tells Excel the encoding; leave it out for programs. Raises ValueError for a row
    that is not as long as the header.
    """
    buffer = io.StringIO("\ufeff" if bom else "", newline="")
    buffer.seek(0, io.SEEK_END)
    # With every name quoted, no other delimiter within a name can be taken for that of the table.
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow([safe_cell(cell) for cell in header])
    writer = csv.writer(buffer)
    for count, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"Row {count} has {len(row)} cells, the header {len(header)}.")
        writer.writerow([safe_cell(cell) for cell in row])
        if count % _ROWS_A_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
