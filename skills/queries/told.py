"""What is told of growing. Names alone: the words of a growth action stand in no letter."""

from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ..models import GrowthAction
from ..states import GrowthState


def _still_suggested(notice) -> bool:
    action: GrowthAction = notice.subject
    return action.is_waiting and action.employee_id == notice.recipient_id


def _render_suggested(notice) -> Rendered:
    action: GrowthAction = notice.subject
    words = {"name": action.suggested_by.name}
    return Rendered(
        subject=_("%(name)s suggests something to grow with") % words,
        lead=_("%(name)s suggests something to grow with. It is planned when you say yes; you may decline.") % words,
        url=page_url("skills:growth_action", action.pk),
        action=_("Look at it"),
    )


def _still_answered(notice) -> bool:
    action: GrowthAction = notice.subject
    return action.suggested_by_id == notice.recipient_id and not action.is_waiting


def _render_answered(notice) -> Rendered:
    action: GrowthAction = notice.subject
    words = {"name": action.employee.name}
    if action.state == GrowthState.DECLINED:
        subject, lead = _("%(name)s declined what you suggested"), _("%(name)s does not take up what you suggested.")
    else:
        subject, lead = _("%(name)s takes up what you suggested"), _("%(name)s plans what you suggested to grow with.")
    return Rendered(
        subject=subject % words,
        lead=lead % words,
        url=page_url("skills:growth_action", action.pk),
        action=_("Look at it"),
    )


def _sample(render):
    def sample() -> Rendered:
        employee, manager = SimpleNamespace(name=_("Kim Example")), SimpleNamespace(name=_("Alex Example"))
        action = SimpleNamespace(pk=0, employee=employee, suggested_by=manager, state=GrowthState.PLANNED)
        return render(SimpleNamespace(subject=action))

    return sample


KINDS = (
    NoticeKind(
        name="growth.suggested",
        label=gettext_lazy("Your manager suggests something to grow with"),
        still_wanted=_still_suggested,
        render=_render_suggested,
        sample=_sample(_render_suggested),
        related=("suggested_by",),
    ),
    NoticeKind(
        name="growth.answered",
        label=gettext_lazy("What becomes of a growth action that you suggested"),
        still_wanted=_still_answered,
        render=_render_answered,
        sample=_sample(_render_answered),
        in_bell_alone=True,
        related=("employee",),
    ),
)

ACTS = Acts(
    name="skills",
    words={
        "growth.accepted": gettext_lazy("Suggested growth action taken up"),
        "growth.begun": gettext_lazy("Growth action begun"),
        "growth.changed": gettext_lazy("Growth action changed"),
        "growth.declined": gettext_lazy("Suggested growth action declined"),
        "growth.done": gettext_lazy("Growth action done"),
        "growth.dropped": gettext_lazy("Growth action dropped"),
        "growth.learned": gettext_lazy("Said what was learned from a growth action"),
        "growth.not_yet": gettext_lazy("Growth action not begun after all"),
        "growth.planned": gettext_lazy("Growth action planned"),
        "growth.seen": gettext_lazy("Growth action seen"),
        "growth.suggested": gettext_lazy("Growth action suggested"),
        "growth.taken_up": gettext_lazy("Growth action goes on"),
        "growth.withdrawn": gettext_lazy("Suggested growth action withdrawn"),
        "skill.brought_back": gettext_lazy("Skill brought back into the library"),
        "skill.changed": gettext_lazy("Skill of the library changed"),
        "skill.retired": gettext_lazy("Skill of the library put away"),
        "skill.written": gettext_lazy("Skill of the library written"),
    },
    reads={"growth.seen": gettext_lazy("Growth action")},
)
