"""What the audit calls things that are done on this floor, and words for any act."""

from django.utils.translation import gettext_lazy as _

from perfhub.kernel import slots
from perfhub.kernel.slots import Acts, Text

from ..access.audit import sealed_acts

ACTS = Acts(
    name="people",
    words={
        "absence.added": _("Absence entered"),
        "absence.joined": _("Absence joined with another"),
        "absence.removed": _("Absence removed"),
        "audit.exported": _("Audit exported"),
        "audit.searched": _("Audit searched"),
        "audit.verified": _("Audit verified"),
        "data_request.answered": _("Data handed over to whom they are about"),
        "data_request.asked": _("Data held about somebody asked for"),
        "data_request.reopened": _("Request for data open again"),
        "data_request.withdrawn": _("Request for data taken back"),
        "dotted_line.drawn": _("Dotted line drawn"),
        "dotted_line.ended": _("Dotted line ended"),
        "capability": _("What is in use changed"),
        "employee.changed": _("Person’s data changed"),
        "employee.code_printed": _("Letter with a code printed"),
        "employee.hired": _("Hired"),
        "employee.invited": _("Invited"),
        "employee.joined": _("Accepted an invitation"),
        "employee.left": _("Employment ended"),
        "employee.rejoined": _("Employed again"),
        "employee.reports_to": _("Reporting line changed"),
        "file.opened": _("File opened"),
        "file.stored": _("File uploaded"),
        "first_hour.brought_back": _("List of the first hour brought back"),
        "first_hour.pilot_chosen": _("Pilot team chosen"),
        "first_hour.put_away": _("List of the first hour put away"),
        "holiday.added": _("Public holiday entered"),
        "holiday.removed": _("Public holiday removed"),
        "job.cancelled": _("Long work called off"),
        "job.opened": _("Long work started"),
        "leaving.planned": _("Last day planned"),
        "leaving.withdrawn": _("Planned last day taken back"),
        "look.begun": _("Looked as somebody who has not joined: begun"),
        "look.ended": _("Looked as somebody who has not joined: ended"),
        "recovery.by_operator": _("Second factor turned off by the operator"),
        "recovery.asked": _("Lost second factor: asked"),
        "recovery.confirmed": _("Lost second factor: confirmed"),
        "refused": _("Refused"),
        "role.ended": _("Role ended"),
        "role.granted": _("Role given"),
        "roster.applied": _("Import applied"),
        "roster.apply": _("Import started"),
        "roster.decided": _("Import decided"),
        "roster.discarded": _("Import discarded"),
        "roster.put": _("Employees sent over the API"),
        "roster.undo": _("Taking an import back started"),
        "roster.undone": _("Import taken back"),
        "roster.uploaded": _("Import uploaded"),
        "stand_in.ended": _("Stand-in ended"),
        "stand_in.named": _("Stand-in named"),
        "support.ended": _("Support access ended"),
        "support.looked": _("Support looked at a page"),
        "support.opened": _("Support access opened"),
        "support.switched_off": _("Support access switched off"),
        "support.switched_on": _("Support access switched on"),
        "token.issued": _("API token made"),
        "token.revoked": _("API token revoked"),
        "team.merged": _("Team merged"),
        "team.moved": _("Team moved"),
        "team.opened": _("Team made"),
        "team.renamed": _("Team renamed"),
        "team.retired": _("Team retired"),
        "unseen": _("Asked for what is not to be seen"),
        "view.deleted": _("Saved view deleted"),
        "view.saved": _("View saved"),
        "visibility.narrowed": _("Fewer people see something"),
        "visibility.widened": _("More people will see something"),
        "working_hours.removed": _("Working hours removed"),
        "working_hours.set": _("Working hours entered"),
    },
    reads={"file.opened": _("File")},
)


def _known() -> dict[str, Text]:
    return {act: words for acts in slots.providers("audit.acts").values() for act, words in acts.words.items()}


def words_of(act: str) -> str:
    """An act in words: its own, else those of the act it begins with, else the act itself."""
    known, name = _known(), act
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return str(known.get(name, act))


def reads() -> dict[str, Text]:
    """Acts by which somebody was shown a confidential record, each with what kind it is."""
    return {act: kind for acts in slots.providers("audit.acts").values() for act, kind in acts.reads.items()}


def choices() -> list[tuple[str, Text]]:
    """Every act that a search can find, with its words, by words; for a list to choose from."""
    sealed = set(sealed_acts())
    return sorted((pair for pair in _known().items() if pair[0] not in sealed), key=lambda pair: str(pair[1]))


def read_acts() -> list[str]:
    """The acts by which somebody was shown a confidential record."""
    return sorted(reads())
