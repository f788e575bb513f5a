"""The sending of a demo organization: reminders of the last weeks that went out, could not be delivered, were stopped.

Only of check-ins that are answered or missed, so that the clock of a running demo tells nobody twice. The newest few
hundred, whatever the size: an oversight page shows no more at once.
"""

import datetime as dt

from django.db import connection

from notices.models import Notice
from notices.rules import stop
from people.access import SYSTEM

MOST = 500
SEEN_AFTER = dt.timedelta(hours=16)
STOPPED = 1

#: Every 30th address is refused for good, every 90th letter found the mail server busy each time.
REMINDERS = """
    INSERT INTO notices_notice (recipient_id, kind, subject_type, subject_id, occurrence, state, created_at, due_at,
                                sent_at, seen_at, attempts, failure, message_id)
    SELECT employee_id, 'check_in.due', 'feedback.checkin', id, period_start::text,
           CASE WHEN trouble = '' THEN 'sent' ELSE 'parked' END, due_at, due_at,
           CASE WHEN trouble = '' THEN due_at + interval '40 seconds' END, due_at + %(seen_after)s,
           CASE WHEN trouble = '' THEN 1 ELSE 5 END, trouble, gen_random_uuid()
    FROM (
        SELECT told.*, CASE WHEN place %% 30 = 4 THEN 'SMTPRecipientsRefused 550'
                            WHEN place %% 90 = 7 THEN 'SMTPServerDisconnected 421' ELSE '' END AS trouble
        FROM (
            SELECT c.id, c.employee_id, c.period_start, c.due_at,
                   row_number() OVER (ORDER BY c.due_at DESC, e.number, c.period_start) AS place
            FROM feedback_checkin c JOIN people_employee e ON e.id = c.employee_id
            WHERE c.due_at <= %(at)s AND c.state NOT IN ('due', 'skipped') AND e.state = 'active'
              AND (c.answered_at IS NULL OR c.answered_at > c.due_at)
        ) told WHERE place <= %(most)s
    ) AS known
    ORDER BY due_at DESC, id
    ON CONFLICT DO NOTHING
"""


def plant_outbox(*, at: dt.datetime) -> None:
    """Sent and parked ones at once; the oldest of those parked was stopped, through the rule."""
    known: dict = {"at": at, "seen_after": SEEN_AFTER, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(REMINDERS, known)
    parked = Notice.objects.parked().filter(kind="check_in.due").select_related("recipient")
    for notice in parked.order_by("due_at", "recipient__number")[:STOPPED]:
        stop(notice, by=SYSTEM, at=at)
