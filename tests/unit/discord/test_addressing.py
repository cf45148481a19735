"""What the bot reads of a message."""

from __future__ import annotations

import time

import pytest

from chatterbot.discord.addressing import without_mention

pytestmark = pytest.mark.unit

ME = 123_456_789_012_345_678
NAME = "chatterbot"


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (f"<@{ME}> hello", "hello"),
        (f"<@!{ME}>, <@{ME}>: hello", "hello"),
        (f"hello, <@{ME}>?", "hello?"),
        (f"hello <@{ME}> <@{ME}>", "hello"),
        (f"does <@{ME}> know?", "does chatterbot know?"),
        (f"<@{ME}>", ""),
        ("<@1> hello", "<@1> hello"),
    ],
)
def test_mentions_of_the_bot_are_removed_from_a_text(content: str, read: str) -> None:
    assert without_mention(content, ME, NAME) == read


@pytest.mark.parametrize("name", [r"back\slash", r"group \1", r"\g<0>"])
def test_a_bot_name_with_backslashes_is_inserted_as_it_is(name: str) -> None:
    assert without_mention(f"does <@{ME}> know?", ME, name) == f"does {name} know?"


@pytest.mark.parametrize("gap", [" ", ",", "\n"])
def test_removing_mentions_from_a_text_with_a_long_gap_takes_linear_time(gap: str) -> None:
    texts = [f"a{gap * 4_000}b", f"<@{ME}>{gap * 4_000}b", f"a{gap * 4_000}<@{ME}>b"]
    began = time.process_time()
    read = [without_mention(text, ME, NAME) for text in texts]
    assert time.process_time() - began < 0.03  # it was 0.04 s each, on the event loop
    assert all(text.endswith("b") for text in read)
