"""Letters about a sign-in: of no organization, so that none of them can hold, see or word them.

A row is written in the transaction of what it is about, whether or not the address is known: who asks for a new
password learns nothing from how long the answer takes. Within a minute the floor above sends and drops it.
"""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import F
from django.urls import reverse

from ..models import AccountLetter, Session, User

TRIES = 5
FORGOTTEN_AFTER = timedelta(days=3)
AGAIN_AFTER = timedelta(minutes=2)  # a worker that died meanwhile


def write_letter(kind: str, *, at: datetime, user: User | None = None, email: str = "", words: str = "") -> None:
    """To be sent within a minute: to a user, or to whoever has this address (nobody, perhaps)."""
    address = email.strip().lower()[:254]
    AccountLetter.objects.create(kind=kind, user=user, email=address, words=words, asked_at=at, due_at=at)


def take_letter(*, at: datetime) -> AccountLetter | None:
    """Claim the oldest letter that is due: of two workers one gets it."""
    due = AccountLetter.objects.filter(due_at__lte=at, tries__lt=TRIES).order_by("due_at", "pk")
    for letter in due.select_related("user")[:20]:
        claimed = AccountLetter.objects.filter(pk=letter.pk, due_at=letter.due_at)
        if claimed.update(due_at=at + AGAIN_AFTER * 2**letter.tries, tries=F("tries") + 1):
            return letter
    return None


def drop_letter(letter: AccountLetter) -> None:
    """It was sent, or there is nobody to send it to."""
    AccountLetter.objects.filter(pk=letter.pk).delete()


def forget_sign_ins(*, at: datetime) -> None:
    """Sessions that are over, and letters that no mail server took within three days."""
    Session.objects.filter(expire_date__lt=at).delete()
    AccountLetter.objects.filter(asked_at__lt=at - FORGOTTEN_AFTER).delete()


def recipient_of(letter: AccountLetter) -> User | None:
    """Whom it is for, looked up where it takes no asker's time."""
    return letter.user or User.objects.filter(email=letter.email, is_active=True).first()


def password_link(user: User) -> str:
    """Where a new password is chosen: once, within three days."""
    arguments = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=arguments)
