"""The words of letters about a sign-in."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import AccountLetter, User


def letter_words(letter: AccountLetter, user: User, *, link: str = "") -> tuple[str, str]:
    """Subject and text; the link, where one belongs to it, is made just before and lies nowhere."""
    subject, sentence = {
        "new_password": (
            _("Choose a new password"),
            _("Somebody, hopefully you, asked for a new password for perfhub. This link works once, for three days:"),
        ),
        "password_changed": (
            _("Your password was changed"),
            _("Your password for perfhub was changed and every other device signed out."),
        ),
        "second_factor_on": (
            _("The second factor is on"),
            _("From now on perfhub asks for a code of your authenticator app; every other device was signed out."),
        ),
        "second_factor_off": (
            _("The second factor is off"),
            _("perfhub asks for your password alone again; every other device was signed out."),
        ),
        "recovery_asked": (
            _("Somebody vouches for you"),
            _("In your organization somebody asked to turn off your second factor, because you lost phone and codes."),
        ),
        "recovery_waits": (
            _("One of your organizations vouched for you"),
            _("Your second factor stays on until every organization that employs you has vouched."),
        ),
        "recovery": (
            _("Turn off your second factor"),
            _("Two people vouched for you. With this link and your password you turn off the second factor:"),
        ),
        "recovered_by_operator": (
            _("Your second factor was turned off for you"),
            _(
                "Whoever runs perfhub turned off your second factor, because nobody could vouch for you, and signed "
                "out every device. Your password is as it was. The reason given: %(reason)s"
            )
            % {"reason": letter.words},
        ),
        "codes_renewed": (
            _("You have new recovery codes"),
            _("The earlier recovery codes for perfhub no longer work."),
        ),
    }[letter.kind]
    after = _("Was it not you? Then choose a new password at once: %(address)s")
    again = settings.PUBLIC_URL + reverse("account_reset_password")
    if link:
        return subject, f"{sentence}\n\n{link}\n\n{_('If it was not you, nothing has happened.')}\n"
    return subject, f"{sentence}\n\n{after % {'address': again}}\n"
