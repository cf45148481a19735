"""What each person used of a server's day: in memory only, so that nobody uses it up for all others."""

from __future__ import annotations

import collections
import datetime as dt
from typing import Final

from chatterbot.store import ModelUse

__all__ = ("PersonDays",)

SHARE: Final = 4
"""One person uses at most a fourth of what a server may use in a day."""
FEWEST: Final = 25
"""Whole requests that a person has in a day in any case: of a small budget nobody else may want any."""
MOST_PEOPLE: Final = 10_000
"""People whose use is remembered, about 300 bytes each; of more in one day, those who asked longest ago are forgotten."""


class PersonDays:
    """Sums of a day, by server and person.

    Parameters
    ----------
    requests, tokens
        Most of a server in a day.
    each
        The most tokens that one request can use.
    """

    def __init__(self, requests: int, tokens: int, each: int) -> None:
        self._most_requests = max(FEWEST, requests // SHARE)
        self._most_tokens = max(FEWEST * each, tokens // SHARE)
        self._day: dt.date | None = None
        self._used: collections.OrderedDict[tuple[int, int], ModelUse] = collections.OrderedDict()

    def is_spent(self, scope_id: int, person_id: int, day: dt.date) -> bool:
        """Tell whether a person has used up their share of a day; in direct messages there is none, since nobody else asks there."""
        if scope_id == person_id or day != self._day:
            return False
        used = self._used.get((scope_id, person_id), ModelUse())
        return used.requests >= self._most_requests or used.tokens >= self._most_tokens

    def add(self, scope_id: int, person_id: int, day: dt.date, use: ModelUse) -> None:
        """Count what a request used."""
        if day != self._day:
            self._used.clear()
            self._day = day
        self._used[scope_id, person_id] = self._used.get((scope_id, person_id), ModelUse()) + use
        self._used.move_to_end((scope_id, person_id))
        if len(self._used) > MOST_PEOPLE:
            self._used.popitem(last=False)
