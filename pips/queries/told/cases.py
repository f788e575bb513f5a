"""What the audit calls what becomes of a case."""

from django.utils.translation import gettext_lazy as _

from perfhub.kernel.slots import Acts

ACTS = Acts(
    name="pips.cases",
    words={
        "case.opened": _("Concern or plan opened"),
        "case.told": _("Told of a concern or plan"),
        "case.answered": _("Answered a concern"),
        "case.went_up": _("Went on to the next rung"),
        "case.went_down": _("Went back a rung"),
        "case.watched": _("Looked at again later"),
        "case.closed": _("Concern or plan closed"),
        "case.reopened": _("Concern or plan opened again"),
        "case.spent": _("Concern or plan spent"),
        "case.handed_over": _("Concern or plan handed over"),
        "case.reader_added": _("Somebody may read a concern or plan"),
        "case.reader_ended": _("Somebody reads a concern or plan no more"),
        "case.taken_back": _("Act on a concern taken back"),
        "case.evidence_out": _("Evidence taken out of a concern or plan"),
        "case.seen": _("Concern or plan seen"),
    },
    reads={"case.seen": _("Concern or plan")},
    sealed=True,
)
