# ruff: noqa: E501  (tables of what is shown)
"""Every part of the kit on a few pages, with people who do not exist: what the browser tests look at first."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace as Thing

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.utils import timezone, translation

from perfhub.kernel.slots import Action, Due

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    section: str
    label: str
    url: str
    icon: str
    count: int = 0
    current: bool = False
    phone: bool = False
    short: str = ""


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


def show(request, name, context=None, *, here="", status=200):
    template = engines["django"].from_string((HERE / name).read_text())
    with translation.override(request.GET.get("lang", "en-gb")):
        return HttpResponse(template.render(frame(here) | (context or {}), request), status=status)


def frame(here):
    entries = [
        Entry("", "Home", "/", "home", 7, phone=True),
        Entry("", "My check-in", "/form/", "checkbox", phone=True, short="Check-in"),
        Entry("", "Goals", "/", "target-arrow"),
        Entry("", "One-to-ones", "/", "messages"),
        Entry("My team", "Team", "/figures/", "users-group", phone=True),
        Entry("My team", "Check-in inbox", "/inbox/", "inbox", 7, phone=True, short="Inbox"),
        Entry("Fernhill", "People", "/", "address-book"),
        Entry("Fernhill", "Long work", "/job/", "file-import"),
    ]
    return {
        "organization": Thing(name="Fernhill Instruments", slug="fernhill"),
        "viewer": ANA,
        "nav": [
            Entry(
                **{
                    **e.__dict__,
                    "current": e.url == here and e.icon != "target-arrow" and e.label not in ("One-to-ones", "People"),
                }
            )
            for e in entries
        ],
        "bell": {"count": 2, "url": "/"},
        "home_url": "/",
        "search_url": "/",
        "switcher_url": "/",
        "draft_url": "/draft/",
    }


def parts(request):
    if request.GET.get("toast"):
        messages.success(request, "Helena’s note is read.", extra_tags="/act/")
    today = timezone.localdate()
    page = Paginator(range(1, 61), 25).get_page(request.GET.get("page") or 2)
    return show(
        request,
        "parts.html",
        {
            "people": PEOPLE,
            "today": today,
            "last_year": today - timedelta(days=400),
            "week": (date(2026, 11, 16), date(2026, 11, 20)),
            "months": (date(2026, 11, 30), date(2026, 12, 4)),
            "now": timezone.now(),
            "earlier": timezone.now() - timedelta(days=3),
            "page": page,
            "tabs": [
                Thing(label="Alignment", url="/", current=True),
                Thing(label="Mine", url="/", count=3),
                Thing(label="My team", url="/", count=9),
            ],
            "diff": difference(),
            "waiting": [
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
            ],
        },
        here="/",
    )


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


class CheckInForm(forms.Form):
    mood = forms.TypedChoiceField(
        label="How was the week for you?",
        coerce=int,
        required=False,
        choices=[(1, "hard"), (2, "heavy"), (3, "all right"), (4, "good"), (5, "great")],
        widget=forms.RadioSelect,
        help_text="Ana sees it beside your own usual.",
    )
    planned = forms.ChoiceField(
        label="Write the pressure bench checklist",
        choices=[("done", "Done"), ("carry", "Carry"), ("drop", "Drop")],
        widget=forms.RadioSelect,
    )
    progress = forms.CharField(label="What moved", widget=forms.Textarea, required=False)
    blocker = forms.CharField(
        label="Is anything in your way?",
        widget=forms.Textarea,
        required=False,
        help_text="If you write here, you come first in Ana’s inbox.",
    )
    priorities = forms.CharField(
        label="Next week’s priorities",
        widget=forms.Textarea,
        help_text="One per line, three at most. They come back next Friday.",
    )
    team = forms.ChoiceField(
        label="Team", choices=[("", "All teams"), ("lab", "Calibration lab"), ("field", "Field service")]
    )
    kind = forms.ChoiceField(
        label="Who should see it?", choices=[("me", "Ana and I"), ("team", "The team")], widget=forms.RadioSelect
    )
    roster = forms.FileField(label="Roster file", required=False, help_text="CSV, 10 MB at most.")
    sure = forms.BooleanField(label="I was away; skip this week", required=False)
    share = forms.DecimalField(label="Share right first time", required=False)
    begins = forms.DateField(label="Begins on", required=False)


def form(request):
    filled = CheckInForm(request.POST or None, request.FILES or None, initial={"mood": 4, "planned": "carry"})
    if filled.is_valid():
        messages.success(request, "Sent to Ana.", extra_tags="/act/")
        return redirect("parts")
    return show(
        request,
        "form.html",
        {"form": filled, "saved": timezone.now() - timedelta(minutes=3)},
        here="/form/",
        status=422 if filled.is_bound else 200,
    )


def draft(request):
    return HttpResponse(status=204 if request.method == "POST" and request.POST.get("draft_key") else 400)


def act(request):
    messages.success(request, "Taken back.")
    return redirect("parts")


def figures(request):
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
    context = {
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
    return show(request, "figures.html", context, here="/figures/")


def inbox(request):
    if request.method == "POST" and request.htmx:
        return HttpResponse('<li class="ph-pad" data-ph-say>Read. Taken from the list.</li>')
    return show(request, "inbox.html", {"people": PEOPLE}, here="/inbox/")


def job(request):
    done = int(request.GET.get("done", 340))
    running = done < 1153
    words = "" if running else "1,153 people are here; 18 rows were skipped."
    long = Thing(state="running" if running else "done", done=min(done, 1153), total=1153, words=words)
    broken = Thing(
        state="failed", done=12, total=2031, words="The file could not be read to its end. Nothing was changed."
    )
    return show(request, "job.html", {"job": long, "broken": broken, "next": f"/job/?done={done + 300}"}, here="/job/")


class SignInForm(forms.Form):
    login = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    remember = forms.BooleanField(label="Remember me", required=False)


def sign_in(request):
    return render(request, "account/login.html", {"form": SignInForm(request.POST or None)})


def error(request, code):
    inside = frame("/") if request.GET.get("inside") else {}
    context = (
        {
            "sentence": "Someone was faster: this has changed since you opened it. Please look again.",
            "typed": [("comment", "I will ask Grace.")],
        }
        if code == 409
        else {}
    )
    return render(request, f"errors/{code}.html", inside | context, status=code)


def conflict(request):
    context = {
        "sentence": "This was changed after you opened it. Both texts are below; nothing is lost.",
        "yours": {"progress": "The bench is back, two visits done.", "next_priorities": "Doncaster\nHandover"},
        "theirs": {"progress": "The bench is back.", "next_priorities": "Doncaster"},
    }
    return render(request, "errors/409.html", frame("/") | context, status=409)


def mail(request):
    context = {
        "organization": Thing(name="Fernhill Instruments"), "first_name": "Mira", "subject": "Your week is waiting",
        "act_url": "https://perfhub.example/o/fernhill/check-ins/7/", "act_label": "Write your check-in",
        "settings_url": "https://perfhub.example/o/fernhill/settings/",
    }  # fmt: skip
    template = engines["django"].from_string((HERE / "mail.html").read_text())
    return HttpResponse(template.render(context))
