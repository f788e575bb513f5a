"""One row of a roster, and circles: pure."""

from datetime import date

import pytest

from people.rules.rosters.circles import circles
from people.rules.rosters.rows import COLUMNS, read_date, read_row, read_zone
from perfhub.kernel.sheets import match_header


def read(**cells):
    given = dict.fromkeys(COLUMNS, "") | {"number": "S1", "last_name": "Reed", "start_date": "2024-01-08"}
    return read_row(2, given | cells)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-05-31", date(2024, 5, 31)),
        ("31/05/2024", date(2024, 5, 31)),
        ("1/2/2024", date(2024, 2, 1)),
        ("2024-05-31 00:00:00", date(2024, 5, 31)),
        ("05/31/2024", None),
        ("2024-02-30", None),
        ("31.05.24", None),
        ("1024-05-31", None),
        ("45443", None),
        ("", None),
    ],
)
def test_dates_are_iso_or_day_first(cell, day):
    assert read_date(cell) == day


@pytest.mark.parametrize(
    ("cells", "flaw"),
    [
        ({"number": ""}, ("empty", "number", "")),
        ({"last_name": ""}, ("empty", "last_name", "")),
        ({"start_date": ""}, ("empty", "start_date", "")),
        ({"start_date": "soon"}, ("bad_date", "start_date", "soon")),
        ({"email": "nobody"}, ("bad_email", "email", "nobody")),
        ({"job_title": "=1+1"}, ("formula", "job_title", "=1+1")),
        ({"last_name": "@SUM(A1)"}, ("formula", "last_name", "@SUM(A1)")),
        ({"manager_number": "S1"}, ("own_manager", "manager_number", "S1")),
        ({"team": "A", "parent_team": "A"}, ("own_parent", "parent_team", "A")),
        ({"time_zone": "Mars/Base"}, ("bad_zone", "time_zone", "Mars/Base")),
        ({"location": "Europe/Lodnon"}, ("bad_zone", "location", "Europe/Lodnon")),
        ({"grade": "x" * 61}, ("too_long", "grade", "x" * 61)),
    ],
)
def test_each_flaw_is_named_with_its_column_and_cell(cells, flaw):
    assert read(**cells).flaws == [flaw]


def test_a_row_without_a_flaw_has_none():
    row = read(first_name=" Łukasz ", last_name="Ørsted-O'Neill", email="A@B.example", location="Leeds/Bradford")
    assert row.flaws == []
    assert (row.first_name, row.email, row.sort_name, row.search_name) == (
        "Łukasz",
        "a@b.example",
        "orsted oneill lukasz",
        "lukasz orsted oneill",
    )


def test_a_location_that_is_a_zone_is_taken_as_the_zone():
    assert read_zone("", "Australia/Lord_Howe") == ("Australia/Lord_Howe", [])
    assert read_zone("Asia/Kolkata", "Leeds") == ("Asia/Kolkata", [])
    assert read_zone("", "Leeds") == ("", [])


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({}, []),
        ({"a": "", "b": "a", "c": "b"}, []),
        ({"a": "b", "b": "a"}, [["a", "b"]]),
        ({"c": "b", "b": "a", "a": "b", "d": "c"}, [["a", "b"]]),
        ({"a": "b", "b": "c", "c": "a", "x": "y", "y": "x"}, [["a", "b", "c"], ["x", "y"]]),
        ({"a": "outside"}, []),
    ],
)
def test_each_circle_is_found_once_and_who_hangs_below_is_not_in_it(above, found):
    assert circles(above) == found


def test_headers_are_known_by_many_names_in_any_order():
    header = ("Line Manager", "Surname", "Given name", "Staff number", "Date of hire", "Work e-mail", "Shoe size")
    match = match_header(header, COLUMNS)
    assert set(match.positions) == {"manager_number", "last_name", "first_name", "number", "start_date", "email"}
    assert match.unknown == ("Shoe size",)
