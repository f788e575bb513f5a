"""Words by which who is here already is found. May run again."""

import re
import unicodedata

from django.db import migrations


def plain(text):
    """As names are compared: small letters, no accents, no signs."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", "".join(c for c in spread if not unicodedata.combining(c))).split())[:220]


def name_titles_and_teams(apps, schema_editor):
    Employee, Team = apps.get_model("people", "Employee"), apps.get_model("people", "Team")
    titles = Employee.objects.filter(search_title="").exclude(job_title="").values_list("job_title", flat=True)
    for title in list(titles.order_by("job_title").distinct()):
        Employee.objects.filter(search_title="", job_title=title).update(search_title=plain(title))
    for name in list(Team.objects.filter(search_name="").order_by("name").values_list("name", flat=True).distinct()):
        Team.objects.filter(search_name="", name=name).update(search_name=plain(name))


WORDS = [
    """
    INSERT INTO people_searchword (organization_id, word, employee_id, title)
    SELECT DISTINCT e.organization_id, said.word, e.id, ''
    FROM people_employee e, LATERAL unnest(string_to_array(e.search_name, ' ')) AS said (word)
    WHERE said.word <> ''
        AND said.word <> split_part(e.search_name, ' ', 1) AND said.word <> split_part(e.sort_name, ' ', 1)
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO people_searchword (organization_id, word, title)
    SELECT DISTINCT e.organization_id, said.word, e.search_title
    FROM people_employee e, LATERAL unnest(string_to_array(e.search_title, ' ')) AS said (word)
    WHERE said.word <> ''
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO people_searchword (organization_id, word, team_id, title)
    SELECT DISTINCT t.organization_id, said.word, t.id, ''
    FROM people_team t, LATERAL unnest(string_to_array(t.search_name, ' ')) AS said (word)
    WHERE said.word <> ''
    ON CONFLICT DO NOTHING
    """,
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_search_words"),
    ]

    operations = [
        migrations.RunPython(name_titles_and_teams, migrations.RunPython.noop),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in WORDS),
    ]
