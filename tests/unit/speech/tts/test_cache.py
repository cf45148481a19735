"""The cache on disk: sounds are returned complete or not at all, the limit holds, and damaged files do no harm."""

from __future__ import annotations

import os
from collections.abc import Generator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from chatterbot import audio
from chatterbot.speech.tts.cache import SpeechCache, SpeechKey

pytest.importorskip("av", reason="the extra `speech` is not installed")
pytestmark = pytest.mark.unit

KEY = SpeechKey("edge/ru-RU-SvetlanaNeural", 1.0, "Привет!")
ROOMY = 10**9


@pytest.fixture
def executor() -> Generator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
async def cache(tmp_path: Path, executor: Executor) -> SpeechCache:
    return await SpeechCache.open(tmp_path, ROOMY, executor)


def sound(seconds: float = 1.0, hertz: float = 300, rate: int = 24_000) -> list[audio.AudioFrame]:
    samples = 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return [audio.AudioFrame.from_floats(part, rate) for part in np.array_split(samples, 5)]


async def kept(cache: SpeechCache, key: SpeechKey = KEY) -> list[audio.AudioFrame]:
    return [frame async for frame in cache.get(key)]


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def only(folder: Path) -> Path:
    (path,) = files(folder)
    return path


async def test_a_cached_sound_is_returned(cache: SpeechCache) -> None:
    assert await kept(cache) == []
    await cache.put(KEY, sound(3))
    frames = await kept(cache)
    assert sum(frame.duration_s for frame in frames) == pytest.approx(3, abs=0.05)
    assert frames[0].duration_s < 0.3  # the first one is short, so that speaking begins at once
    assert KEY in cache
    heard = np.concatenate([frame.to_floats() for frame in frames])
    spectrum = np.abs(np.fft.rfft(heard[: audio.DISCORD_RATE]))
    assert np.argmax(spectrum) == pytest.approx(300, abs=2)


@pytest.mark.parametrize(
    "other",
    [
        SpeechKey("edge/ru-RU-DmitryNeural", 1.0, "Привет!"),
        SpeechKey(KEY.voice, 1.1, "Привет!"),
        SpeechKey(KEY.voice, 1.0, "Привет"),
    ],
)
async def test_another_voice_rate_or_text_has_its_own_sound(cache: SpeechCache, other: SpeechKey) -> None:
    await cache.put(KEY, sound())
    assert other not in cache
    assert await kept(cache, other) == []


async def test_cached_sounds_survive_a_restart(tmp_path: Path, executor: Executor, cache: SpeechCache) -> None:
    await cache.put(KEY, sound())
    again = await SpeechCache.open(tmp_path, ROOMY, executor)
    assert await kept(again)
    assert (len(again), again.size) == (1, cache.size)


async def test_the_folder_reveals_no_text(tmp_path: Path, cache: SpeechCache) -> None:
    await cache.put(SpeechKey("edge/x", 1.0, "../../secret"), sound())
    assert set(only(tmp_path).stem) <= set("0123456789abcdef")


async def test_a_full_cache_deletes_the_least_recently_used_sound(tmp_path: Path, executor: Executor) -> None:
    keys = [SpeechKey("voice", 1.0, str(number)) for number in range(4)]
    cache = await SpeechCache.open(tmp_path, ROOMY, executor)
    for key in keys[:3]:
        await cache.put(key, sound())
    limit = cache.size + 100
    cache = await SpeechCache.open(tmp_path, limit, executor)
    await kept(cache, keys[0])
    await cache.put(keys[3], sound())
    assert [key in cache for key in keys] == [True, False, True, True]
    assert cache.size <= limit
    assert len(files(tmp_path)) == 3


async def test_the_order_of_use_survives_a_restart(tmp_path: Path, executor: Executor, cache: SpeechCache) -> None:
    keys = [SpeechKey("voice", 1.0, str(number)) for number in range(3)]
    for age, key in enumerate(keys):
        await cache.put(key, sound())
        os.utime(tmp_path / key.name, (age, age))
    await kept(cache, keys[0])
    smaller = await SpeechCache.open(tmp_path, cache.size - 1, executor)
    assert [key in smaller for key in keys] == [True, False, True]


async def test_unfinished_files_of_a_crash_are_deleted(tmp_path: Path, executor: Executor) -> None:
    (tmp_path / "tmpabc.part").write_bytes(b"half a so")
    await SpeechCache.open(tmp_path, ROOMY, executor)
    assert files(tmp_path) == []


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


def _huge(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(10**10)


def _forged(path: Path) -> None:
    """Return bytes that are not sound, with a valid digest."""
    import hashlib

    content = b"OggS and then nothing of the kind" * 100
    path.write_bytes(hashlib.blake2b(content, digest_size=16).digest() + content)


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:200]),
        lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
        _directory,
        _pipe,
        _link,
        _huge,
        _forged,
    ],
    ids=["gone", "empty", "shorter", "cut", "flipped", "directory", "pipe", "link", "huge", "forged"],
)
async def test_a_damaged_file_is_dropped(
    tmp_path: Path, cache: SpeechCache, harm: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(harm)
    await cache.put(KEY, sound())
    harm(only(tmp_path))
    assert await kept(cache) == []
    assert KEY not in cache
    assert cache.size == 0
    assert "dropped" in caplog.text


async def test_a_failed_write_is_logged_and_raises_nothing(
    tmp_path: Path, executor: Executor, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "spoken"
    cache = await SpeechCache.open(folder, ROOMY, executor)
    folder.rmdir()
    await cache.put(KEY, sound())
    assert KEY not in cache
    assert "not kept" in caplog.text


async def test_sounds_without_samples_are_not_cached(tmp_path: Path, cache: SpeechCache) -> None:
    await cache.put(KEY, [])
    assert files(tmp_path) == []
    assert KEY not in cache


def test_different_keys_have_different_names() -> None:
    assert SpeechKey("a", 1.0, "b\0c").name != SpeechKey("a\0001.000", 1.0, "b\0c").name
    assert SpeechKey("a", 1.0, "\ud800").name.endswith(".speech")
