"""Valid objects about the person whom a row is about: `of(world, subject)`."""

from datetime import UTC, date, datetime
from random import randrange

from django.conf import settings

from feedback.models import Share
from feedback.rules import new_link
from notices.models import Hold
from notices.queries import switches, unsubscribe_token
from people import rules
from people.access import SYSTEM
from people.models import DottedLine, RoleGrant
from perfhub.kernel import clock
from tests.factories import feedback as make_feedback
from tests.factories import notices as make_notices
from tests.factories import people as make


def own_job(world, subject):
    return make.JobFactory(started_by=subject)


def own_token(world, subject):
    return make.ApiTokenFactory(employee=subject)


def data_request(world, subject):
    return make.DataRequestFactory(employee=subject, asked_at=clock.now())


def answered_data_request(world, subject):
    now = clock.now()
    return make.DataRequestFactory(
        employee=subject, asked_at=now, state="answered", closed_at=now, closed_by=world.hr_admin
    )


def the_leaver(world, subject):
    return world.leaver


def newcomer(world, subject):
    """Somebody of the subject's team without a sign-in."""
    return make.EmployeeFactory(team=world.employee.team, email=f"new{randrange(10**9)}@example.test")


def everybody_waiting(world, subject):
    newcomer(world, subject)
    return ()


def pilot_waiting(world, subject):
    """A pilot team in which somebody waits."""
    make.PilotChoiceFactory(team=newcomer(world, subject).team, chosen_at=clock.now())
    return ()


def look(world, subject):
    """A look of the HR admin as somebody who has not joined."""
    return make.LookFactory(by=world.hr_admin, employee=newcomer(world, subject), begun_at=clock.now())


def look_at_home(world, subject):
    return look(world, subject), f"o/{world.organization.slug}/"


def no_address(world, subject):
    """Somebody of the subject's team without an address."""
    return make.EmployeeFactory(team=world.employee.team)


def absence(world, subject):
    return subject, make.AbsenceFactory(employee=subject)


def own_hours(world, subject):
    return subject, make.WorkingPatternFactory(employee=subject)


def planned_leaving(world, subject):
    make.LeavingFactory(employee=subject)
    return subject


def stand_in_of_manager(world, subject):
    return world.manager, make.StandInFactory(manager=world.manager, stand_in=world.peer)


def stands_in(persona):
    """The manager of the subject, for whom this standing person stands in now."""

    def made(world, subject):
        make.StandInFactory(manager=world.manager, stand_in=getattr(world, persona))
        return world.manager

    return made


def open_check_in_of_the_away(world, subject):
    stands_in("peer")(world, subject)
    return answered_check_in(world, subject)


def dotted_line(world, subject):
    return subject, make.DottedLineFactory(employee=subject, manager=world.stranger)


def held_role(world, subject):
    held = RoleGrant.objects.filter(employee=subject, end_at=None).first()
    return subject, held or make.RoleGrantFactory(employee=subject, role="auditor")


def empty_team(world, subject):
    return make.TeamFactory(name=f"Empty {randrange(10**9)}")


def retired_team(world, subject):
    return make.TeamFactory(name=f"Retired {randrange(10**9)}", retired_at=clock.now())


def merged_team(world, subject):
    team = empty_team(world, subject)
    rules.merge_team(team, subject.team, by=SYSTEM, at=clock.now())
    return team


def planned_switch(world, subject):
    return make.CapabilitySwitchFactory(from_date=date(2099, 1, 1))


def invited(world, subject):
    """The token of an open invitation."""
    return rules.invite(newcomer(world, subject), by=SYSTEM, at=clock.now())


def holiday(world, subject):
    return make.PublicHolidayFactory()


def roster(state):
    """A roster of the HR admin in a state; what applies or reads has a running job."""

    def made(world, subject):
        job = make.JobFactory(kind="roster", started_by=world.hr_admin, state=RUNS_IN.get(state, "done"))
        return make.RosterImportFactory(started_by=world.hr_admin, state=state, job=job)

    return made


def applied_roster(world, subject):
    job = make.JobFactory(kind="roster", started_by=world.hr_admin, state="done")
    applied = {"state": "applied", "applied_at": clock.now()}
    return make.RosterImportFactory(started_by=world.hr_admin, job=job, **applied)


RUNS_IN = {"uploaded": "waiting", "applying": "running"}


def own_notice(world, subject):
    return make_notices.NoticeFactory(recipient=subject)


def sent_notice(world, subject):
    return make_notices.NoticeFactory(recipient=subject, state="sent", sent_at=make.AT)


def waiting_notice(world, subject):
    return make_notices.NoticeFactory(recipient=subject)


def kind_of_letter(world, subject):
    return ("tests.letter",)


kind_of_letter.is_shared = True


def kinds_as_they_are(world, subject):
    return {switch.kind: switch.channel.value for switch in switches()}


def answer_link(world, subject):
    """The token of the newest link to a check-in of the subject."""
    return new_link(make_feedback.CheckInFactory(employee=subject), at=clock.now())


def parked_notice(world, subject):
    return make_notices.NoticeFactory(recipient=subject, state="parked")


def open_hold(world, subject):
    return Hold.objects.filter(end_at=None).first() or make_notices.HoldFactory(end_at=None)


def due_check_in(world, subject):
    return make_feedback.CheckInFactory(employee=subject)


def answered_check_in(world, subject):
    return make_feedback.CheckInFactory(employee=subject, answered=True, progress="All calm.")


def skipped_check_in(world, subject):
    return make_feedback.CheckInFactory(employee=subject, skipped=True)


def reaction_to_check_in(world, subject):
    return answered_check_in(world, subject), "well_done"


def reopened_check_in(world, subject):
    return make_feedback.CheckInFactory(employee=subject, answered=True, state="reopened")


def dotted_leader(employee):
    """Somebody new who leads a part of an employee's work."""
    leader = make.EmployeeFactory(first_name="Dora", last_name=f"Dotted {randrange(10**9)}")
    make.DottedLineFactory(employee=employee, manager=leader, start_date=date(2026, 1, 5))
    return leader


def check_in_to_share(world, subject):
    dotted_leader(subject)
    return answered_check_in(world, subject)


def newest_leader(subject) -> int:
    return DottedLine.objects.filter(employee=subject).order_by("-pk").values_list("manager", flat=True)[0]


def a_dotted_leader(world, subject, pk):
    return {"leader": newest_leader(subject)}


def a_leader(world, subject, pk):
    return {"employee": newest_leader(subject)}


def shared_check_in(world, subject):
    check_in = answered_check_in(world, subject)
    make_feedback.ShareFactory(check_in=check_in, shared_with=dotted_leader(subject))
    return check_in


def whom_it_is_shared_with(world, subject, pk):
    return {"leader": Share.objects.get(check_in=pk, ended_at=None).shared_with_id}


def who_reads_it(world, subject, pk):
    return {"employee": Share.objects.get(check_in=pk, ended_at=None).shared_with_id}


def open_pause(world, subject):
    return subject, make_feedback.PauseFactory(employee=subject)


def a_question(world, subject):
    return make_feedback.WordingFactory().question


IN_MARCH = datetime(2026, 3, 3, 9, tzinfo=UTC)
FROM_A_MONDAY = {"start_date": "2026-03-09"}
NEW_CADENCE = {**FROM_A_MONDAY, "rhythm": "two_weekly", "due_weekday": "3", "due_time": "12:00"}
PAUSE = {"start_date": "2026-03-04", "end_date": "2026-03-20"}


def visit_of_support(world, subject):
    return make.SupportVisitFactory(seen_as=subject)


def the_person(world, subject):
    return subject


def the_manager(world, subject):
    return world.manager


def the_team(world, subject):
    return subject.team


def way_out(world, subject):
    return unsubscribe_token(subject, "tests.letter")


def kept_letter(world, subject):
    """A letter as the file backend writes it."""
    name = "20260105-090000-1.log"
    settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
    (settings.MAILBOX_DIR / name).write_bytes(b"Subject: Hello\nTo: a@example.test\n\nHello\n" + b"-" * 79 + b"\n")
    return name, 0


def webhook(world, subject):
    """A webhook for which the owner answers."""
    made = make_notices.WebhookFactory(created_by=world.owner, kinds=["praise.shown"])
    make_notices.WebhookSecretFactory(webhook=made, number=1)
    return made


def lonely_webhook(world, subject):
    return make_notices.WebhookFactory(created_by=world.owner, answers_for=None)


def parked_delivery(world, subject):
    return make_notices.DeliveryFactory(webhook=webhook(world, subject), state="parked")
