"""Texts that must not be sent on are found wherever they stand; a pattern that cannot be used stops the start and is named."""

from __future__ import annotations

import pathlib

import pytest

from chatterbot import errors, services
from chatterbot.generation import PatternModerator, ServerModerator
from chatterbot.llm import Moderation, ScriptedModel
from chatterbot.service_options import model_host, moderator
from chatterbot.settings import LlmSettings, ModerationMode, Settings

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("my card is 4111 1111 1111 1111", True),
        ("ПАРОЛЬ от сервера", True),
        ("пароль", True),
        ("a" * 1_990 + " parole: пароль", True),
        ("я" * 19_990 + " пароль", True),
        ("the usual question", False),
        ("", False),
        ("\ud800 🦙 \u202e", False),
    ],
)
async def test_patterns_find_what_they_stand_for(text: str, *, flagged: bool) -> None:
    patterns = PatternModerator([r"\d{4} \d{4} \d{4} \d{4}", r"\bпароль\b"])
    assert await patterns.flags(text) is flagged


@pytest.mark.parametrize("place", [0, 1_400, 1_499, 1_500, 1_990, 2_900, 6_000 - 16])
async def test_a_match_across_the_windows_is_found(place: int) -> None:
    text = "." * place + "secret" + "-" * 4 + "number"
    assert await PatternModerator([r"secret-+number"]).flags(text.ljust(6_000, "."))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(open", "is not closed"),
        ("", "it is empty"),
        (r"(a)\1", "backslash"),
        ("(?=x)", "lookahead"),
        ("x*", "flag every text"),
        ("x" * 501, "501 characters"),
    ],
)
def test_a_bad_pattern_is_named(pattern: str, reason: str) -> None:
    with pytest.raises(errors.SettingsError) as refused:
        PatternModerator(["fine", pattern])
    assert repr(pattern[:100]) in str(refused.value)
    assert reason in str(refused.value)


def test_patterns_are_bounded() -> None:
    with pytest.raises(errors.SettingsError, match="at most 100"):
        PatternModerator(["x"] * 101)
    with pytest.raises(errors.SettingsError, match="too large together"):
        PatternModerator([r"\w\w"] * 100)


async def test_the_server_decides_or_nothing_is_sent_on() -> None:
    class Strict(ScriptedModel):
        async def moderate(self, text: str) -> Moderation:
            if text == "down":
                raise errors.ModelError("503", errors.ModelFault.SERVER)
            return Moderation(flagged=text == "bad")

    model = Strict(lambda _: "")
    server = ServerModerator(model)
    assert await server.flags("bad")
    assert not await server.flags("good")
    with pytest.raises(errors.ModelError):
        await server.flags("down")


def test_moderation_is_off_unless_it_is_wanted() -> None:
    model = ScriptedModel(lambda _: "")
    assert moderator(Settings(), model) is None
    server = Settings(llm=LlmSettings(moderation=ModerationMode.SERVER))
    assert isinstance(moderator(server, model), ServerModerator)


async def test_a_bad_pattern_stops_the_start(tmp_path: pathlib.Path) -> None:
    bad = LlmSettings(moderation=ModerationMode.PATTERNS, moderation_patterns=("(open",))
    given = Settings(llm=bad)
    given = given.model_copy(update={"files": given.files.model_copy(update={"data": tmp_path})})
    with pytest.raises(errors.SettingsError, match="moderation_patterns"):
        async with services.services(given, model=ScriptedModel(lambda _: "")):
            pass


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("", "api.openai.com"),
        ("http://localhost:11434/v1", "localhost"),
        ("https://user:secret@llm.example.org:8443/v1", "llm.example.org"),
        ("http://[::1]:8080/v1", "::1"),
    ],
)
def test_people_are_told_the_host_and_no_secret(address: str, host: str) -> None:
    assert model_host(Settings(llm=LlmSettings(base_url=address))) == host
