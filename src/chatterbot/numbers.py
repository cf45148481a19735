"""Numbers about measured values, the same everywhere in the program."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

__all__ = ("quantile",)

_ROUNDING: Final = 1e-9
"""A product of floats may be this much too large: 0.07 * 100 is 7.000000000000001, and its rank is 7."""


def quantile(values: Iterable[float], share: float) -> float | None:
    """Return the smallest value that at least `share` of all values do not exceed (the nearest-rank method).

    It is always one of the values: with few of them, the 95th percentile is the largest.

    Parameters
    ----------
    values
        In any order and unit.
    share
        In [0, 1]; 0.5 gives the median, 0.95 the 95th percentile.

    Returns
    -------
    float | None
        `None`: there are no values.

    Raises
    ------
    ValueError
        If the share lies outside of [0, 1].
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies in [0, 1], not {share}")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered) - _ROUNDING) - 1)] if ordered else None
