# ruff: noqa: E501  (tables of what is shown)
"""What the pages of the gallery show: people who do not exist, their weeks and a list of them."""

from dataclasses import dataclass
from types import SimpleNamespace as Thing

from perfhub.kernel.slots import Action, Due


@dataclass(frozen=True)
class Person:
    pk: int
    name: str
    job_title: str


ANA = Person(2, "Ana Ribeiro", "Service manager")
PEOPLE = [
    Person(11, "Priya Nair", "Field engineer"),
    Person(12, "Sam Whitcombe", "Customer desk lead"),
    Person(13, "Tomasz Wilk", "Audit engineer"),
    Person(14, "Yuki Tanabe", "Repair lead"),
    Person(15, "Oskar Nyström", "Field engineer"),
    Person(16, "Leïla Benali", "Depot manager, Lyon"),
]
MOODS = [
    [4, 4, 4, 4, 3, 4, 4, 4, None, 4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 2],
    [4, 4, 4, 5, 5, 5, 5, 5, None, 4, 3, 4, 3, None, 4, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, None],
    [5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 3, 3, 3, 4, 4, 4, 4, 4, 4],
    [4, 4, 4, 4, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3],
    [4, 4, 4, 4, None, None, 2, 2, 3, 3, 3, 3, 3, 3, 4, 3, None, 3, 3, 4, 4, 4, 4, 3, 3, None],
    [4, 5, 5, 5, 5, 5, 5, 5, 4, 4, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 4],
]


def difference():
    def cells(*values):
        return [v if isinstance(v, Thing) else Thing(value=v, before=None, error="") for v in values]

    return {
        "caption": "What the file would change",
        "columns": ["Number", "Name", "E-mail", "Job title", "Grade", "Team", "Manager", "Location", "Starts"],
        "rows": [
            Thing(
                number=2,
                state="new",
                cells=cells(
                    "E1041",
                    "Noor Haddad",
                    "noor.haddad@fernhill.example",
                    "Technician",
                    "T2",
                    "Calibration lab",
                    "E1003",
                    "Leeds",
                    "2026-12-01",
                ),
            ),
            Thing(
                number=3,
                state="changed",
                cells=cells(
                    "E1012",
                    "Sam Whitcombe",
                    "sam.whitcombe@fernhill.example",
                    Thing(value="Customer desk lead", before="Customer desk", error=""),
                    Thing(value="T4", before="T3", error=""),
                    "Customer desk",
                    "E1003",
                    "Leeds",
                    "2019-04-01",
                ),
            ),
            Thing(
                number=4,
                state="error",
                cells=cells(
                    "E1012",
                    "Sam Whitcombe",
                    "sam.whitcombe@",
                    "Customer desk",
                    "T3",
                    "Customer desk",
                    Thing(value="E9999", before=None, error="No employee has the number E9999."),
                    "Leeds",
                    Thing(value="31.02.2020", before=None, error="This is not a date."),
                ),
            ),
            Thing(
                number=5,
                state="unchanged",
                cells=cells(
                    "E1013",
                    "Tomasz Wilk",
                    "tomasz.wilk@fernhill.example",
                    "Audit engineer",
                    "T4",
                    "Field service",
                    "E1003",
                    "Brno",
                    "2017-09-01",
                ),
            ),
            Thing(
                number="",
                state="leaving",
                cells=cells(
                    "E1008",
                    "Ivo Marek",
                    "ivo.marek@fernhill.example",
                    "Tools",
                    "T4",
                    "Tools",
                    "E1001",
                    "Leeds",
                    "2015-02-01",
                ),
            ),
        ],
    }


WAITING = [
    Due(
        key="1",
        verb="Approve",
        icon="rubber-stamp",
        title="Cut the repair queue from 9 to 5 days",
        url="/",
        meta="Yuki Tanabe proposes it for this quarter.",
        actions=(Action(label="Approve", url="/act/"), Action(label="Return…", url="/act/", style="quiet")),
    ),
    Due(
        key="2",
        verb="Promise",
        icon="heart-handshake",
        title="You promised Daniel two bench mornings with Grace",
        url="/",
        meta="Due today. He has said it happened; do you say so too?",
        actions=(Action(label="It happened", url="/act/"),),
    ),
]


def figures_of_half_a_year():
    """Charts and tables of half a year."""
    weeks = [f"week {22 + i}" for i in range(26)]
    asked = [9, 9, 9, 8, 9, 9, 8, 7, 7, 6, 7, 8, 9, 9, 9, 9, 8, 9, 9, 9, 9, 8, 0, 9, 9, 8]
    gone = [0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 3, 1]
    names = ["Oskar Nyström", "Sam Whitcombe", "Priya Nair"]
    mood = [
        3.6,
        3.7,
        3.8,
        3.7,
        3.9,
        3.9,
        4.0,
        4.0,
        4.1,
        4.2,
        None,
        None,
        3.8,
        3.9,
        4.0,
        3.9,
        4.0,
        4.1,
        4.0,
        3.9,
        4.0,
        3.9,
        3.6,
        3.5,
        3.4,
        3.4,
    ]
    return {
        "rows": [Thing(person=p, moods=m, usual=4, last=m[-1]) for p, m in zip(PEOPLE, MOODS, strict=True)],
        "strip": [Thing(label=w, asked=a, answered=a - min(a, g), missing=names[:g]) for w, a, g in zip(weeks, asked, gone, strict=True)],
        "mood": Thing(
            id="mood",
            title="How does the week feel?",
            answer="A little heavier since the bench broke in week 44.",
            columns=["Week", "Answers", "Average mood"],
            rows=[[w, a, m if m is not None else "–"] for w, a, m in reversed(list(zip(weeks, asked, mood, strict=True)))],
            data={
                "digits": 1, "labels": weeks, "min": 1, "max": 5, "step": 1, "left": 24, "right": 70, "n": asked,
                "description": "Line: average mood from 1 to 5, 26 weeks. Between 3.4 and 4.2, last week 3.4.",
                "series": [{"name": "average mood", "values": mood, "label": "3.4 now", "band": [3.6, 4.1], "bandLabel": "usual, 3.6 to 4.1"}],
            },
        ),
        "share": Thing(
            id="share",
            title="Is everyone checking in?",
            answer="88 % last week, 96 % on average. Coloured: somebody was missing.",
            columns=["Week", "Asked", "Checked in"],
            rows=[[w, a, a - min(a, g)] for w, a, g in zip(weeks, asked, gone, strict=True)],
            data={
                "full": 100, "labels": weeks, "unit": " %", "min": 0, "max": 100, "step": 25, "left": 44, "right": 16, "n": asked,
                "description": "Columns: share of people who checked in, 26 weeks.",
                "series": [{"name": "checked in", "type": "bar", "values": [None if not a else round(100 * (a - g) / a) for a, g in zip(asked, gone, strict=True)]}],
            },
        ),
        "pace": Thing(
            id="pace", title="Is it keeping pace?", answer="It lost ground in week 44 and has been catching up since.", tall=True,
            columns=["Week", "Progress", "Expected"], rows=[["week 47", "55 %", "58 %"], ["week 46", "41 %", "50 %"]],
            data={
                "labels": [f"week {w}" for w in range(40, 54)], "unit": " %", "min": 0, "max": 100, "step": 25, "left": 44, "right": 118, "rightPhone": 20, "every": 3,
                "description": "Progress against expected pace. Now 55 percent, expected 58 percent.",
                "series": [
                    {"name": "progress", "values": [2, 9, 17, 25, 30, 32, 41, 55, *[None] * 6], "label": "55 % now"},
                    {"name": "expected", "role": "compare", "values": [4, 12, 20, 27, 35, 42, 50, 58, 65, 73, 80, 88, 96, 100], "label": "Expected pace"},
                ],
            },
        ),
        "heat": {
            "caption": "Share of people who checked in, by team and week, in percent",
            "columns": ["Week", "42", "43", "44", "45", "46", "47"],
            "rows": [
                {"label": "Calibration lab", "n": 6, "cells": [100, 100, 100, 83, 100, 100]},
                {"label": "Field service", "n": 7, "cells": [100, 86, 86, 71, 71, 57]},
                {"label": "Customer desk", "n": 6, "cells": [83, 100, 83, None, 100, 83]},
                {"label": "Night shift", "n": 4, "cells": ["withheld"] * 6},
            ],
        },
    }  # fmt: skip
