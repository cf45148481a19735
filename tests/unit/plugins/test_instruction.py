"""Which instruction is read, what of it a person sees, and that each page stands for itself."""

from __future__ import annotations

import itertools
import pathlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import errors
from chatterbot.plugins import _pages
from chatterbot.plugins._instruction_text import Condition, for_discord, for_person
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


# -- what a person sees

CONFIG = pathlib.Path(__file__).parents[3] / "config"
SHIPPED = {
    language: (CONFIG / name).read_text(encoding="utf-8")
    for language, name in (("en", "bot_instruction.md"), ("ru", "bot_instruction.ru.md"))
}
MANAGERS_ONLY = ("/train", "/test", "/jobs", "/export", "/обучение", "/проверка", "/задания", "/экспорт")
SOUND = re.compile(r"voice|aloud|hear|`/join`|голос|вслух|услыш|`/вход`", re.IGNORECASE)
ALL = frozenset(Condition)
NUMBERS = range(len(ALL) + 1)
SUBSETS = [frozenset(met) for size in NUMBERS for met in itertools.combinations(sorted(ALL), size)]


def pages(text: str, met: frozenset[Condition] = ALL, length: int = _pages.PAGE_LENGTH) -> tuple[str, ...]:
    """Return what /instruction shows."""
    return _pages.split(for_discord(for_person(text, met)), length)


def assert_stands_for_itself(page: str) -> None:
    """Assert that Discord shows a page as it is meant, without the pages around it."""
    plain = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    assert page.count("```") % 2 == 0
    for line in plain.split("\n"):
        assert not re.match(r"\s*\|.*\|\s*$|[\s|:-]*-\|-[\s|:-]*$|#{4,}|<!--", line), line
        assert line.count("`") % 2 == 0, line
    assert not plain.rstrip().rsplit("\n", 1)[-1].startswith("#"), "a heading alone at the end"


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("met", SUBSETS, ids=lambda met: "+".join(sorted(met)) or "nobody")
def test_every_page_of_the_shipped_instruction_stands_for_itself(language: str, met: frozenset[Condition]) -> None:
    whole = for_discord(for_person(SHIPPED[language], met))
    shown = pages(SHIPPED[language], met)
    assert "\n\n".join(shown) == whole  # cut between paragraphs, and nowhere else
    assert whole.startswith("# ")
    for page in shown:
        assert len(page) <= 2000
        assert_stands_for_itself(page)
    if Condition.MANAGERS not in met:
        assert not [command for command in MANAGERS_ONLY if command in whole]
    if not met & {Condition.HEARING, Condition.CALLS}:
        assert not SOUND.search(whole)
    if Condition.PREFIX not in met:
        assert not re.search(r"`![^\W\d]", whole)
    assert (Condition.TEACHERS in met) == ("## Correct" in whole or "## Исправлять" in whole)


def test_a_part_with_several_conditions_is_shown_where_all_hold() -> None:
    text = "a\n<!-- only: teachers, calls -->\nb\n<!-- only: managers -->\nc\n<!-- end -->\n<!--end-->\nd"
    assert for_person(text, ALL) == "a\nb\nc\nd"
    assert for_person(text, ALL - {Condition.MANAGERS}) == "a\nb\nd"
    assert for_person(text, ALL - {Condition.CALLS}) == "a\nd"
    assert for_person("a\n<!-- only: no such thing -->\nb", ALL) == "a"
    assert for_person("a\n<!-- end -->\nb", frozenset()) == "a\nb"


def test_marks_in_a_code_block_are_code() -> None:
    text = "```\n<!-- only: managers -->\n| a | b |\n|---|---|\n#### x\n```"
    assert pages(text, frozenset()) == (text,)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\nafter", "- 1: 2\n- 3: 4\nafter"),
        ("a | b\n:-: | -:\n1 | 2", "- 1: 2"),
        ("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n| 4 | | 6 |", "- 1: b: 2; c: 3\n- 4: c: 6"),
        ("| a |\n|---|\n| 1 |", "- 1"),
        ("| a | b |\n|---|---|\n| `x \\| y` | 2 |", "- `x | y`: 2"),
        ("one | two", "one | two"),
        ("#### Small ####\ntext", "**Small**\ntext"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("![map](https://example.org/m.png)", "[map](https://example.org/m.png)"),
        ("a <!-- note -->b\n<!-- two\nlines -->", "a b"),
        ("~~~py\nx\n~~~", "```py\nx\n```"),
        ("## Head\n- a\n  - b\n> c", "## Head\n- a\n  - b\n> c"),
    ],
)
def test_markdown_becomes_what_discord_shows(written: str, shown: str) -> None:
    assert for_discord(written) == shown


_SENTENCE = st.text(alphabet="abc de", min_size=1, max_size=60).filter(str.strip)
_PARAGRAPH = st.one_of(
    _SENTENCE.map(str.strip),
    st.lists(_SENTENCE, min_size=1, max_size=4).map(lambda rows: "\n".join(f"- {row.strip()}" for row in rows)),
    st.lists(_SENTENCE, min_size=1, max_size=4).map(lambda rows: "```py\n" + "\n\n".join(rows) + "\n```"),
    st.lists(_SENTENCE, min_size=1, max_size=3).map(
        lambda rows: "| a | b |\n|---|---|\n" + "\n".join(f"| {row} | {row} |" for row in rows)
    ),
    _SENTENCE.map(lambda row: f"#### {row.strip()}"),
)


@given(st.lists(_PARAGRAPH, min_size=1, max_size=12))
def test_pages_of_any_instruction_end_between_paragraphs(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    whole = for_discord(text)
    shown = _pages.split(whole, 500)
    assert "\n\n".join(shown) == whole
    for page in shown:
        assert len(page) <= 500
        assert page.count("```") % 2 == 0
        assert not [line for line in page.split("\n") if line.startswith("|")]


@pytest.mark.parametrize(
    "part",
    [
        "<!--",
        "![",
        "![a](x",
        "|",
        "| ",
        "- ",
        "-",
        "#### #",
        "```",
        "~~~\n",
        "`",
        " ",
        "\n",
        "<br",
        "<!-- only: a ",
        "|-",
    ],
)
def test_a_repeated_part_is_shown_in_linear_time(part: str) -> None:
    text = part * (100_000 // len(part))
    began = time.process_time()
    for_discord(for_person(f"#### {text} x\n| a |\n{text}", ALL))
    assert time.process_time() - began < 2


@given(st.text(alphabet="ab |-`#\n~<!>only: end", max_size=300))
def test_any_text_can_be_shown(text: str) -> None:
    for page in pages(text, length=100):
        assert len(page) <= 148
