"""From the bytes of a document to what was found in it; runs in the parsing process, within its limits."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Sequence

from chatterbot import datasets, errors
from chatterbot.documents import kinds, limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("parse",)

_KINDS = values.DocumentKind
_TREES = frozenset(
    {_KINDS.MARKDOWN, _KINDS.HTML, _KINDS.DOCX, _KINDS.PDF, _KINDS.TEXT, _KINDS.TABLE, _KINDS.SPREADSHEET}
)
_TEXTS = frozenset({_KINDS.MARKDOWN, _KINDS.TEXT, _KINDS.TABLE, _KINDS.DATASET})


def parse(
    files: Sequence[values.SourceFile], kind: values.DocumentKind | None, parse_limits: limits.ParseLimits
) -> values.ParsedDocument:
    """Parse one document, or the files of one bot.

    Raises
    ------
    DocumentRefusal
        The document cannot be used: ``error-document-...``.
    errors.InvalidInputError
        As `datasets.read`, for tables and datasets.
    ImportError
        A library of the extra `documents` is missing.
    """
    if kind is None:
        kind = kinds.kind_of(files[0])
    document = _parsed([_in_utf8(file, kind) for file in files], kind, parse_limits)
    if not document.examples and not document.passages:
        raise DocumentRefusal("error-document-empty")
    characters = sum(len(pair.answer) + sum(map(len, pair.questions)) for pair in document.examples)
    if characters + sum(len(passage.text) for passage in document.passages) > parse_limits.max_characters:
        raise DocumentRefusal("error-document-too-long", limit=parse_limits.max_characters)
    title = " ".join(document.title.split()) or pathlib.PurePosixPath(files[0].name).stem or files[0].name
    return dataclasses.replace(document, title=title[: values.LONGEST_TITLE], address=files[0].address)


def _in_utf8(file: values.SourceFile, kind: values.DocumentKind) -> values.SourceFile:
    """Return a text in UTF-8, if the server said another encoding of it. A page is more complicated: it says one by itself."""
    if not file.charset or kind not in _TEXTS:
        return file
    from chatterbot.documents.html import pages  # noqa: PLC0415 - each document needs one of these modules

    return dataclasses.replace(file, data=pages.decoded(file.data, file.charset).encode("utf-8", "replace"), charset="")


def _parsed(
    files: Sequence[values.SourceFile], kind: values.DocumentKind, parse_limits: limits.ParseLimits
) -> values.ParsedDocument:
    file = files[0]
    if kind in _TREES:
        return _of_tree(file, kind, parse_limits)
    if kind is _KINDS.CHAT:
        from chatterbot.documents.chats import chat  # noqa: PLC0415 - each document needs one of these modules

        title, pairs, notes = chat.pairs(file.data, parse_limits)
        return values.ParsedDocument(title, kind, tuple(pairs), (), notes=tuple(notes))
    if kind is _KINDS.DATASET and (told := _bot_of(file)) is not None:
        kind = told
    if kind is _KINDS.DATASET:
        return _of_dataset(file, parse_limits)
    from chatterbot.documents.bots import exports  # noqa: PLC0415 - as above

    pairs, notes = exports.pairs(files, kind, parse_limits)
    return values.ParsedDocument("", kind, tuple(pairs), (), notes=tuple(notes))


def _of_tree(
    file: values.SourceFile, kind: values.DocumentKind, parse_limits: limits.ParseLimits
) -> values.ParsedDocument:
    from chatterbot.documents.sections import cutting, questions  # noqa: PLC0415 - as above

    title, blocks, count = "", list[tree.Block](), None
    declared: list[tree.DetailsBlock] = []
    match kind:
        case _KINDS.HTML:
            from chatterbot.documents.html import pages  # noqa: PLC0415

            title, blocks, declared = pages.blocks(file.data, file.charset, file.address, parse_limits)
        case _KINDS.DOCX:
            from chatterbot.documents.html import docx  # noqa: PLC0415

            title, blocks = docx.blocks(file.data, parse_limits)
        case _KINDS.PDF:
            from chatterbot.documents.formats import pdf  # noqa: PLC0415

            title, blocks, count = pdf.blocks(file.data, parse_limits)
        case _KINDS.SPREADSHEET:
            from chatterbot.documents.formats import tables  # noqa: PLC0415

            blocks = tables.spreadsheet_blocks(file.data, parse_limits)
        case _KINDS.TABLE:
            return _of_table(file, parse_limits)
        case _:
            return _of_text(file, kind, parse_limits)
    title = title or cutting.title_among(blocks)
    pairs, passages = cutting.cut(blocks, title, parse_limits)
    if declared:
        known = {question.casefold() for pair in pairs for question in pair.questions}
        hidden = [block for block in declared if questions.cleaned(block.summary).casefold() not in known]
        pairs += cutting.cut(hidden, title, parse_limits)[0]
    return values.ParsedDocument(title, kind, pairs, passages, count)


def _of_text(
    file: values.SourceFile, kind: values.DocumentKind, parse_limits: limits.ParseLimits
) -> values.ParsedDocument:
    from chatterbot.documents.formats import text  # noqa: PLC0415 - as above
    from chatterbot.documents.html import markdown  # noqa: PLC0415 - as above
    from chatterbot.documents.sections import cutting  # noqa: PLC0415

    content = datasets.decode(file.data, file.name)
    title = ""
    if kind is _KINDS.MARKDOWN or markdown.is_markdown(content):
        kind = _KINDS.MARKDOWN
        title, blocks = markdown.blocks(content, parse_limits)
    else:
        arrows = sum("=>" in line for line in content.split("\n"))
        if arrows * 2 > sum(bool(line.strip()) for line in content.split("\n")):
            return _of_dataset(dataclasses.replace(file, name="examples.txt"), parse_limits)
        blocks = text.blocks(content, parse_limits)
    title = title or cutting.title_among(blocks)
    pairs, passages = cutting.cut(blocks, title, parse_limits)
    return values.ParsedDocument(title, kind, pairs, passages)


def _of_table(file: values.SourceFile, parse_limits: limits.ParseLimits) -> values.ParsedDocument:
    from chatterbot.documents.formats import tables  # noqa: PLC0415 - as above
    from chatterbot.documents.sections import cutting  # noqa: PLC0415

    try:
        # A table of examples may say more than questions and answers: labels, what must not be answered.
        return dataclasses.replace(
            _of_dataset(dataclasses.replace(file, name="table.csv"), parse_limits), kind=_KINDS.TABLE
        )
    except errors.InvalidInputError as error:
        if error.key not in {"error-dataset-columns", "error-dataset-doubled-key"}:
            raise
    blocks, notes = tables.csv_blocks(file.data, file.name, parse_limits)
    pairs, passages = cutting.cut(blocks, "", parse_limits)
    return values.ParsedDocument("", _KINDS.TABLE, pairs, passages, notes=tuple(notes))


def _of_dataset(file: values.SourceFile, parse_limits: limits.ParseLimits) -> values.ParsedDocument:
    from chatterbot.documents.formats import examples  # noqa: PLC0415 - as above

    pairs, notes = examples.pairs(file, parse_limits)
    return values.ParsedDocument("", _KINDS.DATASET, tuple(pairs), (), notes=tuple(notes))


def _bot_of(file: values.SourceFile) -> values.DocumentKind | None:
    """Return the bot that a JSON or YAML file comes from, if its form says so."""
    from chatterbot.documents.bots import exports  # noqa: PLC0415 - as above

    return exports.recognised(file)
