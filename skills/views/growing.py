"""My growth: what I plan, do and learn; and what a manager reads and suggests."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.queries import manager_of
from perfhub.kernel import slots
from perfhub.kernel.htmx import back, page, toast

from ..access import growing as access
from ..forms import ActionForm, LearnedForm, ListForm, WhyDeclinedForm, WhyDroppedForm
from ..queries import growing as queries
from ..queries import library
from ..rules import growing as rules


@require_safe
def growth(request):
    """What the viewer does to grow."""
    return _list(request, request.viewer)


@require_safe
def growth_of(request, pk):
    """The same of a report, for the manager now."""
    return _list(request, access.readable_person(request.viewer, pk))


def _list(request, person):
    asked = ListForm(request.GET).asked()
    found = queries.growth_of(person, viewer=request.viewer, at=request.at, **asked)
    rules.note_seen([row.action for row in found.rows], by=request.viewer, at=request.at)
    tabs = [
        {"label": label, "url": f"?side={side}", "current": side == asked["side"], "count": number}
        for side, label, number in ((queries.GOING_ON, _("Going on"), found.going_on), (queries.OVER, _("Over"), None))
    ]
    own = person.pk == request.viewer.pk
    context = {
        "person": person,
        "own": own,
        "found": found,
        "side": asked["side"],
        "tabs": tabs,
        "manager": manager_of(person) if own else None,
        "acts": access.acts(request.viewer, None if own else person),
    }
    return page(request, "skills/growth.html", context, partial="rows")


@require_http_methods(["GET", "POST"])
def plan(request):
    """Something of one's own."""
    access.require("plan", request.viewer)
    return _write(request, request.viewer, rules.plan, _("Planned. Begin it when you do."))


@require_http_methods(["GET", "POST"])
def suggest(request, pk):
    """Something for a report, who says yes or no."""
    person = access.get_report(request.viewer, pk)
    words = _("Suggested. It is planned when %(name)s says yes.") % {"name": person.name}
    return _write(request, person, rules.suggest, words)


def _write(request, person, rule, words):
    form = ActionForm(request.POST or None, skills=library.choosable())
    own = person.pk == request.viewer.pk
    if form.is_valid():
        whom = () if own else (person,)
        made = rule(*whom, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, words)
        return redirect("skills:growth_action", request.organization.slug, made.pk)
    context = {"form": form, "person": person, "own": own, "manager": manager_of(person)}
    return page(request, "skills/growth_form.html", {**context, "today": timezone.localdate(request.at)})


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Other words or another day."""
    found = access.get_action(request.viewer, pk)
    access.require("change", request.viewer, found)
    initial = {name: getattr(found, name) for name in ("kind", "text", "skill", "due_date", "version")}
    form = ActionForm(request.POST or None, initial=initial, skills=library.choosable(found.skill_id))
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        toast(request, _("Saved. What stood there before stays in its history."))
        return redirect("skills:growth_action", request.organization.slug, pk)
    shown = {"form": form, "action": found, "person": request.viewer, "own": True}
    return page(request, "skills/growth_form.html", {**shown, "manager": manager_of(request.viewer)})


@require_safe
def growth_action(request, pk):
    """One of them: what became of it, and what may be done."""
    return _one(request, access.get_action(request.viewer, pk))


def _one(request, found, **forms):
    rules.note_seen([found], by=request.viewer, at=request.at)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    manager = manager_of(found.employee)
    context = {
        "row": row,
        "acts": row.acts,
        "history": queries.history_of(found),
        "manager": manager,
        "seen_at": queries.seen_by_the_manager(found, manager) if row.is_mine else None,
        "beside": slots.collect("growth.beside", found, viewer=request.viewer, at=request.at),
        "learned": LearnedForm(initial={"learned": found.learned}),
        "drop": WhyDroppedForm(auto_id="drop_%s"),
        "decline": WhyDeclinedForm(auto_id="decline_%s"),
        **forms,
    }
    return page(request, "skills/growth_action.html", context)


def _press(rule, words, *, undo: str = ""):
    """One press; where it can be undone, the toast does."""

    @require_POST
    def view(request, pk):
        found = access.get_action(request.viewer, pk)
        rule(found, by=request.viewer, at=request.at)
        toast(request, str(words), undo=_address(request, undo, pk) if undo else "")
        return back(request, _address(request, "growth_action", pk))

    return view


def _say(rule, name, form_class, words, *, undo: str = ""):
    """One act with words; what is too long or missing is said at the field."""

    @require_POST
    def view(request, pk):
        found = access.get_action(request.viewer, pk)
        form = form_class(request.POST, auto_id=f"{name}_%s")
        if not form.is_valid():
            access.require(VERBS[name], request.viewer, found)
            return _one(request, found, **{name: form})
        (said,) = form.rule_arguments().values()
        rule(found, said, by=request.viewer, at=request.at)
        toast(request, str(words), undo=_address(request, undo, pk) if undo else "")
        return back(request, _address(request, "growth_action", pk))

    return view


VERBS = {"learned": "finish", "drop": "drop", "decline": "decline"}

accept = _press(rules.accept, gettext_lazy("Planned. Who suggested it is told."))
withdraw = _press(rules.withdraw, gettext_lazy("Withdrawn. Nobody is asked any more."))
begin = _press(rules.begin, gettext_lazy("Begun."), undo="not_yet")
not_yet = _press(rules.not_yet, gettext_lazy("Planned again."))
take_up = _press(rules.take_up, gettext_lazy("It goes on."))
finish = _say(rules.finish, "learned", LearnedForm, gettext_lazy("Done. Well done!"), undo="take_up")
say_learned = _say(rules.say_learned, "learned", LearnedForm, gettext_lazy("Saved."))
drop = _say(rules.drop, "drop", WhyDroppedForm, gettext_lazy("Dropped."), undo="take_up")
decline = _say(rules.decline, "decline", WhyDeclinedForm, gettext_lazy("Declined. Who suggested it is told."))


def _address(request, name: str, pk: int) -> str:
    return reverse(f"skills:{name}", args=[request.organization.slug, pk])
