"""What the workers' threads leave behind: memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
import pathlib
import platform
import resource

import pytest

from chatterbot.engine import workers

pytestmark = pytest.mark.unit

BLOCK, BLOCKS = 64 << 10, 256
"""Bytes of a block, small enough for the heap; together 16 MiB."""


def resident() -> int:
    """Give the bytes that the process has in memory."""
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no malloc_trim")
def test_memory_freed_below_what_is_still_used_goes_back_to_the_system() -> None:
    heap = ctypes.CDLL(None)
    heap.malloc.restype, heap.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    heap.free.argtypes = [ctypes.c_void_p]
    blocks = [heap.malloc(BLOCK) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    *freed, still_used = blocks
    for block in freed:
        heap.free(block)
    before = resident()
    workers.return_memory()
    assert before - resident() > BLOCK * BLOCKS // 2
    heap.free(still_used)
