"""ETag and If-Match: nobody overwrites what they have not seen; what has not changed is not sent again.

`"7-1f0c9a2b"`: the edition, which is what If-Match compares, and a digest of the whole answer, for If-None-Match.
"""

import hashlib
import re
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.utils.encoders import JSONEncoder

from .problems import EditionNotSaid

TAG = re.compile(r'(?:W/)?"?(\d{1,9})(?:-[0-9a-f]{1,16})?"?')
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="the ETag of what you have read"
)


def tag(shown: Any, edition: int) -> str:
    """The ETag of an answer."""
    digest = hashlib.sha256(JSONEncoder(sort_keys=True).encode(shown).encode()).hexdigest()[:8]
    return f'"{edition}-{digest}"'


def seen(request) -> int:
    """The edition that was seen. Raises `EditionNotSaid`."""
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        raise EditionNotSaid
    if (found := TAG.fullmatch(header)) is None:
        raise ValidationError({"If-Match": [_("One ETag, as it was given with what you have read.")]})
    return int(found[1])


def is_known(request, etag: str) -> bool:
    """Does the asker have this very answer already?"""
    known = request.headers.get("If-None-Match", "")
    return etag in {one.strip().removeprefix("W/") for one in known.split(",")}
