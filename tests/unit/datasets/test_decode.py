"""Encodings people's files come in."""

from __future__ import annotations

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit

TEXT = "Как дела? => Хорошо, а у тебя?\r\nпривет => hi\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_cyrillic_is_read_in_each_encoding(encoding: str) -> None:
    parsed = datasets.read(TEXT.encode(encoding), "x.txt")
    assert parsed.examples == (
        models.NewExample("Как дела?", "Хорошо, а у тебя?"),
        models.NewExample("привет", "hi"),
    )


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe"])
def test_utf16_little_endian(mark: bytes) -> None:
    assert datasets.read(mark + "hello => there".encode("utf-16-le"), "x.txt").examples[0].reply == "there"


@pytest.mark.parametrize("mark", [b"", b"\xfe\xff"])
def test_utf16_big_endian(mark: bytes) -> None:
    assert datasets.read(mark + "hello => there".encode("utf-16-be"), "x.txt").examples[0].reply == "there"


@pytest.mark.parametrize("text", ["café olé => déjà vu", "Größe => über", "señor => mañana", "“quoted” => naïve"])
def test_western_text_is_not_read_as_cyrillic(text: str) -> None:
    assert datasets.read(text.encode("cp1252"), "x.txt").examples[0].prompt == text.split(" => ", maxsplit=1)[0]


def test_utf8_with_an_accident_is_reported_not_guessed() -> None:
    data = "привет => да\nкак дела => хорошо\n".encode()
    broken = data[:40] + b"\xff" + data[40:]
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(broken, "x.txt")
    assert caught.value.key == "error-dataset-encoding"
    assert caught.value.params == {"file": "x.txt", "line": 2}


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\n\x00\x01\x02",
        b"q => a\x00b",
        b"SQLite format 3\x00",
        bytes(range(256)),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(data, "x.txt")
    assert caught.value.key == "error-dataset-not-text"


@pytest.mark.parametrize("data", [b"\x98\x81 => x", b"q => \x81", bytes(range(128, 256))])
def test_text_in_no_code_page_says_what_to_do(data: bytes) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(data, "x.txt")
    assert caught.value.key == "error-dataset-code-page"


def test_damaged_utf16_says_the_line() -> None:
    data = b"\xff\xfe" + "a => b\n".encode("utf-16-le") + b"\x00\xd8a\x00"
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(data, "x.txt")
    assert caught.value.params == {"file": "x.txt", "line": 2}
