"""Microsoft's read-aloud voices through `edge-tts` (LGPL-3), unmodified: no key, hundreds of voices, and no guarantee that it works.

This module makes up for three gaps of the library: it waits for ever if the service stops sending, it ends normally if the connection
breaks in the middle, and it closes a connector that was only lent to it.
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
"""Pieces that are synthesized at the same time, at most; each needs a connection of its own."""
_DNS_TTL_S: Final = 300
"""Seconds for which an address is cached: otherwise each piece would look it up again."""
_PROBE: Final = "OK."
"""The text that is synthesized to see whether the service works again."""
_PROBE_VOICE: Final = edge_voice("en-US-EmmaMultilingualNeural", "en-US", "Female")
"""The library's own default voice, and so the one most likely to stay available."""


@dataclasses.dataclass(frozen=True, slots=True)
class EdgeOptions:
    """Time limits for the service."""

    first_s: float = 2.5
    """Seconds until the first sound: after that a local voice is the better choice."""
    next_s: float = 3.0
    """Seconds between two chunks of sound; the service sends faster than the sound is played."""
    list_s: float = 10.0
    """Seconds for the list of voices."""


class SharedConnector(aiohttp.TCPConnector):
    """A connector that outlives the sessions it is lent to.

    `edge_tts` passes the connector to a session of its own, which closes it. After that, its retry (after a wrong clock), its second
    request (for a long text) and every further piece fail with "Session is closed". This one stays open until `really_close`.
    """

    async def close(self, *, abort_ssl: bool = False) -> None:
        """Do nothing: the caller was only lent the connector."""

    async def really_close(self) -> None:
        """Close the connector; called by its owner."""
        await super().close()


class EdgeVoices:
    """The online voices, a `voices.Synthesizer`.

    Make one with `open`, not with the constructor.
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
        """Yield the voices; nothing is sent before the first text.

        Parameters
        ----------
        options
            Time limits.
        executor
            Runs the decoding of the sound.
        connector
            Makes the connections, in place of a new connector; it must stay open when a session closes it (`SharedConnector`).

        Raises
        ------
        ImportError
            If edge-tts or PyAV is not installed (extra ``speech``).
        """
        edge_tts = await asyncio.get_running_loop().run_in_executor(executor, _import_edge_tts)
        async with contextlib.AsyncExitStack() as stack:
            if connector is None:
                connector = own_connector = SharedConnector(limit=_CONNECTIONS, ttl_dns_cache=_DNS_TTL_S)
                stack.push_async_callback(own_connector.really_close)
            yield cls(edge_tts, options, connector, executor)

    def voices(self) -> Sequence[VoiceInfo]:
        """Return the voices of the service's own list if it was loaded, else those that this version knows."""
        return self._voices

    async def refresh(self) -> None:
        """Load the list of voices from the service.

        Raises
        ------
        SynthesisError
            If the list cannot be loaded; `voices` stays as it was.
        """
        try:
            with self._translate_errors():
                async with asyncio.timeout(self._options.list_s):
                    listed: list[dict[str, Any]] = await self._edge_tts.list_voices(connector=self._connector)
                found = [
                    edge_voice(str(entry["ShortName"]), str(entry["Locale"]), str(entry["Gender"])) for entry in listed
                ]
        except TimeoutError:
            raise SynthesisError(f"the list of voices did not come within {self._options.list_s:g} s") from None
        if found:
            # The shipped list has the default voice of each language first; new voices come last.
            known = {voice.id: index for index, voice in enumerate(shipped_edge_voices())}
            self._voices = tuple(sorted(found, key=lambda voice: known.get(voice.id, len(known))))

    async def probe(self) -> None:
        """Synthesize a short text to see whether the service works.

        Raises
        ------
        SynthesisError
            If it does not.
        """
        async with contextlib.aclosing(self.speak(_PROBE, _PROBE_VOICE, 1.0)) as sound:
            async for _ in sound:
                pass

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Implement `voices.Synthesizer.speak`."""
        with self._translate_errors():
            communicate = self._edge_tts.Communicate(
                text.encode("utf-8", "ignore").decode("utf-8"),
                voice.own_name,
                rate=f"{round((rate - 1) * 100):+d}%",
                connector=self._connector,
            )
        decoder = mp3.Mp3Decoder()
        received, got_sound = 0, False
        async with contextlib.aclosing(communicate.stream()) as stream:
            while (data := await self._next(stream, first=not received)) is not None:
                received += len(data)
                for frame in await self._decode(decoder.push, data):
                    got_sound = True
                    yield frame
        # The library ends normally if the connection breaks, but it counts the bytes only at the regular end.
        if communicate.state["cumulative_audio_bytes"] != received:
            raise SynthesisError("the connection broke in the middle of the speech")
        for frame in await self._decode(decoder.flush):
            got_sound = True
            yield frame
        if not got_sound:
            raise SynthesisError("the service sent no sound that can be decoded")

    async def _next(self, stream: AsyncGenerator[dict[str, Any]], *, first: bool) -> bytes | None:
        """Return the next chunk of sound; `None` at the end."""
        limit = self._options.first_s if first else self._options.next_s
        try:
            with self._translate_errors():
                async with asyncio.timeout(limit):
                    async for chunk in stream:
                        if chunk["type"] == "audio":
                            return chunk["data"]
                return None
        except TimeoutError:
            when = "no sound came" if first else "the sound stopped"
            fault = SynthesisFault.SLOW if first else SynthesisFault.SERVICE
            raise SynthesisError(f"{when} within {limit:g} s", fault) from None

    async def _decode(self, decode: Any, *data: bytes) -> list[audio.AudioFrame]:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, decode, *data)
        except ValueError as error:
            raise SynthesisError(f"the service sent {error}") from error

    @contextlib.contextmanager
    def _translate_errors(self) -> Generator[None]:
        """Turn the exceptions of edge-tts and aiohttp into `SynthesisError`."""
        exceptions = self._edge_tts.exceptions
        try:
            yield
        except exceptions.NoAudioReceived as error:
            raise SynthesisError("the service sent no sound for this voice and text", SynthesisFault.VOICE) from error
        except exceptions.EdgeTTSException as error:
            raise SynthesisError(f"the service's answer is not understood: {error}") from error
        except aiohttp.ClientResponseError as error:
            raise SynthesisError(f"the service refused: HTTP {error.status}") from error
        except aiohttp.ClientConnectorError as error:  # its own text shows objects of Python
            raise SynthesisError(f"the service at {error.host} cannot be reached: {error.args[-1]}") from error
        except (aiohttp.ClientError, ssl.SSLError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise SynthesisError(f"the service cannot be reached: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            # An impossible voice name, a list of another shape, metadata that is not JSON.
            raise SynthesisError(f"{type(error).__name__}: {error}", SynthesisFault.VOICE) from error


def _import_edge_tts() -> ModuleType:
    """Import the libraries, which takes 0.1 s; runs on a thread."""
    import edge_tts  # noqa: PLC0415 - optional

    mp3.Mp3Decoder()
    return edge_tts
