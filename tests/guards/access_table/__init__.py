"""The access table: every address and method, and who gets which answer.

When you add an address, add its rows here, in the module of your floor. One row per method:

    row("feedback:check_in", GET, of=due_check_in, employee=200, manager=200, others=404),

`of` makes a valid object about the person it is given (see `row` in guards/access.py for all that can be said). Write
the codes from the specification, not from what the code answers: what one may not see is 404, what one may not do 403.
"""

from django.conf import settings

from .analytics import ANALYTICS_ROWS
from .commitments import COMMITMENT_ROWS
from .feedback import FEEDBACK_ROWS
from .giving import GIVING_ROWS
from .goals import GOALS_ROWS
from .notices import MAILBOX_ROWS, NOTICES_ROWS, WEBHOOK_ROWS
from .one_to_ones import ONE_TO_ONE_ROWS
from .outside import OUTSIDE_ROWS
from .past_feedback import PAST_ROWS
from .people import PEOPLE_ROWS
from .pips_diagnosis import DIAGNOSIS_ROWS
from .pips_hr import PIPS_HR_ROWS
from .pips_ladder import PIPS_LADDER_ROWS
from .pips_plans import PIPS_PLAN_ROWS
from .pips_running import PIPS_RUNNING_ROWS
from .requests import REQUEST_ROWS
from .skills import SKILL_ROWS
from .team_plans import TEAM_PLAN_ROWS

ROWS = [
    *OUTSIDE_ROWS,
    *(MAILBOX_ROWS if settings.MAILBOX else []),
    *PEOPLE_ROWS,
    *NOTICES_ROWS,
    *WEBHOOK_ROWS,
    *GOALS_ROWS,
    *SKILL_ROWS,
    *FEEDBACK_ROWS,
    *COMMITMENT_ROWS,
    *GIVING_ROWS,
    *REQUEST_ROWS,
    *PAST_ROWS,
    *ONE_TO_ONE_ROWS,
    *PIPS_LADDER_ROWS,
    *PIPS_PLAN_ROWS,
    *PIPS_RUNNING_ROWS,
    *TEAM_PLAN_ROWS,
    *DIAGNOSIS_ROWS,
    *ANALYTICS_ROWS,
    *PIPS_HR_ROWS,
]
