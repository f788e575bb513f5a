"""The checks of each family kill plausible mistakes: a mutant that survives them fails here.

A mutant is the source of a module with one piece replaced, run as a module of its own; its function stands in for the
real one while the family's checks are called. A check kills by failing, not by crashing on a mutant that cannot run.
"""

import importlib
import inspect
import types
from collections.abc import Callable, Iterator

import pytest

from perfhub.kernel import statistics as stats

Killed = (AssertionError, pytest.fail.Exception)

# module, function, what is written there, what a hasty hand might have written
MUTANTS = [
    ("proportions", "wilson_interval", "successes * (n - successes) / n + z2 / 4", "successes * (n - successes) / n"),
    ("proportions", "wilson_interval", "centre = successes + z2 / 2", "centre = successes"),
    ("proportions", "newcombe_difference", "math.hypot(p1 - low1, high2 - p2)", "math.hypot(p1 - low1, p2 - low2)"),
    ("proportions", "newcombe_difference", "math.hypot(high1 - p1, p2 - low2)", "high1 - p1 + p2 - low2"),
    ("surveys", "enps", "- ahead**2", "- 0 * ahead"),
    ("surveys", "enps", "(everybody - n) / max(everybody - 1, 1)", "(everybody - n) / everybody"),
    ("surveys", "enps", "variance *= (everybody", "variance *= 1 or (everybody"),
    ("surveys", "enps", "score + Z95 * error)", "min(score + Z95 * error, 100.0))"),
    ("screening", "benjamini_hochberg", "smallest = min(smallest, ", "smallest = min(1.0, "),
    ("screening", "benjamini_hochberg", "(m / rank)", "m"),
    ("screening", "benjamini_hochberg", "range(m, 0, -1)", "range(1, m + 1)"),
    ("screening", "benjamini_hochberg", "value <= q for", "value < q for"),
    ("screening", "benjamini_hochberg", "q_values[at] = smallest", "q_values[rank - 1] = smallest"),
    ("screening", "benjamini_hochberg", "rel_tol=_ROUNDING", "rel_tol=0.0"),
    ("screening", "poisson_binomial_tail", "chances[observed:]", "chances[observed + 1:]"),
    ("screening", "poisson_binomial_tail", "stays * (1 - p) + comes * p", "stays * p + comes * (1 - p)"),
    ("trends", "mann_kendall", "- tied) / 18", ") / 18"),
    ("trends", "mann_kendall", "(s - sign) / math.sqrt(variance)", "s / math.sqrt(variance)"),
    ("trends", "mann_kendall", "_EXACT_UP_TO = 10", "_EXACT_UP_TO = 1"),
    ("trends", "mann_kendall", "n <= _EXACT_UP_TO and", "n < _EXACT_UP_TO and"),
    ("trends", "mann_kendall", " and len(set(found)) == n", ""),
    ("trends", "mann_kendall", "sum(orders[falls:])", "2 * sum(orders[falls:])"),
    ("trends", "mann_kendall", "sum(orders[: falls + 1])", "sum(orders[:falls])"),
    ("trends", "mann_kendall", "down, up = below(z), below(-z)", "down, up = below(-z), below(z)"),
    ("trends", "mann_kendall", "s / pairs", "s / (pairs - 1)"),
    ("trends", "theil_sen", "alpha=0.95", "alpha=0.9"),
    ("control", "p_chart", "max(1.0, sigma_z)", "sigma_z"),
    ("control", "p_chart", "sum(found) / sum(sizes)", "sum(c / n for c, n in zip(found, sizes)) / len(sizes)"),
    ("control", "p_chart", "max(mean - r, 0.0)", "mean - r"),
    ("control", "p_chart", "_D2 = 1.128", "_D2 = 1.0"),
    ("control", "p_chart", "PChart(mean, upper, lower", "PChart(mean, lower, upper"),
    ("control", "xmr", "/ (len(values) - 1)", "/ len(values)"),
    ("control", "xmr", "mean - _XMR_LIMIT * step", "max(0.0, mean - _XMR_LIMIT * step)"),
    ("charts", "ewma", "(1 - (1 - lam) ** (2 * k))", "1"),
    ("charts", "ewma", "(2 * k)", "k"),
    ("charts", "ewma", "range(1, len(found) + 1)", "range(len(found))"),
    ("charts", "ewma", "initial=target", "initial=found[0]"),
    ("charts", "ewma", "lower[at] <= now <= upper[at]", "lower[at] < now < upper[at]"),
    ("charts", "ewma", "not lower[at] <= now <= upper[at]", "now < lower[at]"),
    ("charts", "cusum", "max(sums) > h", "max(sums) >= h"),
    ("charts", "cusum", "max(0.0, low[-1] + target - k - value)", "max(0.0, low[-1] + target + k - value)"),
    ("charts", "cusum", "max(0.0, high[-1] + value", "(high[-1] + value"),
    ("shrinkage", "shrink_means", "max(0.0, (q - (len(means) - 1)) / scale)", "(q - (len(means) - 1)) / scale"),
    ("shrinkage", "shrink_means", "(q - (len(means) - 1))", "(q - len(means))"),
    ("shrinkage", "shrink_means", "_weighted(found, [1 / (error + tau2) for error in errors])", "sum(found) / 8"),
    ("shrinkage", "shrink_means", "weights = [error / (error + tau2)", "weights = [tau2 / (error + tau2)"),
    ("survival", "kaplan_meier", "at_risk -= ends[time]", "at_risk -= events[time]"),
    ("survival", "kaplan_meier", "        if events[time]:", "        if True:"),
    ("survival", "kaplan_meier", "(at_risk - events[time]) / at_risk", "(at_risk - ends[time]) / at_risk"),
    ("reliability", "icc", "- raters) / ((n - 1) * (k - 1))", "- raters) / (n * k - 1)"),
    ("reliability", "icc", "k * (j - e) / n", "(j - e) / n"),
    ("reliability", "icc", "return float(part / whole)", "return max(0.0, float(part / whole))"),
    ("reliability", "icc", "icc1k=_ratio(b - w, b)", "icc1k=_ratio(b - e, b)"),
    ("reliability", "spearman_brown", "k * r / ((1 - r) + k * r)", "k * r / (1 + k * r)"),
    ("reliability", "standard_error_of_measurement", "spread * math.sqrt(1 - ", "spread * (1 - "),
    ("reliability", "agreement_rwg", "variance(found)", "variance(found) * (len(found) - 1) / len(found)"),
    ("reliability", "agreement_rwg", "scale**2 - 1", "(scale - 1) ** 2"),
    ("effects", "regression_to_mean", "(1 - rho) * ", "rho * "),
    ("effects", "regression_to_mean", "* density / fraction", "* density"),
    ("effects", "difference_in_differences", "variance(arm) / len(arm)", "variance(arm) / (len(arm) - 1)"),
    ("effects", "difference_in_differences", "2 * float(stdtr(df", "float(stdtr(df"),
    ("effects", "difference_in_differences", "stdtrit(df, 0.025)", "stdtrit(df, 0.05)"),
    ("effects", "difference_in_differences", "math.fsum(treated) / len(treated)", "math.fsum(control) / len(control)"),
    ("effects", "difference_in_differences", "df = 1 / sum(", "df = len(treated) + len(control) - 2 + 0 * sum("),
    ("effects", "ancova", "squared / (n - 3)", "squared / n"),
    ("effects", "ancova", "inverse[1] ** 2", "inverse[2] ** 2"),
    ("effects", "ancova", "float(inverse[1] @", "float(inverse[0] @"),
    ("effects", "parallel_before", "(step - centre) ** 2 for", "step**2 for"),
    ("effects", "retest_reliability", "max(0.0, correlation(x, y))", "correlation(x, y)"),
    ("effects", "share_that_leaves", "(1 - rho) / (1 + rho)", "1 - rho"),
    ("effects", "share_that_leaves", "2 * float(owens_t", "float(owens_t"),
    ("effects", "interrupted_time_series", "after * steps", "after * (steps + 1)"),
    ("effects", "interrupted_time_series", "after = steps >= 0", "after = steps > 0"),
    ("effects", "interrupted_time_series", "(n - 4)", "n"),
    ("effects", "interrupted_time_series", "-(first_after + 1)", "-first_after"),
    ("fairness", "impact_ratio", "1 - pooled) * (1 / n1 + 1 / n2)", "1 - pooled) / n1 + 0 / n2"),
    ("fairness", "impact_ratio", "(x1 + x2) / (n1 + n2)", "(x1 / n1 + x2 / n2) / 2"),
    ("fairness", "impact_ratio", "z = (x1 / n1 - x2 / n2)", "z = (x2 / n2 - x1 / n1)"),
    ("fairness", "impact_ratio", "z = (x1 / n1 - x2 / n2)", "z = (x1 / n1 - x2 / n2 + (1 / n1 + 1 / n2) / 2)"),
    ("fairness", "impact_ratio", "[x2, n2 - x2]]", "[x2, n2 - x2]], alternative='less'"),
    ("fairness", "impact_ratio", "(n1 - x1) / (n1 * x1)", "1 / x1"),
    ("fairness", "impact_ratio", "two_sided(z), fisher", "two_sided(z) / 2, fisher"),
    ("fairness", "overrepresentation", "found - 1, population", "found, population"),
    ("fairness", "overrepresentation", "hypergeom.sf(found - 1, population, marked, drawn)",
     "binom.sf(found - 1, drawn, marked / population)"),
    ("skills", "weighted_gap_index", "max(0.0, level - ", "(level - "),
    ("skills", "weighted_gap_index", "1, 5) - 1) / 4", "1, 5)) / 5"),
    ("skills", "weighted_gap_index", "if have is not None:", "have = have or 0\n        if True:"),
    ("signs", "peer_adjust", "(other + (other >= place) for other in", "(other for other in"),
    ("signs", "peer_adjust", "others < 1", "others < 2"),
    ("signs", "pooled_variance", "- len(found)", "- 1"),
    ("signs", "moderated_variances", "d * s2) / (d0 + d)", "d * s2) / d0"),
    ("signs", "moderated_variances", "/ (len(e) - 1) - noise", "/ (len(e) - 1)"),
    ("signs", "moderated_variances", "min(d0 + d, everything)", "d"),
    ("signs", "moderated_variances", "max(s2, _FLOOR * usual)", "max(s2, usual)"),
    ("signs", "corrected_ewma_limit", "** 2 / m)", "** 2 * 0)"),
    ("signs", "corrected_ewma_limit", "t = -float(stdtrit(df, below(-limit)))", "t = limit"),
    ("signs", "window_shift_test", "1 / len(now) + 1 / len(before)", "1 / len(now)"),
    ("signs", "window_shift_test", "float(stdtr(df, t))", "2 * float(stdtr(df, -abs(t)))"),
    ("signs", "window_shift_test", "float(stdtr(df, t))", "below(t)"),
]  # fmt: skip


def checks(family: str) -> Iterator[Callable[[], None]]:
    """The family's tests that need nothing but to be called; worked examples before properties, cheap ones first."""
    module = importlib.import_module(f"{__package__}.test_{family}")
    found = [test for name, test in vars(module).items() if name.startswith("test_") and inspect.isfunction(test)]
    found = [test for test in found if not getattr(test, "pytestmark", []) and "worlds" not in test.__name__]
    yield from sorted(found, key=lambda test: getattr(test, "is_hypothesis_test", False))


def mutant(family: str, name: str, written: str, mistaken: str) -> Callable[..., object]:
    """The function as it would be with the mistake in its module."""
    room = stats.__package__.rpartition(".")[0] if family == "control" else stats.__name__
    original = importlib.import_module(f"{room}.{family}")
    source = inspect.getsource(original)
    assert source.count(written) == 1, f"{written!r} stands {source.count(written)} times in {family}"
    module = types.ModuleType(original.__name__)
    module.__package__ = original.__package__
    exec(compile(source.replace(written, mistaken), f"<{family} with {mistaken}>", "exec"), vars(module))
    for kind, found in vars(original).items():
        if isinstance(found, type):
            setattr(module, kind, found)  # results are compared with the real ones
    return getattr(module, name)


def survives(family: str, *, with_properties: bool = True) -> bool:
    for check in checks(family):
        if with_properties or not getattr(check, "is_hypothesis_test", False):
            try:
                check()
            except Killed:
                return False
    return True


@pytest.mark.parametrize(("family", "name", "written", "mistaken"), MUTANTS)
def test_a_mistake_is_noticed(monkeypatch, family, name, written, mistaken):
    monkeypatch.setattr(stats, name, mutant(family, name, written, mistaken))
    assert not survives(family)


@pytest.mark.parametrize("family", sorted({family for family, *_ in MUTANTS}))
def test_what_changes_nothing_survives(monkeypatch, family):
    """So that a mutant dies of its mistake and not of being a copy."""
    name = next(name for of, name, *_ in MUTANTS if of == family)
    monkeypatch.setattr(stats, name, mutant(family, name, f"def {name}(", f"\n\ndef {name}("))
    assert survives(family, with_properties=False)
