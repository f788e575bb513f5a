"""Whether it worked, in words: the figures that a worker has computed, beside what would have happened anyway."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..models import Effect, TeamPlan
from ..states import EffectMethod

FEWEST_VALUES = 8  # of a series, before and after
FEWEST_PEOPLE = 5  # of each arm


@dataclass(frozen=True)
class Said:
    """An effect in sentences, the first one alone if one has no time."""

    effect: Effect
    sentence: str
    details: tuple[str, ...]


def of_team_plan(plan: TeamPlan) -> Said | None:
    """What can be said of a team plan that a metric feeds; None without one, or before the first night."""
    found = Effect.objects.filter(team_plan=plan).order_by("-computed_at", "-pk").first()
    return said(found) if found is not None else None


def of_remedies() -> list[Said]:
    """What can be said of each remedy, by name; one statement."""
    rows = Effect.objects.filter(remedy__isnull=False).select_related("remedy").order_by("remedy__name", "pk")
    return [said(row) for row in rows]


def of_team_plans() -> list[Said]:
    """What can be said of each begun team plan that a metric feeds, the newest first; one statement."""
    rows = Effect.objects.filter(team_plan__isnull=False).select_related("team_plan")
    return [said(row) for row in rows.order_by("-team_plan__start_date", "pk")]


def said(effect: Effect) -> Said:
    """In words a manager would use, with n and limits, and without claiming a cause."""
    if effect.estimate is None:
        return Said(effect, _too_few(effect), ())
    return Said(effect, _sentence(effect), tuple(_details(effect)))


def _too_few(effect: Effect) -> str:
    words = {"before": effect.n_before, "after": effect.n_after, "metric": effect.metric_name}
    if effect.method == EffectMethod.ITS:
        return _(
            "Too early to say: %(metric)s was measured %(before)s times before and %(after)s times since; eight of "
            "each are needed."
        ) % (words)
    return _(
        "Too few to say: %(metric)s is known of %(before)s people with it and of %(after)s comparable ones without; "
        "five of each are needed."
    ) % (words)


def _sentence(effect: Effect) -> str:
    assert effect.estimate is not None and effect.low is not None and effect.high is not None
    words = {
        "metric": effect.metric_name,
        "change": _figure(effect, effect.estimate, signed=True),
        "low": _figure(effect, effect.low, signed=True),
        "high": _figure(effect, effect.high, signed=True),
    }
    if effect.low <= 0 <= effect.high:
        return _(
            "%(metric)s differs by %(change)s from what was to be expected (between %(low)s and %(high)s): this is "
            "compatible with no effect."
        ) % (words)
    return _(
        "%(metric)s differs by %(change)s from what was to be expected (between %(low)s and %(high)s): more than "
        "chance alone explains."
    ) % (words)


def _details(effect: Effect) -> Iterable[str]:
    words = {"before": effect.n_before, "after": effect.n_after}
    if effect.method == EffectMethod.ITS:
        yield _("Compared with the line of %(before)s values before, carried on over %(after)s values since.") % words
        yield _("Successive values resemble each other, so that these limits are rather too narrow.")
    else:
        yield _("%(before)s people with it beside %(after)s who were as far before, without it.") % words
    if effect.other_low is not None and effect.other_high is not None:
        limits = {
            "low": _figure(effect, effect.other_low, signed=True),
            "high": _figure(effect, effect.other_high, signed=True),
        }
        yield _("Computed in another way it lies between %(low)s and %(high)s.") % limits
    if effect.by_itself is not None:
        yield _(
            "What is low for a while comes back by itself: without doing anything, a change of %(change)s was to be "
            "expected."
        ) % {"change": _figure(effect, effect.by_itself, signed=True)}
    yield _("Numbers of a group; what helped one person cannot be shown by them.")


def _figure(effect: Effect, value: float, *, signed: bool = False) -> str:
    text = number_format(abs(round(value, 1)), 1)
    sign = ("+" if value > 0 else "\u2212" if value < 0 else "\u00b1") if signed else ""
    return f"{sign}{text}\u00a0{effect.unit}".rstrip("\u00a0")
