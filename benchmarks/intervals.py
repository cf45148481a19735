"""How sure a share is that was counted."""

from __future__ import annotations

import math
from typing import Final

__all__ = ("share_interval",)

_Z: Final = 1.96
"""Standard deviations on either side of the middle that hold 95 % of a normal distribution."""


def share_interval(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share in [0, 1] (E. B. Wilson, 1927); all of it if nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, scale = count / of, 1 + _Z * _Z / of
    middle = (share + _Z * _Z / (2 * of)) / scale
    half = _Z * math.sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)
