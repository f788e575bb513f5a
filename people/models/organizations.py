"""What belongs to no organization: the organizations themselves, and the people who sign in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONTACT, PRIVATE, PUBLIC, SECRET, TECHNICAL


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Tenants."""

    def pks(self) -> models.QuerySet["Organization", int]:
        """Of each, in one order, to send a message to."""
        return self.order_by("pk").values_list("pk", flat=True)

    def zone_of(self, pk: int) -> str:
        """By whose clock the days of this organization go where they are nobody's own."""
        return self.values_list("time_zone", flat=True).get(pk=pk)


class Organization(models.Model):
    """A tenant."""

    inventory = {PUBLIC: "slug name time_zone", TECHNICAL: "created_at"}

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    created_at = models.DateTimeField(default=timezone.now)

    objects = OrganizationQuerySet.as_manager()

    def __str__(self):
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is compared without regard to case."""

    def create_user(self, email, password=None, **fields):
        """With an address, or (`None`) with a `sign_in_name`."""
        user = self.model(email=email and email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())


class User(AbstractBaseUser):
    """A sign-in. Global: may be an employee of several organizations, and belongs to none of them."""

    inventory = {
        CONTACT: "email sign_in_name",
        SECRET: "password",
        PRIVATE.kept_for("employment"): "language theme",
        TECHNICAL: "last_login signed_in_before_at is_active joined_at",
    }

    email = models.EmailField(_("e-mail address"), unique=True, null=True)  # noqa: DJ001  # many have none
    sign_in_name = models.CharField(max_length=90, unique=True, null=True)  # noqa: DJ001  # likewise
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    signed_in_before_at = models.DateTimeField(null=True)  # the sign-in before the last one
    language = models.CharField(max_length=12, default="en-gb")
    theme = models.CharField(max_length=5, blank=True, choices=[("light", _("light")), ("dark", _("dark"))])

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(sign_in_name__isnull=False), name="user_has_a_name"
            ),
        ]

    def __str__(self):
        return self.email or self.sign_in_name or ""

    @property
    def shown_name(self) -> str:
        """What one types to sign in."""
        return str(self)
