"""``chatterbot transcribe`` and ``speak``: the same ears and voices from a shell, with real ones."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import shutil

import numpy as np
import pytest
from tests.sounds import encoded, tone, wav
from tests.speech_sounds import piper_model

from chatterbot import cli
from chatterbot.cli import process

pytestmark = [pytest.mark.protocol, pytest.mark.timeout(180)]

TEXT = "Hello, this is a test of the voice."


@pytest.fixture
def options(tmp_path: pathlib.Path) -> list[str]:
    """Settings without anything online."""
    found = ["--data", str(tmp_path / "data"), "--set", "speech.edge=false"]
    if (model := piper_model()) is not None:
        found += ["--set", f"speech.piper=en={model}"]
    return found


def test_what_is_spoken_is_understood(
    tmp_path: pathlib.Path, speech_model: pathlib.Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if piper_model() is None:
        pytest.skip("Piper's English voice is not installed")
    files = [tmp_path / f"said.{ending}" for ending in ("wav", "ogg", "mp3")]
    for file in files:
        assert cli.main(["speak", TEXT, "--out", str(file), *options]) == process.OK
        assert file.stat().st_size > 1000
    heard = ["--set", f"speech.model={speech_model}", *options]
    assert cli.main(["transcribe", *map(str, files), *heard]) == process.OK
    assert [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()] == [TEXT] * 3
    assert cli.main(["transcribe", str(files[0]), "--json", *heard]) == process.OK
    (told,) = json.loads(capsys.readouterr().out)["files"]
    assert (told["text"], told["language"]) == (TEXT, "en")
    assert told["segments"][0]["end_s"] <= told["duration_s"] < 5


@pytest.mark.skipif(  # asked, not imported: what `speech.openmp` sets counts only before the library is loaded
    importlib.util.find_spec("faster_whisper") is None, reason="the extra `speech` is not installed"
)
def test_files_without_words_are_named(
    tmp_path: pathlib.Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {
        "picture.mp3": (b"\x89PNG\r\n\x1a\n" + bytes(100), "holds no sound"),
        "broken.ogg": (encoded("ogg opus")[:300], "is damaged"),
        "silent.wav": (wav(np.zeros(16_000, np.float32)), "it is silent"),
        "film.mp4": (encoded("ac3 in mp4", video=True, sound=False), "a video without sound"),
        "long.wav": (wav(tone(3.0)), "3.0 s long; I listen to 2.0 s at most"),
    }
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    names = [str(tmp_path / name) for name in (*bad, "missing.wav")]
    options += ["--set", "speech.max_seconds=2", "--set", f"speech.model={tmp_path / 'no model'}"]
    assert cli.main(["transcribe", *names, *options]) == process.REFUSED
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("chatterbot: ")]
    for line, expected in zip(told, [*(text for _, text in bad.values()), "There is no"], strict=True):
        assert expected in line


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["speak", "hello"], "Name the file to write with --out"),
        (["speak", "hello", "--out", "hello.txt"], "the name must end in one of .wav, .ogg, .mp3"),
        (["speak", "--out", "hello.wav"], "There is no text to speak"),
    ],
)
def test_wrong_usage_says_what_is_right(
    arguments: list[str], expected: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*arguments, *options]) == process.REFUSED
    assert expected in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_voices_are_listed_and_unknown_ones_refused(
    tmp_path: pathlib.Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["speak", "--voices", *options]) == process.OK
    assert "espeak-ng/ru" in capsys.readouterr().out
    out = str(tmp_path / "x.wav")
    assert cli.main(["speak", "hi", "--voice", "nobody", "--out", out, *options]) == process.REFUSED
    assert "I have no voice `nobody`" in capsys.readouterr().err
    assert not pathlib.Path(out).exists()
