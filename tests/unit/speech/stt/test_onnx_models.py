"""Speech models of other makers: loaded by the library from a folder, heard through the same protocol, and refused in plain words."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest
from numpy.typing import NDArray
from tests import tiny_onnx

from chatterbot import errors
from chatterbot.cli import check
from chatterbot.settings import Settings
from chatterbot.speech import types
from chatterbot.speech.stt import Recogniser, SttOptions, onnx_models
from chatterbot.speech.stt.whisper import Cancelled, RecognitionHints

pytest.importorskip("onnx_asr", reason="the extra `onnx-asr` is not installed")
pytestmark = pytest.mark.unit

NAME = "onnx:gigaam-v3-ctc"
LETTERS = (*"▁абвгдежзийклмнопрстуфхцчшщъыьэюя", "<blk>")
FRAMES = 800
"""Frames of 40 ms: thirty seconds and some more."""


def writing(text: str) -> NDArray[np.float32]:
    """Return the log-probabilities of a model that is sure of a text, whatever it hears."""
    sure = np.full((1, FRAMES, len(LETTERS)), np.log(0.01), np.float32)
    for frame in range(FRAMES):
        letter = text[frame // 2] if frame % 2 == 0 and frame // 2 < len(text) else "<blk>"
        sure[0, frame, LETTERS.index("▁" if letter == " " else letter)] = np.log(0.9)
    return sure


@pytest.fixture
def cache(tmp_path: pathlib.Path) -> pathlib.Path:
    """Return a folder in which such a model lies."""
    folder = tmp_path / "gigaam-v3-ctc"
    folder.mkdir()
    (folder / "v3_ctc.int8.onnx").write_bytes(tiny_onnx.speech_model(writing("привет бот")))
    (folder / "v3_vocab.txt").write_text("".join(f"{letter} {n}\n" for n, letter in enumerate(LETTERS)), "utf-8")
    (folder / "config.json").write_text(
        '{"model_type": "gigaam-v3-ctc", "version": "v3", "features_size": 64}', "utf-8"
    )
    return tmp_path


async def test_a_model_is_heard_through_the_recogniser(cache: pathlib.Path) -> None:
    async with Recogniser.open(SttOptions(model=NAME), cache) as recogniser:
        await recogniser.check(30)
        sound = np.random.default_rng(1).normal(0, 0.1, 16_000).astype(np.float32)
        heard = await recogniser.transcribe(types.Utterance(sound, likely=("en", "ru"), live=True))
    assert (heard.text, heard.language) == ("привет бот", "ru")
    assert heard.confidence == pytest.approx(0.9, abs=0.01)


def test_short_sound_and_none_are_no_fault(cache: pathlib.Path) -> None:
    model = onnx_models.OnnxModel(NAME, cache, device="cpu", compute_type="int8", threads=1)
    model.warm_up()
    for samples in (0, 1, 400, 8_000):
        assert model.recognise(np.zeros(samples, np.float32), RecognitionHints()).text.startswith("привет")
    with pytest.raises(Cancelled):
        model.recognise(np.zeros(1, np.float32), RecognitionHints(), cancelled=lambda: True)


def test_files_without_quantization_serve_too(cache: pathlib.Path) -> None:
    folder = cache / "gigaam-v3-ctc"
    (folder / "v3_ctc.int8.onnx").rename(folder / "v3_ctc.onnx")
    model = onnx_models.OnnxModel(NAME, cache, device="cpu", compute_type="int8", threads=1)
    assert model.recognise(np.zeros(16_000, np.float32), RecognitionHints()).text == "привет бот"


def test_what_cannot_be_loaded_is_said_plainly(cache: pathlib.Path) -> None:
    given = {"device": "cpu", "compute_type": "int8"}
    with pytest.raises(
        errors.SpeechToTextError, match="no speech model 'onnx:nonsense'; of this kind there are gigaam-v2-ctc"
    ):
        onnx_models.OnnxModel("onnx:nonsense", cache, threads=1, **given)
    (cache / "gigaam-v3-ctc" / "v3_ctc.int8.onnx").write_bytes(b"damaged")
    with pytest.raises(errors.SpeechToTextError, match=r"gigaam-v3-ctc cannot be loaded: .*Delete the folder"):
        onnx_models.OnnxModel(NAME, cache, threads=1, **given)


def test_a_download_is_whole_or_leaves_nothing(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: pathlib.Path) -> None:
        folder.mkdir()
        (folder / "v3_vocab.txt").write_text("half of it")
        raise ConnectionError("no route to the hub\nand a long story")

    monkeypatch.setattr(onnx_models, "_loader", lambda *_: broken)
    with pytest.raises(
        errors.SpeechToTextError, match=r"nor can it be downloaded: no route to the hub\. Put its files"
    ):
        onnx_models.OnnxModel(NAME, tmp_path, device="cpu", compute_type="int8", threads=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "likely", "language"),
    [
        ("t-tech/t-one", "hello", ("en",), "ru"),
        ("nemo-parakeet-tdt-0.6b-v3", "Привет", ("en", "ru"), "ru"),
        ("nemo-parakeet-tdt-0.6b-v3", "Hallo", ("ru", "de"), "de"),
        ("nemo-parakeet-tdt-0.6b-v3", "", (), "en"),
    ],
)
def test_the_language_is_the_models_own_or_that_of_the_letters(
    cache: pathlib.Path, name: str, text: str, likely: tuple[str, ...], language: str
) -> None:
    model = onnx_models.OnnxModel(NAME, cache, device="cpu", compute_type="int8", threads=1)
    model._language = onnx_models.LANGUAGES[name]
    assert model._language_of(text, RecognitionHints(likely=likely)) == language


async def test_check_names_the_folder_of_a_model_that_is_not_here(cache: pathlib.Path) -> None:
    given = {"speech": {"model": "onnx:t-tech/t-one"}, "files": {"data": str(cache)}, "engine": {"cache": "."}}
    (row,) = await check._speech_recognition(Settings.model_validate(given))
    assert str(row).startswith("missing speech recognition")
    assert str(cache / "t-tech--t-one") in str(row)
    given["speech"] = {"model": NAME}
    (row,) = await check._speech_recognition(Settings.model_validate(given))
    assert str(row) == "ok   speech recognition: onnx:gigaam-v3-ctc is loaded and works"
