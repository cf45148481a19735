"""`chatterbot check`: a word for each part, from trying it; files with secrets that other users can read."""

from __future__ import annotations

import importlib.util
import os
import pathlib
from typing import Any

import pytest

from chatterbot import services, settings
from chatterbot.cli import check
from chatterbot.speech.stt import model_hub

pytestmark = pytest.mark.unit


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
@pytest.mark.parametrize(("mode", "warns"), [(0o600, False), (0o400, False), (0o640, True), (0o644, True)])
def test_a_file_with_a_secret_that_others_can_read_is_named(tmp_path: pathlib.Path, mode: int, warns: bool) -> None:
    file = tmp_path / "the token"
    file.write_text("abc.def.ghi")
    file.chmod(mode)
    found = check._secret_files(settings.Sourced(settings.Settings(), {}, secret_files=(file,)))
    assert found.ok
    assert found.warning is warns
    assert (f"chmod 600 '{file}'" in str(found)) is warns


def test_without_secret_files_there_is_no_warning() -> None:
    assert str(check._secret_files(settings.Sourced(settings.Settings(), {}))).startswith("ok ")


async def rows(part: Any, **sections: Any) -> dict[str, str]:
    """Return the word and the text of each row of one check, by the row's name."""
    found = await part(settings.Settings.model_validate(sections))
    return {row.name: f"{row.state.value}: {row.detail}" for row in found}


async def test_what_is_switched_off_is_off() -> None:
    off = {"speech": {"hear": False, "speak": False}, "voice": {"enabled": False}}
    for part, name in (
        (check._speech_recognition, "speech recognition"),
        (check._voices, "voices"),
        (check._channels, "voice channels"),
    ):
        assert (await rows(part, **off))[name].startswith("off: ")
    assert (await rows(check._discord))["discord"].startswith("off: no token")


async def test_a_token_is_only_said_to_be_set_since_nobody_tried_it() -> None:
    found = await rows(check._discord, discord={"token": "very.secret.token"})
    assert found["discord"].startswith("set: a token is set")
    assert "very.secret" not in str(found)


@pytest.mark.skipif(importlib.util.find_spec("av") is None, reason="the extra `speech` is not installed")
async def test_each_voice_is_tried_and_a_broken_program_is_a_fault() -> None:
    speech = {"edge": False, "espeak": False, "programs": ["en=false", "ru=no-such-program"]}
    found = await rows(check._voices, speech=speech)
    assert found["voice false"].startswith("FAIL: false ended with 1")
    assert found["voice no-such-program"].startswith("FAIL: cannot be used")


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("av", "piper")), reason="the extra `piper` is not installed"
)
async def test_a_voice_that_was_not_fetched_is_a_fault_that_says_how_to_get_it(tmp_path: pathlib.Path) -> None:
    speech = {"edge": False, "piper": ["ru=ru_RU-denis-medium"]}
    found = await rows(check._voices, speech=speech, files={"data": str(tmp_path)})
    assert found["voice piper"].startswith(f"FAIL: there is no {tmp_path / 'voices' / 'ru_RU-denis-medium.onnx'}")
    assert found["voice piper"].endswith("`chatterbot voices get ru_RU-denis-medium` downloads it")


@pytest.mark.skipif(importlib.util.find_spec("edge_tts") is None, reason="the extra `speech` is not installed")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("piper/ru_RU-denis-medium", 'voices get ru_RU-denis-medium`, then speech.piper = ["ru=ru_RU-denis-medium"]'),
        ("edge/ru-RU-NobodyNeural", "so another one speaks ru. `chatterbot speak --voices` lists"),
    ],
)
async def test_a_chosen_voice_that_is_not_there_is_named(name: str, expected: str) -> None:
    async with services.speech(settings.Settings(), hear=False, keep=False) as speech:
        wanted = services.tts_options(settings.Settings.model_validate({"speech": {"voices": [f"ru={name}"]}}))
        (row,) = check._left_out(wanted, speech.speaker)
    assert str(row).startswith(f"warn speech.voices: there is no voice {name}")
    assert expected in row.detail


@pytest.mark.skipif(importlib.util.find_spec("av") is None, reason="the extra `speech` is not installed")
async def test_without_any_voice_they_are_missing() -> None:
    assert (await rows(check._voices, speech={"edge": False, "espeak": False}))["voices"].startswith("missing: ")


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("av", "faster_whisper")),
    reason="the extra `speech` is not installed",
)
async def test_a_model_that_is_not_here_is_missing_and_a_broken_one_a_fault(
    tmp_path: pathlib.Path, speech_model: pathlib.Path
) -> None:
    paths = {"files": {"data": tmp_path}}
    name = "speech recognition"
    absent = await rows(check._speech_recognition, **paths)
    assert absent[name].startswith("missing: the model base is not on this machine")
    place = model_hub.place("base", settings.Settings.model_validate(paths).encoder_cache)
    place.mkdir(parents=True)
    assert "is incomplete" in (await rows(check._speech_recognition, **paths))[name]
    for file in model_hub.NEEDED:
        (place / file).write_text("{}")
    (place / "vocabulary.txt").write_text("")
    assert "holds no speech model that can be loaded" in (await rows(check._speech_recognition, **paths))[name]
    works = await rows(check._speech_recognition, speech={"model": str(speech_model)}, **paths)
    assert works[name].startswith("ok: ")


async def test_a_transcription_server_that_is_not_there_is_a_fault_that_shows_no_password() -> None:
    for key, reason in ((None, "failed: "), ("secret", "keep one of the two")):
        speech = {"server": "http://user:sesame@127.0.0.1:1/v1", "server_key": key}
        found = await rows(check._speech_recognition, speech=speech)
        assert found["speech recognition"].startswith("FAIL: ")
        assert reason in found["speech recognition"]
        assert "sesame" not in str(found)


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("av", "dave", "nacl", "cryptography", "faster_whisper")),
    reason="the extras `speech` and `voice` are not installed",
)
async def test_voice_channels_are_ok_only_if_the_bot_can_lead_a_conversation(tmp_path: pathlib.Path) -> None:
    name = "voice channels"
    assert (await rows(check._channels))[name].startswith("ok: ")
    assert (await rows(check._channels, speech={"hear": False}))[name].endswith("does not listen there")
    assert (await rows(check._channels, speech={"speak": False}))[name].startswith("missing: ")
    assert "end-of-turn model" not in (await rows(check._channels))[name]
    broken = {"turn_model": str(tmp_path / "turns.onnx")}
    assert (await rows(check._channels, speech=broken))[name].startswith("FAIL: the bot cannot listen there")
