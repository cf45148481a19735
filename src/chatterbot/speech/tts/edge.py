"""Microsoft's read-aloud voices through `edge-tts` (LGPL-3), unmodified: no key, hundreds of voices, and no promise that it works.

What the library leaves to its caller is done here: it waits for ever where the service falls silent, it ends normally where the
connection breaks in the middle, and it closes a connector it was lent.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import ssl
from collections.abc import AsyncGenerator, Generator, Sequence
from concurrent.futures import Executor
from types import ModuleType
from typing import Any, Final

import aiohttp

from chatterbot import audio
from chatterbot.speech.codecs import mp3
from chatterbot.speech.tts.voices import (
    EDGE,
    SynthesisError,
    SynthesisFault,
    VoiceInfo,
    edge_voice,
    shipped_edge_voices,
)

__all__ = ("EdgeOptions", "EdgeVoices", "SharedConnector")

_CONNECTIONS: Final = 16
"""At most this many pieces are synthesized at a time; each is a connection of its own."""
_DNS_TTL_S: Final = 300
"""Seconds an address is remembered: each piece would ask for it again."""
_PROBE: Final = "OK."
"""What is synthesized to see whether the service works again."""
_PROBE_VOICE: Final = edge_voice("en-US-EmmaMultilingualNeural", "en-US", "Female")
"""The library's own default: the last one to be given up."""


@dataclasses.dataclass(frozen=True, slots=True)
class EdgeOptions:
    """How long the service may take."""

    first_s: float = 2.5
    """Seconds until the first sound: an answer that begins later is better spoken by a local voice."""
    next_s: float = 3.0
    """Seconds between two pieces of sound; the service sends faster than it is heard."""
    list_s: float = 10.0
    """Seconds for the list of voices."""


class SharedConnector(aiohttp.TCPConnector):
    """A connector that outlives the sessions it is lent to.

    `edge_tts` hands the connector to a session of its own and lets that close it, after which its retry (a wrong clock), its second
    request (a long text) and every further piece fail with "Session is closed". This one stays open until `really_close`.
    """

    async def close(self, *, abort_ssl: bool = False) -> None:
        """Do nothing: whoever calls this was only lent the connector."""

    async def really_close(self) -> None:
        """Close it, by whoever made it."""
        await super().close()


class EdgeVoices:
    """The online voices.

    Use `open`; the constructor is for it alone.
    """

    def __init__(
        self, edge_tts: ModuleType, options: EdgeOptions, connector: aiohttp.BaseConnector, executor: Executor
    ) -> None:
        self.name: Final = EDGE
        self.remote: Final = True
        self.cacheable: Final = True
        self._edge_tts = edge_tts
        self._options = options
        self._connector = connector
        self._executor = executor
        self._voices = shipped_edge_voices()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, options: EdgeOptions, executor: Executor, *, connector: aiohttp.BaseConnector | None = None
    ) -> AsyncGenerator[EdgeVoices]:
        """Give the voices; nothing is sent before the first text.

        Parameters
        ----------
        settings
            Time limits.
        executor
            Decodes the sound.
        connector
            How connections are made, in place of the ordinary way; it must stay open when a session closes it (`SharedConnector`).

        Raises
        ------
        ImportError
            If edge-tts or PyAV is not installed (extra ``speech``).
        """
        edge_tts = await asyncio.get_running_loop().run_in_executor(executor, _library)
        async with contextlib.AsyncExitStack() as stack:
            if connector is None:
                connector = own = SharedConnector(limit=_CONNECTIONS, ttl_dns_cache=_DNS_TTL_S)
                stack.push_async_callback(own.really_close)
            yield cls(edge_tts, options, connector, executor)

    def voices(self) -> Sequence[VoiceInfo]:
        """Those of the service's own list where it was had, else those that this version knows."""
        return self._voices

    async def refresh(self) -> None:
        """Ask the service for its voices.

        Raises
        ------
        SynthesisError
            If they cannot be had; the list stays as it was.
        """
        try:
            with self._translated():
                async with asyncio.timeout(self._options.list_s):
                    listed: list[dict[str, Any]] = await self._edge_tts.list_voices(connector=self._connector)
                found = [
                    edge_voice(str(entry["ShortName"]), str(entry["Locale"]), str(entry["Gender"])) for entry in listed
                ]
        except TimeoutError:
            raise SynthesisError(f"the list of voices did not come within {self._options.list_s:g} s") from None
        if found:
            # The order of the shipped list says which voice is taken when nobody chose; new ones follow.
            known = {voice.id: index for index, voice in enumerate(shipped_edge_voices())}
            self._voices = tuple(sorted(found, key=lambda voice: known.get(voice.id, len(known))))

    async def probe(self) -> None:
        """See whether it works.

        Raises
        ------
        SynthesisError
            If it does not.
        """
        async with contextlib.aclosing(self.speak(_PROBE, _PROBE_VOICE, 1.0)) as sound:
            async for _ in sound:
                pass

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """See `voices.Synthesizer.speak`."""
        with self._translated():
            communicate = self._edge_tts.Communicate(
                text.encode("utf-8", "ignore").decode("utf-8"),
                voice.own_name,
                rate=f"{round((rate - 1) * 100):+d}%",
                connector=self._connector,
            )
        decoder = mp3.Mp3Decoder()
        received, heard = 0, False
        async with contextlib.aclosing(communicate.stream()) as stream:
            while (data := await self._next(stream, first=not received)) is not None:
                received += len(data)
                for frame in await self._decoded(decoder.push, data):
                    heard = True
                    yield frame
        # The library ends normally where the connection broke; only a turn that was ended counts the bytes.
        if communicate.state["cumulative_audio_bytes"] != received:
            raise SynthesisError("the connection broke in the middle of the speech")
        for frame in await self._decoded(decoder.flush):
            heard = True
            yield frame
        if not heard:
            raise SynthesisError("the service sent sound that is none")

    async def _next(self, stream: AsyncGenerator[dict[str, Any]], *, first: bool) -> bytes | None:
        """Give the next piece of sound; `None` at the end."""
        limit = self._options.first_s if first else self._options.next_s
        try:
            with self._translated():
                async with asyncio.timeout(limit):
                    async for chunk in stream:
                        if chunk["type"] == "audio":
                            return chunk["data"]
                return None
        except TimeoutError:
            when = "no sound came" if first else "the sound stopped"
            fault = SynthesisFault.SLOW if first else SynthesisFault.SERVICE
            raise SynthesisError(f"{when} within {limit:g} s", fault) from None

    async def _decoded(self, decode: Any, *data: bytes) -> list[audio.AudioFrame]:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, decode, *data)
        except ValueError as error:
            raise SynthesisError(f"the service sent {error}") from error

    @contextlib.contextmanager
    def _translated(self) -> Generator[None]:
        """Turn what the library and its libraries raise into `SynthesisError`."""
        exceptions = self._edge_tts.exceptions
        try:
            yield
        except exceptions.NoAudioReceived as error:
            raise SynthesisError("the service sent no sound for this voice and text", SynthesisFault.VOICE) from error
        except exceptions.EdgeTTSException as error:
            raise SynthesisError(f"the service's answer is not understood: {error}") from error
        except aiohttp.ClientResponseError as error:
            raise SynthesisError(f"the service refused: HTTP {error.status}") from error
        except (aiohttp.ClientError, ssl.SSLError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise SynthesisError(f"the service cannot be reached: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            # A name no voice can have, a list of another shape, metadata that are no JSON.
            raise SynthesisError(f"{type(error).__name__}: {error}", SynthesisFault.VOICE) from error


def _library() -> ModuleType:
    """Import what takes a while (0.1 s), on a thread."""
    import edge_tts  # noqa: PLC0415 - optional

    mp3.Mp3Decoder()
    return edge_tts
