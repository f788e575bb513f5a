"""Words by which people are found; kept beside what they are made of."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from perfhub.kernel.bulk import analyze
from perfhub.kernel.names import sort_name

from ..models import Employee, SearchWord, Team

MANY = 1000  # new words after which the planner should hear of them


def find_by_words(employees: Iterable[int] | QuerySet) -> None:
    """Keep the words of these employees' names and job titles, and of every team that has none yet.

    What begins a name is found by the name itself; only the words within it are kept apart. The words of a title or
    a team are kept once, however many people have it.
    """
    keys = list(Employee.objects.filter(pk__in=employees).order_by("pk").values_list("pk", flat=True))
    SearchWord.objects.filter(employee__in=keys).delete()
    with connection.cursor() as cursor:
        cursor.execute(WITHIN_NAMES, [keys])
        written = cursor.rowcount
        cursor.execute(OF_TITLES, [keys])
        written += cursor.rowcount
    nameless = list(Team.objects.filter(search_name="").order_by("pk"))
    for team in nameless:
        team.search_name = sort_name(team.name)[:220]
    Team.objects.bulk_update(nameless, ["search_name"], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute(OF_TEAMS)
    if written > MANY:
        analyze(SearchWord)


def find_team_by_words(team: Team) -> None:
    """After a team was given another name."""
    SearchWord.objects.filter(team=team).delete()
    with connection.cursor() as cursor:
        cursor.execute(OF_TEAMS)


WITHIN_NAMES = """
INSERT INTO people_searchword (word, employee_id, title)
SELECT DISTINCT said.word, e.id, ''
FROM people_employee e, LATERAL unnest(string_to_array(e.search_name, ' ')) AS said (word)
WHERE e.id = ANY (%s) AND said.word <> ''
    AND said.word <> split_part(e.search_name, ' ', 1) AND said.word <> split_part(e.sort_name, ' ', 1)
"""

OF_TITLES = """
INSERT INTO people_searchword (word, title)
SELECT DISTINCT said.word, t.title
FROM (SELECT DISTINCT search_title AS title FROM people_employee WHERE id = ANY (%s) AND search_title <> '') t,
    LATERAL unnest(string_to_array(t.title, ' ')) AS said (word)
WHERE said.word <> ''
ON CONFLICT DO NOTHING
"""

OF_TEAMS = """
INSERT INTO people_searchword (word, team_id, title)
SELECT DISTINCT said.word, t.id, ''
FROM people_team t, LATERAL unnest(string_to_array(t.search_name, ' ')) AS said (word)
WHERE said.word <> '' AND NOT EXISTS (SELECT FROM people_searchword w WHERE w.team_id = t.id)
"""
