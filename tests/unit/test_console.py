"""Standard input in whatever encoding it has."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import errors
from chatterbot.cli import console

pytestmark = pytest.mark.unit


class Slow(io.BytesIO):
    """A pipe that hands out few bytes at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(min(size or 3, 3))


class Endless(io.BytesIO):
    """A file without end."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return b"a" * (size or 1)


def read(data: bytes, encoding: str | None = "utf-8") -> list[str]:
    """Return the texts of the lines, "?" for those that cannot be used."""
    return ["?" if line.problem else line.text for line in console.lines(io.BytesIO(data), encoding)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_lines_in_unicode_are_read_whatever_their_encoding(encoding: str) -> None:
    for text in ("help\r\nкогда встреча?\n", "когда\nhelp", "πότε;\n"):
        wanted = text.split("\n") if not text.endswith("\n") else text.split("\n")[:-1]
        wanted = [line.strip() for line in wanted]
        assert read(text.encode(encoding), "ascii") == wanted
        slow = console.lines(Slow(text.encode(encoding)), "ascii")
        assert [line.text for line in slow] == wanted


def test_a_byte_order_mark_is_no_part_of_any_line() -> None:
    assert read("\ufeff/why\n\ufeffhelp\n".encode()) == ["/why", "help"]


@pytest.mark.parametrize(
    "data",
    [
        "когда".encode("cp1251"),
        b"caf\xe9",
        b"he\0lp",
        b"\xed\xa0\x80",
        b"\xf5\xff",
        b"a" * (console.LONGEST_LINE + 1),
        b"a" * (5 * console.LONGEST_LINE),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number_and_the_next_one_is_read(data: bytes) -> None:
    assert read(b"first\n" + data + b"\nlast") == ["first", "?", "last"]
    problem = next(line for line in console.lines(io.BytesIO(b"first\n" + data), "utf-8") if line.problem)
    assert problem.number == 2


def test_a_damaged_utf_16_text_loses_only_the_damaged_line() -> None:
    assert read(b"\xff\xfeh\0i\0\n\0\0\xd8\n\0h\0o\0\n\0!") == ["hi", "?", "ho", "?"]


def test_lines_that_are_not_utf_8_are_read_as_the_user_says() -> None:
    assert read("когда\nкогда\n".encode("cp1251"), "cp1251") == ["когда", "когда"]
    assert read("когда\n".encode(), "cp1251") == ["когда"]
    assert read(b"caf\xe9\n", "utf-16") == ["?"]
    assert read(b"caf\xe9\n", "no such encoding") == ["?"]


def test_the_first_line_is_returned_before_there_are_more() -> None:
    class Waiting(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            data = super().read1(size)
            assert data, "waited for more than a line"
            return data

    assert next(console.lines(Waiting(b"hi\n"), "utf-8")).text == "hi"


def test_input_without_an_end_is_refused() -> None:
    with pytest.raises(errors.SettingsError, match="line 1: it does not end"):
        list(console.lines(Endless(), "utf-8"))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for line in console.lines(io.BytesIO(data), "cp1252"):
        assert line.problem or console.encodable(line.text)


def test_one_text_is_read_or_the_line_is_named() -> None:
    assert console.read_all(io.BytesIO("Привет.\nКак дела?\n".encode("utf-16")), None) == "Привет.\nКак дела?"
    with pytest.raises(errors.SettingsError, match=r"Standard input, line 2: not UTF-8.*write UTF-8"):
        console.read_all(io.BytesIO(b"a\ncaf\xe9\n"), "utf-8")


def test_json_is_escaped_where_the_output_cannot_show_every_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "cp1252"))
    assert console.as_json(["🙂"]) == r'["\ud83d\ude42"]'
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    assert console.as_json(["🙂"]) == '["🙂"]'
