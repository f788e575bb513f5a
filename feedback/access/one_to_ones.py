"""Who may see and do what with one-to-ones: the two whose it is, and nobody else.

Not the manager's manager, not a stand-in, not HR. A former manager keeps the meetings of that time, to read: what both
wrote is both people's. Notes for oneself are the author's alone; whoever looks in for support is not shown them.
"""

from collections.abc import Set

from django.db.models import Q, QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor, leads_hr, visible_employees
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.errors import Refused

from ..models import AgendaTemplate, Meeting, MeetingQuerySet, OneToOne, OneToOneQuerySet, PrivateNote, TalkingPoint
from ..states import MEETING_MOVES, POINT_MOVES, MeetingState

#: What either of the two may do while it lasts; the state of a meeting or a point says the rest.
ACTS = frozenset({"arrange", "end", "plan", "add_point", "order", "comment", "write_notes"})
MEETING_ACTS = frozenset({"hold", "miss", "cancel"})
POINT_ACTS = frozenset({"tick", "untick", "remove", "put_back"})
CLOCK_ACTS = frozenset({"open", "end", "plan", "hold", "pass_by", "move_on", "remind", "keep_templates"})

Subject = OneToOne | Meeting | TalkingPoint | Employee | None


def visible_to(viewer: Employee) -> OneToOneQuerySet:
    """Those in which the viewer is one of the two; those that are over, to read."""
    if viewer.state != EmployeeState.ACTIVE:
        return OneToOne.objects.none()
    return OneToOne.objects.of(viewer)


def get_one_to_one(viewer: Employee, pk: int) -> OneToOne:
    """One of the viewer's; Http404 for all others."""
    rows = _one_of(viewer=viewer, pk=int(pk)) if viewer.state == EmployeeState.ACTIVE else ()
    found = next(iter(rows), None)
    if found is None:
        raise Http404
    return found


@composed
def _one_of(*, viewer: Employee, pk: int) -> QuerySet[OneToOne]:
    return OneToOne.objects.of(viewer).select_related("lead", "partner").filter(pk=pk)[:1]


def meetings_of(one_to_one: OneToOne) -> MeetingQuerySet:
    """The meetings of a one-to-one that the viewer has been given."""
    return Meeting.objects.filter(one_to_one=one_to_one)


def get_meeting(one_to_one: OneToOne, pk: int) -> Meeting:
    """A meeting of a one-to-one that the viewer has been given."""
    found = Meeting.objects.select_related("notes_by", "ended_by").filter(one_to_one=one_to_one, pk=pk).first()
    if found is None:
        raise Http404
    found.one_to_one = one_to_one
    return found


def get_point(one_to_one: OneToOne, pk: int) -> TalkingPoint:
    """A point of a one-to-one that the viewer has been given."""
    found = TalkingPoint.objects.select_related("author", "thread").filter(one_to_one=one_to_one, pk=pk).first()
    if found is None:
        raise Http404
    found.one_to_one = one_to_one
    return found


def own_notes(viewer: Employee) -> QuerySet[PrivateNote]:
    """What the viewer wrote for oneself; nothing for whoever looks in for support, whatever the viewer is."""
    return written_by(viewer) if viewer.is_here else PrivateNote.objects.none()


def written_by(author: Employee) -> QuerySet[PrivateNote]:
    """The same of somebody who is here."""
    return PrivateNote.objects.filter(author=author)


def possible_partners(viewer: Employee):
    """With whom a viewer may begin one: everybody employed here but oneself, unless there is one already."""
    with_me = OneToOne.objects.open().of(viewer)
    taken = Q(pk__in=with_me.values("lead")) | Q(pk__in=with_me.values("partner"))
    return visible_employees(viewer).active().exclude(pk=viewer.pk).exclude(taken)


def get_partner(viewer: Employee, pk: int) -> Employee:
    """Somebody employed here, other than the viewer."""
    found = visible_employees(viewer).active().exclude(pk=viewer.pk).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_template(viewer: Employee, pk: int) -> AgendaTemplate:
    """A template or a question of the bank that is offered; everybody sees these."""
    found = AgendaTemplate.objects.filter(pk=pk, retired_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def keeps_templates(viewer: Employee) -> bool:
    return leads_hr(viewer)


def acts(viewer: Actor, subject: Subject = None) -> Set[str]:
    """The verbs open to this viewer now: on a one-to-one, a meeting or a point of it, or (without) here."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if subject is None:
        return frozenset({"open", "keep_templates"}) if leads_hr(viewer) else frozenset({"open"})
    if isinstance(subject, Employee):
        is_other = subject.pk != viewer.pk and subject.state == EmployeeState.ACTIVE
        return frozenset({"open"}) if is_other else frozenset()
    if isinstance(subject, OneToOne):
        return _of_one_to_one(viewer, subject)
    if not _of_one_to_one(viewer, subject.one_to_one):
        return frozenset()
    if isinstance(subject, Meeting):
        open_now = {act for act in MEETING_ACTS if MEETING_MOVES[act].starts_at(subject.state)}
        notes = {"write_notes"} if subject.state != MeetingState.CANCELLED else set()
        return open_now | notes
    return {act for act in POINT_ACTS if POINT_MOVES[act].starts_at(subject.state)} | {"comment"}


def _of_one_to_one(viewer: Employee, one_to_one: OneToOne) -> Set[str]:
    """What the two may do while it lasts; afterwards it is read."""
    return ACTS if viewer.pk in one_to_one.people and one_to_one.is_open else frozenset()


def require(act: str, viewer: Actor, subject: Subject = None) -> None:
    """Raise `Refused` unless this viewer may do that here. Where only the state is wrong, the move says so (409)."""
    if act == "end" and isinstance(viewer, Employee) and isinstance(subject, OneToOne):
        allowed = viewer.state == EmployeeState.ACTIVE and viewer.pk in subject.people  # ended twice is ended
    elif viewer is SYSTEM or not isinstance(subject, Meeting | TalkingPoint):
        allowed = act in acts(viewer, subject)
    else:
        assert isinstance(viewer, Employee)
        of_two = viewer.state == EmployeeState.ACTIVE and bool(_of_one_to_one(viewer, subject.one_to_one))
        moves = MEETING_ACTS if isinstance(subject, Meeting) else POINT_ACTS
        allowed = of_two and (act in moves or act in acts(viewer, subject))
    if not allowed:
        raise Refused
