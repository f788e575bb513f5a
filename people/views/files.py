"""How a file leaves this house: as a download, never as a page."""

from django.http import StreamingHttpResponse

from perfhub.kernel.downloads import attachment

from .. import queries, rules
from ..models import File


def download(request, file: File) -> StreamingHttpResponse:
    """A file of a record which the caller fetched through `access` just now; leaves a line of the audit."""
    rules.record("file.opened", by=request.viewer, at=request.at, employee=file.uploaded_by, subject=file)
    pieces = queries.pieces_of(file.pk, size=file.size)
    return attachment(pieces, name=file.name, media_type=file.media_type, size=file.size)
