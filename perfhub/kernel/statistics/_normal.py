"""The normal distribution, in plain floats."""

from scipy.special import ndtr, ndtri


def below(z: float) -> float:
    """Phi(z): the share of a standard normal distribution below z, exact far into both tails."""
    return float(ndtr(z))


def two_sided(z: float) -> float:
    """The chance of being at least as far from 0 as z, on either side."""
    return 2 * below(-abs(z))


def quantile(share: float) -> float:
    """The z with Phi(z) = share."""
    return float(ndtri(share))


def half_width(confidence: float) -> float:
    """How many standard errors an interval reaches to each side; 1.959964 at 95 %."""
    return -quantile((1 - confidence) / 2)


Z95 = half_width(0.95)
