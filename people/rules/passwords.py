"""What no password may be: known to everybody, or to everybody here. Long is good; signs and figures are not asked for.

Named in settings.AUTH_PASSWORD_VALIDATORS after Django's own minimum of twelve characters.
"""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.names import sort_name
from perfhub.kernel.tenancy import current, organization_context

from .. import queries
from ..models import Employee, Organization, User

SHORTEST_WORD = 3  # letters; shorter ones are in everything
FEWEST = 5  # different characters
ROWS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")
OF_ONES_OWN = 6  # letters that must be left when the words of the house are taken out


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand that leaked most often, nor one of them twice or with an ornament; no row of keys."""

    def validate(self, password, user=None):
        plain = password.casefold().strip()
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        half = plain[: len(plain) // 2]
        for guess in (plain, bare, half if half * 2 == plain else plain):
            super().validate(guess, user)
        if len(set(plain)) < FEWEST or any(plain in row * 3 for row in ROWS):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_help_text(self):
        return gettext_lazy("Not one of the passwords that everybody tries first.")


class NotOurWords:
    """More than the names of the organization and its employee, which a colleague tries first."""

    def validate(self, password, user=None):
        left = sort_name(password)
        for word in sorted(words_around(user), key=len, reverse=True):
            left = left.replace(word, " ")
        own = re.sub(r"[\W\d_]+", "", left)
        taken = re.sub(r"[\W\d_]+", "", sort_name(password)) != own
        if taken and len(own) < OF_ONES_OWN:
            raise ValidationError(
                _("This is made of words that everybody around you knows. Add some of your own."), code="our_words"
            )

    def get_help_text(self):
        return gettext_lazy("Not made of the names of your organization and yourself.")


def words_around(user: User | None) -> set[str]:
    """Names of the user's organizations, and the user's own in each; for one who is just joining, of this one."""
    said = [(user.email or "").partition("@")[0]] if user is not None else []
    if (here := current.get()) is not None:
        organizations = list(Organization.objects.filter(pk=here))
    else:
        organizations = queries.organizations_of(user) if user is not None and user.pk else []
    for organization in organizations:
        said += [organization.name, organization.slug]
        with organization_context(organization):
            said += _own_names(user)
    words = {word for text in said for word in re.split(r"[\W_]+", sort_name(text))}
    return {word for word in words if len(word) >= SHORTEST_WORD} | {"perfhub"}


def _own_names(user: User | None) -> list[str]:
    if user is None:
        return []
    own = Employee.objects.filter(user=user) if user.pk else Employee.objects.filter(email=user.email or None)
    return list(own.order_by("pk").values_list("name", flat=True)[:3])
