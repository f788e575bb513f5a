"""From whom the mail of an organization comes."""

from email.utils import parseaddr

from django.conf import settings

from ..models import MailSettings


def mail_settings() -> MailSettings:
    """How this organization sends; the built-in settings where nobody changed them."""
    return MailSettings.objects.first() or MailSettings()  # there is one at most


def sender_of(chosen: MailSettings) -> tuple[str, str]:
    """Name and address in From. The address is the operator's, which the mail server signs for; the name is chosen."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return chosen.sender_name or name, address
