"""Documents read in a process of their own: what comes back, and what hostile ones cost."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import io
import logging
import os
import pathlib
import time
import zipfile

import pytest
from tests import documents

from chatterbot import errors
from chatterbot.documents import limits, reading, values

pytestmark = pytest.mark.protocol

LIMITS = dataclasses.replace(limits.ParseLimits(), time_limit_s=20.0, cpu_s=2.0, max_blocks=20_000, at_once=2)
"""So that nobody waits long for what is refused."""


async def refused(file: values.SourceFile, within: limits.ParseLimits = LIMITS) -> errors.UserError:
    with pytest.raises(errors.UserError) as caught:
        await reading.DocumentReader(within).read(file)
    return caught.value


@pytest.mark.parametrize("name", ["handbook.md", "page.html", "chat.json", "chat.html"])
async def test_the_process_finds_what_is_found_without_it(name: str) -> None:
    file = documents.kept(name, address="https://club.example/help")
    assert await reading.DocumentReader(LIMITS).read(file) == documents.parsed(file)


@pytest.fixture(scope="module")
def written() -> list[values.SourceFile]:
    """A document of each kind that needs a library, and each in an odd encoding."""
    page = [("Heading1", "How do I join?"), ("BodyText", "Press the button.")]
    return [
        documents.source("a.pdf", documents.pdf([page])),
        documents.source("a.docx", documents.docx([("Heading 1", "How do I join?"), ("Normal", "Press the button.")])),
        documents.source(
            "a.xlsx", documents.xlsx({"A": [["Question", "Answer"], ["How do I join?", "Press the button."]]})
        ),
        documents.source("a.csv", "Вопрос;Ответ\nКак войти на сервер?;Нажмите зелёную кнопку.\n".encode("cp1251")),
        documents.source(
            "a.yml",
            "nlu:\n- intent: a\n  examples: |\n    - join\nresponses:\n  utter_a:\n  - text: Press.\nrules:\n- rule: a\n  steps:\n  - intent: a\n  - action: utter_a\n",
        ),
        documents.source(
            "a.html", "<html><h2>Как войти?</h2><p>Нажмите кнопку.</p>".encode("koi8-r"), charset="koi8-r"
        ),
    ]


async def test_libraries_work_within_the_limits(written: list[values.SourceFile]) -> None:
    reader = reading.DocumentReader(LIMITS)
    found = await asyncio.gather(*map(reader.read, written))
    assert [len(document.examples) for document in found] == [1] * len(written)
    assert found == [documents.parsed(file) for file in written]


def bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to 200 MB."""
    target = io.BytesIO(documents.docx([("Normal", "Text")]))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/big.xml", "w") as member,
    ):
        for _ in range(200):
            member.write(b" " * (1 << 20))
    return target.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha">'
    + b"".join(
        b'<!ENTITY x%d "&x%s;&x%s;">'
        % (number, b"%d" % (number - 1) if number else b"", b"%d" % (number - 1) if number else b"")
        for number in range(30)
    )
    + b"]><w:document>&x29;</w:document>"
)


def wide() -> bytes:
    """A spreadsheet with two cells, so far apart that what is between them would fill any memory."""
    data = documents.xlsx({"A": [["a"]]})
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b</t></is></c></row></sheetData></worksheet>'
    )
    return documents.replaced(data, "xl/worksheets/sheet1.xml", sheet)


def empty_pages(count: int) -> bytes:
    """A PDF file of many pages."""
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    book = canvas.Canvas(target)
    for _ in range(count):
        book.showPage()
    book.save()
    return target.getvalue()


HOSTILE = {
    "bomb.docx": (bomb, {"error-document-too-large-unpacked"}),
    "entities.docx": (
        lambda: documents.replaced(documents.docx([("Normal", "Text")]), "word/document.xml", ENTITIES),
        {"error-document-entities"},
    ),
    "wide.xlsx": (wide, {"error-document-too-complex", "error-document-broken"}),
    "pages.pdf": (lambda: empty_pages(2_000), {"error-document-too-many-pages"}),
    "nested.html": (
        lambda: b"<html>" + b"<div>" * 20_000 + b"x",
        {"error-document-too-nested", "error-document-too-complex"},
    ),
    "inline.html": (
        lambda: b"<html><p>" + b"<b>" * 20_000 + b"x",
        {"error-document-too-nested", "error-document-too-complex"},
    ),
    "tables.html": (
        lambda: b"<html>" + b"<table><tr><td>" * 5_000 + b"x",
        {"error-document-too-nested", "error-document-too-complex"},
    ),
    "cells.html": (lambda: b"<html><table>" + (b"<tr>" + b"<td>x" * 1000) * 40, {"error-document-too-long"}),
    "quotes.md": (lambda: b">" * 100_000 + b" x", {"error-document-too-nested"}),
    "lists.md": (lambda: b"\n".join(b"  " * level + b"- x" for level in range(600)), {"error-document-too-nested"}),
    "brackets.md": (lambda: b"[" * 20_000, set[str]()),
    "stars.md": (lambda: b"**a" * 20_000, set[str]()),
    "ticks.md": (lambda: b"`" + b"``".join(b"a" for _ in range(20_000)), set[str]()),
    "pipes.md": (lambda: b"|" * 5_000 + b"\n" + b"|-" * 5_000 + b"\n" + b"|a" * 5_000, set[str]()),
    "json.json": (lambda: b"[" * 1_000_000, {"error-dataset-malformed", "error-dataset-too-complex"}),
    "yaml.yml": (
        lambda: b"a: &a [x,x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(99)),
        {"error-dataset-malformed"},
    ),
}
"""Each with how it is made, and the keys of its refusal; none: it may be read as text, or be given up."""


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_is_refused_in_bounded_time(name: str) -> None:
    make, keys = HOSTILE[name]
    data = make()
    assert len(data) < LIMITS.max_bytes
    began = time.monotonic()
    found = ""
    with contextlib.suppress(errors.UserError):
        try:
            document = await reading.DocumentReader(LIMITS).read(documents.source(name, data))
        except errors.UserError as error:
            found = f"{error.key} of {error.params.get('name', error.params.get('file'))}"
            raise
        assert not keys, "nothing of it is returned"
        assert not document.examples
    given_up = {"error-document-took-too-long", "error-document-too-complex", "error-document-too-long"}
    assert found in {f"{key} of {name}" for key in keys or given_up} | ({""} if not keys else set[str]())
    assert time.monotonic() - began < LIMITS.time_limit_s + 10


async def test_a_document_that_takes_too_long_is_given_up() -> None:
    slow = documents.source("slow.md", "*a_ " * 1_000_000)
    error = await refused(slow, dataclasses.replace(LIMITS, time_limit_s=1.0))
    assert (error.key, error.params) == ("error-document-took-too-long", {"name": "slow.md", "seconds": 1.0})


async def test_a_file_that_is_too_large_never_reaches_the_process() -> None:
    error = await refused(documents.source("a.md", b"x" * 11), dataclasses.replace(LIMITS, max_bytes=10))
    assert (error.key, error.params) == ("error-document-too-large", {"name": "a.md", "size": 11, "limit": 10})


async def test_too_many_documents_are_refused_at_once() -> None:
    reader = reading.DocumentReader(dataclasses.replace(LIMITS, at_once=1, waiting=0))
    file = documents.source("a.md", "Some text.")
    first = asyncio.create_task(reader.read(file))
    await asyncio.sleep(0)
    with pytest.raises(errors.RefusedError, match="error-document-busy"):
        await reader.read(file)
    assert (await first).passages
    assert (await reader.read(file)).passages


async def test_a_reading_that_is_cancelled_leaves_nothing_behind() -> None:
    reader = reading.DocumentReader(dataclasses.replace(LIMITS, at_once=1, waiting=0))
    reader_task = asyncio.create_task(reader.read(documents.source("a.md", "*a_ " * 500_000)))
    await asyncio.sleep(0)
    reader_task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader_task
    assert (await reader.read(documents.source("a.md", "Some text."))).passages


async def test_peoples_words_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await refused(documents.source("secret-name.docx", documents.packed({"word/document.xml": "<secret-word>"})))
    await refused(documents.source("secret-name.md", "secret-word \0"))
    assert "secret" not in caplog.text


async def test_a_missing_library_is_named(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mammoth.py").write_text("raise ImportError('not here', name='mammoth')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    error = await refused(documents.source("a.docx", documents.docx([("Normal", "Text")])))
    assert (error.key, error.params) == ("error-document-not-installed", {"name": "a.docx", "library": "mammoth"})
