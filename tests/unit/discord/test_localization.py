"""The language of ordinary messages, told by their letters."""

from __future__ import annotations

import pytest

from chatterbot.discord import localization

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("когда встреча?", "ru"),
        ("Ёлка в чате Discord", "ru"),
        ("what is a самовар?", None),
        ("when do you meet?", None),
        ("коли зустріч?", None),  # Ukrainian
        ("када је састанак?", None),  # Serbian
        ("<@123> !помощь", "ru"),
        ("12:30 👍", None),
        ("", None),
    ],
)
def test_a_mostly_cyrillic_text_with_russian_letters_only_is_russian(text: str, language: str | None) -> None:
    assert localization.written_in(text) == language
