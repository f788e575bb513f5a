"""Addresses of analytics: dashboards, facts, participation."""

from ..access import GET, row
from .feedback import OWN
from .making import the_manager, the_person, the_team

TEAM_OF = {"manager": 200, "skip": 200, "others": 404}  # the manager of the subject, and whoever is above
TEAMS = {"hr": 200, "hr_partner": 200, "others": 404}

ANALYTICS_ROWS = [
    row("analytics:team", GET, others=200),  # empty for whoever has no reports
    row("analytics:team", GET, query="scope=all", others=200),
    row("analytics:team_table", GET, others=200),
    row("analytics:team_of", GET, of=the_manager, **TEAM_OF),
    row("analytics:team_table_of", GET, of=the_manager, **TEAM_OF),
    row("analytics:teams", GET, **TEAMS, hr_partner_elsewhere=200),
    row("analytics:participation", GET, **TEAMS, hr_partner_elsewhere=200),
    row("analytics:teams_table", GET, **TEAMS, hr_partner_elsewhere=200),
    row("analytics:team_facts", GET, of=the_team, **TEAMS),
    row("analytics:my_weeks", GET, others=200),
    row("analytics:weeks_of", GET, of=the_person, **OWN, manager=200, others=404),
    row("analytics_api:team_of", GET, of=the_manager, **TEAM_OF),
    row("analytics_api:team_facts", GET, of=the_team, **TEAMS),
    row("analytics_api:people", GET, others=200),  # the own weeks at least
    row("analytics_api:goals", GET, others=200),  # the own ones at least
    row("analytics_api:goals_of", GET, of=the_person, **OWN, manager=200, others=404),
    row("analytics_api:weeks_of", GET, of=the_person, **OWN, manager=200, others=404),
]
