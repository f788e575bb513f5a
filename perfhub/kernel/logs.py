"""What is written to the log: one line for each request that went wrong, and never a secret or a word of anybody's."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

#: Tokens stand in addresses of links; whoever reads the log must not be able to use them.
TOKEN = re.compile(r"\b(inv|unsub|link|api)_[\w-]+")
RESET_KEY = re.compile(r"(/password/reset/key/|/accounts/recover/)[^/\s'\"]+")
KEPT = set("event level timestamp request code request_id user_id task task_id exception error".split())


def redact(text: str) -> str:
    """The text without the tokens of one-time links, and in one line."""
    text = RESET_KEY.sub(r"\1…", TOKEN.sub(r"\1_…", text))
    return text.replace("\r", "\\r").replace("\n", "\\n")


class Redact(logging.Filter):
    """Takes tokens out of every other line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True


def _only_what_is_kept(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {name: value for name, value in event.items() if name in KEPT or name == "exc_info"}
    if "request" in kept:
        kept["request"] = redact(str(kept["request"]))
    return kept


def configure() -> None:
    """One JSON object a line; addresses, user agents and query strings are left out."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_what_is_kept,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
