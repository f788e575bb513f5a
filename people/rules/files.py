"""Files that people upload: taken where name, claim and bytes agree."""

import datetime as dt

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.uploads import NotTaken, recognize

from ..models import Employee, File
from .staging import keep_file


class FileNotTaken(RuleBroken):
    """Empty, too large, of a kind that is not taken, or not what its name says; the sentence says which."""


def take_file(content: bytes, *, name: str, claimed: str, by: Employee, at: dt.datetime) -> File:
    """A file is kept as what it is; `claimed` is what the browser calls it. Raises FileNotTaken."""
    try:
        taken = recognize(content, name=name, claimed=claimed)
    except NotTaken as refused:
        raise FileNotTaken(str(refused)) from None
    return keep_file(by=by, at=at, name=taken.name, content=content, media_type=taken.media_type)
