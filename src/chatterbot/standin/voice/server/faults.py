"""Faults put into voice: what networks, servers and other people's clients do to a bot."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator


@dataclasses.dataclass(slots=True)
class DatagramFaults:
    """What happens to datagrams on the way; each number is a share of them, 0 to 1."""

    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    """Changes places with the next one."""
    corrupt: float = 0.0
    """One bit is turned over, so that the packet cannot be opened."""
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    corrupted: int = 0


class Network:
    """A way that datagrams go to one address, with its faults.

    Parameters
    ----------
    faults
        Read anew for each datagram, so that a test changes them while sound flows.
    chance
        Where the faults are drawn from.
    """

    def __init__(self, faults: DatagramFaults, chance: random.Random) -> None:
        self._faults = faults
        self._chance = chance
        self._held: bytes | None = None

    def carry(self, datagram: bytes) -> Iterable[bytes]:
        """Give what arrives now, in order."""
        faults = self._faults
        if self._held is None and not (faults.loss or faults.duplicate or faults.reorder or faults.corrupt):
            return (datagram,)
        return self._carry(datagram)

    def _carry(self, datagram: bytes) -> Iterator[bytes]:
        faults, chance = self._faults, self._chance
        if chance.random() < faults.loss:
            faults.lost += 1
        else:
            if chance.random() < faults.corrupt:
                faults.corrupted += 1
                at = chance.randrange(len(datagram))
                datagram = datagram[:at] + bytes([datagram[at] ^ 1 << chance.randrange(8)]) + datagram[at + 1 :]
            if self._held is None and chance.random() < faults.reorder:
                faults.reordered += 1
                self._held = datagram
                return
            yield datagram
            if chance.random() < faults.duplicate:
                faults.duplicated += 1
                yield datagram
        if self._held is not None:
            held, self._held = self._held, None
            yield held


@dataclasses.dataclass(slots=True)
class VoiceFaults:
    """Switches of the voice server; numbers count down, truth values stay until they are set back."""

    datagrams: DatagramFaults = dataclasses.field(default_factory=DatagramFaults)
    """Sound on the way from the server to everybody."""
    lose_discoveries: int = 0
    """How many of the next IP discoveries get no answer."""
    lose_keepalives: int = 0
    ack_heartbeats: bool = True
    """Without acknowledgements a client must take the connection for dead and resume."""
    refuse_resumes: int = 0
    """How many of the next resumes end with 4006."""
    replay_after_resumed: bool = False
    """Whether missed messages come after op 9 instead of before it."""
    null_endpoints: int = 0
    """How many of the next VOICE_SERVER_UPDATEs have no endpoint; the real one follows after `endpoint_delay_s`."""
    endpoint_delay_s: float = 0.2
    early_sender: bool = False
    """Whether op 25 comes before op 4."""
    repeated_senders: int = 0
    """How many of the next transitions are followed by op 25 once more, though the group is there."""
    late_speaking_s: float = 0.0
    """Seconds by which op 5 of others comes late: sound arrives before it is known whose it is."""
    transition_zero: int = 0
    """How many of the next commits are announced as transition 0, which is executed at once."""
    hold_execute: bool = False
    """Whether op 22 is kept back, beyond any timeout."""
    damage_commits: int = 0
    """How many of the next op 29 cannot be processed by who gets them."""
    damage_welcomes: int = 0
    """The same of op 30."""
    damage_only: str | None = None
    """The only user whose op 29 and 30 are damaged; by default whoever is next."""

    def take(self, name: str) -> bool:
        """Use up one of a countdown; tells whether there was one."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left > 0
