"""``finetune``: train a language model on its server from what was taught, and follow the job; ending the program leaves it running."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import pathlib
import sys
from collections.abc import Generator
from typing import Final

from chatterbot import datasets, errors, finetuning, services, settings
from chatterbot.catalogue import Catalogue
from chatterbot.cli import check_model, export, process, progress, words
from chatterbot.store import FineTuneRecord, FineTuneStatus

__all__ = ("finetune",)

NOBODY: Final = 0
"""Author id of what the operator orders: no Discord user."""
LANGUAGE: Final = "en"


def finetune(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Order a job and follow it, follow one that was ordered before, or only write the files.

    Raises
    ------
    errors.SettingsError
        If no model to start from is set, its client is not installed, the dataset cannot be used, or a file cannot be written.
    """
    latest: list[FineTuneRecord] = []
    """How the job stood when it was last looked at."""
    if sourced.settings.llm.model and not arguments.dry_run:
        check_model.check_client()

    async def work() -> int:
        async with services.services(sourced.settings) as parts:
            if arguments.dry_run:
                return await _dry_run(parts, arguments)
            with _told():
                parts.finetuning.check_available()
                await parts.finetuning.take_up()
                record = await (_ordered if arguments.follow is None else _found)(parts, arguments)
            latest.append(record)
            if not arguments.json:
                print(
                    f"Fine-tuning job {record.id} from {record.model}: {record.examples} rows to train with, "
                    f"{record.held_out} held back"
                )
            with progress.TerminalProgress.shown() as shown:
                async for now in parts.finetuning.changes(record):
                    latest.append(now.record)
                    state = now.record.state.value.replace("_", " ")
                    silent = "" if now.reachable else " (the server does not answer)"
                    shown.show(f"{state}{silent}", now.step or 0, now.steps or 0)
            _report(latest[-1], parts.catalogue, as_json=arguments.json)
        return process.OK if latest[-1].state is FineTuneStatus.SUCCEEDED else process.FAILED

    try:
        return process.run_async(work())
    finally:
        if latest and not latest[-1].state.over:
            print(_left(latest[-1]), file=sys.stderr)


def _left(record: FineTuneRecord) -> str:
    """Return what becomes of a job that is not followed any more."""
    if record.remote_id is None:
        return "The files were still being sent: no job was created, as far as is known. The server's own list tells."
    server = f" --server {record.scope_id}" if record.scope_id else ""
    return (
        f"The job goes on at the model's server. `chatterbot finetune --follow {record.id}{server}` follows it again, "
        "and so does the bot when it is started."
    )


@contextlib.contextmanager
def _told() -> Generator[None]:
    """Turn what a person would be told into what the operator is told."""
    try:
        yield
    except errors.UserError as error:
        raise errors.SettingsError(words.explain(error)) from error


async def _ordered(parts: services.Services, arguments: argparse.Namespace) -> FineTuneRecord:
    form = datasets.ExportFormat(arguments.format)
    return await parts.finetuning.order(arguments.server, NOBODY, form, arguments.dataset)


async def _found(parts: services.Services, arguments: argparse.Namespace) -> FineTuneRecord:
    record = await parts.store.finetunes.get(arguments.server, arguments.follow)
    if record is None:
        raise errors.NotFoundError("error-job-unknown")
    return record


def _report(record: FineTuneRecord, catalogue: Catalogue, *, as_json: bool) -> None:
    problem = record.problem or (catalogue.text(LANGUAGE, record.problem_key) if record.problem_key else None)
    if as_json:
        print(
            json.dumps(
                {
                    "job": record.id,
                    "remote_id": record.remote_id,
                    "state": record.state.value,
                    "model": record.result,
                    "trained_tokens": record.trained_tokens,
                    "rows": record.examples,
                    "held_out": record.held_out,
                    "problem": problem,
                }
            )
        )
        return
    print(f"Job {record.id} on the server: {record.remote_id or 'not created'}; state: {record.state.value}")
    if record.result:
        print(f"The new model: {_plain(record.result)}")
    if problem:
        print(f"Why: {_plain(problem)}")


def _plain(text: str) -> str:
    """Return the server's words without what a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)


async def _dry_run(parts: services.Services, arguments: argparse.Namespace) -> int:
    """Write the files that a job would get, and say what is in them; nothing is sent."""
    with _told():
        form = datasets.ExportFormat(arguments.format)
        files = await parts.finetuning.prepared(arguments.server, form, arguments.dataset)
        written = await asyncio.to_thread(_write, arguments.out or pathlib.Path(), files)
        for line in export.left_out(files.left_out, files.reduced):
            print(line, file=sys.stderr)
        if files.problem is not None:
            raise files.problem
    if arguments.json:
        numbers = {
            "rows": files.rows,
            "held_out": files.held_out,
            "duplicates": files.duplicates,
            "tokens": files.tokens,
        }
        print(json.dumps({**numbers, "files": [str(path) for path in written]}))
    else:
        print(f"{files.rows} rows to train with, {files.held_out} held back, about {files.tokens} tokens")
        print(*(f"written: {path}" for path in written), sep="\n")
    return process.OK


def _write(folder: pathlib.Path, files: finetuning.PreparedFiles) -> list[pathlib.Path]:
    contents = {"training.jsonl": files.training, "held-out.jsonl": files.validation}
    written: list[pathlib.Path] = []
    for name, data in contents.items():
        if data is None:
            continue
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise errors.SettingsError(f"{path}: cannot be written: {error.strerror}.") from None
        written.append(path)
    return written
