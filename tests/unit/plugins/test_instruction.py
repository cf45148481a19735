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


def test_the_shipped_instruction_is_read_where_the_operator_wrote_none(
    folders: tuple[pathlib.Path, pathlib.Path],
) -> None:
    assert read_instruction(folders, "ru") == "Поставка"
    assert read_instruction(folders, "fr") == "Shipped"


def test_the_operators_instruction_is_read_before_the_shipped_one_of_any_language(
    folders: tuple[pathlib.Path, pathlib.Path],
) -> None:
    (folders[0] / "bot_instruction.md").write_text("Own", encoding="utf-8")
    assert read_instruction(folders, "ru") == "Own"


def test_a_missing_instruction_is_an_error_that_names_the_files(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        read_instruction((tmp_path / "config", tmp_path / "shipped"), "ru")
    assert caught.value.key == "error-instruction-missing"
    assert caught.value.params["looked"] == "`config/bot_instruction.ru.md`, `config/bot_instruction.md`"
