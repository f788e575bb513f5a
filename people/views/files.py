"""How a file leaves this house: as a download, never as a page."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from perfhub.kernel.uploads import clean_name

from .. import queries, rules
from ..models import File


def download(request, file: File) -> StreamingHttpResponse:
    """A file of a record which the caller fetched through `access` just now; leaves a line of the audit.

    Whatever it holds, no browser runs it: it is an attachment, its type is not guessed, and in a frame of its own it
    may do nothing.
    """
    rules.record("file.opened", by=request.viewer, at=request.at, employee=file.uploaded_by, subject=file)
    response = StreamingHttpResponse(queries.pieces_of(file.pk, size=file.size), content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(True, clean_name(file.name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
