"""Small, pure, typed functions that turn numbers into statements one can stand by, with their uncertainty.

For workers and the bench: the web application never imports this (scipy takes a second and 60 MB), it reads results.

Lists of numbers go in; plain floats or frozen dataclasses of plain values come out, ready for JSON. Nothing is rounded,
the order of the input is kept, intervals are 95 % unless asked otherwise. Input that a formula cannot answer for is
refused by a ValueError with a sentence. How many values are enough to show something to people is a rule of the caller.
"""

from ..control import PChart, Xmr, p_chart, xmr
from .charts import Cusum, Ewma, cusum, ewma
from .effects import (
    Effect,
    Its,
    ancova,
    difference_in_differences,
    interrupted_time_series,
    limits,
    newey_west_errors,
    parallel_before,
    regression_to_mean,
    retest_reliability,
    return_to_usual,
    share_that_leaves,
)
from .fairness import Impact, Over, impact_ratio, overrepresentation
from .proportions import newcombe_difference, wilson_interval
from .reliability import Icc, agreement_rwg, icc, spearman_brown, standard_error_of_measurement
from .screening import Screening, benjamini_hochberg, poisson_binomial_tail
from .shrinkage import Shrinkage, shrink_means
from .signs import (
    Moderated,
    Shift,
    corrected_ewma_limit,
    moderated_variances,
    peer_adjust,
    pooled_variance,
    window_shift_test,
)
from .skills import weighted_gap_index
from .surveys import Enps, engagement_index, enps
from .survival import kaplan_meier
from .trends import MannKendall, TheilSen, mann_kendall, theil_sen

__all__ = [
    "Cusum",
    "Effect",
    "Enps",
    "Ewma",
    "Icc",
    "Impact",
    "Its",
    "MannKendall",
    "Moderated",
    "Over",
    "PChart",
    "Screening",
    "Shift",
    "Shrinkage",
    "TheilSen",
    "Xmr",
    "agreement_rwg",
    "ancova",
    "benjamini_hochberg",
    "corrected_ewma_limit",
    "cusum",
    "difference_in_differences",
    "engagement_index",
    "enps",
    "ewma",
    "icc",
    "impact_ratio",
    "interrupted_time_series",
    "kaplan_meier",
    "limits",
    "mann_kendall",
    "moderated_variances",
    "newcombe_difference",
    "newey_west_errors",
    "overrepresentation",
    "p_chart",
    "parallel_before",
    "peer_adjust",
    "poisson_binomial_tail",
    "pooled_variance",
    "regression_to_mean",
    "retest_reliability",
    "return_to_usual",
    "share_that_leaves",
    "shrink_means",
    "spearman_brown",
    "standard_error_of_measurement",
    "theil_sen",
    "weighted_gap_index",
    "wilson_interval",
    "window_shift_test",
    "xmr",
]
