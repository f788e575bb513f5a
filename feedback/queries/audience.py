"""Who can see a check-in, in words: the same answer that the reads give (`access.readers_of`)."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.queries import Audience, readers

from .. import access
from ..models import CheckIn


def audience_of(check_in: CheckIn, *, at: dt.datetime) -> Audience:
    """Everybody who can open a check-in besides its employee and why."""
    return audience_said(check_in, access.readers_of(check_in, at=at))


def audience_said(check_in: CheckIn, found: access.Readers) -> Audience:
    """The same, of those who were found."""
    groups = [readers(_("the manager now"), [found.manager])] if found.manager else []
    if found.stand_in:
        words = {
            "manager": found.stand_in.manager.name,
            "day": date_format(found.stand_in.end_date, "j F"),
        }
        relation = _("stands in for %(manager)s until %(day)s and reads it while it is open") % words
        groups.append(readers(relation, [found.stand_in.stand_in]))
    for dot in found.dotted:
        groups.append(readers(_("%(line)s; shared, the words alone") % {"line": dot.name}, [dot.manager]))
    if found.hr:
        groups.append(readers(_("HR, the words alone, as was announced"), found.hr))
    return Audience(check_in.employee, tuple(groups), " ".join(_notes(found)))


def _notes(found: access.Readers) -> list[str]:
    """What else there is to know: successors, one level above, and that there is nobody else."""
    if found.manager is None:
        notes = [_("There is no manager now; one who comes later sees this too.")]
    else:
        notes = [_("A later manager sees this too.")]
        if found.above is not None and found.above not in found.people:
            words = _("%(above)s, one level above, reads only a line that is passed up, which is told.")
            notes.append(words % {"above": found.above.name})
    return [*notes, _("Nobody else.") if found.hr else _("Nobody else, HR neither.")]
