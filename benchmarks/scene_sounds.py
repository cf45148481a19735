"""The sounds of `scenes`: real voices, kept in a folder, and noises made of numbers; 48 kHz mono, int16."""

from __future__ import annotations

import hashlib
import pathlib
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tests.speech_sounds import Sounds

from chatterbot import audio

__all__ = ("NOISES", "RATE", "Samples", "Voices", "noise", "silence")

Samples = NDArray[np.int16]
"""Shape (n,)."""

RATE: Final = audio.DISCORD_RATE
AUDIBLE: Final = 300
"""Of 32,768: what is louder belongs to a sentence; voices begin and end with silence, which would be no part of it."""
PITCHES: Final[Mapping[str, float]] = {"ann": 1.0, "bob": 0.88, "cid": 1.13, "dan": 0.95}
"""One voice plays everybody: faster and higher, or slower and lower."""


class Voices:
    """Speaks sentences.

    Parameters
    ----------
    folder
        Where they are kept from one run to the next.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._sounds = Sounds(natural=True, varied=True)
        folder.mkdir(parents=True, exist_ok=True)

    def say(self, speaker: str, language: str, text: str) -> Samples:
        """Give a sentence as somebody says it, from its first audible sample to its last."""
        pitch = PITCHES[speaker]
        key = hashlib.sha256(f"{language}\0{pitch}\0{text}".encode()).hexdigest()[:24]
        file = self._folder / f"{key}.npy"
        if not file.exists():
            spoken = self._spoken(language, text, pitch)
            partial = file.with_suffix(".partial.npy")
            np.save(partial, spoken)
            partial.replace(file)
        return np.load(file)

    def _spoken(self, language: str, text: str, pitch: float) -> Samples:
        resampler = audio.Resampler(RATE, 1)
        pieces = [
            resampler.push(audio.AudioFrame(samples.reshape(-1, 1), round(rate * pitch)))
            for rate, samples in self._sounds.pcm(text, language)
        ]
        samples = np.concatenate([piece.samples for piece in (*pieces, resampler.flush())])[:, 0]
        loud = np.flatnonzero(np.abs(samples) > AUDIBLE)
        return samples[loud[0] : loud[-1] + 1]


def silence(seconds: float) -> Samples:
    """Nothing at all."""
    return np.zeros(round(seconds * RATE), np.int16)


def noise(kind: str, seconds: float) -> Samples:
    """Make a noise, each time the same."""
    source = np.random.default_rng(zlib.crc32(f"{kind} {seconds}".encode()))
    sound = NOISES[kind](source, round(seconds * RATE))
    return np.clip(sound, -32_768, 32_767).astype(np.int16)


_Floats = NDArray[np.float64]


def _coloured(source: np.random.Generator, count: int, slope: float, low: float = 20, high: float = 20_000) -> _Floats:
    """Noise whose amplitude falls with frequency to the power of the slope, between two frequencies in Hz; mean square 1."""
    spectrum = np.fft.rfft(source.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= np.where((hertz >= low) & (hertz <= high), np.maximum(hertz, 1.0) ** -slope, 0.0)
    sound = np.fft.irfft(spectrum, count)
    return sound / np.sqrt(np.mean(sound**2))


def _bursts(
    source: np.random.Generator, count: int, every_s: float, decay_s: float, hertz: tuple[float, float]
) -> _Floats:
    """Short noises at uneven times."""
    sound = np.zeros(count)
    length = min(count, round(6 * decay_s * RATE))
    place = 0
    while place < count:
        hit = _coloured(source, length, 0.3, *hertz) * np.exp(-np.arange(length) / (decay_s * RATE))
        end = min(count, place + length)
        sound[place:end] += hit[: end - place] * source.uniform(0.5, 1.0)
        place += round(source.uniform(0.5, 1.5) * every_s * RATE) + 1
    return sound


def _keyboard(source: np.random.Generator, count: int) -> _Floats:
    return 2_500 * _bursts(source, count, 0.14, 0.012, (1_500, 9_000))


def _hiss(source: np.random.Generator, count: int) -> _Floats:
    return 600 * _coloured(source, count, 0.0)


def _fan(source: np.random.Generator, count: int) -> _Floats:
    return 1_500 * _coloured(source, count, 1.0, 30, 4_000)


def _door(source: np.random.Generator, count: int) -> _Floats:
    return 9_000 * _coloured(source, count, 1.0, 40, 1_500) * np.exp(-np.arange(count) / (0.06 * RATE))


def _cough(source: np.random.Generator, count: int) -> _Floats:
    """Two explosions of breath, a quarter of a second apart, through the throat's resonances."""
    breath = _coloured(source, count, 0.6, 250, 5_000) + 0.8 * _coloured(source, count, 0.0, 700, 1_400)
    seconds = np.arange(count) / RATE
    envelope = np.zeros(count)
    for begin_s, strength in ((0.02, 1.0), (0.28, 0.7)):
        since = seconds - begin_s
        envelope += np.where(since >= 0, strength * np.exp(-np.maximum(since, 0) / 0.05), 0.0)
    return 6_000 * breath * envelope


def _breath(source: np.random.Generator, count: int) -> _Floats:
    return 1_200 * _coloured(source, count, 0.5, 400, 6_000) * np.sin(np.pi * np.arange(count) / count)


def _music(source: np.random.Generator, count: int) -> _Floats:
    """Chords of plucked strings over a beat, two a second."""
    seconds = np.arange(count) / RATE
    since = seconds % 0.5
    chords = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (164.8, 207.7, 246.9))
    sound = np.zeros(count)
    for index, chord in enumerate(chords):
        now = (np.floor(seconds / 0.5).astype(int) % len(chords)) == index
        for tone in chord:
            for harmonic in range(1, 6):
                sound += now * np.sin(2 * np.pi * tone * harmonic * seconds) / harmonic**1.5
    beat = _coloured(source, count, 0.2, 4_000, 12_000) * np.exp(-since / 0.02)
    return 1_500 * sound * np.exp(-since / 0.3) + 1_000 * beat


NOISES: Final[Mapping[str, Callable[[np.random.Generator, int], _Floats]]] = {
    "keyboard": _keyboard,
    "hiss": _hiss,
    "fan": _fan,
    "door": _door,
    "cough": _cough,
    "breath": _breath,
    "music": _music,
}
"""By name; the levels are those of a microphone that also takes speech of some 3,000 (of 32,768)."""
