"""The list of voices, and the order in which they are used."""

from __future__ import annotations

import pytest
from tests.speech_parts import ScriptedVoices

from chatterbot.speech.tts import voices

pytestmark = pytest.mark.unit


class Online(ScriptedVoices):
    """The online voices of the shipped list, without a service."""

    def voices(self) -> tuple[voices.VoiceInfo, ...]:
        return voices.shipped_edge_voices()


def catalogue(preferred: dict[str, str] | None = None) -> voices.VoiceRegistry:
    local = ScriptedVoices("local", ["ru", "en"])
    robot = ScriptedVoices("robot", ["ru", "en", "pt", "la"])
    return voices.VoiceRegistry([Online("edge"), local, robot], preferred)


def ids(chain: tuple[voices.VoiceCandidate, ...]) -> list[str]:
    return [candidate.voice.id for candidate in chain]


def test_the_shipped_list_has_voices_of_many_languages() -> None:
    shipped = voices.shipped_edge_voices()
    assert len({voice.id for voice in shipped}) == len(shipped) > 300
    assert len({voice.language for voice in shipped}) > 70
    assert all(voice.gender and voice.locale and voice.own_name.endswith("Neural") for voice in shipped)
    svetlana = next(voice for voice in shipped if voice.language == "ru")
    assert (svetlana.id, svetlana.name, svetlana.gender) == ("edge/ru-RU-SvetlanaNeural", "Svetlana", "female")


def test_preferred_voices_that_are_not_there_are_named() -> None:
    chosen = {"ru": "piper/ru_RU-denis-medium", "en": "edge/en-GB-RyanNeural", "la": "ROBOT/LA", "pt": ""}
    assert catalogue(chosen).missing() == ["piper/ru_RU-denis-medium", ""]
    assert ids(catalogue(chosen).candidates("ru"))[0] == "edge/ru-RU-SvetlanaNeural"
    assert catalogue().missing() == []


def test_the_library_accepts_each_shipped_name() -> None:
    edge_tts = pytest.importorskip("edge_tts", reason="the extra `speech` is not installed")
    for voice in voices.shipped_edge_voices():
        edge_tts.Communicate("Hello.", voice.own_name)


@pytest.mark.parametrize(
    ("language", "wanted", "expected"),
    [
        ("ru", None, ["edge/ru-RU-SvetlanaNeural", "local/ru", "robot/ru"]),
        (
            "ru-RU",
            "edge/ru-RU-DmitryNeural",
            ["edge/ru-RU-DmitryNeural", "edge/ru-RU-SvetlanaNeural", "local/ru", "robot/ru"],
        ),
        ("ru", "ru-ru-dmitryneural", ["edge/ru-RU-DmitryNeural", "edge/ru-RU-SvetlanaNeural", "local/ru", "robot/ru"]),
        ("ru", "local/ru", ["local/ru", "edge/ru-RU-SvetlanaNeural", "robot/ru"]),
        (
            "ru",
            "edge/en-GB-SoniaNeural",
            ["edge/ru-RU-SvetlanaNeural", "local/ru", "robot/ru"],
        ),  # it does not speak Russian
        (
            "pt",
            "edge/en-US-AvaMultilingualNeural",
            ["edge/en-US-AvaMultilingualNeural", "edge/pt-BR-FranciscaNeural", "robot/pt"],
        ),
        ("la", None, ["robot/la"]),
        ("xx", None, []),
        ("ru", "nobody", ["edge/ru-RU-SvetlanaNeural", "local/ru", "robot/ru"]),
    ],
)
def test_the_candidates_are_the_chosen_voice_and_one_of_each_synthesizer(
    language: str, wanted: str | None, expected: list[str]
) -> None:
    assert ids(catalogue().candidates(language, wanted)) == expected


def test_the_operators_choice_comes_after_the_guilds() -> None:
    chosen = catalogue({"en-GB": "edge/en-GB-RyanNeural"})
    assert ids(chosen.candidates("en", "local/en"))[:2] == ["local/en", "edge/en-GB-RyanNeural"]


def test_voices_made_for_a_language_come_before_multilingual_ones() -> None:
    found = catalogue().voices("ru")
    assert [voice.language for voice in found][:4] == ["ru"] * 4
    assert all(voice.multilingual for voice in found[4:])
    assert len(catalogue().voices()) == len(voices.shipped_edge_voices()) + 6


@pytest.mark.parametrize(
    ("tag", "language"),
    [("pt-BR", "pt"), ("zh_TW", "zh"), ("no", "nb"), ("EN", "en"), ("cmn-latn-pinyin", "zh"), ("iw", "he"), ("", "")],
)
def test_synonymous_language_codes_become_one(tag: str, language: str) -> None:
    assert voices.language_of(tag) == language
