"""Who can open a check-in: said before it is written, and so it is; over dotted lines and to HR too."""

import datetime as dt
import random

import pytest
from django.http import Http404

from feedback import access, queries, rules
from feedback.models import Share
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM, dotted_now
from people.models import AuditEntry, Employee
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import people as make
from tests.factories.feedback import DUE, CheckInFactory, PriorityFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
CHOSEN = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)  # a Monday
HOLDS = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)  # five whole working days later
LATER = HOLDS + 9 * DAY


def widen(world, at=CHOSEN):
    return people_rules.choose_visibility(access.CONTENTS, "hr", by=world.hr_admin, at=at)


def written(world, opened_at, **said):
    start = opened_at.date() - dt.timedelta(days=opened_at.weekday())
    return CheckInFactory(
        employee=world.employee, period_start=start, opened_at=opened_at, answered=True,
        **{"progress": "The bench runs.", "mood": 2, **said},
    )  # fmt: skip


def dotted(world, start=dt.date(2026, 1, 5), **line):
    return make.DottedLineFactory(employee=world.employee, manager=world.stranger, start_date=start, **line)


def page_of(client_of, world, who, check_in, at=LATER):
    with clock.stopped(at):
        return client_of(getattr(world, who)).get(world.path(f"check-in/{check_in.pk}/"))


# --- HR, by the rule of promises -------------------------------------------------------------


def test_hr_reads_what_was_opened_after_the_day_announced_and_nothing_else(fernhill, brackwater, client_of):
    with fernhill.inside():
        change = widen(fernhill)
        assert change.effective_at == HOLDS
        before, after = written(fernhill, HOLDS - HOUR), written(fernhill, HOLDS + 6 * DAY)
    with brackwater.inside():
        elsewhere = written(brackwater, HOLDS + 6 * DAY)
    readers = ("hr_admin", "owner", "hr_partner")
    for who in readers:
        assert page_of(client_of, fernhill, who, before).status_code == 404, who
        assert page_of(client_of, fernhill, who, after, at=HOLDS - HOUR).status_code == 404, who
        assert page_of(client_of, brackwater, who, elsewhere).status_code == 404, who
        html = page_of(client_of, fernhill, who, after).content.decode()
        assert "The bench runs." in html and "Mood" not in html.split('class="ph-title"')[1]
    for who in ("auditor", "peer", "skip", "stranger"):
        assert page_of(client_of, fernhill, who, after).status_code == 404, who
    with fernhill.inside():  # each of them is seen by the employee
        seen = AuditEntry.objects.filter(act="check_in.seen", employee=fernhill.employee, object_id=after.pk)
        assert set(seen.values_list("by", flat=True)) == {getattr(fernhill, who).pk for who in readers}
    own = client_of(fernhill.employee).get(fernhill.path("seen/")).content.decode()
    assert all(name in own for name in ("Hannah Admin", "Olive Owner", "Paul Partner"))
    with fernhill.inside():
        people_rules.choose_visibility(access.CONTENTS, "line", by=fernhill.hr_admin, at=LATER + HOUR)
    assert page_of(client_of, fernhill, "hr_admin", after, at=LATER + 2 * HOUR).status_code == 404


def test_the_api_gives_hr_the_words_without_the_mood(fernhill, client_of):
    with fernhill.inside():
        widen(fernhill)
        before, after = written(fernhill, HOLDS - 8 * DAY), written(fernhill, HOLDS + 6 * DAY)
        rules.comment(after, "Between us", by=fernhill.manager, at=LATER)
        PriorityFactory(check_in=before, text="Promised to the line alone", outcome="done", settled_in=after)
    client, api = client_of(fernhill.hr_admin), f"/api/v1/o/{fernhill.organization.slug}/check-ins/"
    with clock.stopped(LATER):
        (listed,) = client.get(api).json()["results"]
        one = client.get(f"{api}{after.pk}/").json()
        assert client.get(f"{api}{before.pk}/").status_code == 404
        whole = client_of(fernhill.manager).get(f"{api}{after.pk}/").json()
        assert client.post(f"{api}{after.pk}/read/", content_type="application/json").status_code == 403
        timeline = client.get(fernhill.path(f"people/{fernhill.employee.pk}/check-ins/")).content.decode()
    assert (listed["id"], listed["progress"], listed["mood"]) == (after.pk, "The bench runs.", None)
    assert (one["mood"], one["messages"], one["planned"], one["acts"]) == (None, [], [], [])
    assert whole["mood"] == 2 and whole["messages"] and whole["planned"]
    assert "The bench runs." in timeline
    assert not [words for words in ("Between us", "Promised to the line", "Mood 2", "Pause…") if words in timeline]


def test_neither_carried_plans_nor_what_became_of_the_others_are_contents(fernhill, client_of):
    """What is carried was written under an earlier promise; what became of a plan is said in a later check-in."""
    with fernhill.inside():
        widen(fernhill)
        dotted(fernhill)
        before, one, later = (written(fernhill, HOLDS + n * DAY) for n in (-1, 6, 13))
        old = PriorityFactory(check_in=before, text="Told to the line alone", outcome="carry", settled_in=one)
        PriorityFactory(check_in=one, text="Told to the line alone", carried_from=old, weeks_carried=1)
        PriorityFactory(check_in=one, position=2, text="Try the bench", outcome="drop", settled_in=later)
        rules.share(one, fernhill.stranger, by=fernhill.employee, at=LATER)
    api = f"/api/v1/o/{fernhill.organization.slug}/check-ins/{one.pk}/"
    timeline = fernhill.path(f"people/{fernhill.employee.pk}/check-ins/")
    for who in ("hr_admin", "stranger"):
        html = page_of(client_of, fernhill, who, one).content.decode()
        assert "Try the bench" in html and "Told to the line alone" not in html, who
        client = client_of(getattr(fernhill, who))
        with clock.stopped(LATER):
            (plan,) = client.get(api).json()["next"]
            found = client.get(timeline, {"q": "told to the line"}).content.decode()
            said = client.get(timeline, {"q": "try the bench"}).content.decode()
        assert (plan["text"], plan["outcome"]) == ("Try the bench", "open"), who
        assert "The bench runs." in said and "The bench runs." not in found, who
    with clock.stopped(LATER):
        whole = client_of(fernhill.manager).get(api).json()["next"]
    assert [plan["outcome"] for plan in whole] == ["open", "drop"]


def test_nobody_of_hr_reads_about_themselves_by_the_role_or_about_those_above(fernhill, client_of):
    with fernhill.inside():
        people_rules.report_to(fernhill.hr_admin, fernhill.employee, by=SYSTEM, at=CHOSEN, from_date=CHOSEN.date())
        widen(fernhill)
        check_in = written(fernhill, HOLDS + 6 * DAY)
    assert page_of(client_of, fernhill, "hr_admin", check_in).status_code == 404
    assert page_of(client_of, fernhill, "owner", check_in).status_code == 200


def test_the_form_says_it_before_anything_is_written_and_the_announcement_before_it_holds(fernhill, client_of):
    with fernhill.inside():
        widen(fernhill)
        before = CheckInFactory(employee=fernhill.employee, opened_at=HOLDS - DAY)
        after = CheckInFactory(
            employee=fernhill.employee, opened_at=HOLDS + 6 * DAY, period_start=HOLDS.date() + 6 * DAY
        )
    told = {one: page_of(client_of, fernhill, "employee", one).content.decode() for one in (before, after)}
    assert "Nobody else, HR neither." in told[before] and "HR, the words alone" not in told[before]
    assert "Hannah Admin, Olive Owner, Paul Partner (HR, the words alone, as was announced)" in told[after]
    home = page_of(client_of, fernhill, "employee", before, at=HOLDS - DAY).content.decode()
    assert "What you write in a check-in:" in home


# --- over a dotted line ----------------------------------------------------------------------


def test_a_shared_check_in_is_read_by_the_dotted_line_until_it_is_taken_back(fernhill, client_of):
    with fernhill.inside():
        line = dotted(fernhill, name="Pump project")
        one, other = written(fernhill, DUE - 4 * DAY), written(fernhill, DUE - 11 * DAY)
        rules.comment(one, "Between us", by=fernhill.manager, at=DUE)
    assert page_of(client_of, fernhill, "stranger", one, at=DUE).status_code == 404
    employee, share = client_of(fernhill.employee), fernhill.path(f"check-in/{one.pk}/share/")
    with clock.stopped(DUE):
        assert "Share over a dotted line" in page_of(client_of, fernhill, "employee", one, at=DUE).content.decode()
        assert employee.post(share, {"leader": fernhill.stranger.pk}).status_code == 302
        assert employee.post(share, {"leader": fernhill.peer.pk}).status_code == 404
        assert client_of(fernhill.manager).post(share, {"leader": fernhill.stranger.pk}).status_code == 403
    html = page_of(client_of, fernhill, "stranger", one, at=DUE).content.decode()
    assert "The bench runs." in html and "Between us" not in html
    assert page_of(client_of, fernhill, "stranger", other, at=DUE).status_code == 404
    for who in ("employee", "manager"):
        told = page_of(client_of, fernhill, who, one, at=DUE).content.decode()
        assert "Stella Stranger (Pump project; shared, the words alone)" in told
    with fernhill.inside():
        acts = AuditEntry.objects.filter(employee=fernhill.employee, object_id=one.pk).values_list("act", "by")
        assert {("check_in.shared", fernhill.employee.pk), ("check_in.seen", fernhill.stranger.pk)} <= set(acts)
        told = Notice.objects.filter(kind="check_in.shared").values_list("recipient", flat=True)
        assert set(told) == {fernhill.stranger.pk, fernhill.manager.pk}
        rules.share(one, fernhill.stranger, by=fernhill.employee, at=DUE)
        assert Share.objects.count() == 1
    with clock.stopped(DUE):
        unshare = fernhill.path(f"check-in/{one.pk}/unshare/?leader={fernhill.stranger.pk}")
        assert employee.post(unshare).status_code == 302
    assert page_of(client_of, fernhill, "stranger", one, at=DUE).status_code == 404
    with fernhill.inside():
        rules.share(one, fernhill.stranger, by=fernhill.employee, at=DUE)
        people_rules.end_dots(line, by=fernhill.manager, at=DUE, today=DUE.date())
    assert page_of(client_of, fernhill, "stranger", one, at=DUE).status_code == 404  # it ends with the line


def test_who_may_not_share_is_refused(fernhill):
    with fernhill.inside():
        dotted(fernhill, start=DUE.date() + DAY)
        one, due = (
            written(fernhill, DUE - 4 * DAY),
            CheckInFactory(employee=fernhill.employee, period_start=DUE.date() + 3 * DAY),
        )
        for who in ("manager", "hr_admin", "stranger"):
            with pytest.raises(Refused):
                rules.share(one, fernhill.stranger, by=getattr(fernhill, who), at=DUE)
        with pytest.raises(rules.NoDottedLine):  # it begins tomorrow
            rules.share(one, fernhill.stranger, by=fernhill.employee, at=DUE)
        with pytest.raises(rules.NothingToShare):
            rules.share(due, fernhill.stranger, by=fernhill.employee, at=DUE + 2 * DAY)
        assert not Share.objects.exists()


def test_sharing_over_the_api(fernhill, client_of):
    with fernhill.inside():
        dotted(fernhill)
        one = written(fernhill, DUE - 4 * DAY)
    api = f"/api/v1/o/{fernhill.organization.slug}/check-ins/"
    sent = {"data": {"employee": fernhill.stranger.pk}, "content_type": "application/json"}
    client, leader = client_of(fernhill.employee), client_of(fernhill.stranger)
    with clock.stopped(DUE):
        assert client.post(f"{api}{one.pk}/share/", **sent).status_code == 200
        (listed,) = leader.get(api).json()["results"]
        assert (listed["id"], listed["mood"]) == (one.pk, None)
        assert client.post(f"{api}{one.pk}/unshare/", **sent).status_code == 200
        assert leader.get(api).json()["results"] == []


# --- the sentence is the truth ---------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_whoever_is_named_can_open_it_and_nobody_else(fernhill, seed):
    """In random worlds: stand-ins, dotted lines, roles, reports of HR, states, and what was promised when."""
    chance = random.Random(seed)
    with fernhill.inside():
        people = [*Employee.objects.active().order_by("pk")]
        if chance.random() < 0.7:
            widen(fernhill)
        plain = [fernhill.employee, fernhill.manager, fernhill.peer, fernhill.skip, fernhill.stranger]
        for person in chance.sample(plain, 3):
            make.RoleGrantFactory(employee=person, role=chance.choice(["hr_admin", "auditor"]))
        for person in chance.sample(people, 3):
            if person != fernhill.employee:
                make.DottedLineFactory(employee=fernhill.employee, manager=person, start_date=dt.date(2026, 1, 5))
        stand_in = chance.choice(people)
        if stand_in != fernhill.manager:
            make.StandInFactory(manager=fernhill.manager, stand_in=stand_in, start_date=LATER.date() - DAY,
                                end_date=LATER.date() + DAY, start_at=LATER - DAY, end_at=LATER + DAY)  # fmt: skip
        if chance.random() < 0.3:
            people_rules.report_to(fernhill.hr_admin, fernhill.peer, by=SYSTEM, at=CHOSEN, from_date=CHOSEN.date())
        with clock.stopped(LATER):
            for n, state in enumerate(["answered", "read", "reopened", "due"] * 2):
                opened = HOLDS + (n - 4) * 7 * DAY
                who = chance.choice([fernhill.manager, stand_in])
                start = opened.date() - dt.timedelta(days=opened.weekday())
                said = {"answered": True, "state": state} if state != "due" else {}
                if state == "read":
                    said |= {"read_by": who, "read_at": LATER - chance.choice([HOUR, 2 * DAY])}
                check_in = CheckInFactory(employee=fernhill.employee, opened_at=opened, period_start=start, **said)
                for leader in chance.sample(people, 3):
                    make_share = dotted_now(on=LATER.date()).filter(manager=leader, employee=fernhill.employee)
                    if state != "due" and make_share.exists():
                        Share.objects.get_or_create(check_in=check_in, shared_with=leader, shared_at=LATER)
                assert named(check_in) == who_opens(check_in, people), (seed, state)
                if state == "due":  # what the form said is so once it is sent
                    said_before = {who.pk for who in access.readers_of(check_in, at=LATER, once_sent=True).people}
                    rules.answer(check_in, by=fernhill.employee, at=LATER, progress="Now", mood=None, blockers="",
                                 outcomes={}, priorities=[], answers={})  # fmt: skip
                    check_in.refresh_from_db()
                    assert said_before == who_opens(check_in, people)


def named(check_in) -> set[int]:
    found = access.readers_of(check_in, at=LATER).people
    audience = queries.audience_of(check_in, at=LATER)
    assert sum(group.number for group in audience.readers) == len(found) == len({who.pk for who in found})
    return {who.pk for who in found}


def who_opens(check_in, people) -> set[int]:
    found = set()
    for who in people:
        viewer = Employee.objects.get(pk=who.pk)  # as at the next request
        try:
            access.get_check_in(viewer, check_in.pk)
        except Http404:
            continue
        found.add(viewer.pk)
    return found - {check_in.employee_id}
