"""Makes CTranslate2's threads sleep while they wait for one another, instead of spinning.

GNU's OpenMP lets a thread spin for milliseconds at each barrier as long as there are no more threads than processors. A recognition has
thousands of barriers; when another program takes one of the two processors for a moment, every barrier waits that long: half a second
became five (load 8 on two processors), and 0.5 s of processor time became 3. The library reads its environment once, when it is loaded.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from typing import Final

__all__ = ("patient_threads",)

SPINS: Final = "1000"
"""Turns of the waiting loop before a thread sleeps: some microseconds, which is what the library itself takes when it knows that it has
more threads than processors (its default otherwise: 300,000)."""


@contextlib.contextmanager
def patient_threads() -> Generator[None]:
    """Import the library within; what the operator has set stands, and nothing stays set."""
    wanted = {"GOMP_SPINCOUNT": SPINS, "OMP_WAIT_POLICY": "PASSIVE"}  # GNU's; everybody else's
    ours = [] if any(name in os.environ for name in wanted) else list(wanted)
    for name in ours:
        os.environ[name] = wanted[name]
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
