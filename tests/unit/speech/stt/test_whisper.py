"""The real Whisper base on synthetic speech: accuracy, languages, names, loops, and sound without speech."""

from __future__ import annotations

import pathlib
import re

import numpy as np
import pytest
from tests import recordings

from chatterbot import errors
from chatterbot.speech.stt import hallucinations, whisper

jiwer = pytest.importorskip("jiwer", reason="counts word errors")
pytestmark = [pytest.mark.unit, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def model(speech_model: pathlib.Path) -> whisper.Whisper:
    return whisper.Whisper(speech_model)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))


def word_errors(model: whisper.Whisper, names: list[str], *, short_window: bool) -> float:
    heard = [
        model.recognise(
            recordings.samples(name), whisper.RecognitionHints(language=name[:2]), short_window=short_window
        ).text
        for name in names
    ]
    return jiwer.wer([plain(recordings.WORDS[name]) for name in names], [plain(text) for text in heard])


@pytest.mark.parametrize(("language", "most"), [("en", 0.15), ("ru", 0.35)])
def test_the_short_window_is_as_accurate_as_the_full_one(model: whisper.Whisper, language: str, most: float) -> None:
    names = [name for name in recordings.WORDS if name.startswith(language)]
    short = word_errors(model, names, short_window=True)
    assert short <= word_errors(model, names, short_window=False) + 0.06
    assert short <= most


@pytest.mark.parametrize("name", recordings.WORDS)
def test_the_language_is_detected_among_the_likely_ones(model: whisper.Whisper, name: str) -> None:
    heard = model.recognise(recordings.samples(name), whisper.RecognitionHints(likely=("ru", "en")))
    assert heard.language == name[:2]
    assert hallucinations.is_speech(heard.text, no_speech=heard.no_speech, avg_logprob=heard.avg_logprob)


def test_a_fixed_language_is_used_and_any_other_is_detected(model: whisper.Whisper) -> None:
    sound = recordings.samples("ru-weather")
    assert model.recognise(sound, whisper.RecognitionHints(language="en")).language == "en"
    assert model.recognise(sound, whisper.RecognitionHints(likely=("en",))).language == "en"
    assert model.recognise(sound).language == "ru"
    assert (
        model.recognise(sound, whisper.RecognitionHints(language="xx", likely=("tlh",))).language == "ru"
    )  # no such languages


def test_names_are_spelled_as_in_the_glossary(model: whisper.Whisper) -> None:
    sound = recordings.samples("en-names")
    assert "Lightbulb" not in model.recognise(sound, whisper.RecognitionHints(language="en")).text
    told = model.recognise(
        sound, whisper.RecognitionHints(language="en", glossary=("Hikari", "Lightbulb", "Yurika"))
    ).text
    assert "Lightbulb" in told
    assert "Yurika" in told


def test_in_a_live_conversation_a_repeated_phrase_is_returned_once(model: whisper.Whisper) -> None:
    heard = model.recognise(recordings.samples("en-who"), whisper.RecognitionHints(language="en", live=True))
    assert plain(heard.text) == "who are you"
    assert not heard.retried


@pytest.mark.parametrize("name", recordings.WORDS)
def test_in_a_live_conversation_text_without_a_loop_is_returned_unchanged(model: whisper.Whisper, name: str) -> None:
    sound = recordings.samples(name)
    usual = model.recognise(sound, whisper.RecognitionHints(language=name[:2]))
    if not usual.retried:
        assert model.recognise(
            sound, whisper.RecognitionHints(language=name[:2], live=True)
        ).text == hallucinations.collapse_repeats(usual.text)


def test_a_loop_is_recognised_again_with_the_full_window(model: whisper.Whisper) -> None:
    heard = model.recognise(recordings.samples("en-who"), whisper.RecognitionHints(language="en"))
    assert plain(heard.text) == "who are you"


@pytest.mark.parametrize(("spare", "retried"), [(0, True), (1, False)])
def test_a_text_that_reaches_the_limit_on_tokens_is_recognised_again(
    model: whisper.Whisper, monkeypatch: pytest.MonkeyPatch, spare: int, retried: bool
) -> None:
    sound = recordings.samples("en-weather")
    whole = model.recognise(sound, whisper.RecognitionHints(language="en"))
    tokens = whole.weight - 1  # without the end
    monkeypatch.setattr(hallucinations, "max_tokens", lambda _: tokens + spare)
    heard = model.recognise(sound, whisper.RecognitionHints(language="en"))
    assert (heard.text, heard.retried) == (whole.text, retried)


def test_quick_speech_in_a_live_conversation_is_recognised_to_its_end(model: whisper.Whisper) -> None:
    sound = np.concatenate([recordings.samples(name) for name in recordings.WORDS if name.startswith("en")])
    quick = sound[np.arange(0, len(sound), 1.6).astype(int)]  # five words a second
    assert plain(model.recognise(quick, whisper.RecognitionHints(language="en", live=True)).text).endswith(
        "in berlin who are you"
    )


def test_a_tone_gives_a_text_within_the_limit_on_tokens(model: whisper.Whisper) -> None:
    """A tone makes Whisper repeat itself; the limit on tokens and the last attempt end that."""
    time = np.arange(2 * 16_000) / 16_000
    heard = model.recognise(
        (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32), whisper.RecognitionHints(language="ru")
    )
    assert heard.weight <= hallucinations.max_tokens(2) + 1


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("seconds", "hiss"), [(0.1, 0.0), (1.0, 0.0), (5.0, 0.0), (5.0, 0.01), (3.0, 0.1)])
def test_the_text_of_silence_and_noise_does_not_count_as_speech(
    model: whisper.Whisper, language: str, seconds: float, hiss: float
) -> None:
    heard = model.recognise(recordings.silence(seconds, hiss=hiss), whisper.RecognitionHints(language=language))
    assert not hallucinations.is_speech(heard.text, no_speech=heard.no_speech, avg_logprob=heard.avg_logprob)


def test_with_a_glossary_noise_still_does_not_count_as_speech(model: whisper.Whisper) -> None:
    glossary = ("Hikari", "Lightbulb", "Yurika", "Grafana", "Kubernetes")
    heard = model.recognise(
        recordings.silence(3.0, hiss=0.02), whisper.RecognitionHints(language="en", glossary=glossary)
    )
    assert not hallucinations.is_speech(heard.text, no_speech=heard.no_speech, avg_logprob=heard.avg_logprob)


def test_a_cancelled_recognition_stops_at_the_next_step(model: whisper.Whisper) -> None:
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return True

    with pytest.raises(whisper.Cancelled):
        model.recognise(recordings.samples("en-weather"), cancelled=cancelled)
    assert len(asked) == 1


def test_a_folder_without_a_model_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.SpeechToTextError, match="holds no speech model") as caught:
        whisper.Whisper(tmp_path)
    assert not caught.value.retryable
    (tmp_path / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(errors.SpeechToTextError, match="holds no speech model"):
        whisper.Whisper(tmp_path)


@pytest.mark.parametrize(
    ("frames", "window"), [(0, 500), (100, 500), (101, 550), (300, 700), (2_600, 3_000), (2_999, 3_000), (3_000, 3_000)]
)
def test_the_window_has_a_margin_and_is_rounded_up(frames: int, window: int) -> None:
    assert whisper.window_frames(frames) == window


@pytest.mark.parametrize(("language", "window"), [("ru", 1_000), ("uk", 1_000), ("en", 550), ("", 550)])
def test_short_speech_in_cyrillic_languages_gets_a_longer_window(language: str, window: int) -> None:
    assert whisper.window_frames(101, language) == window
    assert whisper.window_frames(101, language, wide=True) == 1_000
    assert whisper.window_frames(1_200, language) == 1_600


@pytest.mark.parametrize("name", ["ru-server", "ru-tides"])
def test_a_wrongly_detected_language_is_corrected_by_the_probability_of_its_words(
    model: whisper.Whisper, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        model, "_rank_languages", lambda *_: [("en", 0.98), ("ru", 0.02)]
    )  # as it happens with short sentences
    monkeypatch.setattr(
        hallucinations, "DOUBTED", -0.6
    )  # how unlikely the wrong words are differs from machine to machine
    heard = model.recognise(recordings.samples(name), whisper.RecognitionHints(likely=("en", "ru")))
    assert heard.language == "ru"
    assert not whisper.is_doubtful(heard)
