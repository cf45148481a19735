"""The engine's threads: long work makes way for questions, and memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
import pathlib
import platform
import resource
from collections.abc import AsyncGenerator, Sequence

import pytest

from chatterbot import errors
from chatterbot.engine import bulk, workers

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


@pytest.fixture
async def idle() -> AsyncGenerator[workers.Workers, None]:
    async with workers.Workers.open() as opened:
        yield opened


async def test_a_second_core_is_used_only_while_nobody_asks(
    idle: workers.Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert idle.at_once() == 2
    assert await idle.query(idle.at_once) == 1  # during a question
    assert idle.at_once() == 1  # and for a second after it
    monkeypatch.setattr(workers, "QUIET_S", 0.0)
    assert idle.at_once() == 2
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert idle.at_once() == 1


@pytest.mark.parametrize("at_once", [1, 2])
async def test_records_of_many_texts_come_in_their_order(
    idle: workers.Workers, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(idle, "at_once", lambda: at_once)
    texts, seen, done = [f"{'x' * (number * 7 % 90)} {number}" for number in range(100)], list[int](), list[int]()

    def make(part: Sequence[str]) -> list[bytes]:
        seen.append(len(part))
        return [text.encode() for text in part]

    assert await bulk.made(idle, make, texts, done.append) == [text.encode() for text in texts]
    assert max(seen) <= bulk.CHUNK_TEXTS
    assert (sorted(done), done[-1], sum(seen)) == (done, 100, 100)
    assert await bulk.made(idle, make, []) == []


async def test_a_failure_ends_the_work_on_the_other_texts(idle: workers.Workers) -> None:
    seen: list[str] = []

    def make(part: Sequence[str]) -> list[bytes]:
        seen.extend(part)
        raise errors.EncoderError("broken")

    with pytest.raises(errors.EncoderError, match="broken"):
        await bulk.made(idle, make, [str(number) for number in range(1_000)])
    assert len(seen) <= 2 * bulk.CHUNK_TEXTS
