"""The access table: every address and method, and who gets which answer.

When you add an address, add its rows here, under your floor. One row per method:

    row("feedback:check_in", GET, of=due_check_in, employee=200, manager=200, others=404),

`of` makes a valid object about the person it is given (see `row` in access.py for all that can be said). Write the
codes from the specification, not from what the code answers: what one may not see is 404, what one may not do is 403.
"""

from datetime import UTC, date, datetime, timedelta
from random import randrange

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.rules import new_link
from notices.models import Hold
from notices.queries import switches, unsubscribe_token
from people import rules
from people.access import SYSTEM
from people.models import RoleGrant
from perfhub.kernel import clock
from tests.factories import feedback as make_feedback
from tests.factories import notices as make_notices
from tests.factories import people as make

from .access import GET, PATCH, POST, PUT, SIGN_IN, row


def own_job(world, subject):
    return make.JobFactory(started_by=subject)


def own_token(world, subject):
    return make.ApiTokenFactory(employee=subject)


def the_leaver(world, subject):
    return world.leaver


def newcomer(world, subject):
    """Somebody of the subject's team without a sign-in."""
    return make.EmployeeFactory(team=world.employee.team, email=f"new{randrange(10**9)}@example.test")


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


def open_pause(world, subject):
    return subject, make_feedback.PauseFactory(employee=subject)


def a_question(world, subject):
    return make_feedback.WordingFactory().question


IN_MARCH = datetime(2026, 3, 3, 9, tzinfo=UTC)
FROM_A_MONDAY = {"start_date": "2026-03-09"}
NEW_CADENCE = {**FROM_A_MONDAY, "rhythm": "two_weekly", "due_weekday": "3", "due_time": "12:00"}
PAUSE = {"start_date": "2026-03-04", "end_date": "2026-03-20"}


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


# --- outside of an organization: sign-in is allauth's, each route is mounted by name ---------------

OUTSIDE_ROWS = [
    row("arrive", GET, others=302),
    row("organizations", GET, others=200),
    row("healthz", GET, everybody=200, public="A supervisor asks whether the process lives; says nothing else."),
    row("readyz", GET, everybody=200, public="A load balancer asks whether the database answers; says nothing else."),
    row("api", GET, everybody=200, public="Describes the doors of the API; says nothing of anybody."),
    row("api_schema", GET, everybody=200, public="The same for programs."),
    row("metrics", GET, everybody=404, public="For a collector that has the operator's token; nobody signs in there."),
    row("account_login", GET, anon=200, others=302, public="Nobody is signed in yet."),
    row(
        "account_login",
        POST,
        body={"login": "nobody@example.test", "password": "wrong wrong wrong"},
        anon=200,  # the form again, with the same words for every reason
        others=302,
        public="Nobody is signed in yet.",
    ),
    row("account_logout", GET, others=200),
    row("account_logout", POST, others=SIGN_IN),  # signed out, and back where one signs in
    row("account_reset_password", GET, everybody=200, public="Whoever forgot the password cannot sign in."),
    row(
        "account_reset_password",
        POST,
        body=lambda world, subject: {"email": f"nobody{randrange(10**9)}@example.test"},
        everybody=302,
        public="Whoever forgot the password cannot sign in; the answer is the same for every address.",
    ),
    row("account_reset_password_done", GET, everybody=200, public="Says that a mail may come."),
    row(
        "account_reset_password_from_key",
        GET,
        of=lambda world, subject: ("1", "no-such-key"),
        everybody=200,
        public="The mailed link; a bad key is told so on the page.",
    ),
    row(
        "account_reset_password_from_key",
        POST,
        of=lambda world, subject: ("1", "no-such-key"),
        everybody=200,
        public="The mailed link; a bad key is told so on the page.",
    ),
    row("account_reset_password_from_key_done", GET, everybody=200, public="Says that the password is changed."),
    row("account_change_password", GET, anon=SIGN_IN, others=200),
    row("account_change_password", POST, anon=SIGN_IN, others=200),  # the form again: no old password given
    row("mfa_authenticate", GET, anon=SIGN_IN, others=302),
    row("mfa_authenticate", POST, anon=SIGN_IN, others=302),
    row("security", GET, others=200),
    row("security_end", POST, body={"session": "of nobody"}, others=302),
    row("security_end_others", POST, others=302),
    row("security_set_up", GET, others=200),
    row("security_set_up", POST, body={"code": "wrong"}, others=422),
    row("security_qr", GET, others=404),  # a key is drawn only where one is being set up
    row("security_codes", POST, others=302),
    row("security_off", POST, others=302),
    row("recover", GET, of=lambda world, subject: "no-such-token", everybody=410, public="The mailed link is a key."),
    row("recover", POST, of=lambda world, subject: "no-such-token", everybody=410, public="The mailed link is a key."),
    row("account_reauthenticate", GET, anon=SIGN_IN, others=200),
    row("account_reauthenticate", POST, anon=SIGN_IN, others=422),  # no password given,
]

# --- people -----------------------------------------------------------------------------------------

# Whoever administers the subject: HR admins and owners for all, an HR partner for the team.
ADMINISTERS = {"hr": 200, "hr_partner": 200}
AUDITS = {"hr": 200, "auditor": 200}
PERSON = {"first_name": "Robin", "last_name": "Reed", "time_zone": "Europe/London", "start_date": "2024-01-08"}

ROW_SENT = {"number": "N-put", "first_name": "Robin", "last_name": "Reed", "start_date": "2024-01-08"}


def the_next_days():
    today = clock.now().date()
    return {"start_date": today + timedelta(days=2), "end_date": today + timedelta(days=9)}


def done(codes):
    """The same people, after a form was sent: they are led on."""
    return {persona: 302 if code == 200 else code for persona, code in codes.items()}


def made(codes):
    return {persona: 201 if code == 200 else code for persona, code in codes.items()}


def gone(codes):
    return {persona: 204 if code == 200 else code for persona, code in codes.items()}


PEOPLE_ROWS = [
    row("people:home", GET, others=200),
    row("people:draft", POST, body={"draft_key": "check-in", "mood": "4"}, others=204),
    row("people:job", GET, of=own_job, employee=200, hr=200, others=404),
    row("people:job_cancel", POST, of=own_job, employee=302, hr=302, others=404),
    row("people:settings", GET, others=200),
    row("people:settings", POST, body={"language": "en-gb", "theme": ""}, others=302),
    row("people:tokens", GET, others=200),
    row("people:tokens", POST, body={"name": "Script", "days": "30", "scopes": ["me:read"]}, others=200),
    row("people:token_revoke", POST, of=own_token, employee=303, hr=303, others=404),
    row("people:tokens_held", GET, hr=200, others=403),
    row("people:search", GET, query="q=emma", others=200),
    row("people:directory", GET, others=200),
    row("people:chart", GET, others=200),
    row("people:person", GET, of=the_person, others=200),
    # who has left is seen by whoever administers them
    row("people:person", GET, query="left", of=the_leaver, **ADMINISTERS, others=404),
    row("people:hire", GET, hr=200, others=403),
    row("people:hire", POST, body={**PERSON, "number": "N-new"}, hr=302, others=403),
    row("people:person_edit", GET, of=the_person, **ADMINISTERS, others=403),
    row("people:person_edit", POST, of=the_person, body=PERSON, **done(ADMINISTERS), others=403),
    row("people:person_manager", GET, of=the_person, **ADMINISTERS, others=403),
    row(
        "people:person_manager",
        POST,
        of=the_person,
        body={"manager": "", "from_date": "2026-02-02"},
        **done(ADMINISTERS),
        others=403,
    ),
    row("people:person_leave", GET, of=the_person, **ADMINISTERS, others=403),
    row("people:person_leave", POST, of=the_person, body={"last_day": "2026-02-02"}, **done(ADMINISTERS), others=403),
    row("people:person_rejoin", GET, of=the_leaver, **ADMINISTERS, others=404),
    row("people:person_rejoin", POST, of=the_leaver, body={"first_day": "2026-03-02"}, **done(ADMINISTERS), others=404),
    row("people:keep_employed", POST, of=planned_leaving, **done(ADMINISTERS), others=403),
    # a manager names the own stand-in, or who administers that manager does; the stand-in may end it
    row("people:stand_ins", GET, of=the_manager, manager=200, **ADMINISTERS, others=403),
    row(
        "people:stand_ins",
        POST,
        of=the_manager,
        body=lambda world, subject, pk: {"person": world.peer.pk, **the_next_days()},
        manager=302,
        **done(ADMINISTERS),
        others=403,
    ),
    row(
        "people:end_stand_in",
        POST,
        of=stand_in_of_manager,
        manager=302,
        peer=302,
        **done(ADMINISTERS),
        others=404,
    ),
    row("people:dotted", GET, of=the_person, employee=200, manager=200, **ADMINISTERS, others=404),
    row(
        "people:dotted",
        POST,
        of=the_person,
        body=lambda world, subject, pk: {"person": world.peer.pk, "name": "mentor", "start_date": "2026-03-02"},
        employee=403,
        manager=302,
        **done(ADMINISTERS) | {"hr_subject": 403},
        others=404,
    ),
    row(
        "people:end_dots",
        POST,
        of=dotted_line,
        employee=403,
        hr_subject=403,
        manager=302,
        **done(ADMINISTERS),
        others=404,
    ),
    # what a new manager sees is shown to the employee alone
    row("people:sees", GET, of=the_person, employee=200, hr_subject=200, others=404),
    # nobody gives a role to oneself, or takes one
    row("people:person_roles", GET, of=the_person, hr_subject=403, hr=200, others=403),
    row("people:person_roles", POST, of=the_person, body={"role": "auditor"}, hr_subject=403, hr=302, others=403),
    row("people:end_role", POST, of=held_role, hr_subject=403, hr=302, others=404),
    row("people:vouch", GET, of=the_person, hr_subject=403, hr=200, others=403),
    row("people:vouch", POST, of=the_person, hr_subject=403, hr=302, others=403),
    row("people:roles", GET, hr=200, others=403),
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
    row("people:capabilities", GET, hr=200, others=403),
    row(
        "people:capabilities",
        POST,
        body={"capability": "check_ins", "is_on": "off", "from_date": "2099-01-01", "sure": "1"},
        hr=302,
        others=403,
    ),
    row("people:capability_take_back", POST, of=planned_switch, hr=302, others=404),
    row("people:invite", POST, of=newcomer, **ADMINISTERS, others=403),
    row("people:invitations", GET, hr=200, others=403),
    row(
        "people:invitations",
        POST,
        body=lambda world, subject: newcomer(world, subject) and {"team": ""},
        hr=302,
        others=403,
    ),
    row(
        "people:join",
        GET,
        of=invited,
        anon=200,
        others=410,  # the invitation is another address's
        outsiders=410,
        public="Whoever is invited has no sign-in yet; the token is the key.",
    ),
    row(
        "people:join",
        POST,
        of=invited,
        body={"password": "correct horse battery staple"},
        anon=302,
        others=410,
        outsiders=410,
        public="Whoever is invited has no sign-in yet; the token is the key.",
    ),
    row("people:codes", GET, hr=200, others=403),
    row(
        "people:codes",
        POST,
        body=lambda world, subject: no_address(world, subject) and {"team": ""},
        hr=200,
        others=403,
    ),
    row("people:code", POST, of=no_address, **ADMINISTERS, others=403),
    row("people:enter", GET, everybody=200, public="Whoever holds a printed code has no sign-in yet."),
    row(
        "people:enter",
        POST,
        body=lambda world, subject: {"number": f"N-{randrange(10**9)}", "code": "K7QM2", "password": make.PASSWORD},
        everybody=422,
        public="Whoever holds a printed code has no sign-in yet; every wrong pair is answered alike.",
    ),
    # when somebody is away: oneself, those above, those who administer
    row("people:absences", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people:absences",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "end_date": "2026-03-03"},
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row(
        "people:remove_absence",
        POST,
        of=absence,
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row("people:hours", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people:hours",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "opens_0": "08:00", "closes_0": "12:00"},
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row(
        "people:remove_hours",
        POST,
        of=own_hours,
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row("people:holidays", GET, others=200),
    row("people:holidays", POST, body={"date": "2026-05-01", "name": "May Day"}, hr=302, others=403),
    row("people:remove_holiday", POST, of=holiday, hr=302, others=403),
    # what was done, in ids and names; an HR partner finds the own teams only
    row("people:audit", GET, **AUDITS, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("people:audit_export", GET, **AUDITS, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("people:audit_verify", POST, hr=302, auditor=302, others=403),
    row("people:seen", GET, others=200),
    row("people:visibility", GET, others=200),  # what was promised is everybody's to know
    row(
        "people:visibility",
        POST,
        body={"setting": "people.away", "newest": "0", "value": "team"},
        hr=302,
        others=403,
    ),
    row("people:import_holidays", GET, hr=200, others=403),
    row(
        "people:import_holidays",
        POST,
        body=lambda world, subject: {"file": SimpleUploadedFile("days.csv", b"date,name\n2026-05-01,May Day\n")},
        hr=200,
        others=403,
    ),
    row("people:import_absences", GET, hr=200, others=403),
    row(
        "people:import_absences",
        POST,
        body=lambda world, subject: {
            "file": SimpleUploadedFile("a.csv", b"number,from,to\nN-Emma,2026-05-01,2026-05-04\n")
        },
        hr=200,
        others=403,
    ),
    row("people:rosters", GET, hr=200, others=403),
    row(
        "people:rosters",
        POST,
        body=lambda world, subject: {"file": SimpleUploadedFile("roster.csv", b"number,name\n1,Ada\n")},
        hr=302,
        others=403,
    ),
    row("people:roster", GET, of=roster("previewed"), hr=200, others=404),
    row("people:roster_file", GET, of=roster("previewed"), hr=200, others=404),
    row(
        "people:roster_decide",
        POST,
        of=roster("previewed"),
        body={"duplicates": "keep_first", "missing": "keep"},
        hr=302,
        others=404,
    ),
    row("people:roster_apply", POST, of=roster("previewed"), hr=302, others=404),
    row("people:roster_call_off", POST, of=roster("applying"), hr=302, others=404),
    row("people:roster_undo", POST, of=applied_roster, hr=302, others=404),
    row("people:roster_discard", POST, of=roster("previewed"), hr=302, others=404),
    row("people_api:me", GET, others=200),
    row("people_api:employees", GET, others=200),
    row("people_api:employees", POST, body={**PERSON, "number": "N-new"}, hr=201, others=403),
    row("people_api:put_employees", POST, body={"rows": [ROW_SENT]}, hr=200, others=403),
    row("people_api:employee", GET, of=the_person, others=200),
    row(
        "people_api:employee",
        PATCH,
        of=the_person,
        body={"job_title": "Fitter"},
        headers={"If-Match": '"1"'},
        **ADMINISTERS,
        others=403,
    ),
    row("people_api:leave", POST, of=the_person, body={"last_day": "2026-02-02"}, **ADMINISTERS, others=403),
    row("people_api:rejoin", POST, of=the_leaver, body={"first_day": "2026-03-02"}, **ADMINISTERS, others=404),
    row(
        "people_api:report_to",
        POST,
        of=the_person,
        body={"manager": None, "from_date": "2026-02-02"},
        **ADMINISTERS,
        others=403,
    ),
    row("people_api:absences", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people_api:absences",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "end_date": "2026-03-03"},
        employee=201,
        manager=201,
        skip=403,
        **made(ADMINISTERS),
        others=404,
    ),
    row(
        *("people_api:remove_absence", POST),
        of=absence,
        employee=204,
        manager=204,
        skip=403,
        **gone(ADMINISTERS),
        others=404,
    ),
    row("people_api:hours", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people_api:hours",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "week": [{"opens": "08:00", "closes": "12:00"}, *[None] * 6]},
        employee=201,
        manager=201,
        skip=403,
        **made(ADMINISTERS),
        others=404,
    ),
    row(
        *("people_api:remove_hours", POST),
        of=own_hours,
        employee=204,
        manager=204,
        skip=403,
        **gone(ADMINISTERS),
        others=404,
    ),
    row("people_api:teams", GET, others=200),
    row("people_api:team", GET, of=the_team, others=200),
    row("people_api:reporting_lines", GET, others=200),
    row("people_api:imports", GET, hr=200, others=403),
    row("people_api:imports", POST, body={"content": "number,name\n1,Ada\n"}, hr=201, others=403),
    row("people_api:import", GET, of=roster("previewed"), hr=200, others=404),
    row("people_api:import_rows", GET, of=roster("previewed"), hr=200, others=404),
    row(
        "people_api:import_decide",
        POST,
        of=roster("previewed"),
        body={"duplicates": "keep_first", "missing": "keep"},
        hr=200,
        others=404,
    ),
    row("people_api:import_apply", POST, of=roster("previewed"), hr=200, others=404),
    row("people_api:import_call_off", POST, of=roster("applying"), hr=200, others=404),
    row("people_api:import_discard", POST, of=roster("previewed"), hr=200, others=404),
    row("people_api:jobs", GET, others=200),
    row("people_api:job", GET, of=own_job, employee=200, hr=200, others=404),
    row("people_api:job_cancel", POST, of=own_job, employee=200, hr=200, others=404),
    row("people_api:audit", GET, **AUDITS, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("people_api:seen", GET, others=200),
    row("people_api:tokens", GET, others=200),
    row("people_api:token", GET, of=own_token, employee=200, hr=200, others=404),
    row("people_api:token_revoke", POST, of=own_token, employee=200, hr=200, others=404),
]

# --- notices ----------------------------------------------------------------------------------------

NOTICES_ROWS = [
    row("notices:bell", GET, others=200),
    row("notices:see_all", POST, others=303),
    row("notices:see", POST, of=own_notice, employee=303, hr_subject=303, others=404),  # one's own, whoever one is
    row("notices:preferences", GET, others=200),
    row("notices:preferences", POST, body={}, others=302),
    row("notices:unsubscribe", GET, of=way_out, everybody=200, public="A letter is read where nobody is signed in."),
    row(
        "notices:unsubscribe",
        POST,
        of=way_out,
        body={"List-Unsubscribe": "One-Click"},
        everybody=200,
        public="Mail programs post here for their user (RFC 8058); the signed token can do nothing else.",
    ),
    row("notices:outbox", GET, hr=200, others=403),
    row("notices:open", GET, of=own_notice, employee=302, hr_subject=302, others=404),
    row("notices:all_notices", GET, hr=200, others=403),
    row("notices:all_notices", GET, query="kind=tests.letter&after=1_1", hr=200, others=403),
    row("notices:mail_settings", GET, hr=200, others=403),
    row("notices:mail_settings", POST, body={"quiet_from": "18:00", "quiet_until": "08:00"}, hr=302, others=403),
    row("notices:switch", POST, body=kinds_as_they_are, hr=302, others=403),
    row("notices:previews", GET, hr=200, others=403),
    row("notices:preview", GET, of=kind_of_letter, hr=200, others=404),
    row("notices:preview_html", GET, of=kind_of_letter, hr=200, others=404),
    row("notices:send_again", POST, of=sent_notice, hr=303, others=404),
    row("notices:stop", POST, of=waiting_notice, hr=303, others=404),
    row("notices:try_again", POST, of=parked_notice, hr=303, others=404),
    row("notices:release", POST, of=open_hold, hr=302, others=404),
    row("notices_api:notices", GET, others=200),
    row("notices_api:preferences", GET, others=200),
    row("notices_api:preference", PUT, of=kind_of_letter, body={"channel": "bell"}, others=200),
    row("notices_api:all_notices", GET, query="state=sent&since=2026-01-01", hr=200, others=403),
    row("notices_api:stop", POST, of=waiting_notice, hr=204, others=404),
    row("notices_api:send_again", POST, of=sent_notice, hr=204, others=404),
    row("notices_api:see", POST, of=own_notice, employee=204, hr_subject=204, others=404),
]

ONE_MACHINE = "Mounted only where PERFHUB_LOCAL says that this is one machine and no mail server is named."
MAILBOX_ROWS = [
    row("mailbox", GET, everybody=200, public=ONE_MACHINE),
    row("mailbox_letter", GET, of=kept_letter, everybody=200, public=ONE_MACHINE),
    row("mailbox_html", GET, of=kept_letter, everybody=200, public=ONE_MACHINE),
]

# --- feedback ---------------------------------------------------------------------------------------

# A check-in is read by its employee and the manager in force now; nobody else, HR neither.
OWN = {"employee": 200, "hr_subject": 200}
BY_LINK = "A letter is read where nobody is signed in; the token writes one check-in once and shows nothing."
NOT_OWN = {"employee": 403, "hr_subject": 403}
PASSED = {**NOT_OWN, "manager": 200}
SENT = {"employee": 302, "hr_subject": 302}
FEEDBACK_ROWS = [
    row("feedback:my_check_in", GET, others=200),
    row("feedback:history", GET, others=200),
    row("feedback:cadence", GET, others=200),
    row("feedback:by_link", GET, of=answer_link, everybody=200, public=BY_LINK),
    row("feedback:by_link", POST, of=answer_link, body={"mood": "4"}, everybody=200, public=BY_LINK),
    row("feedback:cadence", POST, body=NEW_CADENCE, at=IN_MARCH, hr=302, others=403),
    row("feedback:cadence_of_team", GET, of=the_team, hr=200, hr_partner=200, hr_partner_elsewhere=404, others=404),
    row(
        "feedback:cadence_of_team", POST, of=the_team, body=NEW_CADENCE, at=IN_MARCH, hr=302, hr_partner=302, others=404
    ),
    row("feedback:cadence_of_person", GET, of=the_person, hr=200, hr_partner=200, others=404),
    row(
        "feedback:cadence_of_person",
        POST,
        of=the_person,
        body=NEW_CADENCE,
        at=IN_MARCH,
        hr=302,
        hr_partner=302,
        others=404,
    ),
    row("feedback:preview", GET, of=the_person, hr=200, hr_partner=200, others=404),
    row("feedback:questions", GET, hr=200, others=403),
    row("feedback:questions", POST, body={"text": "What did you learn?", "kind": "text"}, hr=302, others=403),
    row("feedback:question", GET, of=a_question, hr=200, others=404),
    row("feedback:question", POST, of=a_question, body={"text": "What was new?"}, hr=302, others=404),
    row(
        "feedback:ask", POST, of=a_question, body={**FROM_A_MONDAY, "every_weeks": "4"}, at=IN_MARCH, hr=302, others=404
    ),
    row("feedback:check_in", GET, of=due_check_in, **OWN, manager=200, others=404),
    row(
        "feedback:check_in",
        POST,
        of=due_check_in,
        body={"nothing": "1"},
        employee=302,
        hr_subject=302,
        manager=403,
        others=404,
    ),
    row("feedback:reopen", GET, of=answered_check_in, **OWN, manager=200, others=404),
    row("feedback:reopen", POST, of=answered_check_in, body={"reason": "A number."}, **SENT, manager=302, others=404),
    row("feedback:let_stand", POST, of=reopened_check_in, **SENT, manager=302, others=404),
    row("feedback:pause", GET, of=the_person, **OWN, manager=200, others=404),
    row("feedback:pause", POST, of=the_person, body=PAUSE, at=IN_MARCH, **SENT, manager=302, others=404),
    row("feedback:end_pause", POST, of=open_pause, **SENT, manager=302, others=404),
    row("feedback:skip", POST, of=due_check_in, employee=302, hr_subject=302, manager=403, others=404),
    row("feedback:ask_again", POST, of=skipped_check_in, employee=302, hr_subject=302, manager=403, others=404),
    row(
        "feedback:comment",
        POST,
        of=answered_check_in,
        body={"comment": "Yes."},
        employee=303,
        hr_subject=303,
        manager=303,
        others=404,
    ),
    row("feedback:raise", POST, of=answered_check_in, employee=303, hr_subject=303, manager=303, others=404),
    row("feedback:read", POST, of=answered_check_in, manager=303, employee=403, hr_subject=403, others=404),
    row("feedback:react", POST, of=reaction_to_check_in, manager=303, employee=403, hr_subject=403, others=404),
    row("feedback:pass_up", GET, of=answered_check_in, manager=200, employee=403, hr_subject=403, others=404),
    row(
        "feedback:pass_up",
        POST,
        of=answered_check_in,
        body={"text": "All calm."},
        manager=303,
        employee=403,
        hr_subject=403,
        others=404,
    ),
    row("feedback:of_employee", GET, of=the_person, **OWN, manager=200, others=404),
    row("feedback:kept", GET, others=200),  # own and reports' ones alone; empty where nothing is kept
    row("feedback:monday", GET, others=200),  # empty for whoever has no reports
    row("feedback:inbox", GET, others=200),  # empty for whoever has no reports
    # a stand-in, in these days: what is open, and no more
    row("feedback:standing_in", GET, of=stands_in("peer"), peer=200, others=404),
    row("feedback:standing_in", GET, query="hr", of=stands_in("hr_partner"), hr_partner=200, others=404),
    row("feedback:check_in", GET, query="away", of=open_check_in_of_the_away, **OWN, manager=200, peer=200, others=404),
    row("feedback:read_all", POST, others=303),  # what is not the viewer's is passed over
    row("feedback:unread", POST, others=303),
    row("feedback_api:check_ins", GET, others=200),
    row("feedback_api:check_in", GET, of=answered_check_in, **OWN, manager=200, others=404),
    row("feedback_api:answer", POST, of=due_check_in, **OWN, manager=403, others=404),
    row(
        *("feedback_api:correct", POST), of=answered_check_in, headers={"If-Match": "1"}, **OWN, manager=403, others=404
    ),
    row("feedback_api:read", POST, of=answered_check_in, manager=200, employee=403, hr_subject=403, others=404),
    row("feedback_api:skip", POST, of=due_check_in, **OWN, manager=403, others=404),
    row("feedback_api:ask_again", POST, of=skipped_check_in, **OWN, manager=403, others=404),
    row("feedback_api:comment", POST, of=answered_check_in, body={"text": "Why?"}, **OWN, manager=200, others=404),
    row("feedback_api:reopen", POST, of=answered_check_in, body={"reason": "Why?"}, **OWN, manager=200, others=404),
    row("feedback_api:let_stand", POST, of=reopened_check_in, **OWN, manager=200, others=404),
    row(
        "feedback_api:react", POST, of=answered_check_in, body={"kind": "well_done"}, **NOT_OWN, manager=200, others=404
    ),
    row("feedback_api:raise", POST, of=answered_check_in, **OWN, manager=200, others=404),
    row("feedback_api:pass_up", POST, of=answered_check_in, body={"text": "All calm."}, **PASSED, others=404),
    row("feedback_api:inbox", GET, others=200),
]

# --- analytics --------------------------------------------------------------------------------------

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
]

ROWS = [
    *OUTSIDE_ROWS,
    *(MAILBOX_ROWS if settings.MAILBOX else []),
    *PEOPLE_ROWS,
    *NOTICES_ROWS,
    *FEEDBACK_ROWS,
    *ANALYTICS_ROWS,
]
