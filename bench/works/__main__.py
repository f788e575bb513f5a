"""`python -m bench.works NAME`: one work on the database of DATABASE_URL; prints its `WorkFigure`s as JSON."""

import json
import sys
from dataclasses import asdict

import django

django.setup()

from bench.works import importing, opening, sending, taking  # noqa: E402  the registry first

WORKS = {
    "open_week": opening.measure,
    "take_facts": taking.measure,
    "send_reminders": sending.measure,
    "import_roster": importing.measure,
}

if __name__ == "__main__":
    print(json.dumps([asdict(figure) for figure in WORKS[sys.argv[1]]()]))
