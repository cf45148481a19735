"""What a comparison found."""

from __future__ import annotations

import dataclasses

__all__ = ("CheckedPart", "Discrepancy", "amount")


@dataclasses.dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it should be, in a sentence without people's words."""

    sentence: str
    repairable: bool = False
    """Whether `repair` mends it."""
    repaired: bool = False
    harmless: bool = False
    """Whether the bot works as it should all the same; the operator may want to know."""

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong now."""
        return not (self.harmless or self.repaired)


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedPart:
    """The result of one comparison."""

    name: str
    looked_at: str
    """What was compared, and how much of it."""
    found: tuple[Discrepancy, ...] = ()


def amount(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"
