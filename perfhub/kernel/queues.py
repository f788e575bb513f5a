"""The names of the queues, apart from the tasks: Celery needs them before Django is set up."""


class Queue:
    """The queues; each is named by at least one worker in docker-compose.yml."""

    TICKS = "ticks"
    DEFAULT = "default"
    MAIL = "mail"
    FACTS = "facts"
    IMPORTS = "imports"

    ALL = (TICKS, DEFAULT, MAIL, FACTS, IMPORTS)
