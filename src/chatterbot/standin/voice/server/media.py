"""The forwarding unit: datagrams in from one client, checked, and out to the others, each with their own key.

RTP is packed and read here once more, apart from the bot's codec, so that one mistake cannot hide on both sides.
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
"""How far back a nonce is recognised: 22 minutes of sound."""
SPEAKING_GRACE_S = 0.5
"""Seconds in which op 5 may come behind the first packet: they take different ways."""
CHANGE_GRACE_S = 1.0
"""Seconds after a change of the encryption in which packets of before may still come in."""
PADDED_SHARE = 0.1
"""Share of packets with RTP padding; field reports name 3 to 15 %."""
MOST_PADDING = 24
"""Bytes."""
RTCP_EVERY = 250
"""Packets to one client after which a control packet goes along: one in five seconds."""
LATE_SSRCS = 256
"""Streams that have ended and may still send a little."""


class Directory(Protocol):
    """Who is in which call, who may be heard, and who hears."""

    def call_of(self, session: VoiceSession) -> ServerCall | None:
        """Find the call a session is in."""
        ...

    def may_speak(self, session: VoiceSession) -> bool:
        """Tell whether somebody's sound is passed on."""
        ...

    def may_hear(self, session: VoiceSession) -> bool:
        """Tell whether sound is passed on to somebody."""
        ...


@dataclasses.dataclass(slots=True)
class MediaCounters:
    """What has gone through the forwarding unit."""

    received: int = 0
    """RTP packets that were right."""
    forwarded: int = 0
    early: int = 0
    """Packets before op 5: dropped."""
    silenced: int = 0
    """Packets of people who are muted: dropped."""
    late: int = 0
    """Packets of sessions that have ended."""
    refused: int = 0
    """Packets that were wrong; each is a problem, too."""
    discoveries: int = 0
    keepalives: int = 0
    identified: int = 0
    resumed: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class SoundPacket:
    """One packet's worth: what is passed on unchanged."""

    sequence: int
    timestamp: int
    ssrc: int
    frame: bytes


class MediaCheck:
    """One client's stream: its keys, and whether what it sends can be right.

    Parameters
    ----------
    session
        The client's session.
    mode, key
        As op 4 hands them out.
    """

    def __init__(self, session: VoiceSession, mode: str, key: bytes, network: Network) -> None:
        from chatterbot.voice import TransportCipher  # noqa: PLC0415 - optional: needs cryptography and PyNaCl

        self.incoming: TransportCipher = TransportCipher(mode, key)
        self.outgoing: TransportCipher = TransportCipher(mode, key)
        self.network = network
        self.sent = 0
        self.missing = 0
        """Packets that must have been lost on the way here."""
        self.waits_for_speaking = False
        self._nonces: set[bytes] = set()
        self._nonce_order: collections.deque[bytes] = collections.deque()
        self._last: SoundPacket | None = None
        self._dave_nonce = -1
        self._session = session
        self._keys_seen = session.keys_given
        """Keys the DAVE nonce has begun anew with; it may do so once with each epoch's key."""

    def nonce_is_new(self, nonce: bytes) -> bool:
        """Remember a packet's nonce."""
        if nonce in self._nonces:
            return False
        self._nonces.add(nonce)
        self._nonce_order.append(nonce)
        if len(self._nonce_order) > NONCES_KEPT:
            self._nonces.discard(self._nonce_order.popleft())
        return True

    def out_of_order(self, sound: SoundPacket) -> str | None:
        """Say what is wrong with the place of a packet in its stream."""
        last, self._last = self._last, sound
        if last is None:
            return None
        if not later(sound.sequence, last.sequence):
            return f"sequence number {sound.sequence} after {last.sequence}"
        self.missing += (sound.sequence - last.sequence - 1) % SEQUENCES  # UDP loses where a machine is busy
        if not 0 < (sound.timestamp - last.timestamp) % TIMESTAMPS < TIMESTAMPS // 2:
            return f"timestamp {sound.timestamp} after {last.timestamp}"
        return None

    def wrongly_encrypted(self, frame: bytes, version: int) -> str | None:
        """Say what is wrong with a frame's end-to-end encryption."""
        if frame == SILENCE:
            return None  # both libraries take it in the clear, and one sends it so
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
    """The server's UDP side."""

    def __init__(self, faults: VoiceFaults, directory: Directory, report: Report, chance: random.Random) -> None:
        super().__init__()
        self.counters = MediaCounters()
        self.streams: dict[int, VoiceSession] = {}
        """Sessions by SSRC."""
        self._checks: dict[VoiceSession, MediaCheck] = {}
        """Of the sessions whose sound is taken."""
        self._gone: collections.deque[int] = collections.deque(maxlen=LATE_SSRCS)
        self._faults = faults
        self._directory = directory
        self._report = report
        self._chance = chance

    @property
    def address(self) -> Address:
        """Where it listens."""
        if self._socket is None:
            raise SetupError("the voice server is not running")
        host, port = self._socket.getsockname()[:2]
        return host, port

    def open_stream(self, session: VoiceSession, mode: str, key: bytes) -> None:
        """Begin to take a session's sound."""
        network = Network(self._faults.datagrams, self._chance)
        self._checks[session] = MediaCheck(session, mode, key, network)

    def end_stream(self, session: VoiceSession) -> None:
        """Take no more; what is under way is dropped."""
        self._checks.pop(session, None)
        if self.streams.pop(session.ssrc, None) is not None:
            self._gone.append(session.ssrc)

    def take(self, data: bytes, address: Address) -> None:
        """Sort a datagram."""
        if len(data) == DISCOVERY_BYTES and data.startswith(DISCOVERY_REQUEST):
            self._discover(data, address)
        elif len(data) == KEEPALIVE_BYTES and data.startswith(KEEPALIVE_REQUEST):
            self.counters.keepalives += 1
            if not self._faults.take("lose_keepalives"):
                self.send(KEEPALIVE_REPLY + data[4:], address)
        elif len(data) >= SMALLEST and data[0] >> 6 == 2:
            if data[1] not in RTCP_TYPES:
                self._receive(data, address)
        else:
            self._refuse(None, f"a datagram of {len(data)} bytes that is nothing: {data[:8].hex()}")

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
        if not self._faults.take("lose_discoveries"):
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
                self._refuse(session, f"a packet with SSRC {ssrc}, which is nobody's")
            return
        if session.discovered != address:
            self._refuse(session, f"a packet from {address}, not from where it was discovered")
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
        for other in call.present(but=session):
            check = self._checks.get(other)
            if check is not None and other.discovered is not None and self._directory.may_hear(other):
                self._forward(other, check, other.discovered, sound)

    def _open(self, session: VoiceSession, media: MediaCheck, data: bytes, first: int, kind: int) -> bytes | None:
        """Open a packet; clients send neither extensions nor padding nor contributing sources that anybody needs."""
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
            self._refuse(session, "a packet that its key does not open")
            return None
        if not media.nonce_is_new(data[-4:]):
            self._refuse(session, f"nonce {data[-4:].hex()} twice with one key")
            return None
        end = len(opened) - (opened[-1] if first & 0x20 and opened else 0)
        if end <= 4 * words:
            self._refuse(session, "a packet with nothing in it")
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
        """Pack as real clients do: with an extension, and now and then with padding and a marker."""
        chance = self._chance
        padding = chance.randint(1, MOST_PADDING) if chance.random() < PADDED_SHARE else 0
        first = 0x80 | 0x10 | (0x20 if padding else 0)
        kind = OPUS_PAYLOAD | (0x80 if chance.random() < PADDED_SHARE else 0)
        header = RTP.pack(first, kind, sound.sequence, sound.timestamp, sound.ssrc)
        words = chance.choice((1, 1, 2))
        elements = bytes([0x10, 0x80 | chance.randrange(128), 0x90, 1]).ljust(4 * words, b"\0")
        body = elements + sound.frame + (bytes(padding - 1) + bytes([padding]) if padding else b"")
        return media.outgoing.seal(header + b"\xbe\xde" + words.to_bytes(2, "big"), body)
