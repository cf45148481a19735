"""Load CTranslate2 so that its threads sleep while they wait for each other, instead of spinning (busy waiting).

GNU's OpenMP lets a thread spin for milliseconds at each barrier as long as there are no more threads than processors. One recognition has
thousands of barriers. When another program takes one of two processors for a moment, every barrier waits that long: with a load of 8 on
two processors, a recognition of 0.5 s took 5 s, and its 0.5 s of processor time became 3 s. OpenMP reads its environment variables once,
when the library is loaded.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from typing import Final

__all__ = ("patient_threads",)

SPINS: Final = "1000"
"""Rounds of the waiting loop before a thread sleeps: some microseconds. OpenMP itself uses this value when it has more threads than
processors; its default otherwise is 300,000."""


@contextlib.contextmanager
def patient_threads() -> Generator[None]:
    """Set OpenMP's environment variables while a library is imported inside the ``with`` block, and remove them afterwards.

    Variables that the operator has set stay as they are.
    """
    wanted = {"GOMP_SPINCOUNT": SPINS, "OMP_WAIT_POLICY": "PASSIVE"}  # GNU's own name, and the standard one
    ours = [] if any(name in os.environ for name in wanted) else list(wanted)
    for name in ours:
        os.environ[name] = wanted[name]
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
