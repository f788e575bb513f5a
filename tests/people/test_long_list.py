"""A list of very many people is counted up to a thousand, and walked to its end."""

import re

import pytest
from django.urls import reverse

from people.models import Employee
from people.queries import page_of
from tests.factories import people as make

PEOPLE = 1010


@pytest.fixture
def many(fernhill):
    """Some more than a thousand employees, and the address of their directory."""
    with fernhill.inside():
        Employee.objects.bulk_create(
            Employee(
                number=f"M-{n}",
                first_name="Mia",
                last_name=f"Many {n:04}",
                name=f"Mia Many {n:04}",
                sort_name=f"many {n:04} mia",
                search_name=f"mia many {n:04}",
                email="",
                time_zone="Europe/London",
                start_date="2026-01-05",
            )
            for n in range(PEOPLE)
        )
    return reverse("people:directory", args=[fernhill.organization.slug])


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_nobody_counts_all_of_them_and_still_one_reads_on_to_the_last(fernhill, client_of, many):
    client = client_of(fernhill.employee)
    first = client.get(many, {"q": "mia"})
    assert "More than 1000 people" in words_of(first).replace(",", "")
    assert "1 to 50 of more than 1000" in words_of(first).replace(",", "")
    assert 'rel="next"' in first.content.decode() and 'rel="prev"' not in first.content.decode()
    late = client.get(many, {"q": "mia", "page": "20"})
    assert "951 to 1000 of more than 1000" in words_of(late).replace(",", "")
    last = client.get(many, {"q": "mia", "page": "21"})
    assert "1010 people" in words_of(last).replace(",", "")
    assert "1001 to 1010 of 1010" in words_of(last).replace(",", "")
    assert 'rel="next"' not in last.content.decode() and 'rel="prev"' in last.content.decode()


@pytest.mark.parametrize(
    ("asked", "number"), [("0", 1), ("x", 1), ("", 1), (None, 1), ("22", 21), ("9" * 30, 1), ("999999999", 21)]
)
def test_a_number_that_is_no_page_is_the_nearest_one(fernhill, many, asked, number):
    with fernhill.inside():
        found = page_of(Employee.objects.filter(first_name="Mia").by_name(), asked, size=50)
        assert (found.number, found.has_next()) == (number, number == 1)


@pytest.mark.parametrize("people", [0, 1, 50, 51])
def test_a_list_that_is_short_is_counted(fernhill, people):
    with fernhill.inside():
        for n in range(people):
            make.EmployeeFactory(first_name="Mia", last_name=f"Few {n}")
        found = page_of(Employee.objects.filter(first_name="Mia").by_name(), "1", size=50)
        assert (found.paginator.known, found.has_next()) == (people, people > 50)
