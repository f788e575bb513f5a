"""Mail of one machine without a mail server: a file for each letter."""

import os
from datetime import UTC, datetime
from uuid import uuid4

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Django's, but that two letters of one second never share a file."""

    _fname: str | None

    def _get_filename(self) -> str:
        if self._fname is None:
            self._fname = os.path.join(self.file_path, f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().int}.log")
        return self._fname
