"""Who acts: an employee, or the clock and an operator's command."""

from typing import Final

from ..models import Employee


class System:
    """Who acts when nobody does: the clock, or an operator's command. Audited as nobody."""

    pk = None


SYSTEM: Final = System()
Actor = Employee | System
