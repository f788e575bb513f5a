"""One-time codes on paper, for people without an e-mail address."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token
from perfhub.kernel.moves import move
from perfhub.kernel.tenancy import current_organization

from ..access import Actor, require
from ..models import Employee, Invitation, Organization
from ..states import INVITATION_MOVES, EmployeeState, InvitationState
from .audit import record
from .rights import INVITATION_DAYS, AlreadyIn, InvitationOver

#: Crockford's 32 signs: none looks or sounds like another of them.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILO", "110")
GROUPS, GROUP = 3, 5  # K7QM2-XWD9F-RT5HN: 15 signs of 5 bits, 75 bits


class HasAddress(RuleBroken):
    """Whoever can be mailed is invited by mail, which proves the address."""

    sentence = _("This person has an e-mail address and is invited by mail.")


def new_code() -> str:
    """75 random bits in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(GROUP)) for _group in range(GROUPS))


def _hash(employee_id: int, code: str) -> str:
    """What is stored: of the code and whose it is. However it is typed, spaces, hyphens and small letters are fine."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum()).translate(MISREAD)
    return hash_token(f"code:{employee_id}:{typed}")


def sign_in_name(employee: Employee) -> str:
    """What somebody without an address types to sign in: the organization's short name and the own number."""
    slug = Organization.objects.values_list("slug", flat=True).get(pk=current_organization())
    return f"{slug}/{employee.number}".lower()


@transaction.atomic
def print_codes(employees: Iterable[Employee], *, by: Actor, at: datetime) -> list[tuple[Employee, str]]:
    """A code for each, good for seven days and once; an earlier one is withdrawn. The codes are kept nowhere.

    Also the way to a new password for whoever signs in without an address. Raises `HasAddress`, `AlreadyIn`.
    """
    printed = []
    for employee in employees:
        require("invite", by, employee)
        if employee.email:
            raise HasAddress
        if employee.user_id is not None and employee.user.email is not None:
            raise AlreadyIn
        Invitation.objects.filter(employee=employee, state=InvitationState.SENT).update(
            state=INVITATION_MOVES["revoke"].target
        )
        code = new_code()
        invitation = Invitation.objects.create(
            employee=employee,
            on_paper=True,
            token_hash=_hash(employee.pk, code),
            invited_by_id=by.pk,
            sent_at=at,
            told_at=at,  # no mail goes out
            expires_at=at + timedelta(days=INVITATION_DAYS),
        )
        record("employee.code_printed", by=by, at=at, employee=employee, subject=invitation)
        printed.append((employee, code))
    return printed


def open_code(number: str, code: str, *, at: datetime) -> Invitation:
    """The invitation which this number and code open; raises `InvitationOver` for every reason alike."""
    rows = Invitation.objects.open(at).filter(
        on_paper=True, employee__number__iexact=number.strip(), employee__state=EmployeeState.ACTIVE
    )
    for invitation in rows.select_related("employee__user").order_by("pk"):
        if secrets.compare_digest(invitation.token_hash, _hash(invitation.employee_id, code)):
            return invitation
    raise InvitationOver


@transaction.atomic
def redeem_code(number: str, code: str, *, at: datetime, password: str) -> Employee:
    """Whoever holds the letter chooses a password and is in, under the organization's short name and the number.

    A user of that name who left and came back, or forgot the password, gets the new one. Raises `InvitationOver`.
    """
    invitation = open_code(number, code, at=at)
    employee = invitation.employee
    move(invitation, INVITATION_MOVES["accept"], accepted_at=at)
    User = get_user_model()
    name = sign_in_name(employee)
    user = employee.user or User.objects.filter(sign_in_name=name).first() or User(sign_in_name=name)
    anothers = user.pk is not None and Employee.objects.filter(user=user).exclude(pk=employee.pk).exists()
    if anothers or user.email is not None:
        raise InvitationOver  # the number differs from another one in small and capital letters only
    user.set_password(password)
    user.save()
    Employee.objects.filter(pk=employee.pk).update(user=user)
    employee.user = user
    record("employee.joined", by=employee, at=at, employee=employee, subject=invitation)
    return employee
