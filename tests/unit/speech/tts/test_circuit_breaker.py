"""When a synthesizer is skipped, for how long, and when it is used again."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot.speech.tts.circuit_breaker import CircuitBreakers, CircuitOptions
from chatterbot.speech.tts.voices import SynthesisError, SynthesisFault

pytestmark = pytest.mark.unit

BROKEN = SynthesisError("broken")
SLOW = SynthesisError("slow", SynthesisFault.SLOW)


async def test_a_synthesizer_is_skipped_after_two_failures_in_a_row() -> None:
    async with CircuitBreakers.open(CircuitOptions(), {"one": None, "two": None}) as circuits:
        circuits.failed("one", BROKEN)
        assert circuits.available("one")
        circuits.succeeded("one")
        circuits.failed("one", BROKEN)
        assert circuits.available("one")
        circuits.failed("one", BROKEN)
        assert not circuits.available("one")
        assert circuits.available("two")
        assert [health.last_error for health in circuits.health()] == ["broken", ""]


async def test_a_synthesizer_is_skipped_after_one_slow_start() -> None:
    async with CircuitBreakers.open(CircuitOptions(), {"one": None}) as circuits:
        circuits.failed("one", SLOW)
        assert not circuits.available("one")


async def test_the_failure_of_one_voice_does_not_count() -> None:
    async with CircuitBreakers.open(CircuitOptions(), {"one": None}) as circuits:
        for _ in range(5):
            circuits.failed("one", SynthesisError("no such voice", SynthesisFault.VOICE))
        assert circuits.available("one")


async def test_a_local_synthesizer_is_used_again_after_some_time() -> None:
    async with CircuitBreakers.open(CircuitOptions(skip_s=0), {"one": None}) as circuits:
        circuits.failed("one", SLOW)
        assert circuits.available("one")
        assert circuits.health()[0].failures == 2


async def test_a_remote_synthesizer_is_tried_in_the_background() -> None:
    tries = asyncio.Queue[bool]()
    tried = asyncio.Queue[None]()

    async def probe() -> None:
        works = await tries.get()
        tried.put_nowait(None)
        if not works:
            raise BROKEN

    async with CircuitBreakers.open(CircuitOptions(skip_s=0), {"one": probe}) as circuits:
        circuits.failed("one", SLOW)
        circuits.failed("one", SLOW)
        assert circuits.health()[0].probing
        tries.put_nowait(False)
        await tried.get()
        assert not circuits.available("one")  # a remote one comes back by its probe alone
        probing = [task for task in asyncio.all_tasks() if task.get_name() == "probe one"]
        tries.put_nowait(True)
        await asyncio.wait(probing)
        assert circuits.available("one")
        assert circuits.health()[0].failures == 0
        circuits.failed("one", SLOW)
        assert circuits.health()[0].probing


async def test_closing_ends_the_probe() -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def probe() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with CircuitBreakers.open(CircuitOptions(skip_s=0), {"one": probe}) as circuits:
        circuits.failed("one", SLOW)
        await begun.wait()
    assert cancelled.is_set()
    circuits.failed("one", SLOW)
    assert not circuits.health()[0].probing


async def test_a_bug_in_a_probe_does_not_end_the_probing(caplog: pytest.LogCaptureFixture) -> None:
    tries = 0

    async def probe() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("nobody foresaw this")

    async with CircuitBreakers.open(CircuitOptions(skip_s=0), {"one": probe}) as circuits, asyncio.timeout(5):
        circuits.failed("one", SLOW)
        while not circuits.available("one"):  # noqa: ASYNC110 - circuits tell nobody
            await asyncio.sleep(0)
    assert tries == 2
    assert "nobody foresaw this" in caplog.text
