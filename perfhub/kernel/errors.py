"""What can be refused, and with which words. Doors turn these into answers; rules raise them."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class RuleBroken(Exception):
    """A rule says no. Carries one sentence for the person who asked; answered with 409."""

    sentence = _("This cannot be done as things stand.")

    def __init__(self, sentence=None):
        if sentence is not None:
            self.sentence = sentence
        super().__init__(str(self.sentence))


class StaleMove(RuleBroken):
    """Somebody else moved the row first, or it is not where this move starts."""

    sentence = _("Someone was faster: this has changed since you opened it. Please look again.")


class Conflict(RuleBroken):
    """Two people, or two tabs, edited the same text. Carries both, so that nothing typed is lost.

    `sent_as` says under which name a form sends what is called otherwise for people.
    """

    sentence = _("This was changed after you opened it. Both texts are below; nothing is lost.")

    def __init__(self, *, yours: dict[str, str], theirs: dict[str, str], sent_as: dict[str, str] | None = None):
        self.yours, self.theirs, self.sent_as = yours, theirs, sent_as or {}
        super().__init__()


class Refused(PermissionDenied):
    """You may see this, but not do that; answered with 403. What you may not see is Http404."""

    sentence = _("You may not do this.")

    def __init__(self, sentence=None):
        if sentence is not None:
            self.sentence = sentence
        super().__init__(str(self.sentence))
