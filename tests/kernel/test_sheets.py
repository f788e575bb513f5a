import csv
import datetime as dt
import gzip
import io
import os
import random
import subprocess
import sys
import time
import zipfile
import zlib
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel.sheets import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Unreadable,
    is_formula,
    match_header,
    read_table,
    safe_cell,
    write_csv,
)

ROSTERS = Path(os.environ.get("PERFHUB_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "roster"


def read(raw, name="people.csv"):
    table = read_table(raw if isinstance(raw, bytes) else raw.encode(), name=name)
    return table.header, [row.cells for row in table.rows]


# --- what is read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("name,town\nZoë,Łódź\n".encode(), "utf-8"),
        ("\ufeffname,town\nZoë,Łódź\n".encode(), "utf-8-sig"),
        ("name\ttown\r\nZoë\tŁódź\r\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "name,town\nZoë,Łódź\n".encode("utf-16-be"), "utf-16"),
    ],
)
def test_the_usual_encodings_are_read(raw, encoding):
    assert read(raw) == (("name", "town"), [("Zoë", "Łódź")])
    assert read_table(raw, name="x").encoding == encoding


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Müller",
        "François “CAFÉ” Lefèvre",
        "Åsa Ærø–Øre",
        "O’Brien",
        "Señor Núñez",
        "nº 5",
        "VOILÀ\xa0!",
        "Straße €",
    ],
)
def test_windows_1252_is_detected(text):
    table = read_table(f"name\n{text}\n".encode("cp1252"), name="x")
    assert table.encoding == "cp1252"
    assert [row.cells for row in table.rows] == [(text,)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Сергей Иванов", "cp1251"),
        ("Сергей Иванов", "koi8-r"),
        ("Νίκος Παπαδόπουλος", "cp1253"),
        ("Władysław Michałek", "iso-8859-2"),
        ("山田太郎", "shift-jis"),
        ("王小明先生", "gb18030"),
    ],
)
def test_another_code_page_is_refused_and_not_read_as_nonsense(text, encoding):
    with pytest.raises(Unreadable, match="neither UTF-8 nor Windows-1252"):
        read(f"name\n{text}\n".encode(encoding))


def test_utf_8_with_one_broken_byte_is_refused_and_not_read_as_windows_1252():
    with pytest.raises(Unreadable, match="neither UTF-8 nor Windows-1252"):
        read("name\nJosé\nMarinë\n".encode() + b"\xff\n")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3", ","),
        ("a;b;c\n1;2;3", ";"),
        ("a\tb\tc\n1\t2\t3", "\t"),
        ("a|b|c\n1|2|3", "|"),
        ('"a";"b";"c"\r\n1;2;3\r\n', ";"),
        ("sep=;\na;b;c\n1;2;3", ";"),
        ("\n,,\na,b,c\n1,2,3", ","),
        ("a,b,c,,\n1,2,3,,\n", ","),
        ("a;b;c\n1;2;3", ";"),
        ("a,b,c\r1,2,3\r", ","),
    ],
)
def test_the_delimiter_is_found(text, delimiter):
    assert read(text) == (("a", "b", "c"), [("1", "2", "3")])
    assert read_table(text.encode(), name="x").delimiter == delimiter


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_and_can_be_read_twice():
    table = read_table(b'name,note\n\nAna,"two\nlines"\n , \nBo\n', name="x")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("Ana", "two\nlines")), (5, ("Bo", ""))]
    assert list(table.rows) == list(table.rows)
    assert table.count == 2


def test_a_header_with_line_breaks_in_its_cells_is_one_header():
    assert read('"Organization\n(short)","Score"\nTreasury,64\n') == (
        ("Organization (short)", "Score"),
        [("Treasury", "64")],
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        (" \n \n", "empty"),
        (",,\n", "no header"),
        ("a,,b\n1,2,3", "Column 2 has no name"),
        ("Name,name\n1,2", "column “name” more than once"),
        ("a,b\n1,2,3\n", "Row 2 has 3 cells, but the header names 2 columns"),
        ('a,b\n1,"2\n3,4\n', "From row 2 on it is not CSV: a quotation mark is opened and never closed"),
        ('a,b\n"1"x,2\n', "From row 2 on it is not CSV: text follows directly"),
        (f"a\n{'x' * (MAX_CELL + 1)}\n", "A cell in row 2 has 10,001 characters"),
        ("a,b\n" + ",".join("x" * (MAX_COLUMNS + 1)), "Row 2 has 201 columns"),
        ("a\n" + "1\n" * (MAX_ROWS + 1), "more than 200,000 rows"),
        ("a\n1\0\n", "NUL"),
        ("{\\rtf1 hello}", "an RTF document"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(Unreadable, match=sentence) as refused:
        read(text, name="evil\r\n\x1b[31mname" + "x" * 100)
    assert str(refused.value).startswith("evil [31mnamexxxx")
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 250


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@cache
def hostile_files():
    """Name -> (bytes, what the sentence says). The list of trust.md W8, as far as it can reach a CSV reader."""
    noise = random.Random(1)
    return {
        "workbook": (zipped(xl__workbook_xml="<x/>"), "an Excel workbook"),
        "zip bomb": (zipped(xl__workbook_xml=b"\0" * 80_000_000), "an Excel workbook"),
        "many entries": (zipped(**{f"e{n}": "" for n in range(20_000)}), "a zip archive"),
        "entity bomb": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "XML"),
        "gzip bomb": (b"\x1f\x8b\x08\0" + zlib.compress(b"\0" * 10_000_000), "gzip"),
        "gzip of zeros": (gzip.compress(b"\0" * 90_000_000), "unpacks to more than"),
        "gzip of rows": (gzip.compress(b"a,b\n" + b"1,2\n" * 20_000_000), "unpacks to more than"),
        "too large": (b"a,b\n" * (MAX_BYTES // 4 + 1), "at most 10 MB"),
        "a million rows": (b"a,b\n" + b"1,2\n" * 1_000_000, "more than 200,000 rows"),
        "one endless line": (b"a" * (MAX_BYTES - 1), "longer than 1,000,000 characters"),
        "endless columns": (b"," * 900_000 + b"a\n", "columns; at most 200"),
        "endless quote": (b'a\n"' + b"x\n" * 5_000_000, "far too long"),
        "quotes only": (b'a,b\n"' + b'""' * 400_000 + b"\n", "far too long"),
        "nul bytes": (b"a,b\n" + b"1,\0\n" * 100_000, "NUL"),
        "utf-16 without mark": ("a,b\n1,2\n".encode("utf-16-le"), "UTF-16 without a mark"),
        "utf-16 cut short": ("a,b\n1,2\n".encode("utf-16") + b"\xd8", "begins like UTF-16"),
        "noise": (bytes(noise.randrange(1, 256) for _ in range(100_000)), "neither UTF-8"),
        "wide letters": (b"a\n" + "😀\n".encode() * 2_000_000, "more than 200,000 rows"),
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile_files())
def test_a_hostile_file_is_refused_within_two_seconds_and_150_mb(name, tmp_path):
    raw, sentence = hostile_files()[name]
    (tmp_path / "upload").write_bytes(raw)
    seconds, grown, said = measured(tmp_path / "upload")
    assert sentence in said
    assert seconds < 2 and grown < 150


def test_two_hundred_thousand_rows_are_read_in_seconds_and_small_memory(tmp_path):
    row = "S{0},Tomas,Müller,tomas.muller.{0}@x.example,Head of Unit {0},U,G6,S1,2019-05-15,Europe/London\n"
    header = "number,first_name,last_name,email,title,team,grade,manager,start_date,location\n"
    text = header + "".join(map(row.format, range(MAX_ROWS)))
    (tmp_path / "upload").write_bytes(gzip.compress(text.encode(), compresslevel=1))  # 19 MB else
    seconds, grown, said = measured(tmp_path / "upload")
    assert said == "200000 rows"
    assert seconds < 15 and grown < 150  # reads it twice; 2 s on an idle machine


MEASURE = """
import resource, sys, time
from perfhub.kernel.sheets import Unreadable, read_table

def highest():  # ru_maxrss would be that of the parent, which it inherits
    try:
        status = open("/proc/self/status").read()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

raw = open(sys.argv[1], "rb").read()
before, start = highest(), time.process_time()
try:
    said = f"{sum(1 for _ in read_table(raw, name='upload.csv').rows)} rows"
except Unreadable as refused:
    said = str(refused)
print(time.process_time() - start, highest() - before)
print(said)
"""


def measured(path):
    """Seconds, MB grown and what was said, in a process of its own, for memory once taken is not given back."""
    ours = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", MEASURE, path]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=ours)
    figures, said = answer.stdout.splitlines()
    return *map(float, figures.split()), said


texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=30).map(str.strip)


@given(st.lists(texts, min_size=1, max_size=5), st.data(), st.booleans())
def test_what_is_written_is_read_again(names, data, bom):
    header = [f"c{n} {name}" for n, name in enumerate(names)]
    row = st.lists(texts, min_size=len(header), max_size=len(header)).filter(any)
    rows = data.draw(st.lists(row, max_size=4))
    table = read_table(b"".join(write_csv(header, rows, bom=bom)), name="x")
    assert table.header == tuple(" ".join(safe_cell(name).split()) for name in header)
    assert [list(row.cells) for row in table.rows] == [[safe_cell(cell) for cell in row] for row in rows]


@given(st.binary(max_size=300))
def test_whatever_is_uploaded_is_read_or_refused_with_a_sentence(raw):
    try:
        table = read_table(raw, name="x")
    except Unreadable as refused:
        assert str(refused).startswith("x was not read. ")
    else:
        assert len(list(table.rows)) == table.count
        assert all(len(row.cells) == len(table.header) for row in table.rows)


@pytest.mark.skipif(not ROSTERS.exists(), reason="the published rosters are not on this machine")
@pytest.mark.parametrize(("name", "rows"), [("treasury", 1171), ("cabinet_office", 2032)])
def test_the_published_rosters_are_read(name, rows):
    table = read_table((ROSTERS / f"{name}_as_published.csv").read_bytes(), name=name)
    assert (table.count, len(table.header), table.delimiter) == (rows, 10, ",")


# --- headers -----------------------------------------------------------------------------------

COLUMNS = {"employee_number": ["staff no", "ID"], "email": ["E-Mail address"], "manager_number": []}


def test_columns_are_found_in_any_order_by_name_or_synonym():
    match = match_header(("e mail ADDRESS", "Shoe size", "Staff-No."), COLUMNS)
    assert match.positions == {"email": 0, "employee_number": 2}
    assert (match.missing, match.unknown) == (("manager_number",), ("Shoe size",))
    assert match.read(("a@b.example", "43", "S1")) == {
        "email": "a@b.example",
        "employee_number": "S1",
        "manager_number": "",
    }


def test_two_columns_with_one_meaning_are_refused():
    with pytest.raises(Unreadable, match="“ID” and “Employee number” mean the same"):
        match_header(("ID", "Employee number"), COLUMNS)


def test_a_synonym_with_two_meanings_is_our_own_mistake():
    with pytest.raises(ValueError, match="cannot mean both"):
        match_header(("a",), {"a": ["x"], "b": ["X"]})


# --- formulas ----------------------------------------------------------------------------------

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\")", "=IMPORTXML(CONCAT(\"http://e\"),\"//a\")",
    "=WEBSERVICE(\"http://evil.example\")", "=DDE(\"cmd\";\"/C calc\";\"!A0\")", "=2+5+cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", "\ttext", "\rtext", "\ntext", " =1+1", "   @x", "\u00a0=1+1", "\u200b=1+1",
    "\ufeff=1+1", "\u202e=1+1", "\u2060+x", "\x00=1+1", "\x0b=1+1", "\x0c=1+1", "\x1f=1+1", "\x7f=1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "﹦1+1", "﹢1+1", "﹣1+1", "﹫SUM", "−1+1", "⁼1", "⁺x", "⁻x", "₌x",
    "=", "+", "-", "@", "--1", "+-1", "-=1", "-1-", "-1e", "+1 2 3", "-1,23,4", "-1;2", "=1", "-A1", "+A1",
    "-(1)", "- item", "@name", "-1%%", "+44 20 7946 0958", "=\"\"", "=A1&B1", "-2+3+cmd|' /C calc'!A0",
]  # fmt: skip
NUMBERS = ["-5", "+5", "5", "-0", "-1.5", "+1,5", "-1,000", "-1.234,56", "-1 234 567", "1e5", "-1.5E-10", "-5%", "+3 %"]


def assert_no_formula(content, delimiter):
    """What a spreadsheet sees: cells split at this delimiter, none of which begins with a sign unless a number."""
    for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
        for cell in row:
            bare = cell.lstrip(" \u00a0\u200b\ufeff\u202e\u2060\x00\x0b\x0c\x1f\x7f")
            assert bare[:1] not in set("=+-@\t\r＝＋－＠") or cell in NUMBERS, (delimiter, cell)


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_exported_cell_is_a_formula(payload):
    assert len(FORMULAS) >= 60
    assert is_formula(payload)
    cell = safe_cell(payload)
    assert cell == "'" + safe_cell(payload)[1:] and not is_formula(cell)
    content = b"".join(write_csv([payload, "n"], [[payload, -5], [f"x{payload}", "-5"]])).decode("utf-8-sig")
    assert_no_formula(content, ",")


@pytest.mark.parametrize(
    "payload", [text for text in FORMULAS if text[0] in "=@＝＠" or text[:2] in ("+c", "-A", "-2")]
)
@pytest.mark.parametrize("before", ["x;", "x\t", "x\n", 'x;"', "x|", "x; ", "x\r\n", ";\n;"])
def test_no_cell_begins_with_a_formula_when_the_file_is_opened_with_another_delimiter(before, payload):
    content = b"".join(write_csv(["a", "b"], [["y", before + payload]])).decode("utf-8-sig")
    for delimiter in ",;\t|":
        assert_no_formula(content, delimiter)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_stay_numbers(number):
    assert not is_formula(number)
    assert safe_cell(number) == number


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-5, -5),
        (-1.5, -1.5),
        (Decimal("-2.50"), Decimal("-2.50")),
        (10**400, 10**400),
        (float("nan"), ""),
        (float("-inf"), ""),
        (Decimal("sNaN"), ""),
        (None, ""),
        (True, "yes"),
        (dt.date(2026, 4, 1), "2026-04-01"),
        (dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC), "2026-04-01T09:00:00+00:00"),
        ("a\0b", "ab"),
        ("a - b; c", "a - b; c"),
        ("Done:\n- first\n- second; -3 %", "Done:\n- first\n- second; -3 %"),
        ("it's = fine @ home", "it's = fine @ home"),
    ],
)
def test_other_values_are_written_as_they_read(value, cell):
    assert safe_cell(value) == cell and type(safe_cell(value)) is type(cell)


@pytest.mark.parametrize("text", ["\n", " ", ";", "1,", "'\"", "\n=", ";-1", "=", "'"])
def test_a_cell_is_made_safe_in_a_time_that_grows_with_its_length_only(text):
    start = time.process_time()
    safe_cell(text * 100_000 + "x")
    assert time.process_time() - start < 1


def test_an_export_streams():
    endless = count()
    pieces = write_csv(["n"], ([n] for n in endless))
    assert next(pieces).startswith(b'\xef\xbb\xbf"n"\r\n0\r\n1\r\n')
    assert next(endless) < 10_000


def test_a_row_of_another_length_than_the_header_is_our_own_mistake():
    with pytest.raises(ValueError, match="Row 2 has 1 cells, the header 2"):
        list(write_csv(["a", "b"], [[1, 2], [3]]))
