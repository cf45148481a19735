"""The progress reported while the hub's client downloads a model."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from chatterbot.speech.stt import model_hub

huggingface_hub = pytest.importorskip("huggingface_hub", reason="the extra `speech` is not installed")
pytestmark = pytest.mark.unit


def test_a_download_reports_bytes_and_not_the_number_of_files(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def snapshot_download(*_: object, tqdm_class: Any = None, **__: object) -> str:
        if tqdm_class is None:
            raise FileNotFoundError  # nothing is kept here yet
        for file in (*model_hub.NEEDED, "vocabulary.txt"):
            (tmp_path / file).touch()
        files, data = tqdm_class(total=4, unit="it"), tqdm_class(total=3_000_000, unit="B")
        for more in (1_000_000,) * 3:
            data.update(more)
            files.update(2 * more)  # however many there are
        for bar in (data, files):
            bar.close()
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    told: list[model_hub.Download] = []
    assert model_hub.find("base", tmp_path / "cache", told.append) == tmp_path
    assert told == [model_hub.Download("base", million * 1_000_000, 3_000_000) for million in (1, 2, 3)]
