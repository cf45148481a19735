"""The settings of hearing and speaking, and what the parts make of them."""

from __future__ import annotations

import pathlib

import pytest

from chatterbot import errors, services, settings

pytestmark = pytest.mark.unit


def loaded(**speech: object) -> settings.Settings:
    given = {f"speech.{name}": value for name, value in speech.items()}
    return settings.load(environment={}, arguments=given).settings


def test_the_parts_get_what_was_set() -> None:
    given = loaded(
        model="small",
        compute="float32",
        threads="3",
        max_file="2 MiB",
        max_seconds=90,
        edge=False,
        voices=["ru=piper/irina"],
        piper=["ru = voices/irina.onnx", "ru=second.onnx"],
        programs=["de=say -v 'Anna Maria' {text}"],
        rate=1.5,
        first_sound=4,
    )
    stt, limits, tts = services.stt_options(given), services.decoding_limits(given), services.tts_options(given)
    assert (stt.model, stt.compute_type, stt.threads, stt.server) == ("small", "float32", 3, None)
    assert (limits.max_bytes, limits.max_duration_s) == (2 * 2**20, 90)
    assert not tts.online
    assert tts.preferred == {"ru": "piper/irina"}
    assert tts.piper == {"ru": pathlib.Path("voices/irina.onnx")}  # the first of a language counts
    (program,) = tts.programs
    assert (program.name, program.command, program.languages) == ("say", ("say", "-v", "Anna Maria", "{text}"), ("de",))
    assert (tts.rate, tts.limits.first_s) == (1.5, 4.0)


def test_a_servers_key_is_a_secret() -> None:
    given = loaded(server="http://localhost:8000/v1/", server_key="sesame")
    stt = services.stt_options(given)
    assert (stt.server, stt.server_key) == ("http://localhost:8000/v1", "sesame")
    assert "sesame" in given.secrets()
    assert "sesame" not in repr(given)
    assert "sesame" not in repr(stt)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("languages", "english", 'as in ["en", "ru"]'),
        ("voices", ["edge/ru-RU-DmitryNeural"], "must be a list of language=value"),
        ("server", "localhost:8000", 'must be a whole address such as "http://localhost:8000/v1"'),
        ("device", "gpu", 'must be one of "cpu", "cuda", "auto"'),
        ("compute", "int4", "must be one of"),
        ("rate", 3, "must be at most 2"),
        ("max_files", 0, "must be at least 1"),
        ("max_file", "a lot", "must be a number of bytes, or a size"),
    ],
)
def test_a_wrong_value_says_what_is_right(name: str, value: object, reason: str) -> None:
    with pytest.raises(errors.SettingsError) as refused:
        loaded(**{name: value})
    assert str(refused.value).startswith(f"speech.{name}: ")
    assert reason in str(refused.value)


def test_a_command_line_that_cannot_be_read() -> None:
    with pytest.raises(
        errors.SettingsError, match=r"speech\.programs: .*say 'hello.* cannot be read: No closing quotation"
    ):
        services.tts_options(loaded(programs=["en=say 'hello"]))


def test_each_program_has_a_name_of_its_own() -> None:
    """A voice finds who speaks it by that name: with one for two, Russian was spoken by the English program."""
    tts = services.tts_options(
        loaded(
            programs=["ru=RHVoice-test -p anna -o -", "en=RHVoice-test -p alan -o -", "de=/opt/piper -m x", "it=say"]
        )
    )
    assert [program.name for program in tts.programs] == ["RHVoice-test", "RHVoice-test-en", "piper-de", "say"]
