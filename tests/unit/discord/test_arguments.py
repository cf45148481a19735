"""Options of text commands, as people write them after a command's name."""

from __future__ import annotations

import contextlib
import time
from typing import Any, cast

import hikari
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatterbot import errors
from chatterbot.catalogue import Catalogue
from chatterbot.discord import Languages, Translator, options, pasted
from chatterbot.discord.arguments import ArgumentParser, Written
from chatterbot.discord.options import Option
from chatterbot.preferences import Preferences, TeacherMode

pytestmark = pytest.mark.unit

NOWHERE = cast("Preferences", None)
"""Languages look only for a guild's language there, which nothing here asks for."""
LANGUAGES = Languages(Catalogue.load(), NOWHERE, "en")
LOUNGE = 7


class File:
    """Stands for an attachment: only its name is read."""

    def __init__(self, filename: str) -> None:
        self.filename = filename


async def suggest(*_: object) -> list[tuple[str, str]]:
    raise NotImplementedError


def is_link(word: str) -> bool:
    return word.startswith("https://")


def find_channel(name: str, _types: object) -> int | None:
    return LOUNGE if name.casefold().lstrip("#") in {"lounge", "the lounge", str(10**16)} else None


SETTINGS = (
    options.choice(
        "teachers",
        {
            TeacherMode.EVERYONE: "choice-settings-teachers-everyone",
            TeacherMode.MANAGERS: "choice-settings-teachers-managers",
        },
        words="settings-teachers-words",
    ),
    options.channel("channel", hikari.ChannelType.GUILD_TEXT),
    options.text("language", autocomplete=suggest),
    options.boolean("speak"),
    options.text("names", max_length=40),
    options.integer("transcripts", min_value=0, max_value=30),
)
FEEDBACK = (options.text("text", max_length=50), options.integer("rating", min_value=1, max_value=5))
TRAIN = (options.text("text", free=True), options.attachment("file"), options.boolean("skip_bad"))
CORRECT = (
    options.text("message", autocomplete=suggest, recognise=is_link),
    options.text("correction", free=True),
)


def read(command: str, given: tuple[Option, ...], text: str, *required: str, files: tuple[str, ...] = ()) -> Any:
    parser = ArgumentParser(command, given, frozenset(required), LANGUAGES)
    attached: Any = [File(name) for name in files]
    return parser.parse(Written(text, f"!{command}", attached, Translator(Catalogue.load(), "en"), find_channel))


def setting(text: str) -> Any:
    return read("settings", SETTINGS, text)


def feedback(text: str) -> Any:
    return read("feedback", FEEDBACK, text, "text")


@pytest.mark.parametrize(
    "text",
    [
        "teachers managers",
        "teachers: managers",
        "teachers:managers",
        "teachers=managers",
        "teachers = managers",
        "teachers：managers",
        "teachers := managers",
        "teachers → managers",
        "teachers - managers",
        "Teachers: Managers.",
        "TEACHERS MANAGERS",
        "--teachers managers",
        "--teachers=managers",
        "teachers\nmanagers",
        "teachers\tmanagers",
        "teachers\u00a0managers",
        "teachers\u3000managers",
        "teachers\u200b managers",
        'teachers: "managers"',
        "teachers: «managers»",
        "teachers: `managers`",
        "teachers: only people with Manage Server",
        "учителя: управляющие",
        "учителя управляющие",
        "Учителя = Модераторы",
        "учителя: только участники с правом «Управлять сервером»",
        "учителя managers",
        "teachers модераторы",
    ],
)
def test_a_choice_is_read_however_name_and_value_are_joined_and_in_every_language(text: str) -> None:
    assert setting(text) == {"teachers": TeacherMode.MANAGERS}


def test_several_options_are_read_in_any_order_on_one_line_or_several() -> None:
    wanted = {"teachers": TeacherMode.EVERYONE, "language": "ru", "speak": True}
    for text in (
        "teachers everyone language ru speak on",
        "speak: on, language: ru, teachers: everyone",
        "speak=yes; language=ru; teachers=everyone",
        "language: ru\nspeak: да\nучителя: все",
        "язык ru озвучка вкл учителя все",
    ):
        assert setting(text) == wanted, text


def test_a_text_among_options_ends_where_the_next_option_begins() -> None:
    assert setting("names: Robo Cop, Bot language: ru") == {"names": "Robo Cop, Bot", "language": "ru"}
    assert setting("names Robo Cop, Bot, speak: no") == {"names": "Robo Cop, Bot", "speak": False}
    assert setting('names: "Robo, language: ru"') == {"names": "Robo, language: ru"}
    assert setting("names Robo, Speak") == {"names": "Robo, Speak"}
    assert setting("names -") == {"names": "-"}


def test_a_name_of_several_words_is_read_with_blanks_hyphens_or_underscores() -> None:
    for name in ("transcripts_kept", "transcripts kept", "Transcripts-Kept", "срок хранения", "срок_хранения"):
        assert setting(f"{name}: 5") == {"transcripts": 5}


def test_yes_alone_is_meant_by_the_name_of_an_option_without_value() -> None:
    assert setting("speak") == {"speak": True}


@pytest.mark.parametrize("text", ["channel #lounge", "channel: Lounge", f"channel <#{10**16}>", f"канал {10**16}"])
def test_a_channel_is_read_by_name_mention_or_id(text: str) -> None:
    assert setting(text) == {"channel": LOUNGE}


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        ("managers", "error-option-unknown", "managers"),
        ("teachers managers please", "error-option-unknown", "please"),
        ("colour: red", "error-option-unknown", "colour: red"),
        ("teachers nobody", "error-option-value", "nobody"),
        ("teachers", "error-option-empty", None),
        ("teachers:", "error-option-empty", None),
        ("speak perhaps", "error-option-value", "perhaps"),
        ("transcripts 31", "error-option-value", "31"),
        ("transcripts many", "error-option-value", "many"),
        ("channel #nowhere", "error-option-channel", None),
        ("speak on speak off", "error-option-twice", None),
        (f"names: {'x' * 41}", "error-option-too-long", None),
    ],
)
def test_what_cannot_be_read_is_an_error_that_says_why(text: str, key: str, shown: str | None) -> None:
    with pytest.raises(errors.UserError) as caught:
        setting(text)
    assert caught.value.key == key
    assert shown in {None, caught.value.params.get("written"), caught.value.params.get("given")}
    assert Catalogue.load().text("ru", key, **caught.value.params)


def test_the_error_about_an_unknown_option_lists_all_of_them_with_their_values() -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        setting("?")
    assert "`teachers`: `everyone`, `managers`" in str(caught.value.params["options"])
    assert "`transcripts_kept`: a whole number from 0 to 30" in str(caught.value.params["options"])


# -- free text


def test_options_stand_before_the_free_text_which_is_kept_as_it_is() -> None:
    assert feedback("rating: 5 very  nice\nwork") == {"rating": 5, "text": "very  nice\nwork"}
    assert feedback("оценка=4\nхорошо") == {"rating": 4, "text": "хорошо"}
    assert feedback("my rating: 5") == {"text": "my rating: 5"}
    assert feedback("rating is high") == {"text": "rating is high"}
    assert feedback('"Quoted" words') == {"text": '"Quoted" words'}


def test_a_command_pasted_as_discord_shows_it_is_read() -> None:
    assert feedback("text: very nice rating: 5") == {"text": "very nice", "rating": 5}
    assert feedback("rating: 5 text: very nice") == {"text": "very nice", "rating": 5}
    assert feedback('text: "rating: 5"') == {"text": "rating: 5"}
    assert feedback("text: my rating: good") == {"text": "my rating: good"}
    assert feedback("текст: хорошо оценка: 5") == {"text": "хорошо", "rating": 5}


def test_a_required_text_that_is_left_out_is_empty() -> None:
    assert feedback("") == {"text": ""}
    assert feedback("rating: 3") == {"text": "", "rating": 3}


def test_an_equals_sign_of_an_arrow_is_no_option() -> None:
    assert read("train", TRAIN, "text => A text.") == {"text": "text => A text."}
    assert read("train", TRAIN, "file: here => There.") == {"text": "file: here => There."}


def test_files_are_taken_from_the_message_in_order_or_by_name() -> None:
    assert read("train", TRAIN, "", files=("faq.csv",))["file"].filename == "faq.csv"
    found = read("train", TRAIN, "skip_bad: yes file: FAQ.csv", files=("faq.csv",))
    assert (found["file"].filename, found["skip_bad"]) == ("faq.csv", True)
    with pytest.raises(errors.InvalidInputError) as caught:
        read("train", TRAIN, "", files=("one.csv", "two.csv"))
    assert caught.value.key == "error-option-files"


@pytest.mark.parametrize("end", [" ", "\n", "\t", "\u00a0", "\u3000", "\r\n", ": ", ":\n", ", ", "\u200b\n"])
@pytest.mark.parametrize("begin", ["{}", "<{}>", '"{}"', "message: {}", "сообщение={}"])
def test_a_link_in_front_of_the_free_text_is_recognised(begin: str, end: str) -> None:
    link = "https://discord.com/channels/1/2/3"
    found = read("correct", CORRECT, f"{begin.format(link)}{end}On Monday.\nAt nine.", "message", "correction")
    assert found == {"message": link, "correction": "On Monday.\nAt nine."}


def test_without_a_link_the_free_text_is_all_there_is() -> None:
    assert read("correct", CORRECT, "On Monday.", "message", "correction") == {
        "message": "",
        "correction": "On Monday.",
    }


def test_a_name_loses_the_quotation_marks_around_it() -> None:
    path = (options.text("path", autocomplete=suggest),)
    for text in ("my faq.csv", '"my faq.csv"', "“my faq.csv”", "«my faq.csv»", "`my faq.csv`", "path: 'my faq.csv'"):
        assert read("getfile", path, text, "path") == {"path": "my faq.csv"}, text


def test_the_only_option_needs_no_name() -> None:
    heard = (options.boolean("on"),)
    for text in ("on", "yes", "on: yes", "on=True", "да", "вкл.", "слышать: да", "слышать"):
        assert read("listen", heard, text) == {"on": True}, text
    assert read("listen", heard, "нет") == {"on": False}
    assert read("listen", heard, "") == {}
    room = (options.channel("channel", hikari.ChannelType.GUILD_VOICE),)
    assert read("join", room, "The Lounge") == {"channel": LOUNGE}
    assert read("privacy", (options.boolean("everywhere"),), "everywhere") == {"everywhere": True}


@pytest.mark.parametrize(
    "part",
    ["rating:5 ", "rating: ", "text: ", '"', "“", " ", "\u3000", "`", "<", "a ", "- ", ":", "=", "names x ", "speak, "],
)
@pytest.mark.parametrize("begin", ["", "text: ", "names: ", "teachers ", "rating: 5 "])
def test_a_repeated_part_is_read_in_linear_time(part: str, begin: str) -> None:
    text = begin + part * (20_000 // len(part)) + "x"
    began = time.process_time()
    for command, given_options in (("settings", SETTINGS), ("feedback", FEEDBACK), ("correct", CORRECT)):
        with contextlib.suppress(errors.UserError):
            read(command, given_options, text)
    pasted.unwrapped(text)
    pasted.unwrapped(f"```{text}```")
    assert time.process_time() - began < 2


@settings(deadline=None)  # every example makes three parsers
@given(st.text(alphabet="teachrs manglvo:=\n,;\"«»'`-\u00a0учителя", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for command, given_options in (("settings", SETTINGS), ("feedback", FEEDBACK), ("correct", CORRECT)):
        with contextlib.suppress(errors.UserError):
            assert isinstance(read(command, given_options, text), dict)


# -- what people paste


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a => b", "a => b"),
        ("```\na => b\n```", "a => b"),
        ("```a => b```", "a => b"),
        ("```txt\na => b\n```", "a => b"),
        ("```c++\r\na => b```", "a => b"),
        ("```json [1]```", "[1]"),
        ("```\na => b\n```\n```txt\nc => d\n```", "a => b\nc => d"),
        ("`a => b`", "a => b"),
        ("``a => b``", "a => b"),
        ("`a => b`\n`c => d`", "a => b\nc => d"),
        ("> a => b\n> c => d", "a => b\nc => d"),
        (">>> a => b\nc => d", "a => b\nc => d"),
        ("> ```\n> a => b\n> ```", "a => b"),
        ("`ls` => `list files`", "`ls` => `list files`"),
        ("how? => ```py\nprint()\n```", "how? => ```py\nprint()\n```"),
        ("```\n```", "```\n```"),
        ("> 5 => yes\nno => x", "> 5 => yes\nno => x"),
        ("```what```", "what"),
    ],
)
def test_data_is_taken_out_of_code_blocks_backticks_and_quotes(text: str, inside: str) -> None:
    assert pasted.unwrapped(text) == inside
