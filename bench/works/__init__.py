"""Background work beside its floor: each in a process of its own, on a copy of a world.

`python -m bench.inside bench.works NAME`: one work on the database of DATABASE_URL; prints its `WorkFigure`s as JSON.
"""

import json
from dataclasses import asdict

from . import cascading, importing, opening, sending, taking, updating

WORKS = {
    "open_week": opening.measure,
    "take_facts": taking.measure,
    "send_reminders": sending.measure,
    "import_roster": importing.measure,
    "cascade": cascading.measure,
    "goal_update": updating.measure,
}


def main(name: str) -> None:
    """Measure and say."""
    print(json.dumps([asdict(figure) for figure in WORKS[name]()]))
