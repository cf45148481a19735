"""Pages of a long text, names of uploads, and values as they are shown: whatever people write, nothing breaks."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import files
from chatterbot.catalogue import Catalogue
from chatterbot.discord import formatting
from chatterbot.discord.localization import Translator
from chatterbot.plugins import _pages

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 11, 22, 19, 45, 26, tzinfo=dt.UTC)


# -- pages


def test_a_short_text_becomes_one_unchanged_page() -> None:
    assert _pages.split("# Hello\n\nworld") == ("# Hello\n\nworld",)
    assert _pages.split("") == ("",)


def test_pages_end_between_paragraphs() -> None:
    text = "\n\n".join(f"paragraph {n} " + "word " * 30 for n in range(10))
    for page in _pages.split(text, 500):
        assert page.startswith("paragraph")
        assert page.endswith("word")


def test_a_heading_moves_to_the_page_of_its_text() -> None:
    text = "word " * 60 + "\n\n## Next chapter\n\n" + "more " * 60
    first, second = _pages.split(text, 330)
    assert not first.endswith("chapter")
    assert second.startswith("## Next chapter")


def test_a_code_block_that_spans_pages_is_closed_and_reopened() -> None:
    text = "Before\n\n```python\n" + "\n".join(f"line_{n} = {n}" for n in range(100)) + "\n```\nAfter"
    cut = _pages.split(text, 400)
    assert len(cut) > 2
    for page in cut:
        assert page.count("```") % 2 == 0
    assert all(page.startswith("```python\n") for page in cut[1:])


@given(st.text(alphabet="ab #`.\n\r\tйё", max_size=600), st.integers(40, 200))
def test_splitting_loses_no_letters_and_keeps_pages_within_the_length(text: str, length: int) -> None:
    cut = _pages.split(text, length)
    assert all(len(page) <= length + 48 for page in cut)
    letters = re.sub(r"[^abйё]", "", text)
    joined = re.sub(r"[^abйё]", "", "".join(cut))
    if "```" not in text:
        assert joined == letters
    else:
        assert len(joined) >= len(letters)


# -- uploads


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("faq.jsonl", "faq.jsonl"),
        ("My FAQ (new).jsonl", "My_FAQ_new.jsonl"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\win.ini", "win.ini"),
        ("вопросы и ответы.csv", "вопросы_и_ответы.csv"),
        ("....", "file"),
        ("a\x00b.txt", "a_b.txt"),
        ("😀.txt", "file.txt"),
        ("con.tar.gz/", "con_tar.gz"),
    ],
)
def test_an_upload_path_is_made_of_the_time_and_the_cleaned_name(name: str, kept: str) -> None:
    assert files.upload_path(name, NOW) == f"uploads/20261122-194526-{kept}"


@given(st.text(max_size=300))
def test_any_file_name_makes_a_path_that_fits_into_a_button(name: str) -> None:
    path = files.upload_path(name, NOW)
    assert re.fullmatch(r"uploads/20261122-194526-[\w-]+(\.\w+)?", path)
    assert len(f"train-good:+{path}") <= 100


# -- values


def words(language: str) -> Translator:
    return Translator(Catalogue.load(), language)


def test_sizes_and_shares_are_shown_in_words() -> None:
    english, russian = words("en"), words("ru")
    assert [formatting.size(english, count) for count in (1, 35, 2048, 10 * 1024 * 1024)] == [
        "1 byte",
        "35 bytes",
        "2 KiB",
        "10 MiB",
    ]
    assert formatting.size(russian, 2) == "2 байта"
    assert formatting.share(russian, 0.8349) == "83,5\u00a0%"
    assert formatting.share(english, None) == "–"


def test_differences_of_shares_are_shown_in_points_or_not_at_all() -> None:
    english = words("en")
    assert formatting.difference(english, 0.5, 0.53) == "+3 points"
    assert formatting.difference(english, 0.5, 0.49) == "−1 point"
    assert formatting.difference(english, 0.5, 0.5001) == ""
    assert formatting.difference(english, None, 0.5) == ""


@given(st.text(max_size=300))
def test_inline_code_cannot_be_closed_by_the_text_in_it(text: str) -> None:
    code = formatting.code(text, 50)
    assert code.startswith("`")
    assert code.endswith("`")
    assert code.count("`") == 2
    assert "\n" not in code
    assert 3 <= len(code) <= 52
