"""Roles and invitations."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token, new_token
from perfhub.kernel.moves import move

from ..access import Actor, require
from ..models import Employee, Invitation, RoleGrant, Team
from ..states import INVITATION_MOVES, EmployeeState, InvitationState
from .audit import record

INVITATION_DAYS = 7


class NoAddress(RuleBroken):
    """Nobody can be invited without an e-mail address."""

    sentence = _("There is no e-mail address to invite.")


class AlreadyIn(RuleBroken):
    """Has a sign-in here already."""

    sentence = _("This person can sign in already.")


class InvitationOver(RuleBroken):
    """Used, withdrawn, expired, or meant for somebody else."""

    sentence = _("This invitation is no longer good. Please ask for a new one.")


@transaction.atomic
def grant(employee: Employee, role: str, *, by: Actor, at: datetime, team: Team | None = None) -> RoleGrant:
    """Give an employee a role; nobody gives one to oneself. Giving it twice changes nothing."""
    require("grant", by, employee)
    held, new = RoleGrant.objects.get_or_create(
        employee=employee, role=role, team=team, end_at=None, defaults={"start_at": at, "granted_by_id": by.pk}
    )
    if new:
        record(f"role.granted.{role}", by=by, at=at, employee=employee, subject=held)
    return held


@transaction.atomic
def end_grant(held: RoleGrant, *, by: Actor, at: datetime) -> None:
    """Take a role back, from now on."""
    require("grant", by, held.employee)
    if RoleGrant.objects.filter(pk=held.pk, end_at__isnull=True).update(end_at=at):
        record(f"role.ended.{held.role}", by=by, at=at, employee=held.employee, subject=held)


@transaction.atomic
def invite(employee: Employee, *, by: Actor, at: datetime) -> str:
    """Make a one-time link's token, good for seven days; an earlier open one is withdrawn.

    Returns the token itself, which is kept nowhere: only its hash is. Raises `NoAddress`, `AlreadyIn`.
    """
    require("invite", by, employee)
    if not employee.email:
        raise NoAddress
    if employee.user_id is not None:
        raise AlreadyIn
    Invitation.objects.filter(employee=employee, state=InvitationState.SENT).update(
        state=INVITATION_MOVES["revoke"].target
    )
    invitation = Invitation.objects.create(
        employee=employee,
        email=employee.email,
        token_hash=hash_token(new_token("inv")),
        invited_by_id=by.pk,
        sent_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    record("employee.invited", by=by, at=at, employee=employee, subject=invitation)
    return token_of(invitation)


def token_of(invitation: Invitation) -> str:
    """The token of an open invitation, made anew from our key each time it is needed, so that it is kept nowhere.

    Whoever reads the database, the outbox or a log finds no link in it.
    """
    said = f"{invitation.organization_id}:{invitation.pk}:{invitation.email}"
    digest = salted_hmac("people.invitation", said, algorithm="sha256").digest()
    token = f"inv_{urlsafe_b64encode(digest).decode().rstrip('=')}"
    if invitation.token_hash != (hashed := hash_token(token)):  # just made, or our key has changed since
        Invitation.objects.filter(pk=invitation.pk).update(token_hash=hashed)
        invitation.token_hash = hashed
    return token


def open_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation a token opens; raises `InvitationOver` for every reason alike."""
    invitation = (
        Invitation.objects.filter(
            token_hash=hash_token(token),
            on_paper=False,
            state=InvitationState.SENT,
            expires_at__gt=at,
            employee__state=EmployeeState.ACTIVE,
            employee__user__isnull=True,
        )
        .select_related("employee")
        .first()
    )
    if invitation is None or invitation.email != invitation.employee.email:
        raise InvitationOver
    return invitation


@transaction.atomic
def accept_invitation(token: str, *, at: datetime, user=None, password: str | None = None) -> Employee:
    """The invited person takes the link: with an existing sign-in of the same address, or a new password.

    The address of the sign-in must be the one the invitation was sent to. Raises `InvitationOver`.
    """
    invitation = open_invitation(token, at=at)
    User = get_user_model()
    if user is None:
        if password is None or User.objects.filter(email__iexact=invitation.email).exists():
            raise InvitationOver
        user = User.objects.create_user(invitation.email, password)
    elif user.email is None or user.email.lower() != invitation.email:
        raise InvitationOver
    move(invitation, INVITATION_MOVES["accept"], accepted_at=at)
    employee = invitation.employee
    Employee.objects.filter(pk=employee.pk).update(user=user)
    employee.user = user
    record("employee.joined", by=employee, at=at, employee=employee, subject=invitation)
    return employee
