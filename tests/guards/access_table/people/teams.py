"""The tree of teams."""

from random import randrange

from ...access import GET, POST, row
from ..making import empty_team, merged_team, retired_team, the_team

TEAMS_ROWS = [
    row("people:team_tree", GET, hr=200, others=403),
    row("people:team_tree", POST, body=lambda world, subject: {"name": f"New {randrange(10**9)}"}, hr=302, others=403),
    row("people:team", GET, of=the_team, hr=200, others=404),
    row("people:team_rename", POST, of=the_team, body={"name": "Another name", "version": "1"}, hr=302, others=404),
    row("people:team_move", POST, of=the_team, body={"to": "", "version": "1"}, hr=302, others=404),
    row("people:team_move_back", POST, of=the_team, hr=302, others=404),
    row(
        "people:team_merge",
        POST,
        of=empty_team,
        body=lambda world, subject, pk: {"to": subject.team_id},
        hr=302,
        others=404,
    ),
    row("people:team_unmerge", POST, of=merged_team, hr=302, others=404),
    row("people:team_retire", POST, of=empty_team, hr=302, others=404),
    row("people:team_reopen", POST, of=retired_team, hr=302, others=404),
]
