"""What other floors have counted of a unit is offered as a finding, or stands under the one that is offered already."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from people.access import Actor
from people.models import Team
from perfhub.kernel import slots
from perfhub.kernel.release import K
from perfhub.kernel.slots import SharedGap

from ..models import LONGEST_TITLE, Finding, FindingEvidence
from ..states import FindingSource
from .findings import tell_hr, write

LONGEST_ABOUT = 240


@transaction.atomic
def offer_evidence(*, by: Actor, at: dt.datetime) -> int:
    """Each thing that many of a unit share, as other floors say, is offered once; again where five more or five fewer
    do. Returns how many were. Floors give counts of five people at least, and withhold what is left of fewer."""
    offered = 0
    for gap in slots.collect("finding.evidence", at=at):
        unit = Team.objects.filter(pk=gap.team).first()
        if unit is not None:
            title = _("Many in %(team)s share one difficulty") % {"team": unit.name}
            offered += offer(unit, FindingSource.OFFERED, gap, title, by=by, at=at)
    return offered


def offer(unit: Team, source: FindingSource, gap: SharedGap, title: str, *, by: Actor, at: dt.datetime) -> bool:
    """One open offer for each unit, which gathers its evidence; no count differs from the one before by fewer than
    five, so that none tells who joined it."""
    about = gap.about[:LONGEST_ABOUT]
    before = FindingEvidence.objects.filter(source=source, finding__team=unit, about=about)
    newest = before.order_by("-taken_at", "-pk").first()
    if newest is not None and abs(newest.hits - gap.hits) < K:
        return False
    finding = Finding.objects.open().filter(team=unit, proposed_by=None).first()
    if finding is None:
        finding = Finding.objects.create(title=title[:LONGEST_TITLE], team=unit, proposed_at=at)
        write(finding, "offer", by=by, at=at)
        tell_hr(finding, by=by, at=at)
    FindingEvidence.objects.create(
        finding=finding,
        source=source,
        about=about,
        n=gap.n,
        hits=gap.hits,
        first_date=gap.first_date,
        last_date=gap.last_date,
        taken_at=at,
    )
    return True
