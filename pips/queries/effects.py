"""Whether it worked, in words: the figures that a worker has computed, beside what would have happened anyway."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Effect, TeamPlan
from ..states import EffectMethod
from .effect_plots import Plot, figure, plot_of

FEWEST_VALUES = 8  # of a series, before and after
FEWEST_PEOPLE = 5  # of each arm
MORE, LESS, NOTHING, OPEN = "more", "less", "nothing", "open"


@dataclass(frozen=True)
class Said:
    """An effect in sentences, the first one alone if one has no time; `plot` shows the same."""

    effect: Effect
    sentence: str
    details: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return verdict(self.effect)

    @property
    def plot(self) -> Plot | None:
        return plot_of(self.effect)


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
        return Said(effect, _no_effect(effect), tuple(_of_people(effect)) if effect.ran_together is False else ())
    return Said(effect, _sentence(effect), tuple(_details(effect)))


def _no_effect(effect: Effect) -> str:
    words = {"before": effect.n_before, "after": effect.n_after, "metric": effect.metric_name}
    if effect.ran_together is False:
        return _(
            "No effect is shown: before it began, %(metric)s moved differently for the %(before)s people with it than "
            "for the %(after)s without, so that nobody can tell the one from the other."
        ) % (words)
    if effect.method == EffectMethod.ITS:
        return _(
            "Too early to say: %(metric)s was measured %(before)s times before and %(after)s times since; eight of "
            "each are needed."
        ) % (words)
    if effect.ran_together:
        return _(
            "Nothing to say: %(metric)s changed alike for all, the %(before)s people with it and the %(after)s without."
        ) % (words)
    return _(
        "Too few to say: %(metric)s is known of %(before)s people with it and of %(after)s comparable ones without; "
        "five of each are needed."
    ) % (words)


def verdict(effect: Effect) -> str:
    """What one may say: `more` or `less` than was to be expected, `nothing` that chance does not explain, `open` where
    two ways of computing it disagree, and nothing at all of what was not computed."""
    if effect.estimate is None or effect.low is None or effect.high is None:
        return ""
    if effect.low <= 0 <= effect.high:
        return NOTHING
    side = MORE if effect.estimate > 0 else LESS
    if effect.method == EffectMethod.DID and effect.other_low is not None and effect.other_high is not None:
        agrees = effect.other_low > 0 if side == MORE else effect.other_high < 0
        return side if agrees else OPEN
    return side


def _sentence(effect: Effect) -> str:
    assert effect.estimate is not None and effect.low is not None and effect.high is not None
    words = {
        "metric": effect.metric_name,
        "change": figure(effect, effect.estimate),
        "low": figure(effect, effect.low),
        "high": figure(effect, effect.high),
    }
    found = verdict(effect)
    if found == NOTHING:
        return _(
            "%(metric)s differs by %(change)s from what was to be expected (between %(low)s and %(high)s): this is "
            "compatible with no effect."
        ) % (words)
    if found == OPEN:
        return _(
            "%(metric)s differs by %(change)s from what was to be expected (between %(low)s and %(high)s), but another "
            "way of computing it does not agree: this is not called an effect."
        ) % (words)
    return _(
        "%(metric)s differs by %(change)s from what was to be expected (between %(low)s and %(high)s): more than "
        "chance alone explains."
    ) % (words)


def _details(effect: Effect) -> Iterable[str]:
    yield from _of_people(effect) if effect.method == EffectMethod.DID else _of_a_series(effect)
    yield _("Numbers of a group; what helped one person cannot be shown by them.")


def _of_a_series(effect: Effect) -> Iterable[str]:
    words = {"before": effect.n_before, "after": effect.n_after}
    yield _("Compared with the line of %(before)s values before, carried on over %(after)s values since.") % words
    if effect.other_low is not None and effect.other_high is not None:
        yield _("Where successive values resemble each other, it lies between %(low)s and %(high)s.") % _limits(effect)
    yield _("Successive values do resemble each other, so that these limits are rather too narrow.")
    if effect.by_itself is not None:
        yield _(
            "What is low for a while comes back by itself: without doing anything, a change of %(change)s was to be "
            "expected."
        ) % {"change": figure(effect, effect.by_itself)}


def _of_people(effect: Effect) -> Iterable[str]:
    words = {"before": effect.n_before, "after": effect.n_after}
    if effect.estimate is not None:
        yield (
            _("%(before)s people with it beside %(after)s of the same job title, as far at first, who never had it.")
            % words
        )
    if effect.ran_together and effect.periods:
        yield _("The lines ran together before: over %(periods)s values neither side moved faster than the other.") % {
            "periods": effect.periods
        }
    elif effect.ran_together is False and effect.periods:
        yield _("The lines did not run together over the %(periods)s values before.") % {"periods": effect.periods}
    if effect.others_changed is not None:
        yield _("Those without it changed by %(change)s in the same weeks.") % {
            "change": figure(effect, effect.others_changed)
        }
    if effect.other_estimate is not None and effect.other_low is not None and effect.other_high is not None:
        yield _(
            "Computed another way, among people who began at the same height, it is %(change)s (between %(low)s and "
            "%(high)s)."
        ) % {"change": figure(effect, effect.other_estimate), **_limits(effect)}
    if effect.by_itself is not None and effect.reliability is not None:
        yield _by_itself(effect, effect.by_itself, effect.reliability)


def _by_itself(effect: Effect, value: float, reliability: float) -> str:
    """What comes back without anybody's doing, by how steady the metric is."""
    return _(
        "Whoever is chosen at a low moment comes back without anybody’s doing: of people who lay where these lay, a "
        "change of %(change)s was to be expected by that alone (%(lasts)s of what sets people apart here lasts from "
        "four weeks to the next four)."
    ) % {
        "change": figure(effect, value),
        "lasts": f"{round(100 * reliability)}\u00a0%",
    }


def _limits(effect: Effect) -> dict[str, str]:
    assert effect.other_low is not None and effect.other_high is not None
    return {
        "low": figure(effect, effect.other_low),
        "high": figure(effect, effect.other_high),
    }
