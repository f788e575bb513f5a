"""Where a user is signed in. A session is the user's, of no organization; Django's own engine keeps it here."""

import hashlib
from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from perfhub.kernel.inventory import CONTACT, PRIVATE, SECRET, TECHNICAL

from .organizations import User

STAYS_SIGNED_IN = timedelta(days=30)  # on one device, for light pages
IDLE = timedelta(minutes=30)  # a longer pause ends a stretch of use
NOTED_EACH = timedelta(seconds=60)  # use is written down at most this often; idle ends that much early at worst
BEFORE_SIGN_IN = timedelta(hours=12)  # what is remembered of somebody who has not signed in

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class Session(AbstractBaseSession):
    """One browser's memory; once somebody has signed in there: who, when, and how long ago it was surely them."""

    inventory = {
        SECRET: "session_key session_data",
        TECHNICAL.kept_for("days"): "expire_date user signed_in_at proved_at used_at woke_at",
        PRIVATE.kept_for("days"): "browser system",
    }

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    signed_in_at = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)  # password, and second factor where there is one
    used_at = models.DateTimeField(null=True)
    woke_at = models.DateTimeField(null=True)  # since then without a pause
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_of_a_user_has_times",
                condition=models.Q(user__isnull=True)
                | models.Q(
                    signed_in_at__isnull=False,
                    proved_at__isnull=False,
                    used_at__isnull=False,
                    woke_at__isnull=False,
                ),
            )
        ]

    @classmethod
    def get_session_store_class(cls):
        return SessionStore

    @property
    def handle(self) -> str:
        """What a page calls it by: whoever reads the page cannot take the session over."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:24]

    def was_proved_within(self, limit: timedelta, *, at: datetime) -> bool:
        return at - self.proved_at <= limit

    def has_rested(self) -> bool:
        """Was there a pause since it was surely them?"""
        return self.proved_at < self.woke_at


class AccountLetter(models.Model):
    """A letter about a sign-in that waits to be sent: to a user, or to whoever may have this address."""

    inventory = {CONTACT.kept_for("days"): "email", TECHNICAL.kept_for("days"): "kind user words asked_at due_at tries"}

    kind = models.CharField(max_length=30)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    email = models.CharField(max_length=254, blank=True)
    words = models.CharField(max_length=300, blank=True, default="", db_default="")  # an operator's, to the user
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)


class Recovery(models.Model):
    """Organizations vouch that a user who lost phone and codes is who they say; with the user's own consent it ends
    the second factor, once all of them do."""

    inventory = {TECHNICAL.kept_for("days"): "user vouched changed_at"}

    user = models.OneToOneField(User, models.CASCADE, related_name="recovery")
    vouched = models.JSONField(default=dict)  # organization -> moment, both as text
    changed_at = models.DateTimeField()


@composed
def _session(*, key: str) -> models.QuerySet[Session]:
    return Session.objects.annotate(told_at=Now()).filter(session_key=key)


FACTS = ("user_id", "signed_in_at", "proved_at", "used_at", "woke_at", "browser", "system")


class SessionStore(DatabaseStore):
    """Django's sessions in our table. The row, and the moment at which the database gave it, stay at hand.

    From the sign-in on a session ends after `STAYS_SIGNED_IN`, however often it is used.
    """

    row: Session | None = None
    at: datetime | None = None
    agent = ""  # what the browser says of itself

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        row = next(iter(_session(key=self.session_key or "")), None)
        if row is not None:
            self.at = clock.heard(row.told_at)
        if row is None or row.expire_date <= self.at:
            self._session_key = None
            return None
        if row.user_id and self.at - row.used_at > IDLE:
            row.woke_at = self.at
        self.row = row
        return row

    @property
    def signed_in(self) -> Session | None:
        """The row, if somebody is signed in."""
        self._get_session()  # read it, if nobody has yet
        return self.row if self.row is not None and self.row.user_id else None

    def create_model_instance(self, data):
        row: Session = super().create_model_instance(data)
        user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        if user_id and self.row is not None and self.row.user_id == user_id:
            for name in FACTS:
                setattr(row, name, getattr(self.row, name))
        elif user_id:
            self.at = clock.now()
            row.user_id = user_id
            row.signed_in_at = row.proved_at = row.used_at = row.woke_at = self.at
            row.browser, row.system = _named(BROWSERS, self.agent), _named(SYSTEMS, self.agent)
        row.expire_date = row.signed_in_at + STAYS_SIGNED_IN if user_id else clock.now() + BEFORE_SIGN_IN
        self.row = row
        return row

    def clear(self):
        self.row = None
        super().clear()

    def prove(self) -> None:
        """It is surely them, now. The session gets another id, so that one that was copied is worth nothing."""
        row = self.signed_in
        row.proved_at = row.used_at = self.at
        self.cycle_key()

    def note_use(self) -> None:
        """Write down that it was used: one statement, at most once a minute."""
        row = self.row
        if row is not None and row.user_id and self.at - row.used_at >= NOTED_EACH:
            row.used_at = self.at
            Session.objects.filter(pk=self.session_key).update(used_at=row.used_at, woke_at=row.woke_at)


def _named(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in known if sign in agent), "")
