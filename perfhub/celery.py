"""The Celery application and the clock's table: one line per task that the clock starts."""

import os

from celery import Celery
from celery.schedules import crontab
from kombu import Queue as KombuQueue

from .kernel.queues import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfhub.settings")


def broker(url: str) -> str:
    """Celery's own spelling of an address on a unix socket; all others are spelled alike."""
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1) if "unix:" in url else url


app = Celery("perfhub")
app.conf.update(
    broker_url=broker(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")),
    broker_connection_retry_on_startup=True,
    # A killed worker's task comes back: acknowledged late, one at a time, swept every ten seconds.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_transport_options={"visibility_timeout": 900, "unacked_restore_interval": 10, "unacked_restore_throttle": 1},
    task_soft_time_limit=600,
    task_time_limit=700,
    task_create_missing_queues=False,
    task_queues=[KombuQueue(name, routing_key=name) for name in Queue.ALL],
    task_default_queue=Queue.DEFAULT,
    task_routes=["perfhub.kernel.tasks.route"],
    timezone="UTC",
    enable_utc=True,
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks()

EVERY_MINUTE = 60.0
app.conf.beat_schedule = {
    "pips.look_back": {"task": "pips.tasks.look_back", "schedule": crontab(hour="3", minute="10")},
    "pips.let_go": {"task": "pips.tasks.let_go", "schedule": crontab(hour="2", minute="20")},
    "people.resume_work": {"task": "people.tasks.resume_work", "schedule": EVERY_MINUTE},
    "people.seal_audits": {"task": "people.tasks.seal_audits", "schedule": EVERY_MINUTE},
    "people.renew_secrets": {"task": "people.tasks.renew_secrets", "schedule": crontab(hour="2", minute="40")},
    "people.end_employments": {"task": "people.tasks.end_employments", "schedule": crontab(minute="*/15")},
    "notices.send_letters": {"task": "notices.tasks.sign_in.send_letters", "schedule": EVERY_MINUTE},
    "notices.tick": {"task": "notices.tasks.deliver.tick", "schedule": EVERY_MINUTE},
    "notices.call_due": {"task": "notices.tasks.call.call_due", "schedule": EVERY_MINUTE},
    "goals.resume_givings": {"task": "goals.tasks.resume_givings", "schedule": 5 * EVERY_MINUTE},
    "goals.resume_imports": {"task": "goals.tasks.resume_imports", "schedule": EVERY_MINUTE},
    "goals.remind": {"task": "goals.tasks.remind", "schedule": crontab(minute="35")},
    "feedback.open_weeks": {"task": "feedback.tasks.open_weeks", "schedule": crontab(minute="5")},
    "analytics.notice_due_facts": {"task": "analytics.tasks.notice_due_facts", "schedule": 3 * EVERY_MINUTE},
    "feedback.tell_mondays": {"task": "feedback.tasks.tell_mondays", "schedule": crontab(minute="20")},
    "feedback.carry_promises": {"task": "feedback.tasks.carry_promises", "schedule": crontab(minute="50")},
    "feedback.nudge": {"task": "feedback.tasks.nudge", "schedule": crontab(hour="5", minute="50")},
    "feedback.tell_praise": {
        "task": "feedback.tasks.tell_praise",
        "schedule": crontab(hour="5", minute="25", day_of_week="mon"),
    },
    "feedback.take_praise_down": {"task": "feedback.tasks.take_praise_down", "schedule": crontab(minute="*/10")},
    "feedback.remind_of_requests": {"task": "feedback.tasks.remind_of_requests", "schedule": crontab(minute="40")},
    "feedback.resume_imports": {"task": "feedback.tasks.resume_imports", "schedule": EVERY_MINUTE},
    "feedback.follow_lines": {"task": "feedback.tasks.follow_lines", "schedule": crontab(minute="50")},
    "feedback.take_meeting_steps": {"task": "feedback.tasks.take_meeting_steps", "schedule": crontab(minute="*/5")},
    "pips.follow_plans": {"task": "pips.tasks.follow_plans", "schedule": crontab(minute="15")},
    "pips.follow_diagnoses": {"task": "pips.tasks.follow_diagnoses", "schedule": crontab(minute="45")},
    "pips.count_units": {"task": "pips.tasks.count_units", "schedule": crontab(hour="3", minute="15")},
    "pips.look_again": {"task": "pips.tasks.look_again", "schedule": crontab(minute="10")},
    "feedback.remind": {"task": "feedback.tasks.remind", "schedule": crontab(minute="*/15")},
}
