"""Choosing in the terminal what was meant: it is answered, learned at once, and can be taken back."""

from __future__ import annotations

import pathlib

import pytest

from chatterbot import services
from chatterbot.cli.talk import Talk
from chatterbot.settings import Settings

pytestmark = pytest.mark.protocol

SCOPE = 0
OFFER = "I don't know. Teach me: /teach ANSWER\nOr did you mean this?\n  /meant 1   where do we meet?"


async def test_a_number_is_answered_and_learned(tmp_path: pathlib.Path) -> None:
    given = Settings.model_validate(
        {"files": {"data": tmp_path}, "engine": {"encoder": "none"}, "teaching": {"starter": False}}
    )
    async with services.services(given) as parts:
        await parts.preferences.change(SCOPE, strictness=0.2)
        talk = Talk(parts, SCOPE)
        await talk.say("/teach when is the game? => On Friday.")
        await talk.say("/teach where do we meet? => At the old mill.")
        assert await talk.say("/meant 1") == "There is nothing to choose from: ask something first."
        assert await talk.say("where is it?") == OFFER
        for wrong in ("", "0", "2", "-1", "one", "9" * 5_000, "²"):
            assert await talk.say(f"/meant {wrong}") == "Write: /meant NUMBER, where NUMBER is 1 to 1"
        assert await talk.say("/meant 1") == "At the old mill.\nLearned: where is it? asks the same."
        assert (await talk.say("/why")).startswith("Example 2: where do we meet? => At the old mill.")
        assert await talk.say("where is it?") == "At the old mill."
        assert await talk.say("/meant 1") == "There is nothing to choose from: ask something first."
        await talk.say("/undo")
        assert await talk.say("where is it?") == OFFER
