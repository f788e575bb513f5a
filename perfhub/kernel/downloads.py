"""How a file leaves this house: as a download, never as a page."""

import re
from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from .uploads import clean_name

MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?", re.I)


def attachment(pieces: Iterable[bytes], *, name: str, media_type: str, size: int) -> StreamingHttpResponse:
    """Whatever it holds, no browser runs it: it is an attachment, its type is not guessed, and in a frame of its own it
    may do nothing."""
    known = media_type if MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
    response = StreamingHttpResponse(pieces, content_type=known)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = content_disposition_header(True, clean_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
