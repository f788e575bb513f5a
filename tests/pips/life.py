"""One matter on its whole way through the doors of the house, each text a token: a concern, a coaching plan, what is in
the way, an improvement plan with everything that can be said in one, and its end."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import ExitStack

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.tasks import deliver
from perfhub.kernel import clock
from pips import tasks
from pips.models import (
    Appeal,
    Case,
    Concern,
    Diagnosis,
    Evidence,
    Issue,
    Look,
    Plan,
    PlanMeeting,
    PlanRequest,
    Remedy,
    Support,
)
from tests.factories import pips as make_pips

from .canaries import token

TITLE = re.compile("<title>.*?</title>", re.DOTALL)
HR_BOOK = {"day": "2026-04-07", "time": "10:00"}
ANSWERS = {"tools": "1", "time": "1", "process": "2", "used_to": "yes", "could": "yes"}


def on(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 11, tzinfo=dt.UTC)


class Life:
    """Moves the clock of this process; `send` is somebody's form, which has to be taken, `work` a worker's task."""

    def __init__(self, world, client_of: Callable, hands: ExitStack):
        self.world, self.client_of, self.hands = world, client_of, hands
        self.people = {
            name: getattr(world, name) for name in ("employee", "manager", "hr_admin", "stranger", "peer", "skip")
        }
        self.said: list[str] = []
        self.addresses: list[str] = []
        self.titles: list[str] = []
        self.at(on(3, 2))
        with world.inside():
            make_pips.JurisdictionFactory(location="", written_by=world.hr_admin)

    def at(self, moment: dt.datetime) -> None:
        self.hands.enter_context(clock.stopped(moment))

    def word(self) -> str:
        self.said.append(token())
        return self.said[-1]

    def file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile(f"{self.word()}.txt", f"{self.word()}\n".encode(), "text/plain")

    def client(self, who: str):
        """Signed in at this moment: between two of them weeks go by."""
        return self.client_of(self.people[who], raise_request_exception=False)

    def address(self, name: str, *keys: int) -> str:
        return reverse(name, args=[self.world.organization.slug, *keys])

    def ask(self, who: str, name: str, *keys: int, **query: str) -> int:
        return self._kept(self.client(who).get(self.address(name, *keys), query)).status_code

    def post(self, who: str, name: str, *keys: int, **said) -> int:
        return self._kept(self.client(who).post(self.address(name, *keys), said)).status_code

    def send(self, who: str, name: str, *keys: int, **said) -> None:
        code = self.post(who, name, *keys, **said)
        assert code in (302, 303), f"{name} as {who} answered {code}"

    def _kept(self, answer):
        """What a server in front would write down of it, and what a browser keeps in its history."""
        self.addresses.append(answer.request["PATH_INFO"] + answer.headers.get("Location", ""))
        self.titles += TITLE.findall(answer.content.decode(errors="replace"))
        return answer

    def work(self, *whole: str) -> None:
        """Workers take these tasks, for this organization, and send what letters are due."""
        for task in (*(getattr(tasks, name) for name in whole), deliver):
            task.apply(headers={"organization": self.world.organization.pk})

    def get(self, model, **of):
        with self.world.inside():
            return model.objects.filter(**of).order_by("pk").last()

    # --- the ladder -------------------------------------------------------------------------------

    def to_a_coaching_plan(self) -> Case:
        words = {name: self.word() for name in ("title", "saw", "need", "help")}
        self.send("manager", "pips:concern_share", self.people["employee"].pk, look_date="2026-03-16", **words)
        case = self.get(Case)
        self.at(on(3, 3))
        self.send("employee", "pips:concern_say", case.pk, text=self.word())
        self.at(on(3, 16))
        self.work("look_again_in")
        self.send("manager", "pips:concern_up", case.pk, reason=self.word())
        self.send("manager", "pips:coach_about", case.pk, **self.written(supports=1, milestones=0))
        return case

    def written(self, *, supports: int, milestones: int, **more: str) -> dict[str, str]:
        """A plan as it is typed: one point."""
        said = {"aim": self.word(), "length_days": "30", "meeting_days": "7", "issues": "1"}
        said |= {f"issue_1_{name}": self.word() for name in ("title", "standard", "measure")}
        said |= {"supports": str(supports), "milestones": str(milestones)}
        for number in range(1, supports + 1):
            due = {"who": str(self.people["manager"].pk), "due_date": "2026-04-20", "what": self.word()}
            said |= {f"support_{number}_{name}": value for name, value in due.items()}
        return said | more

    def to_a_draft(self, case: Case) -> Plan:
        """Evidence, whom one lets read it, and the draft; both sides say what is in the way."""
        self.at(on(4, 1))
        feedback = self.get(Concern).feedback_id
        self.send("manager", "pips:evidence_cite", case.pk, kind="feedback", source=str(feedback))
        piece = {"title": self.word(), "text": self.word(), "occurred_date": "2026-03-30", "file": self.file()}
        self.send("manager", "pips:evidence_attach", case.pk, **piece)
        self.send("manager", "pips:name_reader", case.pk, reader=self.people["peer"].name, reason=self.word())
        asked = {f"issue_1_{name}": self.word() for name in ("baseline", "target", "source_words")}
        asked |= {"issue_1_alone": "yes", "issue_1_due_date": "2026-05-11", "outcomes": self.word()}
        asked |= {"issue_1_evaluator": str(self.people["manager"].pk), "affects": self.word()}
        asked |= {"issue_1_evidence": str(self.get(Evidence).pk)}
        asked |= {"milestone_1_what": self.word(), "milestone_1_due_date": "2026-04-20"}
        begin = {"misconduct": "no", "reviewer": str(self.people["hr_admin"].pk)}
        plan = self.written(supports=3, milestones=1, length_days="30", **asked)
        self.send("manager", "pips:draft_pip", case.pk, **plan, **begin)
        self.send("manager", "pips:ask_diagnosis", case.pk, form="full", why=self.word())
        diagnosis = self.get(Diagnosis)
        for side in ("manager", "employee"):
            self.send(side, "pips:answer_diagnosis", diagnosis.pk, words=self.word(), **ANSWERS)
        remedy = self.get(Remedy, kind="support")
        self.send("manager", "pips:choose_remedy", diagnosis.pk, remedy=str(remedy.pk), what=self.word())
        return self.get(Plan, kind="pip")

    # --- the improvement plan ---------------------------------------------------------------------

    def to_day_one(self, plan: Plan) -> None:
        """HR's round, twice; told by a person; everything its employee can say to it."""
        self.send("manager", "pips:plan_submit", plan.pk)
        self.send("hr_admin", "pips:plan_send_back", plan.pk, words=self.word())
        self.send("manager", "pips:plan_submit", plan.pk)
        self.send("hr_admin", "pips:plan_legal", plan.pk, known="no")
        hears = str(self.people["stranger"].pk)
        yes = {"appeal_reviewer": hears, "override": self.word(), "words": self.word()}
        self.send("hr_admin", "pips:plan_approve", plan.pk, **yes)
        self.send("manager", "pips:plan_book", plan.pk, where=self.word(), **HR_BOOK)
        self.at(on(4, 7))
        self.send("manager", "pips:plan_offer", plan.pk)
        self.send("employee", "pips:plan_acknowledge", plan.pk, text=self.word())
        self.send("employee", "pips:plan_say", plan.pk, text=self.word(), file=self.file())
        self.send("employee", "pips:plan_ask", plan.pk, kind="change", text=self.word())
        self.send("manager", "pips:plan_request", plan.pk, self.get(PlanRequest).pk, text=self.word())
        self.send("employee", "pips:plan_appeal", plan.pk, against="plan", text=self.word())
        decision = {"upheld": "no", "text": self.word()}
        self.send("stranger", "pips:plan_appeal_decide", plan.pk, self.get(Appeal).pk, **decision)
        self.at(on(4, 13))
        self.work("follow_plans_in", "follow_diagnoses_of", "count_units_of")
        assert self.get(Plan, pk=plan.pk).state == "active"

    def to_its_end(self, plan: Plan) -> None:
        """Support is seen differently, settled, declined; they meet; more time; it has worked; looks at whether it
        holds, but for the last, which nobody holds."""
        with self.world.inside():
            first, second, *_rest = Support.objects.filter(plan=plan).order_by("pk")
        self.send("manager", "pips:support_there", first.pk)
        self.send("employee", "pips:support_differ", first.pk, reason=self.word())
        self.send("hr_admin", "pips:support_settle", first.pk, found="given", reason=self.word())
        self.send("employee", "pips:support_decline", second.pk, reason=self.word())
        with self.world.inside():
            meeting = PlanMeeting.objects.filter(plan=plan, state="planned").order_by("start_at").first()
        self.at(meeting.start_at + dt.timedelta(hours=1))
        row = f"issue{self.get(Issue, plan=plan).pk}"
        for side in ("manager", "employee"):
            verdict = {f"{row}-saying": "on_track", f"{row}-now": self.word(), f"{row}-words": self.word()}
            self.send(side, "pips:plan_meeting", meeting.pk, words=self.word(), accompanied_by=self.word(), **verdict)
        self.send("manager", "pips:plan_extend", plan.pk, days="10", reason=self.word())
        last = self.get(Plan, pk=plan.pk).end_date
        self.at(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(11), dt.UTC))
        self.work("follow_plans_in")
        self.send("manager", "pips:plan_succeed", plan.pk, words=self.word())
        with self.world.inside():
            looks = list(Look.objects.filter(plan=plan).order_by("number"))
        for look in looks[:-1]:
            self.at(dt.datetime.combine(look.due_date, dt.time(11), dt.UTC))
            for side in ("employee", "manager"):
                self.send(side, "pips:look", look.pk, words=self.word())
        self.at(dt.datetime.combine(looks[-1].due_date + dt.timedelta(days=30), dt.time(11), dt.UTC))

    def is_read(self, case: Case, plan: Plan) -> None:
        """By everybody in it, and asked for by somebody who is not, with a word of it in the address."""
        for who in ("employee", "manager", "hr_admin"):
            assert self.ask(who, "pips:case", case.pk) == self.ask(who, "pips:plan", plan.pk) == 200
            self.ask(who, "people:home")
            self.send(who, "pips:packet_take", case.pk)
        self.ask("hr_admin", "pips:hr")
        assert self.ask("skip", "pips:plan", plan.pk, q=self.said[0]) == 404
        self.ask("manager", "people:search", q=self.said[0])
