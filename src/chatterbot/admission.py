"""Admission to scarce work: limits for the process, each scope and each person, and a fair order of those who wait.

A scope is a server, or the direct messages of one person; then its id is that person's. Work that is requested either runs, waits or is
refused; it is "open" while it runs or waits.

The order of those who wait: short work before long work, and in each of the two servers before direct messages. Within such a rank the
scopes take turns, within a scope its people, and one person's requests keep their order. A rank that was passed over `MOST_PASSED_OVER`
times is next, so that nothing waits without end.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
from types import TracebackType
from typing import Final, Self

from chatterbot import errors

__all__ = ("Admission", "AdmissionLimits", "AdmissionRefusals", "Requester", "Slot")

MOST_PASSED_OVER: Final = 4
"""Requests of higher ranks that are admitted before a waiting one of a lower rank is next."""
DIRECT_PART: Final = 2
"""Direct messages together may have one in so many of the open requests, and of the places for long work: the rest is kept for servers."""


@dataclasses.dataclass(frozen=True, slots=True)
class Requester:
    """Who requests work, and where."""

    scope_id: int
    person_id: int

    @property
    def is_direct(self) -> bool:
        """Whether the request comes from a direct message: there the scope is the person. The id 0 is that of the command line."""
        return self.scope_id == self.person_id != 0


@dataclasses.dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """How much of one kind of work may run and be open (run or wait) at the same time."""

    running: int
    """In the whole process."""
    open: int
    """Open in the whole process; direct messages together may have a half (`DIRECT_PART`)."""
    open_by_scope: int
    """Open for one server."""
    open_by_person: int
    """Open for one person on one server."""
    open_by_direct: int | None = None
    """Open for the direct messages of one person; `None`: as many as on a server."""
    running_by_scope: int | None = None
    """Of one scope; `None`: as many as in the process."""
    running_by_person: int | None = None
    """Of one person in all scopes; `None`: as many as in the process."""
    long_cost: float | None = None
    """Work that costs more is long; `None`: all work is short. Long work leaves one of several places to short work."""
    amount: int | None = None
    """Sum of the amounts (such as bytes of memory) of what runs; work with a larger amount runs alone. `None`: not limited."""

    @property
    def open_direct(self) -> int:
        """Work from direct messages that is open at the same time."""
        return max(1, self.open // DIRECT_PART)

    @property
    def running_long(self) -> int:
        """Long work that runs at the same time."""
        return max(1, self.running - 1)

    @property
    def running_direct(self) -> int:
        """Work from direct messages that runs at the same time: it leaves one of several places to servers."""
        return max(1, self.running - 1)

    @property
    def running_long_direct(self) -> int:
        """Long work from direct messages that runs at the same time."""
        return max(1, self.running // DIRECT_PART)


@dataclasses.dataclass(frozen=True, slots=True)
class AdmissionRefusals:
    """The catalogue keys of the sentences for people; the parameter of each is ``waiting``, the number of open requests that it counts."""

    person: str
    """The person has too much open in this scope."""
    scope: str
    """The server has too much open."""
    process: str
    """Everybody together has too much open."""


class Slot:
    """The place of one piece of work, made by `Admission.request`; ``async with slot:`` waits for it and gives it back.

    Parameters
    ----------
    admission
        Where it was requested.
    requester
        Who requested it.
    cost
        How much work it is, in any unit.
    amount
        How much of `AdmissionLimits.amount` it needs.
    number
        Its number among all requests.
    """

    def __init__(self, admission: Admission, requester: Requester, cost: float, amount: int, number: int) -> None:
        limit = admission.limits.long_cost
        self.requester = requester
        self.amount = amount
        self.number = number
        self.is_long = limit is not None and cost > limit
        self.has_begun = False
        """Whether it has run before, and gave way to others."""
        self._admission = admission
        self._granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def rank(self) -> int:
        """Its slot in the order of ranks: 0 is first."""
        return 2 * self.is_long + self.requester.is_direct

    @property
    def is_granted(self) -> bool:
        """Whether the work may run."""
        return self._granted.done()

    @property
    def has_waiting_above(self) -> bool:
        """Whether work of a higher rank waits."""
        return self._admission.has_waiting_above(self.rank)

    def grant(self) -> None:
        """Let the work run; called by `Admission`."""
        if not self._granted.done():
            self._granted.set_result(None)

    async def wait(self) -> None:
        """Wait until the work may run; if that is cancelled, call `release`."""
        # A cancelled wait must not cancel the future: a place that is granted at the same moment would be lost.
        await asyncio.wait([self._granted])

    async def give_way(self) -> bool:
        """Let waiting work of a higher rank run first; return whether there was some. Long work calls it from time to time."""
        if not self.has_waiting_above:
            return False
        self._granted = asyncio.get_running_loop().create_future()
        self.has_begun = True
        self._admission.requeue(self)
        if self._granted.done():
            return False
        await self.wait()
        return True

    def release(self) -> None:
        """Free the place, whether it was granted or not; a second call does nothing."""
        self._admission.release(self)

    async def __aenter__(self) -> Self:
        try:
            await self.wait()
        except BaseException:
            self.release()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Admission:
    """Admits one kind of work within limits, in a fair order.

    Parameters
    ----------
    limits
        How much may run and be open.
    refusals
        The sentences for people.
    """

    def __init__(self, limits: AdmissionLimits, refusals: AdmissionRefusals) -> None:
        self.limits = limits
        self._refusals = refusals
        self._waiting: dict[int, Slot] = {}
        self._running: dict[int, Slot] = {}
        self._requests = 0
        self._turns = 0
        self._scope_turns: dict[int, int] = {}
        """When each scope that has open work was served last, or came: the smaller, the sooner it is next."""
        self._person_turns: dict[Requester, int] = {}
        self._passed_over: collections.Counter[int] = collections.Counter()
        """By rank: how many of higher ranks were admitted since its last one."""

    @property
    def open(self) -> int:
        """The number of requests that run or wait."""
        return len(self._waiting) + len(self._running)

    @property
    def running(self) -> int:
        """The number of requests that run."""
        return len(self._running)

    def request(self, requester: Requester, *, cost: float = 0.0, amount: int = 0) -> Slot:
        """Request a place; it is granted at once if it can be. It must be released, most simply with ``async with``.

        Parameters
        ----------
        cost
            How much work it is, in the unit of `AdmissionLimits.long_cost`.
        amount
            How much of `AdmissionLimits.amount` it needs.

        Raises
        ------
        errors.RefusedError
            If the person, the scope or the process has too much open; the keys are those of `AdmissionRefusals`.
        """
        self._refuse_excess(requester)
        self._requests += 1
        slot = Slot(self, requester, cost, amount, self._requests)
        came = 2 * self._turns - 1  # before whoever was served last, after everybody who waits longer
        self._scope_turns.setdefault(requester.scope_id, came)
        self._person_turns.setdefault(requester, came)
        self._waiting[slot.number] = slot
        self._admit()
        return slot

    def release(self, slot: Slot) -> None:
        """Free a place; see `Slot.release`."""
        known = self._running.pop(slot.number, None) or self._waiting.pop(slot.number, None)
        if known is None:
            return
        requester = slot.requester
        left = [other.requester for other in (*self._running.values(), *self._waiting.values())]
        if requester not in left:
            self._person_turns.pop(requester, None)
        if all(other.scope_id != requester.scope_id for other in left):
            self._scope_turns.pop(requester.scope_id, None)
        self._admit()

    def has_waiting_above(self, rank: int) -> bool:
        """Tell whether work of a higher rank waits."""
        return any(slot.rank < rank for slot in self._waiting.values())

    def requeue(self, slot: Slot) -> None:
        """Let a place that was granted wait again; see `Slot.give_way`."""
        del self._running[slot.number]
        self._waiting[slot.number] = slot
        self._admit()

    def _refuse_excess(self, requester: Requester) -> None:
        limits, refusals = self.limits, self._refusals
        every = [slot.requester for slot in (*self._running.values(), *self._waiting.values())]
        most = limits.open_by_person
        if requester.is_direct and limits.open_by_direct is not None:
            most = limits.open_by_direct
        if (person := every.count(requester)) >= most:
            raise errors.RefusedError(refusals.person, waiting=person)
        if (scope := sum(other.scope_id == requester.scope_id for other in every)) >= limits.open_by_scope:
            raise errors.RefusedError(refusals.scope, waiting=scope)
        too_direct = requester.is_direct and sum(other.is_direct for other in every) >= limits.open_direct
        if len(every) >= limits.open or too_direct:
            raise errors.RefusedError(refusals.process, waiting=len(every))

    def _admit(self) -> None:
        while (slot := self._next()) is not None:
            del self._waiting[slot.number]
            self._running[slot.number] = slot
            self._turns += 1
            self._scope_turns[slot.requester.scope_id] = self._person_turns[slot.requester] = 2 * self._turns
            slot.grant()

    def _next(self) -> Slot | None:
        """Return the place that is next, if it fits in now."""
        fitting = [slot for slot in self._waiting.values() if self._fits(slot)]
        if not fitting:
            return None
        ranks = sorted({slot.rank for slot in fitting})
        rank = next((rank for rank in ranks if self._passed_over[rank] >= MOST_PASSED_OVER), ranks[0])
        slot = min((slot for slot in fitting if slot.rank == rank), key=self._order)
        if not self._has_amount(slot):
            return None  # nothing overtakes it: a large one would never fit in
        self._passed_over[rank] = 0
        for other in ranks:
            if other > rank:
                self._passed_over[other] += 1
        return slot

    def _order(self, slot: Slot) -> tuple[bool, int, int, int]:
        scope_turn = self._scope_turns[slot.requester.scope_id]
        return not slot.has_begun, scope_turn, self._person_turns[slot.requester], slot.number

    def _fits(self, slot: Slot) -> bool:
        limits, running, requester = self.limits, self._running.values(), slot.requester
        scope = sum(other.requester.scope_id == requester.scope_id for other in running)
        person = sum(other.requester.person_id == requester.person_id for other in running)
        if (
            len(running) >= limits.running
            or scope >= (limits.running_by_scope or limits.running)
            or person >= (limits.running_by_person or limits.running)
        ):
            return False
        long = [other for other in running if other.is_long]
        direct = [other for other in running if other.requester.is_direct]
        if slot.is_long and len(long) >= limits.running_long:
            return False
        if not requester.is_direct:
            return True
        fits_long = not slot.is_long or sum(other.requester.is_direct for other in long) < limits.running_long_direct
        return fits_long and len(direct) < limits.running_direct

    def _has_amount(self, slot: Slot) -> bool:
        limit = self.limits.amount
        taken = sum(other.amount for other in self._running.values())
        return limit is None or not taken or taken + slot.amount <= limit
