"""Telling questions, commands of other bots and chatter apart."""

from __future__ import annotations

import pytest

from chatterbot.discord.chatter import is_for_another_bot, is_question
from chatterbot.discord.cooldowns import MOST_REMEMBERED, Cooldowns

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "when is the game?",
        "Где мы встречаемся?",
        "まじで？",
        "متى اللعبة؟",
        "Πότε παίζουμε\u037e",
        "¿Cuándo es?",
        "ok, but why? I was there",
        "what?!",
        "> on Friday\nreally on Friday?",
        "`x = 1` what is that?",
        "<:wave:123> who is there?",
        "https://example.com is that good?",
        "3 > 2 is true, no?",
        "who left ``` here?",
    ],
)
def test_a_text_with_a_question_mark_and_words_is_a_question(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "lol nice",
        "???",
        "",
        "https://example.com/watch?v=abc",
        "7?",
        "как же хорошо!",
        "<:pog:123> ???",
        "<a:dance:123>?",
        "<t:1700000000:R>?",
        "</help:123>?",
        "> when is the game?\non Friday",
        ">>> when is\nthe game?",
        "`a ? b : c`",
        "so:\n```js\nreturn ok ? 1 : 2\n```",
    ],
)
def test_chatter_is_no_question(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text",
    ["!play song", "?rank", ".daily", "$balance", ";;skip", ">ping", "-stop", "!!help", "m!help", "pls~beg", "/play"],
)
def test_a_text_that_begins_as_bots_are_commanded_is_for_another_bot(text: str) -> None:
    assert is_for_another_bot(text)


@pytest.mark.parametrize(
    "text",
    [
        "when is it?",
        "> a quotation",
        "-5 degrees?",
        "... what",
        "...what",
        ":D who is there?",
        ";P",
        "e.g. this?",
        "e-mail me?",
        "t.me/somewhere",
        "$5 for what?",
        "**bold** text?",
        "<:wave:123> hello?",
        "#rules where?",
        "Q&A when?",
        "C++ or C#?",
        "",
        "!",
        "? ok",
    ],
)
def test_what_people_write_to_each_other_is_for_no_bot(text: str) -> None:
    assert not is_for_another_bot(text)


def test_a_cooldown_lets_each_key_through_once_in_its_time() -> None:
    now = 0.0
    cooldowns = Cooldowns(lambda: now)
    assert cooldowns.begin("a", 10)
    assert cooldowns.begin("b", 10)
    now = 9.9
    assert not cooldowns.begin("a", 10)
    now = 10.0
    assert cooldowns.begin("a", 10)
    now = 19.9
    assert not cooldowns.begin("a", 10)  # counted from the last time it was let through


def test_cooldowns_forget_the_oldest_of_too_many() -> None:
    cooldowns = Cooldowns(lambda: 0.0)
    for key in range(MOST_REMEMBERED + 1):
        assert cooldowns.begin(key, 10)
    assert cooldowns.begin(0, 10)
    assert not cooldowns.begin(MOST_REMEMBERED, 10)
