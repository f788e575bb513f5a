"""Choices of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """Which people under a manager a group is made of."""

    DIRECT = "direct", _("own reports")
    ALL = "all", _("all below")
