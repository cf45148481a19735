"""Files that are not what they say, are damaged, or are too large."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile

import pytest
from tests import documents

from chatterbot import errors
from chatterbot.documents import kinds, limits, values
from chatterbot.documents.formats.refusals import DocumentRefusal

pytestmark = pytest.mark.unit

KINDS = values.DocumentKind
FILLER = "The office is open from nine to five, and closed on every Sunday of the year. " * 6


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.md", documents.pdf([[("BodyText", "Text of a page that is long enough.")]]), KINDS.PDF),
        ("a.pdf", documents.docx([("Normal", "Text")]), KINDS.DOCX),
        ("a.docx", documents.xlsx({"A": [["a", "b"]]}), KINDS.SPREADSHEET),
        ("a.txt", b"<!-- x --><!DOCTYPE html><p>Text", KINDS.HTML),
        ("a.xlsx", b"Just some text.", KINDS.TEXT),
        ("a.pdf", b"\xef\xbb\xbf<html><p>Text", KINDS.HTML),
        ("a.json", documents.kept("chat.json").data, KINDS.CHAT),
        ("a.html", documents.kept("chat.html").data, KINDS.CHAT),
        ("a.zip", documents.packed({"agent.json": {}, "intents/a.json": {}}), KINDS.DIALOGFLOW),
        ("a.bin", b"SQLite format 3\0" + bytes(100), KINDS.CHATTERBOT),
    ],
)
def test_the_content_says_what_a_file_is(name: str, data: bytes, kind: values.DocumentKind) -> None:
    assert kinds.kind_of(documents.source(name, data)) is kind


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        ("a.md", b"MZ" + bytes(50), "program"),
        ("a.docx", documents.packed({"ppt/presentation.xml": "<p/>"}), "slides"),
        ("a.docx", documents.packed({"readme.txt": "hello"}), "archive"),
        ("a.doc", b"{\\rtf1 hello}", "rtf"),
        (
            "a.odt",
            documents.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
            "opendocument",
        ),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(50), "media"),
    ],
)
def test_what_is_no_document_is_named(name: str, data: bytes, found: str) -> None:
    with pytest.raises(DocumentRefusal) as refused:
        documents.parsed(documents.source(name, data))
    assert (refused.value.key, refused.value.params) == ("error-document-kind", {"found": found})


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        (
            "a.pdf",
            documents.pdf([[("BodyText", "Secret text of the club.")]], password="secret"),
            "error-document-encrypted",
        ),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
            "error-document-encrypted",
        ),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le"),
            "error-document-old-word",
        ),
        ("a.pdf", b"%PDF-1.7\n" + b"\xff" * 500, "error-document-broken"),
        ("a.docx", documents.packed({"word/document.xml": "<w:document>"}), "error-document-broken"),
        ("a.docx", documents.docx([("Normal", "Text")])[:-200], "error-document-broken"),
        ("a.xlsx", documents.packed({"xl/workbook.xml": "<workbook>"}), "error-document-broken"),
        ("a.md", b"", "error-document-empty"),
        ("a.md", b" \n\t ", "error-document-empty"),
        ("a.html", b"<html><body><nav>Menu</nav>", "error-document-empty"),
        ("a.json", b'{"guild": {"id": "1"}, "messages": 5}', "error-document-broken"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(name: str, data: bytes, key: str) -> None:
    with pytest.raises(DocumentRefusal) as refused:
        documents.parsed(documents.source(name, data))
    assert refused.value.key == key


@pytest.mark.parametrize("data", [b"a\0b\0c", b"text \x00 with NULs and \x07 bells"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-dataset-"):
        documents.parsed(documents.source("a.md", data))


def test_limits_of_pages_and_cells() -> None:
    small = limits.ParseLimits(max_pages=2, max_cells=10)
    with pytest.raises(DocumentRefusal) as pages:
        documents.parsed(documents.source("a.pdf", documents.pdf([[("BodyText", FILLER)]] * 3)), within=small)
    assert pages.value.params == {"pages": 3, "limit": 2}
    for name, data in (
        ("a.xlsx", documents.xlsx({"A": [[1, 2, 3, 4, 5]] * 3})),
        ("a.csv", b"one,two,three\n" * 9),
    ):
        with pytest.raises(DocumentRefusal, match="error-document-too-many-cells"):
            documents.parsed(documents.source(name, data), within=small)


SEEDS = {
    "a.pdf": documents.pdf(
        [[("Heading1", "Opening"), ("BodyText", FILLER), ("Heading2", "How?"), ("BodyText", "Press <b>it</b>.")]]
    ),
    "handbook.md": documents.kept("handbook.md").data,
    "page.html": documents.kept("page.html").data,
    "chat.json": documents.kept("chat.json").data,
    "chat.html": documents.kept("chat.html").data,
    "a.docx": documents.docx([("Heading 1", "How?"), ("Normal", "**Press** it.")], [["a", "b"]]),
    "a.xlsx": documents.xlsx({"A": [["Question", "Answer"], ["q", "a"]]}),
}
PARTS = {"a.docx": "word/document.xml", "a.xlsx": "xl/worksheets/sheet1.xml"}
PIECES = (
    b"<",
    b">",
    b"&",
    b"<details>",
    b"<summary>",
    b"</p>",
    b"<table><tr><td>",
    b"<dl><dt>",
    b"**",
    b"Q:",
    b"A:",
    b"\n\n",
    b"#",
    b"|",
)
MORE_PIECES = (
    b"```",
    b"\0",
    b"\xff",
    b"[",
    b"](",
    b": ",
    b"- ",
    b"?",
    b"<li>",
    b"</ul>",
    b"<h2>",
    b"<br>",
    b"{",
    b'"',
    b"null",
)


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_document_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)
    for _ in range(4 if name == "a.docx" else 40):
        data = SEEDS[name]
        if (part := PARTS.get(name)) is not None:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                content = archive.read(part)
            data = documents.replaced(data, part, damaged(content, chance))
        else:
            data = damaged(data, chance)
        with contextlib.suppress(DocumentRefusal, errors.InvalidInputError):
            documents.parsed(documents.source(name, data))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes taken out, doubled, changed, and signs of the formats put in."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place:place] = chance.choice(PIECES + MORE_PIECES)
            case 1:
                content[place : place + chance.randint(1, 20)] = b""
            case 2:
                content[place:place] = content[place : place + chance.randint(1, 200)]
            case _:
                content[place] = chance.randrange(256)
    return bytes(content)
