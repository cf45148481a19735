"""The selective forwarding unit: checks each client's datagrams and forwards them to the others, encrypted with their keys.

RTP is read and written here independently of the bot's code, so that the same mistake on both sides cannot hide an error.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import random
import struct
from typing import TYPE_CHECKING, Protocol

from chatterbot.standin.errors import SetupError
from chatterbot.standin.voice.datagrams import Address, DatagramSocket
from chatterbot.standin.voice.packets import (
    DISCOVERY_BYTES,
    DISCOVERY_REPLY,
    DISCOVERY_REQUEST,
    KEEPALIVE_BYTES,
    KEEPALIVE_REPLY,
    KEEPALIVE_REQUEST,
    RTCP_TYPES,
    RTP,
    SMALLEST,
    TIMESTAMPS,
    dave_nonce,
)
from chatterbot.standin.voice.protocol import OPUS_PAYLOAD, SEQUENCES, SILENCE, VoiceCloseCode, later
from chatterbot.standin.voice.server.faults import Network

if TYPE_CHECKING:
    from chatterbot.standin.voice.server.call import ServerCall
    from chatterbot.standin.voice.server.faults import VoiceFaults
    from chatterbot.standin.voice.server.session import VoiceSession
    from chatterbot.standin.voice.server.transitions import Report
    from chatterbot.voice import TransportCipher

NONCES_KEPT = 1 << 16
"""How many earlier nonces are compared: those of 22 minutes of sound."""
SPEAKING_GRACE_S = 0.5
"""Seconds by which op 5 may come after the first packet: they are sent over different connections."""
CHANGE_GRACE_S = 1.0
"""Seconds after a change of the encryption in which packets with the old one may still arrive."""
PADDED_SHARE = 0.1
"""Share of packets with RTP padding; observed are 3 to 15 %."""
MOST_PADDING = 24
"""Most bytes of RTP padding."""
RTCP_EVERY = 250
"""Packets to one client between two RTCP packets: one RTCP packet every five seconds."""
LATE_SSRCS = 256
"""How many ended streams are remembered: their last packets may still arrive."""


class Directory(Protocol):
    """What the forwarding unit needs to know about sessions: their call, and who may speak and hear."""

    def call_of(self, session: VoiceSession) -> ServerCall | None:
        """Return the call of a session, `None` if it has ended."""
        ...

    def may_speak(self, session: VoiceSession) -> bool:
        """Tell whether a client's sound is forwarded."""
        ...

    def may_hear(self, session: VoiceSession) -> bool:
        """Tell whether sound is forwarded to a client."""
        ...


@dataclasses.dataclass(slots=True)
class MediaCounters:
    """Counters of the forwarding unit."""

    received: int = 0
    """Valid RTP packets."""
    forwarded: int = 0
    early: int = 0
    """Packets dropped because they came before op 5."""
    silenced: int = 0
    """Packets dropped because their speaker is muted."""
    late: int = 0
    """Packets of sessions that have ended."""
    refused: int = 0
    """Invalid packets; each is also listed as a problem."""
    discoveries: int = 0
    keepalives: int = 0
    """Keepalives of the form that is answered."""
    other_datagrams: int = 0
    """Datagrams that are neither RTP, RTCP nor IP discovery: keepalives of other clients, each with a form of its own."""
    identified: int = 0
    resumed: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class SoundPacket:
    """The parts of a packet of sound that are forwarded unchanged."""

    sequence: int
    timestamp: int
    ssrc: int
    frame: bytes


class MediaCheck:
    """One client's stream: its keys, and the checks of what it sends.

    Parameters
    ----------
    session
        The client's session.
    mode, key
        The mode and the key of op 4.
    """

    def __init__(self, session: VoiceSession, mode: str, key: bytes, network: Network) -> None:
        from chatterbot.voice import TransportCipher  # noqa: PLC0415 - optional: needs cryptography and PyNaCl

        self.incoming: TransportCipher = TransportCipher(mode, key)
        self.outgoing: TransportCipher = TransportCipher(mode, key)
        self.network = network
        self.sent = 0
        self.missing = 0
        """Packets lost between the client and the server, by gaps in the sequence numbers."""
        self.waits_for_speaking = False
        self._nonces: set[bytes] = set()
        self._nonce_order: collections.deque[bytes] = collections.deque()
        self._last: SoundPacket | None = None
        self._dave_nonce = -1
        self._session = session
        self._keys_seen = session.keys_given
        """Keys for which the DAVE nonce has restarted; it may restart once for each epoch's key."""

    def nonce_is_new(self, nonce: bytes) -> bool:
        """Tell whether a packet's nonce is new, and remember it."""
        if nonce in self._nonces:
            return False
        self._nonces.add(nonce)
        self._nonce_order.append(nonce)
        if len(self._nonce_order) > NONCES_KEPT:
            self._nonces.discard(self._nonce_order.popleft())
        return True

    def out_of_order(self, sound: SoundPacket) -> str | None:
        """Return the error in a packet's order within its stream, `None` if there is none."""
        last, self._last = self._last, sound
        if last is None:
            return None
        if not later(sound.sequence, last.sequence):
            return f"sequence number {sound.sequence} after {last.sequence}"
        self.missing += (sound.sequence - last.sequence - 1) % SEQUENCES  # UDP loses packets on a busy machine
        if not 0 < (sound.timestamp - last.timestamp) % TIMESTAMPS < TIMESTAMPS // 2:
            return f"timestamp {sound.timestamp} after {last.timestamp}"
        return None

    def wrongly_encrypted(self, frame: bytes, version: int) -> str | None:
        """Return the error in a frame's end-to-end encryption, `None` if there is none."""
        if frame == SILENCE:
            return None  # both libraries accept it unencrypted, and one sends it so
        nonce = dave_nonce(frame)
        if version == 0:
            return None if nonce is None else "an encrypted frame in a call without encryption"
        if nonce is None:
            return "an unencrypted frame in an end-to-end encrypted call"
        if nonce <= self._dave_nonce:
            if self._keys_seen == self._session.keys_given:
                return f"DAVE nonce {nonce} after {self._dave_nonce} with one key"
            self._keys_seen += 1
        self._dave_nonce = nonce
        return None


class ForwardingUnit(DatagramSocket):
    """The server's UDP socket, and the forwarding of sound."""

    def __init__(self, faults: VoiceFaults, directory: Directory, report: Report, rng: random.Random) -> None:
        super().__init__()
        self.counters = MediaCounters()
        self.streams: dict[int, VoiceSession] = {}
        """All sessions, by SSRC."""
        self._checks: dict[VoiceSession, MediaCheck] = {}
        """Checks of the sessions whose sound is accepted."""
        self._gone: collections.deque[int] = collections.deque(maxlen=LATE_SSRCS)
        self._faults = faults
        self._directory = directory
        self._report = report
        self._rng = rng

    @property
    def address(self) -> Address:
        """The address and port it listens on."""
        if self._socket is None:
            raise SetupError("the voice server is not running")
        host, port = self._socket.getsockname()[:2]
        return host, port

    def open_stream(self, session: VoiceSession, mode: str, key: bytes) -> None:
        """Begin to accept a session's sound."""
        network = Network(self._faults.datagrams, self._rng)
        self._checks[session] = MediaCheck(session, mode, key, network)

    def end_stream(self, session: VoiceSession) -> None:
        """Stop accepting a session's sound; packets that still arrive are dropped."""
        self._checks.pop(session, None)
        if self.streams.pop(session.ssrc, None) is not None:
            self._gone.append(session.ssrc)

    def on_datagram(self, data: bytes, address: Address) -> None:
        """Handle a datagram according to its kind."""
        if len(data) == DISCOVERY_BYTES and data.startswith(DISCOVERY_REQUEST):
            self._discover(data, address)
        elif len(data) == KEEPALIVE_BYTES and data.startswith(KEEPALIVE_REQUEST):
            self.counters.keepalives += 1
            if not self._faults.use("lose_keepalives"):
                self.send(KEEPALIVE_REPLY + data[4:], address)
        elif data.startswith(DISCOVERY_REQUEST):
            self._refuse(None, f"an IP discovery of {len(data)} bytes instead of {DISCOVERY_BYTES}")
        elif len(data) < RTP.size or data[0] >> 6 != 2:
            self.counters.other_datagrams += 1
        elif data[1] in RTCP_TYPES:
            pass
        elif len(data) >= SMALLEST:
            self._receive(data, address)
        else:
            self._refuse(None, f"a packet of {len(data)} bytes; encrypted RTP has at least {SMALLEST}")

    def _refuse(self, session: VoiceSession | None, text: str) -> None:
        self.counters.refused += 1
        self._report(session.name if session is not None else None, f"media: {text}")

    def _discover(self, data: bytes, address: Address) -> None:
        ssrc = int.from_bytes(data[4:8], "big")
        session = self.streams.get(ssrc)
        if session is None:
            if ssrc in self._gone:
                self.counters.late += 1
            else:
                self._refuse(None, f"IP discovery for unknown SSRC {ssrc}")
            return
        if any(data[8:]):
            self._refuse(session, "an IP discovery whose address and port are not empty")
        session.discovered = address
        self.counters.discoveries += 1
        if not self._faults.use("lose_discoveries"):
            reply = DISCOVERY_REPLY + data[4:8] + address[0].encode().ljust(64, b"\0") + address[1].to_bytes(2, "big")
            self.send(reply, address)

    def _receive(self, data: bytes, address: Address) -> None:
        first, kind, sequence, timestamp, ssrc = RTP.unpack_from(data)
        session = self.streams.get(ssrc)
        media = self._checks.get(session) if session is not None else None
        call = self._directory.call_of(session) if session is not None else None
        if session is None or media is None or call is None:
            if ssrc in self._gone:
                self.counters.late += 1
            else:
                self._refuse(session, f"a packet with unknown SSRC {ssrc}")
            return
        if session.discovered != address:
            self._refuse(session, f"a packet from {address}, which is not the address of its IP discovery")
            return
        frame = self._open(session, media, data, first, kind)
        if frame is None:
            return
        sound = SoundPacket(sequence, timestamp, ssrc, frame)
        if self._wrong(session, call, media, sound):
            return
        self.counters.received += 1
        if not self._directory.may_speak(session):
            self.counters.silenced += 1
            return
        for other in call.joined_sessions(but=session):
            check = self._checks.get(other)
            if check is not None and other.discovered is not None and self._directory.may_hear(other):
                self._forward(other, check, other.discovered, sound)

    def _open(self, session: VoiceSession, media: MediaCheck, data: bytes, first: int, kind: int) -> bytes | None:
        """Return a packet's decrypted frame, without extensions, padding and contributing sources; `None` if it is invalid."""
        if kind & 0x7F != OPUS_PAYLOAD:
            self._refuse(session, f"payload type {kind & 0x7F} instead of {OPUS_PAYLOAD}")
            return None
        clear = RTP.size + 4 * (first & 0x0F)
        words = 0
        if first & 0x10:
            words = int.from_bytes(data[clear + 2 : clear + 4], "big")
            clear += 4
        opened = media.incoming.open(data, clear)
        if opened is None:
            self._refuse(session, "a packet that cannot be decrypted with its key")
            return None
        if not media.nonce_is_new(data[-4:]):
            self._refuse(session, f"nonce {data[-4:].hex()} twice with one key")
            return None
        end = len(opened) - (opened[-1] if first & 0x20 and opened else 0)
        if end <= 4 * words:
            self._refuse(session, "a packet without content")
            return None
        return opened[4 * words : end]

    def _wrong(self, session: VoiceSession, call: ServerCall, media: MediaCheck, sound: SoundPacket) -> bool:
        loop = asyncio.get_running_loop()
        if session.speaking is None:
            self.counters.early += 1
            if not media.waits_for_speaking:
                media.waits_for_speaking = True
                loop.call_later(SPEAKING_GRACE_S, self._check_speaking, session)
            return True
        if (text := media.out_of_order(sound)) is not None:
            self._refuse(session, text)
            return True
        text = media.wrongly_encrypted(sound.frame, call.encryption.version)
        if text is not None and loop.time() - call.encryption.changed_at > CHANGE_GRACE_S:
            self._refuse(session, text)
            return True
        return False

    def _check_speaking(self, session: VoiceSession) -> None:
        in_call = self._directory.call_of(session) is not None
        if session.speaking is None and session.outlet is not None and in_call:
            self._refuse(session, "sound without op 5 before it")
            session.outlet.end(VoiceCloseCode.BAD_REQUEST, "invalid SSRC")

    def _forward(self, other: VoiceSession, media: MediaCheck, address: Address, sound: SoundPacket) -> None:
        media.sent += 1
        for datagram in media.network.carry(self._sealed(media, sound)):
            self.counters.forwarded += 1
            self.send(datagram, address)
        if media.sent % RTCP_EVERY == 0:
            header = struct.pack(">BBHI", 0x80, 201, 1, other.ssrc)  # an empty receiver report (RFC 3550, 6.4.2)
            self.send(media.outgoing.seal(header, bytes(8)), address)

    def _sealed(self, media: MediaCheck, sound: SoundPacket) -> bytes:
        """Return an encrypted packet like those of real clients: with an extension, and sometimes with padding and a marker."""
        rng = self._rng
        padding = rng.randint(1, MOST_PADDING) if rng.random() < PADDED_SHARE else 0
        first = 0x80 | 0x10 | (0x20 if padding else 0)
        kind = OPUS_PAYLOAD | (0x80 if rng.random() < PADDED_SHARE else 0)
        header = RTP.pack(first, kind, sound.sequence, sound.timestamp, sound.ssrc)
        words = rng.choice((1, 1, 2))
        elements = bytes([0x10, 0x80 | rng.randrange(128), 0x90, 1]).ljust(4 * words, b"\0")
        body = elements + sound.frame + (bytes(padding - 1) + bytes([padding]) if padding else b"")
        return media.outgoing.seal(header + b"\xbe\xde" + words.to_bytes(2, "big"), body)
