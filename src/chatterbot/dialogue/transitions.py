"""Which state may follow which: a table that refuses every other change."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Mapping
from typing import Generic, TypeVar

__all__ = ("Transitions",)

StateT = TypeVar("StateT", bound=enum.Enum)


class Transitions(Generic[StateT]):
    """The allowed changes of one kind of state.

    Parameters
    ----------
    allowed
        Each state, and the states that may follow it; a state that nothing follows is final.
    """

    def __init__(self, allowed: Mapping[StateT, Collection[StateT]]) -> None:
        self._allowed = {state: frozenset(following) for state, following in allowed.items()}

    def __iter__(self) -> Iterator[tuple[StateT, StateT]]:
        """Return every allowed change, as the old and the new state."""
        return ((old, new) for old, following in self._allowed.items() for new in following)

    def change(self, old: StateT, new: StateT) -> StateT:
        """Return the new state.

        Raises
        ------
        RuntimeError
            If it may not follow the old one: that is a bug of the caller.
        """
        if new not in self._allowed[old]:
            raise RuntimeError(f"{type(old).__name__}: {old.value} cannot become {new.value}")
        return new
