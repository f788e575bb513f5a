"""How people want to be told: what they chose, else what the organization says, else what the kind says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from people.access import leads_hr
from people.models import Employee
from perfhub.kernel.slots import NoticeKind, Text
from perfhub.kernel.tenancy import current_organization

from ..models import KindSwitch, Preference
from ..states import Channel
from .subjects import kinds

SALT = "notices.unsubscribe"
DIGEST = "notices.digest"
HELD = "notices.held"


def channels_open(kind: NoticeKind) -> tuple[Channel, ...]:
    """The ways among which one may choose for a kind."""
    if kind.legal or kind.to is not None:
        return (Channel.NOW,)
    if kind.name == DIGEST:
        return (Channel.NOW, Channel.BELL)
    return (Channel.NOW, Channel.DIGEST, Channel.BELL, *(() if kind.owed else (Channel.OFF,)))


def channel_built_in(kind: NoticeKind) -> Channel:
    """How a kind is told where nobody said anything."""
    if kind.in_bell_alone:
        return Channel.BELL
    return Channel.DIGEST if kind.in_digest else Channel.NOW


class Choices:
    """What these employees and their organization chose; read once, in two statements."""

    def __init__(self, employee_ids: Iterable[int], *, kind_name: str | None = None) -> None:
        said = Preference.objects.filter(employee__in=list(employee_ids))
        here = KindSwitch.objects.all()
        if kind_name is not None:
            said, here = said.filter(kind=kind_name), here.filter(kind=kind_name)
        self._said = {(pk, kind): channel for pk, kind, channel in said.values_list("employee", "kind", "channel")}
        rows = list(here.values_list("kind", "is_on", "channel"))
        self._here = {kind: channel for kind, _on, channel in rows if channel}
        self.off: Collection[str] = {kind for kind, is_on, _channel in rows if not is_on}

    def default(self, kind: NoticeKind) -> Channel:
        """How whoever chose nothing is told here."""
        return _open(kind, self._here.get(kind.name) or channel_built_in(kind))

    def of(self, employee_id: int, kind: NoticeKind) -> Channel:
        """The person, else the organization, else the kind; never a way that is not open for it."""
        said = self._said.get((employee_id, kind.name))
        return _open(kind, said) if said else self.default(kind)

    def is_off(self, kind: NoticeKind) -> bool:
        """Whether this organization does not use the kind; a legal one it does."""
        return not kind.legal and kind.name in self.off


def _open(kind: NoticeKind, channel: str) -> Channel:
    ways = channels_open(kind)
    if channel in ways:
        return Channel(channel)
    return Channel.BELL if Channel.BELL in ways else ways[0]


@dataclass(frozen=True)
class Wish:
    """One kind as its line on the page of preferences."""

    kind: str
    label: Text
    channel: Channel
    ways: tuple[Channel, ...]
    default: Channel
    why: Text  # it cannot be switched off

    @property
    def is_chosen(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.ways) > 1


def wishes_of(employee: Employee) -> list[Wish]:
    """All kinds this organization uses, with how the employee is told; a letter without a bell is no choice."""
    choices = Choices([employee.pk])
    return [
        Wish(
            kind=name,
            label=kind.label,
            channel=choices.of(employee.pk, kind),
            ways=channels_open(kind),
            default=choices.default(kind),
            why=why_always(kind),
        )
        for name, kind in kinds().items()
        if not choices.is_off(kind) and (kind.in_bell or name == DIGEST) and (name != HELD or leads_hr(employee))
    ]


def why_always(kind: NoticeKind) -> Text:
    """Why nobody may switch this off; empty where anybody may."""
    if kind.legal:
        return kind.owed or _("Always sent by e-mail: the law or your safety asks for it.")
    return kind.owed


def unsubscribe_token(employee: Employee, kind_name: str) -> str:
    """Names one employee and one kind, signed; it stands in mails, and can do no more than stop them."""
    return signing.dumps([current_organization(), employee.pk, kind_name], salt=SALT)


def unsubscribed(token: str) -> tuple[Employee, str] | None:
    """Whose mail of which kind a token stops, here; None for a token that was not made for this organization."""
    try:
        organization, pk, kind_name = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    kind = kinds().get(kind_name)
    if organization != current_organization() or kind is None or kind.legal or kind.to is not None:
        return None
    employee = Employee.objects.filter(pk=pk).first()
    return (employee, kind_name) if employee else None


def label_of(kind_name: str) -> Text:
    kind = kinds().get(kind_name)
    return (kind.label or kind_name) if kind else kind_name
