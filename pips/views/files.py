"""Files of evidence and of what was said: given to whoever reads what they belong to."""

from django.http import StreamingHttpResponse

from people.models import File
from people.queries import pieces_of
from people.rules import record
from perfhub.kernel.downloads import attachment


def download(request, file: File) -> StreamingHttpResponse:
    """A file of a record which the caller fetched through `access` just now; leaves a line of the audit."""
    record("file.opened", by=request.viewer, at=request.at, employee=file.uploaded_by, subject=file)
    pieces = pieces_of(file.pk, size=file.size)
    return attachment(pieces, name=file.name, media_type=file.media_type, size=file.size)
