"""The result of one check of ``chatterbot check``, and the line that is printed for it."""

from __future__ import annotations

import dataclasses
import enum

__all__ = ("Finding", "State")


class State(enum.StrEnum):
    """What a check found; the word that is printed."""

    OK = "ok"
    """It was tried, and works."""
    SET = "set"
    """It is set, but cannot be tried here."""
    OFF = "off"
    """The operator does not use it."""
    MISSING = "missing"
    """It is wanted, but something it needs is not here; the bot works without it."""
    WARN = "warn"
    """It works, but the operator should change something."""
    FIXED = "mend"
    """It was wrong, and has been repaired."""
    FAULT = "FAIL"
    """It does not work as it is set."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    state: State
    name: str
    detail: str
    """What was found; if it is not in order, also what to do."""

    @property
    def ok(self) -> bool:
        """Whether there is no fault."""
        return self.state is not State.FAULT

    @property
    def warning(self) -> bool:
        """Whether everything works, but the operator should change something."""
        return self.state is State.WARN

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"{self.state.value:<4} {self.name}: {self.detail}"
