"""What somebody said, and a privacy code, as messages show them."""

from __future__ import annotations

import pytest

from chatterbot.discord import formatting

pytestmark = pytest.mark.unit


def test_a_quotation_of_speech_is_one_line_without_markup() -> None:
    assert formatting.said(7, " what *is*\n> love?  ") == "> 🎙️ <@7>: what \\*is\\* \\> love?"
    assert formatting.said(7, "a" * 2000) == f"> 🎙️ <@7>: {'a' * 1499}…"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{formatting.said(7, 'what is love?')}\nA river.\nOr two.", "A river.\nOr two."),
        (formatting.said(7, "what is love?"), ""),
        ("A river.\n> 🎙️ not above it", "A river.\n> 🎙️ not above it"),
        ("> a quotation\nA river.", "> a quotation\nA river."),
        ("", ""),
    ],
)
def test_the_answer_is_found_below_the_quotation_of_speech(text: str, words: str) -> None:
    assert formatting.unquoted(text) == words


def test_a_privacy_code_is_shown_in_groups_of_five_digits() -> None:
    assert formatting.grouped("012345678901234567890123456789") == "01234 56789 01234 56789 01234 56789"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("base", "base"),
        ("/srv/models/whisper-base", "whisper-base"),
        ("C:\\models\\base", "base"),
        ("Systran/faster-whisper-base", "faster-whisper-base"),
        ("/srv/models/e5 (ONNX)", "e5 (ONNX)"),
        ("/", "/"),
    ],
)
def test_of_a_models_folder_only_the_last_part_is_shown(name: str, shown: str) -> None:
    assert formatting.last_part(name) == shown


@pytest.mark.parametrize(
    ("guild_id", "message_id", "path"),
    [(1, 3, "1/2/3"), (None, 3, "@me/2/3"), (1, None, "1/2")],
)
def test_a_message_is_linked_in_its_server_or_in_direct_messages(
    guild_id: int | None, message_id: int | None, path: str
) -> None:
    assert formatting.message_link(guild_id, 2, message_id) == f"https://discord.com/channels/{path}"
