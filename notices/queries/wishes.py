"""What people want to be told by mail."""

from dataclasses import dataclass

from django.core import signing

from people.models import Employee
from perfhub.kernel.slots import Text
from perfhub.kernel.tenancy import current_organization

from ..models import KindSwitch, Preference
from ..states import Channel
from .subjects import kinds

SALT = "notices.unsubscribe"
DIGEST = "notices.digest"


@dataclass(frozen=True)
class Wish:
    """One kind as its line on the page of preferences."""

    kind: str
    label: Text
    wanted: bool
    legal: bool
    in_digest: bool


def wants_mail(employee: Employee, kind_name: str) -> bool:
    """What the employee said of this kind, else of all, else yes; a legal kind is not asked about."""
    if (kind := kinds().get(kind_name)) and kind.legal:
        return True
    said = dict(
        Preference.objects.filter(employee=employee, channel=Channel.MAIL, kind__in=["", kind_name]).values_list(
            "kind", "wanted"
        )
    )
    return said.get(kind_name, said.get("", True))


def wishes_of(employee: Employee) -> list[Wish]:
    """All kinds this organization uses, with what the employee wants; a letter without a bell is no choice."""
    said = dict(Preference.objects.filter(employee=employee, channel=Channel.MAIL).values_list("kind", "wanted"))
    off = switched_off()
    return [
        Wish(
            kind=name,
            label=kind.label,
            wanted=kind.legal or said.get(name, said.get("", True)),
            legal=kind.legal,
            in_digest=kind.in_digest,
        )
        for name, kind in kinds().items()
        if name not in off and (kind.in_bell or name == DIGEST)
    ]


def switched_off() -> set[str]:
    """The kinds this organization does not use."""
    return set(KindSwitch.objects.filter(is_on=False).values_list("kind", flat=True))


def is_off(kind_name: str) -> bool:
    return KindSwitch.objects.filter(kind=kind_name, is_on=False).exists()


def unsubscribe_token(employee: Employee, kind_name: str) -> str:
    """Names one employee and one kind, signed; it stands in mails, and can do no more than stop them."""
    return signing.dumps([current_organization(), employee.pk, kind_name], salt=SALT)


def unsubscribed(token: str) -> tuple[Employee, str] | None:
    """Whose mail of which kind a token stops, here; None for a token that was not made for this organization."""
    try:
        organization, pk, kind_name = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if organization != current_organization() or kind_name not in kinds() or kinds()[kind_name].legal:
        return None
    employee = Employee.objects.filter(pk=pk).first()
    return (employee, kind_name) if employee else None


def label_of(kind_name: str) -> Text:
    kind = kinds().get(kind_name)
    return (kind.label or kind_name) if kind else kind_name
