"""An OpenAI-compatible transcription server on loopback: the requests to it, and its failures."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import wave
from collections.abc import AsyncGenerator, Callable
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from tests import sounds

from chatterbot import errors
from chatterbot.speech.stt import hallucinations, local, remote, whisper

pytestmark = pytest.mark.protocol

VERBOSE: dict[str, Any] = {
    "task": "transcribe",
    "language": "russian",
    "duration": 1.0,
    "text": " Который час? ",
    "segments": [
        {"id": 0, "text": " Который", "tokens": [1, 2, 3], "avg_logprob": -0.1, "no_speech_prob": 0.2},
        {"id": 1, "text": " час?", "tokens": [4], "avg_logprob": -0.5, "no_speech_prob": 0.1},
    ],
}


@dataclasses.dataclass
class Server:
    """Answers as scripted, and repeats the last answer."""

    url: str = ""
    answers: list[Callable[[], web.StreamResponse]] = dataclasses.field(
        default_factory=lambda: [lambda: web.json_response(VERBOSE)]
    )
    asked: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    headers: list[dict[str, str]] = dataclasses.field(default_factory=list)
    never: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    hang: bool = False

    async def transcribe(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        fields: dict[str, Any] = {}
        for name, value in form.items():
            if isinstance(value, web.FileField):
                with wave.open(io.BytesIO(value.file.read())) as file:
                    fields[name] = (value.content_type, file.getframerate(), file.getnchannels(), file.getnframes())
            else:
                fields[name] = value
        self.asked.append(fields)
        self.headers.append(dict(request.headers))
        if self.hang:
            await self.never.wait()
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()


@pytest.fixture
async def server() -> AsyncGenerator[Server]:
    peer = Server()
    app = web.Application()
    app.router.add_post("/v1/audio/transcriptions", peer.transcribe)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/"
    yield peer
    peer.never.set()
    await runner.cleanup()


async def recognise(
    server: Server, *, timeout_s: float = 10.0, likely: tuple[str, ...] = (), **known: Any
) -> whisper.WhisperResult:
    settings = local.SttOptions(model="whisper-1", server=server.url, server_key="sesame", timeout_s=timeout_s)
    async with remote.RemoteSttBackend.open(settings) as backend:
        hints = whisper.RecognitionHints(likely=likely, **known)
        return await backend.recognise(sounds.tone(1.0), hints, careful=False, urgent=True)


async def test_the_request_has_the_fields_of_openais_protocol(server: Server) -> None:
    await recognise(server, language="ru", glossary=("Юрика", "Hikari"))
    assert server.asked == [
        {
            "file": ("audio/wav", 16_000, 1, 16_000),
            "model": "whisper-1",
            "response_format": "verbose_json",
            "temperature": "0",
            "language": "ru",
            "prompt": "Юрика, Hikari.",
        }
    ]
    assert server.headers[0]["Authorization"] == "Bearer sesame"


async def test_one_likely_language_is_sent_and_several_are_not(server: Server) -> None:
    await recognise(server, likely=("ru",))
    await recognise(server, likely=("ru", "en"))
    assert [asked.get("language") for asked in server.asked] == ["ru", None]


async def test_a_full_answer_is_read(server: Server) -> None:
    heard = await recognise(server)
    assert (heard.text, heard.language, heard.weight) == ("Который час?", "ru", 4)
    assert heard.avg_logprob == pytest.approx(-0.2)
    assert heard.no_speech == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("answer", "language"),
    [
        ({"text": "Hello"}, "de"),
        ({"text": "Hello", "language": "en"}, "en"),
        ({"text": "Hello", "segments": [{"id": 0}]}, "de"),
    ],
)
async def test_answers_with_fewer_fields_are_read(server: Server, answer: dict[str, Any], language: str) -> None:
    server.answers = [lambda: web.json_response(answer)]
    heard = await recognise(server, language="de")
    assert (heard.text, heard.language, heard.avg_logprob) == ("Hello", language, None)
    assert hallucinations.is_speech(heard.text, no_speech=heard.no_speech, avg_logprob=heard.avg_logprob)


@pytest.mark.parametrize(
    "odd",
    [
        {"segments": 5},
        {"segments": [{"avg_logprob": -0.1, "tokens": 5, "no_speech_prob": "none"}]},
        {"segments": [{"avg_logprob": 10**400, "no_speech_prob": 10**400}]},
        {"language": ["en"]},
    ],
)
async def test_malformed_details_do_not_lose_the_text(server: Server, odd: dict[str, Any]) -> None:
    server.answers = [lambda: web.json_response({"text": "Hello", **odd})]
    assert (await recognise(server)).text == "Hello"


async def test_half_a_surrogate_pair_is_replaced(server: Server) -> None:
    server.answers = [lambda: web.Response(text='{"text": "Hello \\ud83d"}')]
    assert (await recognise(server)).text.encode().startswith(b"Hello")


async def test_an_error_does_not_quote_the_transcript(server: Server) -> None:
    server.answers = [lambda: web.json_response({"words": "my secret"})]
    with pytest.raises(errors.SpeechToTextError) as caught:
        await recognise(server)
    assert "my secret" not in str(caught.value)


async def test_an_error_does_not_show_the_password_of_the_address(server: Server) -> None:
    settings = local.SttOptions(model="whisper-1", server=server.url.replace("://", "://ann:hunter2@"))
    server.answers = [lambda: web.Response(status=404)]
    async with remote.RemoteSttBackend.open(settings) as backend:
        with pytest.raises(errors.SpeechToTextError, match="refused: 404") as caught:
            await backend.recognise(sounds.tone(1.0), whisper.RecognitionHints(), careful=False, urgent=True)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_temporary_failure_is_tried_again(server: Server, status: int) -> None:
    server.answers = [
        lambda: web.Response(status=status, headers={"Retry-After": "0"}),
        lambda: web.json_response(VERBOSE),
    ]
    assert (await recognise(server)).text == "Который час?"
    assert len(server.asked) == 2


async def test_three_failed_attempts_end_in_an_error(server: Server) -> None:
    server.answers = [lambda: web.Response(status=503, text="over\nloaded", headers={"Retry-After": "0"})]
    with pytest.raises(errors.SpeechToTextError, match="failed: 503 over loaded") as caught:
        await recognise(server)
    assert caught.value.retryable
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [302, 400, 401, 404, 413])
async def test_a_permanent_refusal_is_not_tried_again(server: Server, status: int) -> None:
    server.answers = [lambda: web.Response(status=status, text='{"error": "no"}', headers={"Location": "/elsewhere"})]
    with pytest.raises(errors.SpeechToTextError, match=f"refused: {status}") as caught:
        await recognise(server)
    assert not caught.value.retryable
    assert len(server.asked) == 1
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("body", ["", "<html>", "[]", "[" * 200_000, '{"text": 1}', '{"words": []}', "x" * (2 << 20)])
async def test_an_answer_without_a_transcript_is_an_error(server: Server, body: str) -> None:
    server.answers = [lambda: web.Response(text=body)]
    with pytest.raises(errors.SpeechToTextError):
        await recognise(server)


async def test_a_server_that_does_not_answer_times_out(server: Server) -> None:
    server.hang = True
    with pytest.raises(errors.SpeechToTextError, match=r"over 0\.3 s"):
        await recognise(server, timeout_s=0.3)


async def test_an_unreachable_server_is_the_problem_until_a_request_succeeds(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_PAUSE_S", 0.0)
    settings = local.SttOptions(server="http://127.0.0.1:1/v1")
    async with remote.RemoteSttBackend.open(settings) as backend:
        assert backend.ready
        with pytest.raises(errors.SpeechToTextError, match="failed"):
            await backend.recognise(np.zeros(1_600, np.float32), whisper.RecognitionHints(), careful=False, urgent=True)
        assert not backend.ready
        assert backend.problem is not None
        backend._address = f"{server.url}audio/transcriptions"
        await backend.recognise(np.zeros(1_600, np.float32), whisper.RecognitionHints(), careful=False, urgent=True)
        assert backend.ready
        assert backend.problem is None


async def test_a_server_that_failed_is_tried_with_silence_until_it_works(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_PAUSE_S", 0.0)
    monkeypatch.setattr(remote, "_FIRST_PROBE_S", 0.01)
    works = asyncio.Event()
    async with remote.RemoteSttBackend.open(local.SttOptions(server="http://127.0.0.1:1/v1")) as backend:
        assert not backend.tried
        end = backend.subscribe(lambda: works.set() if backend.ready else None)
        with pytest.raises(errors.SpeechToTextError, match="failed"):
            await backend.check()
        assert backend.tried
        assert not backend.ready
        backend._address = f"{server.url}audio/transcriptions"
        async with asyncio.timeout(5):
            await works.wait()
        assert backend.problem is None
        end()


def test_the_repr_of_the_options_hides_the_key() -> None:
    assert "sesame" not in repr(local.SttOptions(server="http://x", server_key="sesame"))
