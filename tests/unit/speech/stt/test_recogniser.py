"""The speech-to-text service: its calls of the backend, dropped results, loading in the background, and real recordings."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import importlib.util
import pathlib
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests import recordings

from chatterbot import errors
from chatterbot.speech import types
from chatterbot.speech.stt import hallucinations, local, model_hub, whisper
from chatterbot.speech.stt import recogniser as stt_recogniser

pytestmark = [
    pytest.mark.unit,
    pytest.mark.timeout(180),
    # Found, not imported: `openmp` works on what is not loaded yet.
    pytest.mark.skipif(
        importlib.util.find_spec("faster_whisper") is None, reason="the extra `speech` is not installed"
    ),
]

RATE = 16_000


@dataclasses.dataclass
class ScriptedBackend:
    """Returns the scripted results, and records the calls."""

    answers: list[whisper.WhisperResult] = dataclasses.field(default_factory=list)
    asked: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    model: str = "scripted"
    ready: bool = True
    problem: str | None = None
    tried: bool = True
    widens: bool = True

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        del changed
        return lambda: None

    async def check(self, patience_s: float | None = None) -> None:
        del patience_s

    async def recognise(
        self, samples: NDArray[np.float32], hints: whisper.RecognitionHints, **how: Any
    ) -> whisper.WhisperResult:
        self.asked.append({"seconds": len(samples) / RATE} | dataclasses.asdict(hints) | how)
        return self.answers.pop(0) if self.answers else heard("Hello.")


def heard(
    text: str, *, avg_logprob: float | None = -0.1, no_speech: float = 0.05, **more: Any
) -> whisper.WhisperResult:
    return whisper.WhisperResult(text, more.pop("language", "en"), avg_logprob, no_speech, **more)


@contextlib.asynccontextmanager
async def recogniser(backend: ScriptedBackend, *, detector: bool = True) -> AsyncGenerator[stt_recogniser.Recogniser]:
    with concurrent.futures.ThreadPoolExecutor(1) as worker:
        yield stt_recogniser.Recogniser(backend, stt_recogniser._LazyDetector() if detector else lambda: None, worker)


def link(model: pathlib.Path, place: pathlib.Path) -> None:
    for file in model.iterdir():
        (place / file.name).symlink_to(file)


def long_sound(*parts: str | float) -> types.DecodedSound:
    """Join recordings and seconds of silence to one sound."""
    return types.DecodedSound(
        np.concatenate(
            [recordings.samples(part) if isinstance(part, str) else recordings.silence(part) for part in parts]
        )
    )


@pytest.mark.parametrize(
    "sound", [recordings.silence(3.0), recordings.silence(3.0, hiss=0.05), np.zeros(0, np.float32)]
)
async def test_without_speech_the_backend_is_not_called(sound: NDArray[np.float32]) -> None:
    backend = ScriptedBackend()
    async with recogniser(backend) as service:
        transcript = await service.transcribe(types.Utterance(sound, language="ru"))
    assert (transcript.text, transcript.language, transcript.confidence, transcript.segments) == ("", "ru", 0.0, ())
    assert transcript.duration_s == len(sound) / RATE
    assert backend.asked == []


async def test_an_utterance_is_cut_to_where_speech_is() -> None:
    backend = ScriptedBackend()
    sound = long_sound(5.0, "en-weather", 5.0)
    utterance = types.Utterance(sound.samples, likely=("ru", "en"), glossary=tuple(str(number) for number in range(40)))
    async with recogniser(backend) as service:
        transcript = await service.transcribe(utterance)
    assert transcript.text == "Hello."
    (asked,) = backend.asked
    assert 1.5 < asked["seconds"] < 3.2
    assert (asked["language"], asked["likely"]) == (None, ("ru", "en"))
    assert len(asked["glossary"]) == stt_recogniser.MAX_TERMS
    assert (asked["careful"], asked["urgent"]) == (False, True)
    assert transcript.segments[0].start_s == pytest.approx(5.0, abs=0.5)


@pytest.mark.parametrize(
    "answer",
    [
        heard("you", no_speech=0.6, avg_logprob=-0.9),
        heard("I", avg_logprob=-2.0),
        heard("..."),
        heard("Субтитры сделал DimaTorzok"),
    ],
)
async def test_an_improbable_result_gives_an_empty_transcript(answer: whisper.WhisperResult) -> None:
    async with recogniser(ScriptedBackend([answer])) as service:
        transcript = await service.transcribe(types.Utterance(recordings.samples("en-weather")))
    assert (transcript.text, transcript.confidence) == ("", 0.0)
    assert transcript.no_speech == answer.no_speech


async def test_confidence_is_the_mean_weighted_by_tokens() -> None:
    answers = [heard("One.", avg_logprob=-0.1, weight=30), heard("Two.", avg_logprob=-0.7, weight=10, retried=True)]
    async with recogniser(ScriptedBackend(answers)) as service:
        transcript = await service.transcribe_long(long_sound("en-apples", 4.0, "en-weather"))
    assert transcript.text == "One. Two."
    assert transcript.confidence == pytest.approx(hallucinations.confidence(-0.25))
    assert transcript.retried


async def test_a_server_without_probabilities_gives_a_confidence_of_one_half() -> None:
    async with recogniser(ScriptedBackend([heard("Hi.", avg_logprob=None)])) as service:
        assert (await service.transcribe(types.Utterance(recordings.samples("en-weather")))).confidence == 0.5


async def test_a_long_recording_is_recognised_in_windows_with_a_wide_search_and_progress() -> None:
    backend = ScriptedBackend(
        [heard("One."), heard("you", no_speech=0.7, avg_logprob=-1.4), heard("Три.", language="ru"), heard("Four.")]
    )
    told: list[float] = []
    sound = long_sound("en-apples", 6.0, "en-weather", 40.0, "ru-server", 3.0, "en-apples")
    async with recogniser(backend) as service:
        transcript = await service.transcribe_long(sound, likely=("en", "ru"), glossary=("A",), on_progress=told.append)
    assert transcript.text == "One. Три. Four."
    assert len(backend.asked) == 4
    assert all(asked["careful"] and not asked["urgent"] and asked["glossary"] == ("A",) for asked in backend.asked)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    assert [round(one.start_s / 10) for one in transcript.segments] == [0, 5, 6]
    assert transcript.language == "en"  # eleven seconds against seven


async def test_a_silent_recording_gives_an_empty_text_and_full_progress() -> None:
    told: list[float] = []
    async with recogniser(ScriptedBackend()) as service:
        transcript = await service.transcribe_long(
            types.DecodedSound(recordings.silence(60.0)), on_progress=told.append
        )
    assert (transcript.text, told) == ("", [1.0])


async def test_without_a_detector_all_sound_is_recognised() -> None:
    backend = ScriptedBackend()
    async with recogniser(backend, detector=False) as service:
        await service.transcribe_long(types.DecodedSound(recordings.silence(60.0)))
    assert [round(asked["seconds"]) for asked in backend.asked] == [20, 20, 20]


async def test_the_service_recognises_english_and_russian(speech_model: pathlib.Path, tmp_path: pathlib.Path) -> None:
    settings = stt_recogniser.SttOptions(model=str(speech_model))
    async with stt_recogniser.Recogniser.open(settings, tmp_path) as service:
        assert service.model == str(speech_model)
        for name, words in [("en-weather", "weather is like in berlin"), ("ru-weather", "погода в берлине")]:
            transcript = await service.transcribe(types.Utterance(recordings.samples(name), likely=("en", "ru")))
            assert words in transcript.text.lower()
            assert transcript.language == name[:2]
            assert 0.7 < transcript.confidence < 1.0
            assert transcript.took_s > 0
        assert service.ready
        assert service.problem is None
        sound = long_sound("en-weather", 3.0, "ru-weather", 30.0)
        both = await service.transcribe_long(sound, likely=("ru", "en"))
        assert "Berlin?" in both.text
        assert "Берлине?" in both.text
        assert len(both.segments) == 2


async def test_a_missing_model_is_named_and_tried_again_later(
    tmp_path: pathlib.Path, speech_model: pathlib.Path
) -> None:
    place = tmp_path / "cache" / "base"
    place.mkdir(parents=True)
    utterance = types.Utterance(recordings.samples("en-weather"))
    async with stt_recogniser.Recogniser.open(stt_recogniser.SttOptions(model="base"), tmp_path / "cache") as service:
        for _ in range(2):
            with pytest.raises(errors.SpeechToTextError, match=r"model\.bin, .* is missing"):
                await service.transcribe(utterance)
        assert not service.ready
        assert service.problem is not None
        assert str(place) in service.problem
        link(speech_model, place)
        assert isinstance(service._backend, local.LocalSttBackend)
        service._backend._retry_at = 0.0  # half a minute later
        assert "weather" in (await service.transcribe(utterance)).text
        assert service.ready
        assert service.problem is None


async def test_after_a_failure_the_model_is_not_loaded_again_at_once(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def find(name: str, *_: object, **_options: object) -> pathlib.Path:
        looked_for.append(name)
        raise errors.SpeechToTextError("the hub is away")

    monkeypatch.setattr(model_hub, "find", find)
    utterance = types.Utterance(recordings.samples("en-weather"))
    async with stt_recogniser.Recogniser.open(stt_recogniser.SttOptions(model="base"), tmp_path) as service:
        for _ in range(3):
            with pytest.raises(errors.SpeechToTextError, match="the hub is away"):
                await service.transcribe(utterance)
    assert looked_for == ["base"]


async def test_the_track_with_speech_is_chosen_however_loud_the_others_are() -> None:
    speech = recordings.samples("en-weather") * np.float32(0.2)
    rng = np.random.default_rng(1)
    hum = (0.5 * np.sin(2 * np.pi * 220 * np.arange(len(speech)) / RATE)).astype(np.float32)
    noise = (rng.standard_normal(len(speech)) * 0.3).astype(np.float32)
    beats = hum * (np.arange(len(hum)) % (RATE // 2) < RATE // 8)
    async with recogniser(ScriptedBackend()) as service:
        assert await service.most_speech([hum, noise, speech, beats.astype(np.float32)]) == 2
        assert await service.most_speech([hum * np.float32(0.1), hum]) == 1


async def test_closing_while_the_model_loads_is_orderly(speech_model: pathlib.Path, tmp_path: pathlib.Path) -> None:
    async with stt_recogniser.Recogniser.open(stt_recogniser.SttOptions(model=str(speech_model)), tmp_path) as service:
        assert not service.ready


async def test_a_download_that_takes_too_long_ends_in_an_error(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def never(*_: object, cancelled: Callable[[], bool]) -> pathlib.Path:
        while not cancelled():
            stopped.wait(0.01)
        raise errors.SpeechToTextError("cut off")

    monkeypatch.setattr(model_hub, "find", never)
    settings = stt_recogniser.SttOptions(model="base", timeout_s=0.1)
    async with stt_recogniser.Recogniser.open(settings, tmp_path) as service:
        with pytest.raises(errors.SpeechToTextError, match=r"waited 0\.1 s for the speech model"):
            await service.transcribe(types.Utterance(recordings.samples("en-weather")))


async def test_cancelled_recognitions_do_not_delay_the_next_one(
    speech_model: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    async with stt_recogniser.Recogniser.open(stt_recogniser.SttOptions(model=str(speech_model)), tmp_path) as service:
        utterance = types.Utterance(recordings.samples("en-weather"), likely=("en",))
        await service.transcribe(utterance)
        tasks = [asyncio.create_task(service.transcribe(utterance)) for _ in range(6)]
        await tasks[0]
        for task in tasks[1:]:
            task.cancel()
        results: Sequence[object] = await asyncio.gather(*tasks[1:], return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        assert (await service.transcribe(utterance)).text
