"""Which instruction is read."""

from __future__ import annotations

import pathlib

import pytest

from chatterbot import errors
from chatterbot.plugins.instruction import read_instruction

pytestmark = pytest.mark.unit


@pytest.fixture
def folders(tmp_path: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    own, shipped = tmp_path / "config", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    (shipped / "bot_instruction.md").write_text("Shipped", encoding="utf-8")
    (shipped / "bot_instruction.ru.md").write_text("Поставка", encoding="utf-8")
    return own, shipped


def test_the_shipped_one_stands_in_for_what_the_operator_did_not_write(
    folders: tuple[pathlib.Path, pathlib.Path],
) -> None:
    assert read_instruction(folders, "ru") == "Поставка"
    assert read_instruction(folders, "fr") == "Shipped"


def test_the_operators_own_words_come_first_in_whatever_language(folders: tuple[pathlib.Path, pathlib.Path]) -> None:
    (folders[0] / "bot_instruction.md").write_text("Own", encoding="utf-8")
    assert read_instruction(folders, "ru") == "Own"


def test_a_missing_one_says_where_it_was_looked_for(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        read_instruction((tmp_path / "config", tmp_path / "shipped"), "ru")
    assert caught.value.key == "error-instruction-missing"
    assert caught.value.params["looked"] == "`config/bot_instruction.ru.md`, `config/bot_instruction.md`"
