"""An uploaded file, piece by piece."""

from collections.abc import Iterator

from django.db.models import BinaryField, F, Func, Value

from ..models import File

A_PIECE = 64 * 1024


def pieces_of(pk: int, *, size: int) -> Iterator[bytes]:
    """The content of a file in pieces, so that no process holds it as a whole."""
    for start in range(1, size + 1, A_PIECE):
        piece = Func(F("content"), Value(start), Value(A_PIECE), function="substr", output_field=BinaryField())
        yield bytes(File.objects.annotate(piece=piece).values_list("piece", flat=True).get(pk=pk))
