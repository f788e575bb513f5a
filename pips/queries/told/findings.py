"""What is told of findings. They are about the organization; letters say no more than that there is one."""

from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...states import FindingState


def _is_asked(notice) -> bool:
    return notice.subject.state == FindingState.PROPOSED and notice.subject.owner_id == notice.recipient_id


def _render_asked(notice) -> Rendered:
    return Rendered(
        subject=_("You are asked to take on a finding"),
        lead=_("Many here may share one cause, and you could act on it. You may decline, and say why."),
        url=page_url("pips:finding", notice.subject.pk),
        action=_("Read it"),
    )


def _is_offered(notice) -> bool:
    return notice.subject.state == FindingState.PROPOSED


def _render_offered(notice) -> Rendered:
    return Rendered(
        subject=_("A finding is offered"),
        lead=_("In one unit many share one cause, or miss the same. Somebody could act on that."),
        lines=(_("It is a count of five people at least; nobody can be told from it."),),
        url=page_url("pips:finding", notice.subject.pk),
        action=_("Read it"),
    )


def _render_proposed(notice) -> Rendered:
    return Rendered(
        subject=_("A finding is proposed"),
        lead=_("Somebody says that many here share one cause. Decide whether somebody is to act on it."),
        url=page_url("pips:finding", notice.subject.pk),
        action=_("Read it"),
    )


def _is_news(notice) -> bool:
    return notice.subject.state == notice.occurrence


def _render_news(notice) -> Rendered:
    words = {
        FindingState.ACCEPTED: _("A finding you proposed was taken on"),
        FindingState.DECLINED: _("A finding you proposed was declined"),
    }
    subject = words.get(FindingState(notice.subject.state), _("A finding you proposed is closed"))
    return Rendered(
        subject=subject, lead=subject + ".", url=page_url("pips:finding", notice.subject.pk), action=_("Read it")
    )


def _sample(render):
    return lambda: render(SimpleNamespace(subject=SimpleNamespace(pk=0, state=FindingState.ACCEPTED)))


KINDS = (
    NoticeKind(
        name="pips.finding_asked",
        label=gettext_lazy("You are asked to take on a finding"),
        still_wanted=_is_asked,
        render=_render_asked,
        sample=_sample(_render_asked),
    ),
    NoticeKind(
        name="pips.finding_offered",
        label=gettext_lazy("A finding is offered, and somebody could act on it"),
        still_wanted=_is_offered,
        render=_render_offered,
        sample=_sample(_render_offered),
    ),
    NoticeKind(
        name="pips.finding_proposed",
        label=gettext_lazy("A finding is proposed, and HR decides"),
        still_wanted=_is_offered,
        render=_render_proposed,
        sample=_sample(_render_proposed),
    ),
    NoticeKind(
        name="pips.finding_news",
        label=gettext_lazy("What becomes of a finding you proposed"),
        still_wanted=_is_news,
        render=_render_news,
        sample=_sample(_render_news),
    ),
)

ACTS = Acts(
    name="pips.findings",
    words={
        "finding.propose": gettext_lazy("Finding proposed"),
        "finding.offer": gettext_lazy("Finding offered by the figures"),
        "finding.ask": gettext_lazy("Somebody asked to take on a finding"),
        "finding.accept": gettext_lazy("Finding taken on"),
        "finding.decline": gettext_lazy("Finding declined"),
        "finding.act": gettext_lazy("Finding acted on"),
        "finding.remeasure": gettext_lazy("Finding measured again"),
        "finding.close": gettext_lazy("Finding closed"),
    },
)
