"""Every part of the kit on a few pages, with people who do not exist: what the browser tests look at first."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace as Thing

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.utils import timezone, translation

from .forms import CheckInForm, SignInForm
from .samples import ANA, PEOPLE, WAITING, difference, figures_of_half_a_year

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
            "waiting": WAITING,
        },
        here="/",
    )


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
    return show(request, "figures.html", figures_of_half_a_year(), here="/figures/")


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
