"""The Celery application and the clock's table: one line per task that the clock starts."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfhub.settings")

app = Celery("perfhub")
app.conf.update(
    broker_url=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
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
    timezone="UTC",
    enable_utc=True,
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks()

EVERY_MINUTE = 60.0
app.conf.beat_schedule = {}
