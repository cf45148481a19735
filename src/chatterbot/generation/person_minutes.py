"""What each person used of the model in the last minute: in memory only, and of nobody for longer than that minute."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import time
from collections.abc import Callable
from typing import Final

__all__ = ("PersonMinutes", "has_room")

MINUTE_S: Final = 60.0
MOST_PEOPLE: Final = 10_000
"""People whose requests are remembered, about 1 KiB each; of more in one minute, those who asked longest ago are forgotten."""
SMALL: Final = 4
"""A budget that holds fewer whole requests is small: of it, one request at a time is admitted as long as anything is left."""
SHORTEST_WAIT_S: Final = 1.0
"""Seconds that are waited at least, where a request that is still under way is what has to end."""


def has_room(used: int, request: int, most: int, *, running: bool) -> bool:
    """Tell whether a budget of tokens has room for one more request.

    Parameters
    ----------
    used
        What was used, and may be by requests that are under way.
    request
        What the request may use.
    running
        Whether any is under way.
    """
    if used + request <= most:
        return True
    # Few requests use all they may: of a small budget, most could never be used.
    return most < SMALL * request and not running and used < most


@dataclasses.dataclass(slots=True)
class _Request:
    at: float
    tokens: int
    """What it used; while it is under way, the most that it may use."""
    open: bool = True


class PersonMinutes:
    """Sliding windows of a minute, by person.

    Parameters
    ----------
    requests, tokens
        Most of a person in a minute.
    clock
        Seconds, which never go back.
    """

    def __init__(self, requests: int, tokens: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most_requests, self._most_tokens = requests, tokens
        self._clock = clock
        self._people: collections.OrderedDict[int, list[_Request]] = collections.OrderedDict()
        self._sweep: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._people)

    def wait_s(self, person_id: int, tokens: int) -> float:
        """Return the seconds until a person may send a request of that many tokens; 0: now."""
        left = sorted(self._present(person_id), key=lambda each: each.at)  # in the order in which they end to count
        now, wait = self._clock(), 0.0
        while left:
            used, running = sum(each.tokens for each in left), any(each.open for each in left)
            enough = has_room(used, tokens, self._most_tokens, running=running)
            if len(left) < self._most_requests and enough:
                break
            wait = max(SHORTEST_WAIT_S, left.pop(0).at + MINUTE_S - now)
        return wait

    def begin(self, person_id: int, tokens: int) -> None:
        """Count a request that may use so many tokens."""
        requests = self._present(person_id)
        requests.append(_Request(self._clock(), tokens))
        self._people[person_id] = requests
        self._people.move_to_end(person_id)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(MINUTE_S, self._forget)

    def end(self, person_id: int, tokens: int) -> None:
        """Note what the longest running request of a person used."""
        request = next((each for each in self._people.get(person_id, ()) if each.open), None)
        if request is not None:
            request.tokens, request.open = tokens, False

    def close(self) -> None:
        """Forget everybody."""
        self._people.clear()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None

    def _present(self, person_id: int) -> list[_Request]:
        """Return a person's requests of the last minute, and those that are still under way."""
        first = self._clock() - MINUTE_S
        return [each for each in self._people.get(person_id, ()) if each.open or each.at > first]

    def _forget(self) -> None:
        """Forget what is older than a minute, again and again as long as there is anything."""
        present = {person_id: self._present(person_id) for person_id in self._people}
        self._people = collections.OrderedDict((person_id, kept) for person_id, kept in present.items() if kept)
        self._sweep = None
        if self._people:
            ends = min(kept[-1].at for kept in self._people.values()) + MINUTE_S - self._clock()
            self._sweep = asyncio.get_running_loop().call_later(max(SHORTEST_WAIT_S, ends), self._forget)
