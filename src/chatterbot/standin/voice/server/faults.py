"""Faults that tests inject into voice: errors of networks, servers and other clients."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator


@dataclasses.dataclass(slots=True)
class DatagramFaults:
    """Faults of datagrams; the floats are shares of all datagrams, 0 to 1, the integers count what happened."""

    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    """Share that is swapped with the next datagram."""
    corrupt: float = 0.0
    """Share in which one bit is flipped, so that the packet cannot be decrypted."""
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    corrupted: int = 0


class Network:
    """The network path to one address, with its faults.

    Parameters
    ----------
    faults
        Read for each datagram, so that a test can change them while sound is sent.
    rng
        Source of randomness for the faults.
    """

    def __init__(self, faults: DatagramFaults, rng: random.Random) -> None:
        self._faults = faults
        self._rng = rng
        self._held: bytes | None = None

    def carry(self, datagram: bytes) -> Iterable[bytes]:
        """Return the datagrams that arrive now, in order, after one was sent."""
        faults = self._faults
        if self._held is None and not (faults.loss or faults.duplicate or faults.reorder or faults.corrupt):
            return (datagram,)
        return self._carry(datagram)

    def _carry(self, datagram: bytes) -> Iterator[bytes]:
        faults, rng = self._faults, self._rng
        if rng.random() < faults.loss:
            faults.lost += 1
        else:
            if rng.random() < faults.corrupt:
                faults.corrupted += 1
                at = rng.randrange(len(datagram))
                datagram = datagram[:at] + bytes([datagram[at] ^ 1 << rng.randrange(8)]) + datagram[at + 1 :]
            if self._held is None and rng.random() < faults.reorder:
                faults.reordered += 1
                self._held = datagram
                return
            yield datagram
            if rng.random() < faults.duplicate:
                faults.duplicated += 1
                yield datagram
        if self._held is not None:
            held, self._held = self._held, None
            yield held


@dataclasses.dataclass(slots=True)
class VoiceFaults:
    """Faults of the voice server; numbers count down, booleans stay until they are reset."""

    datagrams: DatagramFaults = dataclasses.field(default_factory=DatagramFaults)
    """Faults of sound from the server to all clients."""
    lose_discoveries: int = 0
    """How many of the next IP discoveries are not answered."""
    lose_keepalives: int = 0
    ack_heartbeats: bool = True
    """Whether heartbeats are acknowledged. If not, a client must treat the connection as dead and resume."""
    refuse_resumes: int = 0
    """How many of the next resumes are refused with 4006."""
    replay_after_resumed: bool = False
    """Whether missed messages come after op 9 instead of before it."""
    null_endpoints: int = 0
    """How many of the next VOICE_SERVER_UPDATE have no endpoint; one with the endpoint follows after `endpoint_delay_s`."""
    endpoint_delay_s: float = 0.2
    early_sender: bool = False
    """Whether op 25 is sent before op 4."""
    repeated_senders: int = 0
    """How many of the next transitions are followed by another op 25, although the group exists already."""
    late_speaking_s: float = 0.0
    """Delay in seconds of other clients' op 5, so that sound arrives before its speaker is known."""
    transition_zero: int = 0
    """How many of the next commits are announced as transition 0, which is executed at once."""
    hold_execute: bool = False
    """Whether op 22 is held back, without a time limit."""
    damage_commits: int = 0
    """How many of the next op 29 are damaged, so that their receiver cannot process them."""
    damage_welcomes: int = 0
    """How many of the next op 30 are damaged."""
    damage_only: str | None = None
    """The only user whose op 29 and 30 are damaged; `None` damages those of any user."""

    def use(self, name: str) -> bool:
        """Decrease a countdown by one; return whether it was above 0."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left > 0
