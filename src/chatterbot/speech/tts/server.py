"""Voices of an OpenAI-compatible speech server (``POST {server}/audio/speech``), so that one machine with a GPU speaks for many bots.

OpenAI itself, Kokoro-FastAPI, speaches, LocalAI and openedai-speech offer it. The request is JSON with ``model``, ``voice``, ``input``,
``response_format`` = ``wav`` and ``speed``; the answer is the sound, sent while it is made (platform.openai.com, API reference, "Create
speech").
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final, Self

import aiohttp

from chatterbot import audio, redaction
from chatterbot.speech.tts import plain_text
from chatterbot.speech.tts.program import WavReader
from chatterbot.speech.tts.voices import Gender, SynthesisError, SynthesisFault, VoiceInfo, language_of

__all__ = ("ServerVoiceOptions", "ServerVoices")

_CONNECT_S: Final = 3.0
"""Seconds until a connection: the server is near, or the next voice is the better choice."""
_OF_THIS_VOICE: Final = frozenset({400, 404, 422})
"""Statuses that say that this voice or this text is refused; others may work."""
_MOST_BYTES: Final = 50 << 20
"""Size limit of a piece's sound: nine minutes of 48 kHz mono, where a piece takes half a minute."""


@dataclasses.dataclass(frozen=True, slots=True)
class ServerVoiceOptions:
    """Where the server is, and what it is asked for."""

    address: str = dataclasses.field(repr=False)
    """Base URL, such as ``http://localhost:8880/v1``; it may hold a password."""
    voices: Mapping[str, str]
    """The server's name of the voice for each language (ISO 639-1)."""
    model: str = "tts-1"
    key: str | None = dataclasses.field(default=None, repr=False)
    first_s: float = 4.0
    """Seconds until the first sound."""
    total_s: float = 60.0
    """Seconds for one piece as a whole."""


class ServerVoices:
    """The voices of one server, a `voices.Synthesizer`. Make one with `open`, not with the constructor."""

    def __init__(self, options: ServerVoiceOptions, session: aiohttp.ClientSession) -> None:
        self.name: Final = "server"
        self.remote: Final = True
        self.cacheable: Final = True
        self._options = options
        self._session = session
        self._address = f"{options.address.rstrip('/')}/audio/speech"
        self._public_address = redaction.address(self._address)
        spoken: dict[str, list[str]] = {}
        for language, voice in options.voices.items():
            spoken.setdefault(voice, []).append(language)
        self._voices = tuple(
            VoiceInfo(
                f"{self.name}/{voice}",
                voice,
                language_of(languages[0]),
                Gender.UNKNOWN,
                self.name,
                multilingual=len(languages) > 1,
            )
            for voice, languages in spoken.items()
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: ServerVoiceOptions) -> AsyncGenerator[Self]:
        """Open the connections to the server; leaving closes them."""
        headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_S)  # `speak` limits the rest
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            yield cls(options, session)

    def voices(self) -> Sequence[VoiceInfo]:
        """Return the configured voices."""
        return self._voices

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Implement `voices.Synthesizer.speak`."""
        options, loop = self._options, asyncio.get_running_loop()
        deadline, reader, size, got_sound = loop.time() + options.total_s, WavReader(), 0, False
        asked: dict[str, object] = {
            "model": options.model,
            "voice": voice.own_name,
            "input": plain_text.plain(text, voice.language),
            "response_format": "wav",
        }
        if rate != 1:
            asked["speed"] = rate
        try:
            async with contextlib.AsyncExitStack() as stack:
                first = loop.time() + options.first_s
                async with asyncio.timeout_at(first):
                    answer = await stack.enter_async_context(
                        self._session.post(self._address, json=asked, allow_redirects=False)
                    )
                if answer.status != 200:
                    # The answer is not quoted: it may repeat the text.
                    fault = SynthesisFault.VOICE if answer.status in _OF_THIS_VOICE else SynthesisFault.SERVICE
                    raise SynthesisError(f"the speech server {self._public_address} refused: {answer.status}", fault)
                while True:
                    async with asyncio.timeout_at(deadline if got_sound else first):
                        data = await answer.content.readany()
                    if not data:
                        break
                    size += len(data)
                    if size > _MOST_BYTES:
                        raise SynthesisError("the speech server's answer is too large")
                    if (frame := reader.push(data)) is not None:
                        got_sound = True
                        yield frame
        except TimeoutError:
            fault = SynthesisFault.SERVICE if got_sound else SynthesisFault.SLOW
            raise SynthesisError(f"the speech server {self._public_address} took too long", fault) from None
        except (aiohttp.ClientError, OSError) as error:
            raise SynthesisError(f"the speech server {self._public_address} failed: {type(error).__name__}") from None
        except ValueError as error:  # of the sound's format, or an address that cannot be used
            raise SynthesisError(f"the speech server {self._public_address} did not answer with WAV: {error}") from None
        if not got_sound:
            raise SynthesisError(f"the speech server {self._public_address} sent no sound", SynthesisFault.VOICE)
