"""What is decided and looked at for everybody: capabilities, visibility, support, the audit."""

from ...access import GET, POST, row
from ..making import look, look_at_home, newcomer, planned_switch, visit_of_support
from .codes import AUDITS

ORGANIZATION_ROWS = [
    row("people:look", GET, hr=200, others=403),
    row("people:look", POST, body=lambda world, subject: {"person": newcomer(world, subject).pk}, hr=302, others=403),
    row("people:look", POST, query="who=joined", body=lambda w, s: {"person": w.peer.pk}, hr=409, others=403),
    row("people:look_page", GET, of=look_at_home, hr_admin=200, hr_subject=200, others=404),
    row("people:look_end", POST, of=look, hr_admin=302, hr_subject=302, others=404),
    row("people:capabilities", GET, hr=200, others=403),
    row(
        "people:capabilities",
        POST,
        body={"capability": "check_ins", "is_on": "off", "from_date": "2099-01-01", "sure": "1"},
        hr=302,
        others=403,
    ),
    row("people:capability_take_back", POST, of=planned_switch, hr=302, others=404),
    # what was done, in ids and names; an HR partner finds the own teams only
    row("people:audit", GET, **AUDITS, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("people:audit_export", GET, **AUDITS, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("people:audit_verify", POST, hr=302, auditor=302, others=403),
    row("people:support", GET, hr=200, others=403),
    row("people:support_switch", POST, body={"on": "1"}, hr=302, others=403),
    # ended by HR, by whoever is looked in as (and by the operator, who is no persona)
    row("people:support_end", POST, of=visit_of_support, employee=303, hr=303, others=404),
    row("people:visibility", GET, others=200),  # what was promised is everybody's to know
    row(
        "people:visibility",
        POST,
        body={"setting": "people.away", "newest": "0", "value": "team"},
        hr=302,
        others=403,
    ),
]
