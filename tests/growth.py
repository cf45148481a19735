"""Counts what objects of the program hold, to find what grows with time: a dictionary by person that nobody takes people out of."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ("census", "grown")

_CONTAINERS = (dict, set, frozenset, list, tuple, collections.deque)


def census(*roots: object) -> Mapping[str, int]:
    """Return how many items the containers hold that can be reached from these objects, by class and attribute.

    Only objects of the program are looked into. What is bounded by itself (a `deque` with a length) is not counted.
    """
    sizes = collections.Counter[str]()
    seen: set[int] = set()
    left: list[Any] = [*roots]
    kept: list[Any] = []  # so that no id is used again meanwhile
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        kept.append(one)
        if isinstance(one, Mapping):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, _CONTAINERS):
            left += one
        elif type(one).__module__.startswith("chatterbot."):
            for name, value in _attributes(one):
                if isinstance(value, (dict, set, list, collections.deque)) and not _bounded(value):
                    sizes[f"{type(one).__qualname__}.{name}"] += len(value)
                left.append(value)
    return sizes


def grown(before: Mapping[str, int], after: Mapping[str, int]) -> Mapping[str, tuple[int, int]]:
    """Return what holds more than before."""
    return {name: (before.get(name, 0), size) for name, size in after.items() if size > before.get(name, 0)}


def _bounded(value: object) -> bool:
    return isinstance(value, collections.deque) and value.maxlen is not None


def _attributes(one: object) -> Iterator[tuple[str, Any]]:
    yield from getattr(one, "__dict__", {}).items()
    for kind in type(one).__mro__:
        slots: str | Iterable[str] = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(one, name):
                yield name, getattr(one, name)
