"""What is written to the log: one line for each request that went wrong, and never a secret or a word of anybody's.

Of an error it says the kind and where it happened. What an error says of itself is left out: a database repeats the key
that it refused, a parser what somebody typed.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import structlog
from django.db import Error as DatabaseError

#: Tokens stand in addresses of links; whoever reads the log must not be able to use them.
TOKEN = re.compile(r"\b(inv|unsub|link|api)_[\w-]+")
RESET_KEY = re.compile(r"(/password/reset/key/|/accounts/recover/)[^/\s'\"]+")
KEPT = set("event level timestamp request code request_id user_id task task_id exception".split())
#: What these say is about names in our code, and about nothing that somebody wrote.
OF_CODE = (AttributeError, ImportError, NameError, TypeError)


def redact(text: str) -> str:
    """The text without the tokens of one-time links, and in one line."""
    text = RESET_KEY.sub(r"\1…", TOKEN.sub(r"\1_…", text))
    return text.replace("\r", "\\r").replace("\n", "\\n")


def kind_of(error: BaseException) -> str:
    """An error without what it says; of the database its code, and what was broken by name."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OF_CODE):
        return f"{name}: {redact(str(error))}"
    told = getattr(error.__cause__, "diag", None) if isinstance(error, DatabaseError) else None
    parts = [told.sqlstate, told.table_name, told.constraint_name] if told is not None else []
    return " ".join([name, *(part for part in parts if part)])


def where(error: BaseException) -> str:
    """Where an error happened and of which kind it is; what led to it stands before it."""
    return "\n".join(_told(error, set()))


def _told(error: BaseException, known: set[int]) -> Iterator[str]:
    known.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in known:
        yield from _told(before, known)
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)) + kind_of(error)


class Redact(logging.Filter):
    """Takes tokens out of every other line; of an error that a worker tells of, what it says."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, Mapping) and "exc" in record.args and record.exc_info and record.exc_info[1]:
            record.args = {**record.args, "exc": kind_of(record.exc_info[1]), "traceback": ""}
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class Line(logging.Formatter):
    """A line, and where an error happened."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # as somebody else may have written it
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        return where(ei[1])


def _only_what_is_kept(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {name: value for name, value in event.items() if name in KEPT or name == "exc_info"}
    if "request" in kept:
        kept["request"] = redact(str(kept["request"]).partition("?")[0])
    return kept


def _where(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told = event.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else told[1] if isinstance(told, tuple) else sys.exc_info()[1]
    if told and error is not None:
        event["exception"] = where(error)
    return event


def configure() -> None:
    """One JSON object a line; addresses, user agents and query strings are left out."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_what_is_kept,
            _where,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
