"""A loopback stand-in of Microsoft's read-aloud service that the unmodified `edge-tts` talks to.

Strict where the real one is known to be, and where a change of the library should be noticed: TLS for the service's name by a
throw-away authority, the token with its five minutes of patience, the order and the headers of the messages, well-formed SSML, voices
that exist. What breaks a rule is refused and stands in `EdgeService.violations`. Faults are switched on by `EdgeService.fault`.

The protocol is the one that edge-tts 7.3 speaks (`edge_tts/communicate.py`, `drm.py`); the real service was not at hand.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import email.utils
import enum
import json
import re
import socket
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
from aiohttp import abc, web
from tests import edge_wire, speech_sounds

from chatterbot.speech.tts import edge

__all__ = ("EdgeFault", "EdgeService", "Spoken")

_PATH = "/consumer/speech/synthesize/readaloud"
_CLIENT = "6A5AA1D4EAFF4E9FB37E23D68491D6F4"
"""The token of Edge itself; every client sends it."""
_PATIENCE_S = 300
"""A token is made of the time rounded down to five minutes; the one before and the one after are taken, too."""
_MESSAGE_BYTES = 720
"""Of sound in one message: 120 ms."""
_CUT_BYTES = 3_600
"""Of sound before the connection breaks or falls silent: 0.6 s."""
_SSML = "{http://www.w3.org/2001/10/synthesis}"
VOICES = (
    ("en-US", "EmmaMultilingual", "Female"),
    ("en-US", "Andrew", "Male"),
    ("en-US", "Nova", "Female"),  # one that the shipped list does not know
    ("ru-RU", "Svetlana", "Female"),
    ("ru-RU", "Dmitry", "Male"),
    ("de-DE", "Katja", "Female"),
)


class EdgeFault(enum.Enum):
    """What goes wrong."""

    DOWN = "nobody listens"
    FORBIDDEN = "403, whatever the token"
    UNAUTHORIZED = "401"
    OVERLOADED = "503"
    NO_AUDIO = "the turn ends without sound"
    GARBAGE = "messages of no known kind"
    NO_MP3 = "sound that is none"
    CUT = "the connection breaks in the middle"
    SLOW = "no sound until `EdgeService.go_on` is set"
    STALL = "sound, then silence until `EdgeService.go_on` is set"


@dataclasses.dataclass(frozen=True)
class Spoken:
    """One request that was understood."""

    text: str
    voice: str
    rate: str


class _RefusedError(Exception):
    """The client broke a rule."""


class _Loopback(abc.AbstractResolver):
    def __init__(self, port: Callable[[], int]) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[abc.ResolveResult]:
        if host != edge_wire.HOST:
            raise OSError(f"{host} is not to be reached from a test")
        found = abc.ResolveResult(
            hostname=host, host="127.0.0.1", port=self._port(), family=family, proto=0, flags=socket.AI_NUMERICHOST
        )
        return [found]

    async def close(self) -> None:
        """Nothing is held."""


class EdgeService:
    """The service; use `open`.

    Attributes
    ----------
    connector
        Give it to `Speaker.open`: it leads to this service, and nowhere else.
    fault
        What goes wrong from now on; `None`: nothing.
    faults
        What goes wrong with the next requests for speech, one each; empty: `fault` holds.
    skew_s
        How far the service's clock is ahead.
    go_on
        Lets requests go on that `SLOW` and `STALL` hold back.
    spoken
        What was asked for.
    violations
        How the client broke the protocol; empty at the end of a good test.
    """

    def __init__(self, sounds: speech_sounds.Sounds) -> None:
        self.fault: EdgeFault | None = None
        self.faults: collections.deque[EdgeFault | None] = collections.deque()
        self.skew_s = 0.0
        self.go_on = asyncio.Event()
        self.spoken: list[Spoken] = []
        self.violations: list[str] = []
        self.connector: edge.SharedConnector
        self._sounds = sounds
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="edge service")
        self._port = 0
        self._closed_port = 0
        self._open = 0
        self._changed = asyncio.Condition()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, folder: Path, sounds: speech_sounds.Sounds | None = None) -> AsyncGenerator[EdgeService]:
        """Listen on a free port and have edge-tts trust this service's authority until the end.

        Parameters
        ----------
        folder
            For the certificates.
        sounds
            Who speaks; by default quickly.
        """
        service = cls(sounds or speech_sounds.Sounds())
        authority, certificate = edge_wire.certificates(folder)
        application = web.Application()
        application.router.add_get(f"{_PATH}/edge/v1", service._synthesize)
        application.router.add_get(f"{_PATH}/voices/list", service._list)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        # No time to end what is under way: a test that leaves something open is to end all the same.
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        async with contextlib.AsyncExitStack() as stack:
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            stack.callback(service._pool.shutdown)
            site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
            await site.start()
            service._port = runner.addresses[0][1]
            stack.enter_context(edge_wire.trusted(authority))
            with socket.socket() as closed:  # bound and never listening: connecting to it is refused
                closed.bind(("127.0.0.1", 0))
                service._closed_port = closed.getsockname()[1]
                service.connector = edge.SharedConnector(resolver=_Loopback(service._reached), use_dns_cache=False)
                stack.push_async_callback(service.connector.really_close)
                try:
                    yield service
                finally:
                    service.go_on.set()

    async def idle(self) -> None:
        """Wait until no connection is open."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._open)

    async def asked(self, times: int) -> None:
        """Wait until so many texts were asked for."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.spoken) >= times)

    def _reached(self) -> int:
        return self._closed_port if self.fault is EdgeFault.DOWN else self._port

    def _next_fault(self) -> EdgeFault | None:
        return self.faults.popleft() if self.faults else self.fault

    @contextlib.asynccontextmanager
    async def _counted(self) -> AsyncGenerator[None]:
        await self._count(1)
        try:
            yield
        finally:
            await self._count(-1)

    async def _count(self, change: int) -> None:
        async with self._changed:
            self._open += change
            self._changed.notify_all()

    def _denied(self, request: web.Request, fault: EdgeFault | None) -> web.Response | None:
        from edge_tts import drm

        now = time.time() + self.skew_s
        refusals = {EdgeFault.FORBIDDEN: 403, EdgeFault.UNAUTHORIZED: 401, EdgeFault.OVERLOADED: 503}
        status = refusals.get(fault) if fault else None
        tokens = {drm.generate_sec_ms_gec_v2(now + off) for off in (-_PATIENCE_S, 0, _PATIENCE_S)}
        if status is None and request.query.get("Sec-MS-GEC") not in tokens:
            status = 403
        if status is None:
            return None
        return web.Response(status=status, headers={"Date": email.utils.formatdate(now, usegmt=True)})

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if (denied := self._denied(request, self.fault)) is not None:
            return denied
        if self.fault is EdgeFault.SLOW:
            await self.go_on.wait()
        self._check(request.query.get("trustedclienttoken") == _CLIENT, "voices: no client token")
        return web.json_response(
            [
                {
                    "Name": f"Microsoft Server Speech Text to Speech Voice ({locale}, {name}Neural)",
                    "ShortName": f"{locale}-{name}Neural",
                    "Gender": gender,
                    "Locale": locale,
                    "SuggestedCodec": "audio-24khz-48kbitrate-mono-mp3",
                    "FriendlyName": f"Microsoft {name} Online (Natural)",
                    "Status": "GA",
                }
                for locale, name, gender in VOICES
            ]
        )

    async def _synthesize(self, request: web.Request) -> web.StreamResponse:
        fault = self._next_fault()
        if (denied := self._denied(request, fault)) is not None:
            return denied
        try:
            self._check_request(request)
        except _RefusedError:
            return web.Response(status=400)
        async with self._counted():
            connection = web.WebSocketResponse()
            await connection.prepare(request)
            try:
                await self._turns(request, connection, fault)
            except _RefusedError:
                await connection.close(code=aiohttp.WSCloseCode.INVALID_TEXT)
            except ConnectionError:
                pass  # the client went away in the middle
            return connection

    def _check_request(self, request: web.Request) -> None:
        query, headers = request.query, request.headers
        self._check(query.get("TrustedClientToken") == _CLIENT, "no client token")
        self._check(re.fullmatch(r"[0-9a-f]{32}", query.get("ConnectionId", "")) is not None, "no connection id")
        self._check(re.fullmatch(r"1-[\d.]+|2-[\d.]+", query.get("Sec-MS-GEC-Version", "")) is not None, "no version")
        self._check(headers.get("Origin", "").startswith("chrome-extension://"), "not Edge's origin")
        self._check("Edg/" in headers.get("User-Agent", ""), "not Edge's user agent")
        self._check(re.search(r"muid=[0-9A-F]{32};", headers.get("Cookie", "")) is not None, "no muid")

    def _check(self, holds: bool, rule: str) -> None:
        if not holds:
            self.violations.append(rule)
            raise _RefusedError(rule)

    async def _turns(self, request: web.Request, connection: web.WebSocketResponse, fault: EdgeFault | None) -> None:
        configured = False
        async for message in connection:
            self._check(message.type is aiohttp.WSMsgType.TEXT, f"a message of type {message.type}")
            headers, body = edge_wire.parsed(message.data)
            if not configured:
                self._check_config(headers, body)
                configured = True
                continue
            await self._turn(request, connection, headers["X-RequestId"], self._ssml(headers, body), fault)

    def _check_config(self, headers: dict[str, str], body: str) -> None:
        self._check(headers.get("Path") == "speech.config", "the first message is not the configuration")
        self._check("X-Timestamp" in headers, "no time in the configuration")
        try:
            wanted = json.loads(body)["context"]["synthesis"]["audio"]["outputFormat"]
        except (ValueError, KeyError):
            wanted = None
        self._check(wanted == "audio-24khz-48kbitrate-mono-mp3", f"output format {wanted}")

    def _ssml(self, headers: dict[str, str], body: str) -> Spoken:
        self._check(headers.get("Path") == "ssml", "the second message is not SSML")
        self._check(headers.get("Content-Type") == "application/ssml+xml", "SSML of another type")
        self._check(re.fullmatch(r"[0-9a-f]{32}", headers.get("X-RequestId", "")) is not None, "no request id")
        try:
            root = ET.fromstring(body)
        except ET.ParseError as error:
            self._check(False, f"SSML is not well-formed: {error}")
            raise
        voice, prosody = root.find(f"{_SSML}voice"), root.find(f"{_SSML}voice/{_SSML}prosody")
        self._check(root.tag == f"{_SSML}speak" and root.get("version") == "1.0", "no <speak version='1.0'>")
        if voice is None or prosody is None:
            self._check(False, "no <voice><prosody>")
            raise _RefusedError
        rate = prosody.get("rate", "")
        self._check(re.fullmatch(r"[+-]\d{1,3}%", rate) is not None, f"rate {rate}")
        self._check(not list(prosody), "elements within the text")
        return Spoken(prosody.text or "", voice.get("name", ""), rate)

    async def _turn(
        self, request: web.Request, connection: web.WebSocketResponse, turn: str, asked: Spoken, fault: EdgeFault | None
    ) -> None:
        async with self._changed:
            self.spoken.append(asked)
            self._changed.notify_all()

        async def say(path: str, content: dict[str, Any]) -> None:
            kind = "application/json; charset=utf-8"
            body = json.dumps(content)
            await connection.send_str(f"X-RequestId:{turn}\r\nContent-Type:{kind}\r\nPath:{path}\r\n\r\n{body}")

        await say("turn.start", {"context": {"serviceTag": "loopback"}})
        await say("response", {"context": {"serviceTag": "loopback"}, "audio": {"type": "inline", "streamId": "1"}})
        if fault is EdgeFault.SLOW:
            await self._held(connection)
        known = re.fullmatch(r"Microsoft Server Speech Text to Speech Voice \((.+), (.+)Neural\)", asked.voice)
        exists = known is not None and known.groups() in {(locale, name) for locale, name, _ in VOICES}
        if fault is EdgeFault.NO_AUDIO or known is None or not exists or not asked.text.strip():
            await say("turn.end", {})
            return
        if fault is EdgeFault.GARBAGE:
            await connection.send_bytes(edge_wire.binary(f"X-RequestId:{turn}\r\nPath:news", b"?"))
            return
        head = f"X-RequestId:{turn}\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio"
        sent = 0
        async for data in self._mp3(asked.text, known[1].partition("-")[0]):
            await connection.send_bytes(edge_wire.binary(head, bytes(len(data)) if fault is EdgeFault.NO_MP3 else data))
            sent += len(data)
            if sent >= _CUT_BYTES and fault is EdgeFault.CUT:
                assert request.transport is not None
                request.transport.abort()
                return
            if sent >= _CUT_BYTES and fault is EdgeFault.STALL:
                await self._held(connection)
        await connection.send_bytes(edge_wire.binary(f"X-RequestId:{turn}\r\nX-StreamId:1\r\nPath:audio", b""))
        await say("audio.metadata", edge_wire.boundary(asked.text, sent))
        await say("turn.end", {})

    async def _held(self, connection: web.WebSocketResponse) -> None:
        """Wait to go on, unless the client goes away."""
        going = asyncio.create_task(self.go_on.wait())
        leaving = asyncio.create_task(connection.receive())
        try:
            await asyncio.wait((going, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not going.done():
                raise ConnectionResetError
        finally:
            going.cancel()
            leaving.cancel()
            await asyncio.gather(going, leaving, return_exceptions=True)

    async def _mp3(self, text: str, language: str) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        made = speech_sounds.mp3(self._sounds.pcm(text, language))
        waiting = b""
        while (frame := await loop.run_in_executor(self._pool, _following, made)) is not None:
            waiting += frame
            while len(waiting) >= _MESSAGE_BYTES:
                yield waiting[:_MESSAGE_BYTES]
                waiting = waiting[_MESSAGE_BYTES:]
        if waiting:
            yield waiting


def _following(frames: Any) -> bytes | None:
    return next(frames, None)
