"""The server for monitors where something is missing: it says so, and keeps answering."""

from __future__ import annotations

import sys

import aiohttp
import pytest

from chatterbot import errors
from chatterbot.observability import MonitorServer, Readings, ShardReading
from chatterbot.time_counts import LIMITS_S, TimeCounts

pytest.importorskip("prometheus_client", reason="prometheus-client is not installed (extra `metrics`)")
pytestmark = pytest.mark.unit


def readings(**more: object) -> Readings:
    given: dict[str, object] = {
        "version": "1",
        "ready": True,
        "draining": False,
        "lease_lost": False,
        "guilds": 1,
        "requests": 0,
        "shards": (ShardReading(3, connected=True, latency_s=None),),
        "messages_waiting": 0,
        "calls": 0,
        "replies": {},
        "reply_times": TimeCounts(),
        "spoken_times": {},
        "work_running": {},
        "work_open": {},
        "scopes_loaded": 0,
        "examples_loaded": 0,
        "index_bytes": 0,
        "index_loads": 0,
        "index_evictions": {"room": 0},
        "hearing": None,
        "voices": {"edge": False},
        "model": False,
        "failures": {"bug": 1},
        "log_records": {"error": 2},
    }
    return Readings(**{**given, **more})  # type: ignore[arg-type]


async def asked(server: MonitorServer, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{server.port}{path}") as answer:
        return answer.status, await answer.text()


async def works() -> None:
    return None


async def fails() -> None:
    raise errors.StoreError("away")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, 200),
        ({"ready": False}, 503),
        ({"draining": True}, 503),
        ({"lease_lost": True}, 503),
        ({"shards": ()}, 503),
        (
            {
                "shards": (
                    ShardReading(0, connected=True, latency_s=0.1),
                    ShardReading(1, connected=False, latency_s=None),
                )
            },
            503,
        ),
    ],
)
async def test_it_is_ready_only_if_all_is(more: dict[str, object], status: int) -> None:
    async with MonitorServer.open("127.0.0.1", 0, lambda: readings(**more), works) as server:
        assert (await asked(server, "/readyz"))[0] == status
        assert await asked(server, "/healthz") == (200, "ok\n")


async def test_a_database_that_fails_is_named() -> None:
    async with MonitorServer.open("127.0.0.1", 0, readings, fails) as server:
        status, text = await asked(server, "/readyz")
        assert (status, '"database": false' in text) == (503, True)
        status, text = await asked(server, "/metrics")
        assert status == 200
        for line in (
            'chatterbot_voice_up{engine="edge"} 0.0',
            "chatterbot_model_up 0.0",
            'chatterbot_log_records_total{level="error"} 2.0',
            'chatterbot_shard_connected{shard="3"} 1.0',
        ):
            assert line in text.splitlines()
        assert "chatterbot_hearing_up " not in text
        assert 'latency_seconds{shard="3"}' not in text


async def test_what_cannot_be_set_up_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async with MonitorServer.open("127.0.0.1", 0, readings, works) as first:
        with pytest.raises(errors.SettingsError, match=r"metrics\.port: 127\.0\.0\.1:\d+ cannot be used"):
            async with MonitorServer.open("127.0.0.1", first.port, readings, works):
                pass
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(errors.SettingsError, match="install the extra `metrics`"):
        async with MonitorServer.open("127.0.0.1", 0, readings, works):
            pass


def test_times_are_counted_up_to_each_limit() -> None:
    times = TimeCounts()
    for seconds in (0.0, 0.001, 0.0011, 60.0, 61.0):
        times.add(seconds)
    found = times.buckets()
    assert found[:3] == [(0.001, 2), (0.0025, 3), (0.005, 3)]
    assert found[-2:] == [(60.0, 4), (float("inf"), 5)]
    assert len(found) == len(LIMITS_S) + 1
    assert times.total_s == pytest.approx(121.0021)
