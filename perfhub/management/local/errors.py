"""The one way for the launcher to give up: a sentence for the person in front of the terminal."""

import errno
import os

FULL = ("No space left on device", "ENOSPC", "os error 28", "Disk quota exceeded")


class Refusal(Exception):
    """Why the launcher cannot go on, and what would help, in one sentence."""


def sentence(error: OSError) -> str:
    """What an error of the operating system means for the person who started us."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full ({error.filename or 'no file named'}): make room and start again."
    where = f" ({error.filename})" if error.filename else ""
    return f"{os.strerror(error.errno) if error.errno else error}{where}."


def disk_is_full(text: str) -> bool:
    """Does a tool's output complain about a full disk?"""
    return any(sign in text for sign in FULL)
