"""The recordings in ``tests/data/speech``, decoded."""

from __future__ import annotations

import functools
import pathlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chatterbot.speech.codecs import decoding_process

FOLDER: Final = pathlib.Path(__file__).with_name("data") / "speech"

WORDS: Final = {
    "en-apples": "Yesterday we went to the market and bought apples, bread, and a large bottle of olive oil for dinner.",
    "en-names": "Ask Lightbulb to register the slash command for Yurika.",
    "en-weather": "Can you tell me what the weather is like in Berlin?",
    "en-who": "Who are you?",
    "ru-server": "Сервер с самого утра работает медленно, поэтому проверь журналы и скажи, что пошло не так.",
    "ru-tides": "Объясни, как луна влияет на приливы и почему каждый день бывает два прилива?",
    "ru-weather": "Скажи, какая сегодня погода в Берлине?",
}


@functools.cache
def samples(name: str) -> NDArray[np.float32]:
    """16 kHz mono."""
    _, pcm = decoding_process.decode((FOLDER / f"{name}.ogg").read_bytes(), 60.0)
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32_768)


def silence(seconds: float, *, hiss: float = 0.0) -> NDArray[np.float32]:
    """Nothing, or quiet noise."""
    noise = np.random.default_rng(1).standard_normal(round(seconds * 16_000))
    return (noise * hiss).astype(np.float32)
