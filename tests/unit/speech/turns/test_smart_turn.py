"""The end-of-turn model: its features, and a small model that takes them (the real one is not shipped)."""

from __future__ import annotations

import importlib.util
import pathlib

import numpy as np
import pytest
from tests import recordings, sounds

from chatterbot import errors
from chatterbot.speech.turns import smart_turn

pytestmark = [
    pytest.mark.unit,
    # Found, not imported: `openmp` works on what is not loaded yet.
    pytest.mark.skipif(
        importlib.util.find_spec("faster_whisper") is None, reason="the extra `speech` is not installed"
    ),
]


def field(number: int, value: bytes | int) -> bytes:
    """Return a field of a protocol buffer: a number, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    result = bytearray()
    while value > 127:
        result.append(value & 127 | 128)
        value >>= 7
    return bytes([*result, value])


def tensor(name: str, *shape: int) -> bytes:
    """Return ONNX's ValueInfoProto of float32."""
    dimensions = b"".join(field(1, field(1, size)) for size in shape)
    return field(1, name.encode()) + field(2, field(1, field(1, 1) + field(2, dimensions)))


def node(kind: str, source: str, target: str, *attributes: bytes) -> bytes:
    named = field(1, source.encode()) + field(2, target.encode()) + field(4, kind.encode())
    return named + b"".join(field(5, one) for one in attributes)


def a_model() -> bytes:
    """Return an ONNX model: the sigmoid of the mean of each example's features (opset 11)."""
    axes = field(1, b"axes") + field(8, 1) + field(8, 2) + field(20, 7)
    keep = field(1, b"keepdims") + field(3, 0) + field(20, 2)
    flat = field(1, b"axis") + field(3, 1) + field(20, 2)
    graph = (
        field(1, node("ReduceMean", "input_features", "mean", axes, keep))
        + field(1, node("Sigmoid", "mean", "odds"))
        + field(1, node("Flatten", "odds", "logits", flat))
        + field(2, b"g")
        + field(11, tensor("input_features", 1, 80, 800))
        + field(12, tensor("logits", 1, 1))
    )
    return field(1, 7) + field(7, graph) + field(8, field(1, b"") + field(2, 11))


@pytest.fixture
def model(tmp_path: pathlib.Path) -> smart_turn.SmartTurn:
    path = tmp_path / "model.onnx"
    path.write_bytes(a_model())
    return smart_turn.SmartTurn(str(path))


def test_a_model_gives_a_probability(model: smart_turn.SmartTurn) -> None:
    samples = recordings.samples("en-weather")
    mean = float(model.features(samples).mean())
    assert model.probability(samples) == pytest.approx(1 / (1 + np.exp(-mean)), abs=1e-4)


def test_the_features_are_whispers_of_the_last_eight_seconds(model: smart_turn.SmartTurn) -> None:
    features = model.features(sounds.tone(1.0))
    assert features.shape == (80, 800)
    assert features.dtype == np.float32
    assert -1.5 < features.min() < features.max() < 2.5
    assert features[:, :690].max() < features[:, 710:].max()  # silence first, then the tone
    long = np.concatenate([sounds.tone(5.0, hertz=1_000.0), recordings.samples("en-apples"), recordings.silence(3.0)])
    assert np.allclose(model.features(long), model.features(long[-8 * 16_000 :]))


def test_loudness_does_not_change_the_features(model: smart_turn.SmartTurn) -> None:
    samples = recordings.samples("ru-weather")
    assert np.allclose(model.features(samples), model.features(samples * 0.2), atol=0.05)


def test_an_empty_sound_gives_a_probability(model: smart_turn.SmartTurn) -> None:
    assert 0 <= model.probability(np.zeros(0, np.float32)) <= 1


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_a_file_that_is_not_a_model_is_named(tmp_path: pathlib.Path, content: bytes | None) -> None:
    path = tmp_path / "other.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(errors.SpeechToTextError, match=r"other\.onnx cannot be loaded") as caught:
        smart_turn.SmartTurn(str(path))
    assert not caught.value.retryable


def test_the_file_of_an_installed_package_is_found_without_importing_it(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / smart_turn.PACKAGE / "audio" / "turn" / "smart_turn" / "data"
    data.mkdir(parents=True)
    (tmp_path / smart_turn.PACKAGE / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(errors.SpeechToTextError, match="has no end-of-turn model"):
        smart_turn.SmartTurn(smart_turn.PACKAGE)
    for version in ("3.1", "3.2"):
        (data / f"smart-turn-v{version}-cpu.onnx").write_bytes(a_model())
    (data / "other.onnx").write_bytes(b"")
    assert smart_turn.located(smart_turn.PACKAGE) == data / "smart-turn-v3.2-cpu.onnx"
    assert smart_turn.SmartTurn(smart_turn.PACKAGE).probability(sounds.tone(1.0)) >= 0


@pytest.mark.skipif(importlib.util.find_spec(smart_turn.PACKAGE) is not None, reason="pipecat-ai is installed")
def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(errors.SpeechToTextError, match="pipecat-ai is not installed"):
        smart_turn.SmartTurn(smart_turn.PACKAGE)
