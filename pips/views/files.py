"""Files of evidence and of what was said: given to whoever reads what they belong to."""

from django.http import StreamingHttpResponse

from people.models import File
from people.queries import pieces_of
from perfhub.kernel.downloads import attachment


def download(request, file: File) -> StreamingHttpResponse:
    """A file of a record which the caller fetched through `access` just now, and whose reading left a line: one of the
    file itself would tell whoever sent it when the employee opened it."""
    pieces = pieces_of(file.pk, size=file.size)
    return attachment(pieces, name=file.name, media_type=file.media_type, size=file.size)
