"""Words that sound like taught ones: found, not invented, and found as quickly among many."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue.common_words import WORDS
from chatterbot.dialogue.sound_alikes import SoundAlikes

pytestmark = pytest.mark.unit

TAUGHT = [
    "iced",
    "mocha",
    "cappuccino",
    "latte",
    "espresso",
    "drip",
    "there",
    "without",
    "roast",
    "medium",
    "капучино",
    "решётка",
]


@pytest.fixture(scope="module")
def taught() -> SoundAlikes:
    return SoundAlikes(TAUGHT, WORDS)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Get me a large diced mocha with soy milk.", "Get me a large iced mocha with soy milk."),
        ("a large lotte, please", "a large latte, please"),
        ("Expresso!", "espresso!"),
        ("дай копучино", "дай капучино"),
    ],
)
def test_a_word_nobody_taught_becomes_the_taught_one_that_sounds_like_it(
    taught: SoundAlikes, heard: str, meant: str
) -> None:
    assert taught.replaced(heard) == meant


@pytest.mark.parametrize(
    "heard",
    [
        "get me an iced mocha",
        "tear a thin sheet from the yellow pad",
        "Видите номер оператора",  # not "without", which has the same consonants
        "what is the best movie",
        "ask not what your country can do for you",
        "",
        "🙂 ... \u202e",
        "<@123> **x** `plop`",
    ],
)
def test_other_words_stay_as_they_are(taught: SoundAlikes, heard: str) -> None:
    assert taught.replaced(heard) == ""


@given(st.text(max_size=300))
def test_any_text_is_looked_through(text: str) -> None:
    SoundAlikes(TAUGHT, WORDS).replaced(text)


def test_the_time_does_not_grow_with_what_was_taught() -> None:
    chance = random.Random(1)

    def word() -> str:
        return "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))

    few, many = SoundAlikes([word() for _ in range(200)]), SoundAlikes([word() for _ in range(40_000)])
    text = " ".join(word() for _ in range(700))  # 4,000 characters

    def seconds(words: SoundAlikes) -> float:
        began = time.process_time()
        for _ in range(3):
            words.replaced(text)
        return (time.process_time() - began) / 3

    assert min(seconds(many) for _ in range(3)) < 0.25
    assert min(seconds(few) for _ in range(3)) < 0.25
    same = SoundAlikes(["tatatata"[: 4 + number % 4] + "aeiou"[number % 5] * (number % 7) for number in range(40_000)])
    assert min(seconds(same) for _ in range(3)) < 0.25, "words that all sound alike"
