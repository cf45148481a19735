"""The text that a voice says of a message: words without markup."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chatterbot.speech.tts import text_normalization, units

pytestmark = pytest.mark.unit

NAMES = {123: "Ann", 456: "кот **Мурзик**", 7: "```||<@123>"}


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("**Bold**, *slanted*, __under__, ~~gone~~ and ***both***", "en", "Bold, slanted, under, gone and both"),
        ("# Title\ntext", "en", "Title. text"),
        ("-# small print", "en", "small print"),
        ("> quoted\n>>> more", "en", "quoted. more"),
        ("- one\n- two\n  * three", "en", "one. two. three"),
        ("1. Первое\n2) Второе", "ru", "Первое. Второе"),
        ("Done!\n\n\nNext:\nyes", "en", "Done! Next: yes"),
        ("see [the docs](https://example.com/a_(b)) now", "en", "see the docs now"),
        ("[https://a.example](https://b.example)", "en", "link"),
        ("look: https://example.com/?a=1&b=2#c.", "en", "look: link."),
        ("(см. https://ya.ru/x)", "ru", "(смотри ссылку)"),
        ("<https://example.com> www.example.com", "de", "Link Link"),
        ("```py\nprint(1)\n```", "en", "code"),
        ("так: ```не закрыт", "ru", "так: код"),
        ("run `make test` now", "en", "run make test now"),
        (f"run `{'x' * 41}` now", "en", "run code now"),
        ("the end: ||he dies||.", "en", "the end: spoiler."),
        ("конец: ||он умер||", "ru", "конец: спойлер"),
        ("hi <@123> and <@!123>, see <#999>", "en", "hi Ann and Ann, see"),
        ("<@&456> тут", "ru", "кот Мурзик тут"),
        ("@everyone look", "en", "everyone look"),
        ("try </say hello:123456>", "en", "try say hello"),
        ("<:wave:123456> hi <a:dance:99> :smile:", "en", "hi"),
        ("fine 👍🏽 👨‍👩‍👧 ❤️ 🇷🇺 1️⃣", "en", "fine 1"),
        ("ok :) :-D ;P ^_^ <3", "en", "ok"),
        ("at 10:30:45 and 5:30", "en", "at 10:30:45 and 5:30"),
        ("<t:1700000000> <t:1700000000:t>", "en", "14 November 2023, 22:13 UTC 22:13 UTC"),
        ("<t:1700000000:D>", "ru", "14 ноября 2023"),
        ("<t:1700000000:R>", "fr", "2023-11-14"),
        ("<t:99999999999999999>", "en", ""),
        ("|Name|Age|\n|:--|--:|\n|Ann|5|", "en", "Name, Age. Ann, 5"),
        ("one\n---\ntwo", "en", "one. two"),
        (r"\*not bold\* and C:\\Temp", "en", "not bold and C: Temp"),
        ("snake_case and C#, issue #5", "en", "snake case and C sharp, issue number 5"),
        ("[[phonemes]] {x}", "en", "phonemes x"),
        ("5 < 7 > 3", "en", "5 less than 7 more than 3"),
        ("cafe\u0301 \u202eabc\u200b", "en", "café abc"),
        ("\ud800\ue000\x00\x07ok", "en", "ok"),
        ("👍", "en", ""),
        ("...", "en", ""),
        ("", None, ""),
        ("Привет, это https://ya.ru", None, "Привет, это ссылка"),
        ("Bonjour, ça va ? https://example.fr", None, "Bonjour, ça va? lien"),
    ],
)
def test_markup_becomes_spoken_words(text: str, language: str | None, said: str) -> None:
    assert text_normalization.speakable(text, language, NAMES) == said


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("1 km, 5 km, 1.5 km, 100 km/h", "en", "1 kilometer, 5 kilometers, 1.5 kilometers, 100 kilometers per hour"),
        (
            "16GB, 3.2 GHz, 10%, 25°C, -3°",
            "en",
            "16 gigabytes, 3.2 gigahertz, 10 percent, 25 degrees Celsius, -3 degrees",
        ),
        ("$5.50, $1, €1,000, 20 £", "en", "5 dollars and 50 cents, 1 dollar, 1,000 euros, 20 pounds"),
        ("1 км, 3 км, 5 км, 11 км, 21 км", "ru", "1 километр, 3 километра, 5 километров, 11 километров, 21 километр"),
        ("1,5 кг, 100 км/ч, 8 GB", "ru", "1,5 килограмма, 100 километров в час, 8 гигабайт"),
        ("1%, 2%, 5%, 112%", "ru", "1 процент, 2 процента, 5 процентов, 112 процентов"),
        ("$5.50, 1 000 ₽, 21 ₽, 2,5 ₽", "ru", "5 долларов 50 центов, 1 000 рублей, 21 рубль, 2,5 рубля"),
        (
            "5 kmart, 5 mm2, v1.2.3, A4, 5x5, 3D, $HOME, 12:30",
            "en",
            "5 kmart, 5 mm2, v1.2.3, A4, 5x5, 3D, $HOME, 12:30",
        ),
        ("$5M, 5km2", "en", "5 million dollars, 5km2"),
        ("5 km, 10%, 3 €", "de", "5 km, 10%, 3 €"),
    ],
)
def test_units_and_money_are_written_out(text: str, language: str, said: str) -> None:
    assert units.write_out(text, language) == said


PIECES = st.sampled_from(
    [
        *(
            "**",
            "*",
            "_",
            "__",
            "~~",
            "`",
            "```",
            "||",
            "|",
            "> ",
            "# ",
            "- ",
            "1. ",
            "\n",
            " ",
            "\\",
            "[",
            "](",
            ")",
            "<",
            ">",
        ),
        *(
            "<@",
            "<@!",
            "<@&",
            "<#",
            "<:",
            ":1>",
            "<t:",
            ":R>",
            "</",
            "http://",
            "https://a.b/",
            "www.",
            ":smile:",
            "@",
            "😀",
            "\u200d",
        ),
        *(
            "$5.50",
            "5 км",
            "10%",
            "°C",
            "1 000",
            "a",
            "привет",
            "é",
            "漢字",
            "\ud800",
            "\x00",
            "\u202e",
            "-",
            "--",
            ".",
            "...",
            ",",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=80).map("".join))
MARKUP = re.compile(r"[*_~`|<>\[\]{}\\#\n]|https?://|:[a-z]\w+:|<[@#:t]")


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, language=st.sampled_from([None, "en", "ru", "ja", "xx", "", "pt-BR"]))
@example(text="\\" * 50 + "```" * 3, language=None)
@example(text=":a0;:", language=None)
def test_any_text_gives_a_bounded_line_without_markup(text: str, language: str | None) -> None:
    said = text_normalization.speakable(text, language, NAMES)
    assert MARKUP.search(said) is None
    assert len(said) <= text_normalization.MAX_SPOKEN
    assert said == said.strip()
    said.encode()  # no surrogates: a service takes it
    assert not said or any(letter.isalnum() for letter in said)


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 8_000, "(" * 8_000, "`" * 8_000, "||" * 4_000, "* " * 4_000, "<" * 8_000, ">" * 8_000, "\n" * 8_000),
        *(
            "[a](" * 2_000,
            "1 " * 4_000,
            "1,000" * 1_600,
            "https://" * 1_000,
            "|-" * 4_000,
            ":a" * 4_000,
            "<t:1" * 2_000,
            " " * 8_000,
        ),
        *(
            "> " * 4_000,
            "\\" * 8_000,
            "_a" * 4_000,
            "^_" * 4_000,
            "-" * 8_000,
            "- " * 4_000,
            "$1 " * 2_700,
            ".," * 4_000,
            "\n " * 4_000,
        ),
        *(
            "1 000 " * 1_300,
            "[" * 3_000 + "](" * 2_000,
            "a.b" * 2_600,
            "||a" * 2_600,
            "www." * 2_000,
            ";:" * 4_000,
            "… ," * 2_500,
        ),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """A hostile message takes no more than some tens of milliseconds."""
    before = time.process_time()
    text_normalization.speakable(text, "en")
    assert time.process_time() - before < 0.5


def test_a_long_line_of_dashes_does_not_take_long() -> None:
    before = time.process_time()
    text_normalization.speakable("-" * 7_999 + "x", "en")
    assert time.process_time() - before < 0.15


def test_a_long_message_is_cut_between_words() -> None:
    said = text_normalization.speakable("word " * 3_000, "en")
    assert text_normalization.MAX_SPOKEN - 10 < len(said) <= text_normalization.MAX_SPOKEN
    assert said.endswith("word")
