"""Documents for tests, written by the programs' own writers."""

from __future__ import annotations

import io
import json
import pathlib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chatterbot.documents import limits, values
from chatterbot.documents.parsing import parse

FOLDER = pathlib.Path(__file__).parent / "data" / "documents"


def source(name: str, data: bytes | str, **more: str) -> values.SourceFile:
    return values.SourceFile(name, data.encode() if isinstance(data, str) else data, **more)


def kept(name: str, **more: str) -> values.SourceFile:
    """A file of `tests/data/documents`."""
    return source(name, (FOLDER / name).read_bytes(), **more)


def parsed(
    *files: values.SourceFile, kind: values.DocumentKind | None = None, within: limits.ParseLimits | None = None
) -> values.ParsedDocument:
    """A document parsed in this process: what comes of it, not how it is kept apart."""
    return parse.parse(files, kind, within or limits.ParseLimits())


def pairs(document: values.ParsedDocument) -> dict[str, str]:
    """The first wording of each pair with its answer."""
    return {pair.questions[0]: pair.answer for pair in document.examples}


def pdf(pages: Sequence[Iterable[tuple[str, str]]], *, title: str = "", password: str = "", foot: bool = True) -> bytes:
    """A PDF file; each page has paragraphs of a style (`Heading1`, `BodyText`), and a running head and a page number."""
    from reportlab.lib import pdfencrypt, styles
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    sheet = styles.getSampleStyleSheet()
    target = io.BytesIO()
    encrypt = pdfencrypt.StandardEncryption(password) if password else None
    document: Any = SimpleDocTemplate(target, title=title, encrypt=encrypt)
    story: list[Any] = []
    for page in pages:
        story += [Paragraph(text, sheet[style]) for style, text in page]
        story.append(PageBreak())

    def decorate(canvas: Any, page: Any) -> None:
        if foot:
            canvas.drawString(72, 800, "The club's handbook, 2026 edition")
            canvas.drawString(300, 30, f"Page {page.page} of {len(pages)}")

    document.build(story, onFirstPage=decorate, onLaterPages=decorate)
    return target.getvalue()


def drawing() -> bytes:
    """A PDF file without text, as a scanner makes it."""
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    page = canvas.Canvas(target)
    page.rect(100, 100, 200, 300, fill=1)
    page.save()
    return target.getvalue()


def docx(paragraphs: Iterable[tuple[str, str]], table: Sequence[Sequence[str]] = (), *, title: str = "") -> bytes:
    """A Word file; each paragraph has a style (`Heading 1`, `Normal`, `List Bullet`); `**` around a text makes it bold."""
    import docx as python_docx

    document: Any = python_docx.Document()
    document.core_properties.title = title
    for style, text in paragraphs:
        paragraph = document.add_paragraph(style=style)
        for number, part in enumerate(text.split("**")):
            paragraph.add_run(part).bold = number % 2 == 1
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                grid.cell(row, column).text = cell
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], *, hidden: str = "") -> bytes:
    """A spreadsheet."""
    import xlsxwriter

    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name == hidden:
            sheet.hide()
    book.close()
    return target.getvalue()


def packed(files: Mapping[str, bytes | str | object]) -> bytes:
    """A zip; what is neither text nor bytes becomes JSON."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes | str) else json.dumps(content))
    return target.getvalue()


def replaced(archive: bytes, name: str, content: bytes) -> bytes:
    """An archive with another content of one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, content if member.filename == name else old.read(member))
    return target.getvalue()
