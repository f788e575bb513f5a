"""The names of the queues, apart from the tasks: Celery needs them before Django is set up."""


class Queue:
    """The queues; each is named by at least one worker in docker-compose.yml."""

    TICKS = "ticks"
    DEFAULT = "default"
    MAIL = "mail"
    FACTS = "facts"
    IMPORTS = "imports"
    CALLS = "calls"  # to addresses of other programs
    SLOW_CALLS = "slow_calls"  # to those that took none of late: nobody else waits for them

    ALL = (TICKS, DEFAULT, MAIL, FACTS, IMPORTS, CALLS, SLOW_CALLS)
