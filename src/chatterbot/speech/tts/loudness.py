"""Measure loudness as EBU R 128 does: integrated, gated, K-weighted (ITU-R BS.1770-4), in LUFS.

The filter is the standard's, given by its coefficients for 48 kHz. It is applied to the spectrum of a whole sound, at the sound's own
frequencies: so it needs no recursion, which numpy has not, and no other rate. Sound counts as it is sent to Discord: mono in both channels.
All functions block (60 ms for 10 s of sound): call them from an executor.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ("BlockEnergy", "block_energies", "gain", "integrated", "loudness_of", "true_peak")

FULL_SCALE: Final = 32_768.0
"""The int16 value of a sample of 1.0."""
BLOCK_S: Final = 0.4
"""Seconds of a block whose mean power is one value (BS.1770-4, annex 1)."""
STEP_S: Final = 0.1
"""Seconds from one block to the next: they overlap by three quarters."""
ABSOLUTE_GATE: Final = -70.0
"""LUFS below which a block is silence."""
RELATIVE_GATE: Final = -10.0
"""LU below the mean of all other blocks from which a block counts as a pause."""
_OFFSET: Final = -0.691
"""Makes a sine of 997 Hz and full scale in one channel -3.01 LUFS, as the standard wants it."""
_SETTLED_S: Final = 0.2
"""Seconds in which the filter's response to a click is over (at 38 Hz it falls by 60 dB in 60 ms)."""

_RATE: Final = 48_000
"""Samples a second for which the standard gives the coefficients."""
_SHELF: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
"""Stage 1, the head: numerator and denominator (BS.1770-4, annex 1, table 1)."""
_HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Stage 2 (table 2)."""
_OVERSAMPLING: Final = 4
"""Times the rate at which the true peak is looked for (annex 2)."""


@dataclasses.dataclass(frozen=True, slots=True)
class BlockEnergy:
    """The power of blocks that passed the gates: how loud they are together, and how many they are.

    Parameters
    ----------
    total
        Sum of the blocks' power, in shares of full scale.
    blocks
        Their number.
    """

    total: float = 0.0
    blocks: float = 0.0

    @property
    def lufs(self) -> float:
        """The loudness; minus infinity if there is no sound."""
        return _lufs(self.total / self.blocks) if self.blocks > 0 and self.total > 0 else -math.inf

    @property
    def seconds(self) -> float:
        """About how much sound that is."""
        return self.blocks * STEP_S

    def plus(self, other: BlockEnergy, longest_s: float) -> Self:
        """Return both together; what is older counts less once both are longer than so many seconds."""
        together = type(self)(self.total + other.total, self.blocks + other.blocks)
        kept = min(1.0, longest_s / together.seconds) if together.blocks > 0 else 1.0
        return type(self)(together.total * kept, together.blocks * kept)


def k_weighted(samples: NDArray[np.floating[Any]], rate: int) -> NDArray[np.float64]:
    """Return sound (shape (n,) or (n, channels), any rate) filtered as people hear it, of the same length."""
    length = len(samples) + round(_SETTLED_S * rate)
    size = 1 << max(1, length - 1).bit_length()
    spectrum = np.fft.rfft(samples, size, axis=0)
    response = _response(np.fft.rfftfreq(size, 1 / rate).astype(np.float64))
    spectrum *= response if samples.ndim == 1 else response[:, None]
    return np.fft.irfft(spectrum, size, axis=0)[: len(samples)]


def block_energies(samples: NDArray[np.int16], rate: int) -> BlockEnergy:
    """Return the power of a sound's blocks that are neither silence nor pauses.

    Parameters
    ----------
    samples
        int16, shape (n, 1), which counts as the same sound in both channels, or (n, 2). A sound shorter than a block is one block.
    rate
        Samples a second.
    """
    if not len(samples):
        return BlockEnergy()
    power = np.square(k_weighted(samples.astype(np.float64) / FULL_SCALE, rate)).sum(axis=1)
    if samples.shape[1] == 1:
        power *= 2.0
    sums = np.concatenate(([0.0], np.cumsum(power)))
    block, step = round(BLOCK_S * rate), round(STEP_S * rate)
    if len(power) <= block:
        blocks = np.array([sums[-1] / len(power)])
    else:
        starts = np.arange(0, len(power) - block + 1, step)
        blocks = (sums[starts + block] - sums[starts]) / block
    blocks = blocks[blocks > _power(ABSOLUTE_GATE)]
    if not len(blocks):
        return BlockEnergy()
    blocks = blocks[blocks > blocks.mean() * 10 ** (RELATIVE_GATE / 10)]
    return BlockEnergy(float(blocks.sum()), float(len(blocks)))


def integrated(samples: NDArray[np.int16], rate: int) -> float:
    """Return a sound's integrated loudness in LUFS; minus infinity for silence. See `block_energies`."""
    return block_energies(samples, rate).lufs


def true_peak(samples: NDArray[np.int16]) -> float:
    """Return the highest peak between the samples, too, in dBTP: dB below full scale; minus infinity for silence.

    Parameters
    ----------
    samples
        int16, shape (n, channels).
    """
    if not len(samples):
        return -math.inf
    spectrum = np.fft.rfft(samples.astype(np.float64) / FULL_SCALE, axis=0)
    between = np.fft.irfft(spectrum, _OVERSAMPLING * len(samples), axis=0) * _OVERSAMPLING
    highest = float(np.abs(between).max())
    return 20 * math.log10(highest) if highest > 0 else -math.inf


def loudness_of(amplitude: float) -> float:
    """Return the loudness of a tone near 1 kHz in both channels, by its amplitude as a share of full scale."""
    return _lufs(amplitude**2) + 0.691


def gain(decibels: float) -> float:
    """Return the factor by which samples are multiplied for a change of level in dB."""
    return 10.0 ** (decibels / 20)


def _lufs(power: float) -> float:
    return _OFFSET + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return 10 ** ((lufs - _OFFSET) / 10)


def _response(hertz: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the filter's response at these frequencies; above half of the standard's rate, that at half of it."""
    back = np.exp(-2j * np.pi * np.minimum(hertz, _RATE / 2) / _RATE)
    response = np.ones(len(hertz), np.complex128)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response *= np.polyval(numerator[::-1], back) / np.polyval(denominator[::-1], back)
    return response
