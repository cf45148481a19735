"""An OpenAI-compatible speech server on loopback: the requests to it, its sound, and its failures."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from tests.sounds import tone, wav

from chatterbot import audio
from chatterbot.speech.tts import Speaker, TtsOptions
from chatterbot.speech.tts.server import ServerVoiceOptions, ServerVoices
from chatterbot.speech.tts.voices import SynthesisError, SynthesisFault

pytestmark = [pytest.mark.protocol, pytest.mark.asyncio]

RATE = 24_000
SOUND = wav(tone(1.0, RATE), RATE)
HEADER = 44
"""Bytes before the samples."""


@dataclasses.dataclass
class Peer:
    """Sends its pieces one after the other; `None` among them waits until the end of the test."""

    url: str = ""
    pieces: tuple[bytes | None, ...] = (SOUND,)
    status: int = 200
    asked: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    keys: list[str | None] = dataclasses.field(default_factory=list)
    end: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    gone: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    async def speech(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        answer = web.StreamResponse(status=self.status, headers={"Location": "http://127.0.0.1:1/"})
        try:
            if self.pieces[0] is not None:
                await answer.prepare(request)
            for piece in self.pieces:
                if piece is None:
                    await self.end.wait()
                else:
                    await answer.write(piece)
        except (ConnectionError, asyncio.CancelledError):
            self.gone.set()
            raise
        return answer


@pytest.fixture
async def peer() -> AsyncGenerator[Peer]:
    found = Peer()
    app = web.Application()
    app.router.add_post("/v1/audio/speech", found.speech)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/"
    yield found
    found.end.set()
    await runner.cleanup()


def options(peer: Peer, **more: Any) -> ServerVoiceOptions:
    return ServerVoiceOptions(peer.url, {"en": "af_heart", "ru": "nova", "uk": "nova"}, **more)


async def spoken(peer: Peer, text: str = "Hello", rate: float = 1.0, **more: Any) -> list[audio.AudioFrame]:
    async with ServerVoices.open(options(peer, **more)) as voices:
        sound = voices.speak(text, voices.voices()[0], rate)
        async with contextlib.aclosing(sound):
            return [frame async for frame in sound]


async def test_the_request_has_the_fields_of_openais_protocol(peer: Peer) -> None:
    await spoken(peer, model="kokoro", key="sesame")
    await spoken(peer, "Привет 🙂", rate=1.25)
    plain = {"voice": "af_heart", "response_format": "wav"}
    assert peer.asked == [
        plain | {"model": "kokoro", "input": "Hello"},
        plain | {"model": "tts-1", "input": peer.asked[1]["input"], "speed": 1.25},
    ]
    assert peer.asked[1]["input"].startswith("Привет")
    assert peer.keys == ["Bearer sesame", None]
    assert "sesame" not in repr(options(peer, key="sesame"))


async def test_sound_comes_while_it_is_made(peer: Peer) -> None:
    half = HEADER + RATE
    peer.pieces = SOUND[:7], SOUND[7:half], None, SOUND[half:]
    async with ServerVoices.open(options(peer)) as voices:
        sound = voices.speak("Hello", voices.voices()[0], 1.0)
        async with contextlib.aclosing(sound):
            first = await anext(sound)
            assert first.rate == RATE
            peer.end.set()
            rest = [frame async for frame in sound]
    whole = np.concatenate([frame.samples for frame in (first, *rest)])
    assert len(whole) == RATE
    assert np.allclose(whole[:, 0] / 32768, tone(1.0, RATE), atol=1e-3)


async def test_one_voice_of_several_languages(peer: Peer) -> None:
    async with ServerVoices.open(options(peer)) as voices:
        assert [(one.id, one.language, one.multilingual) for one in voices.voices()] == [
            ("server/af_heart", "en", False),
            ("server/nova", "ru", True),
        ]


@pytest.mark.parametrize(
    ("status", "pieces", "fault", "words"),
    [
        (400, (b"Hello cannot be said",), SynthesisFault.VOICE, "refused: 400"),
        (404, (b"",), SynthesisFault.VOICE, "refused: 404"),
        (401, (b"Hello",), SynthesisFault.SERVICE, "refused: 401"),
        (302, (b"",), SynthesisFault.SERVICE, "refused: 302"),
        (503, (b"",), SynthesisFault.SERVICE, "refused: 503"),
        (200, (json.dumps({"input": "Hello"}).encode(),), SynthesisFault.SERVICE, "did not answer with WAV"),
        (200, (SOUND[:HEADER],), SynthesisFault.VOICE, "no sound"),
        (200, (b"RIFF",), SynthesisFault.VOICE, "no sound"),
        (200, (None,), SynthesisFault.SLOW, "took too long"),
        (200, (SOUND[:20], None), SynthesisFault.SLOW, "took too long"),
    ],
)
async def test_failures_are_named_without_the_text(
    peer: Peer, status: int, pieces: tuple[bytes | None, ...], fault: SynthesisFault, words: str
) -> None:
    peer.status, peer.pieces = status, pieces
    with pytest.raises(SynthesisError, match=words) as failed:
        await spoken(peer, first_s=0.2)
    assert failed.value.fault is fault
    assert "Hello" not in str(failed.value)
    assert len(peer.asked) == 1, "a redirect is not followed"


async def test_a_server_that_stops_in_the_middle_or_is_not_there(peer: Peer) -> None:
    peer.pieces = SOUND[: HEADER + RATE], None
    with pytest.raises(SynthesisError, match="took too long") as failed:
        await spoken(peer, total_s=0.3)
    assert failed.value.fault is SynthesisFault.SERVICE
    await peer.gone.wait()  # the request ends with it
    peer.url = "http://user:sesame@127.0.0.1:1/v1"
    with pytest.raises(SynthesisError, match="ClientConnectorError") as failed:
        await spoken(peer)
    assert "sesame" not in str(failed.value)


async def test_closing_ends_the_request(peer: Peer) -> None:
    peer.pieces = SOUND[: HEADER + RATE], None
    async with ServerVoices.open(options(peer)) as voices:
        sound = voices.speak("Hello", voices.voices()[0], 1.0)
        await anext(sound)
        await sound.aclose()
        await peer.gone.wait()


async def test_it_speaks_before_all_other_voices(peer: Peer) -> None:
    chosen = TtsOptions(online=False, espeak=False, server=options(peer))
    async with Speaker.open(chosen, None) as speaker:
        assert [one.engine for one in speaker.health()] == ["server"]
        assert [one.id for one in speaker.voices("uk")] == ["server/nova"]
        frames = [frame async for frame in speaker.synthesize("Привет, как дела?", language="ru")]
        assert sum(len(frame.samples) for frame in frames) == pytest.approx(RATE, rel=0.3)
        assert [asked["voice"] for asked in peer.asked] == ["nova"]
        assert await speaker.trial("server") is None
