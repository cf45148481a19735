"""``import``: put documents into use, or write what was found in them for review."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import pathlib
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final

from chatterbot import datasets, errors, importing, services, settings
from chatterbot.cli import process, progress, reading, words
from chatterbot.documents import kinds
from chatterbot.documents.values import DocumentKind, SourceFile
from chatterbot.teaching import Limits

__all__ = ("import_documents",)

NOBODY: Final = 0
"""Author id of what the operator imports: no Discord user."""
_WEB: Final = ("http://", "https://")


@dataclasses.dataclass(slots=True)
class ImportTotal:
    """The results of all documents together."""

    documents: int = 0
    unchanged: int = 0
    """Documents that were imported before and have not changed."""
    refused: int = 0
    """Documents that could not be read."""
    examples: int = 0
    """Questions with answers that were added; with ``--review`` that were written."""
    examples_removed: int = 0
    passages: int = 0
    passages_removed: int = 0
    duplicates: int = 0
    seconds: float = 0.0
    changes: list[int] = dataclasses.field(default_factory=list[int])
    """Id of the change that each document made, in order; /undo can undo it."""


def import_documents(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Import document by document; one that cannot be read is named and left out, and the exit status is 2 then."""
    kind = None if arguments.kind is None else DocumentKind(arguments.kind)
    total = ImportTotal()
    began = time.monotonic()

    async def work() -> int:
        async with services.services(_own_limits(sourced.settings)) as parts:
            written: list[bytes] = []
            for source in _sources(arguments.sources, kind):
                try:
                    await _one(parts, arguments, source, total, written)
                except errors.UserError as error:
                    total.refused += 1
                    print(f"{source.name}: {words.explain(error)}", file=sys.stderr)
            if arguments.review is not None:
                await asyncio.to_thread(_write, arguments.review, written)
        return process.REFUSED if total.refused else process.OK

    try:
        return process.run_async(work())
    finally:
        # Printed also after an error: what was imported before it stays.
        total.seconds = time.monotonic() - began
        print(json.dumps(dataclasses.asdict(total)) if arguments.json else _summary(arguments.review, total))


async def _one(
    parts: services.Services,
    arguments: argparse.Namespace,
    source: importing.ImportSource,
    total: ImportTotal,
    written: list[bytes],
) -> None:
    with progress.TerminalProgress.shown() as shown:
        shown.show(f"{source.name}: reading", 0, 0)
        document = await parts.importer.read(source)
    for note in document.notes:
        print(f"{source.name}: {words.text(note.key, note.params)}", file=sys.stderr)
    with progress.TerminalProgress.shown() as shown:
        if arguments.review is not None:
            examples, _ = importing.examples_of(document, Limits())
            written.append(datasets.write_jsonl(examples))
            total.documents += 1
            total.examples += len(examples)
            total.passages += len(document.passages)
            return
        if await parts.importer.unchanged(arguments.server, document) is not None:
            total.unchanged += 1
            return
        job = await parts.importer.start(arguments.server, NOBODY, document)
        async for step in job:
            shown.show(f"{source.name}: {step.stage}", step.done, step.total)
        receipt = importing.import_receipt(await job.finished())
    total.documents += 1
    total.examples += receipt.added
    total.examples_removed += receipt.removed
    total.passages += receipt.passages_added
    total.passages_removed += receipt.passages_removed
    total.duplicates += receipt.duplicates
    total.changes.append(receipt.change_id)


def _sources(given: Iterable[str], kind: DocumentKind | None) -> Iterator[importing.ImportSource]:
    """Return what to import: addresses, files, and of a folder each document by its path below it, or all of one bot together.

    Of Rasa, files that are named one by one belong together, too.
    """
    names = list(given)
    if kind is DocumentKind.RASA:  # its intents and its answers stand in different files
        paths = [path for path in map(pathlib.Path, names) if path.is_file()]
        if len(paths) > 1:
            names = [name for name in names if pathlib.Path(name) not in paths]
            files = [_file(path, path.as_posix()) for path in paths]
            yield importing.ImportSource.of_files(*files, name=paths[0].resolve().parent.name or str(kind), kind=kind)
    for name in names:
        path = pathlib.Path(name)
        if name.lower().startswith(_WEB):
            yield importing.ImportSource.of_address(name, kind=kind)
        elif path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.is_file() and kinds.is_readable(file.name))
            if not found:
                raise errors.SettingsError(f"{path}: holds no document of a known format.")
            files = [_file(file, file.relative_to(path).as_posix()) for file in found]
            if kind is not None and kind.is_bot:
                yield importing.ImportSource.of_files(*files, name=path.name or str(kind), kind=kind)
            else:
                yield from (importing.ImportSource.of_files(file, kind=kind) for file in files)
        else:
            yield importing.ImportSource.of_files(_file(path, path.name), kind=kind)


def _file(path: pathlib.Path, name: str) -> SourceFile:
    return SourceFile(name.encode("utf-8", "backslashreplace").decode("utf-8"), reading.content(path))


def _write(target: pathlib.Path, written: Iterable[bytes]) -> None:
    try:
        target.write_bytes(b"".join(written))
    except OSError as error:
        raise errors.SettingsError(f"{target}: cannot be written: {error.strerror}.") from None


def _summary(review: pathlib.Path | None, total: ImportTotal) -> str:
    duration = words.duration(total.seconds)
    documents, passages = _number(total.documents, "document"), _number(total.passages, "passage")
    pairs = "1 question with its answer" if total.examples == 1 else f"{total.examples} questions with answers"
    if review is not None:
        return f"{pairs} of {documents} written to {review}; {passages} found; nothing imported; in {duration}"
    lines = [f"{documents} imported: {pairs} and {passages} added, {total.duplicates} known already, in {duration}"]
    if total.examples_removed or total.passages_removed:
        gone = f"{_number(total.examples_removed, 'question')} and {_number(total.passages_removed, 'passage')}"
        lines.append(f"{gone} no longer there")
    if total.unchanged:
        lines.append(f"{_number(total.unchanged, 'document')} unchanged")
    if total.refused:
        lines.append(f"{_number(total.refused, 'document')} could not be read")
    return "\n".join(lines)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _own_limits(given: settings.Settings) -> settings.Settings:
    """Return the settings without the limit of passages: it protects the bot from its users, not from its operator."""
    limits = given.limits.model_copy(update={"passages_server": 1_000_000, "passages_direct": 1_000_000})
    return given.model_copy(update={"limits": limits})
