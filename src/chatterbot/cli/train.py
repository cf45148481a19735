"""``train``: teach the examples in files."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import pathlib
import sys
from typing import Final

from chatterbot import errors, services, settings, teaching, texts
from chatterbot.cli import process, progress, reading, words

__all__ = ("train",)

NOBODY: Final = 0
"""Author id of what the operator teaches: no Discord user."""
SHOWN_CHARS: Final = 80
"""Most characters of a question or an answer that are printed."""


@dataclasses.dataclass(slots=True)
class Total:
    """The results of all files together."""

    files: int = 0
    added: int = 0
    duplicates: int = 0
    refused: int = 0
    conflicts: int = 0
    """Questions with answers that differ."""
    replaced: int = 0
    """Known examples that were replaced (`--conflicts replace`)."""
    left: int = 0
    """Rows that were not taught because they contradict others (`--conflicts replace` or `leave`)."""
    seconds: float = 0.0
    changes: list[int] = dataclasses.field(default_factory=list[int])
    """Id of the change each file made, in order; /undo can undo it."""
    score_before: float | None = None
    """Share of right answers in the self-test before the last file that added something, 0 to 1; `None` if not known."""
    score_after: float | None = None
    """The same after everything was taught."""


def train(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Teach file by file. A file with a bad row is refused as a whole, unless ``--skip-bad`` is given."""
    files = list(reading.dataset_files(arguments.paths))
    total = Total()

    async def work() -> int:
        last: teaching.TrainReceipt | None = None
        async with services.services(_own_limits(sourced.settings)) as parts:
            for file in files:
                receipt = await _teach(parts, arguments, file, total)
                last = receipt if receipt.scorable else last
            if last is not None:
                await _score(parts, arguments, last, total)
        return process.OK

    try:
        return process.run_async(work())
    finally:
        # Print this also after a bad file: the files before it stay taught.
        if arguments.json:
            print(json.dumps(dataclasses.asdict(total)))
        else:
            print(
                f"{total.added} examples added, {total.duplicates} known already, {total.refused} rows refused, "
                f"{total.files} of {len(files)} files, in {words.duration(total.seconds)}"
            )
            if total.replaced or total.left:
                print(f"{total.replaced} known examples replaced, {total.left} rows left out, as answers differ")
            if total.score_after is not None:
                before = "" if total.score_before is None else f" ({total.score_before:.1%} before)"
                print(f"Self-test: {total.score_after:.1%} right answers{before}")


async def _teach(
    parts: services.Services, arguments: argparse.Namespace, file: pathlib.Path, total: Total
) -> teaching.TrainReceipt:
    content = await asyncio.to_thread(reading.content, file)
    if not arguments.skip_bad:
        reading.refuse_bad(await asyncio.to_thread(reading.dataset, file, content), file)
    source = teaching.TrainSource.of_file(_stored(file.name), content, positive=not arguments.negative)
    job = await parts.teaching.train(
        arguments.server, NOBODY, source, skip_bad=True, policy=teaching.Policy(arguments.conflicts)
    )
    with progress.TerminalProgress.shown() as shown:
        try:
            async for step in job:
                shown.show(f"{file.name}: {step.stage}", step.done, step.total)
            receipt = await job.finished()
        except errors.UserError as error:
            raise errors.SettingsError(f"{file}: {words.explain(error)}") from error
    if receipt.refused:
        print(reading.explain_refused(receipt.refused, file), file=sys.stderr)
    if receipt.conflicting:
        print(_contradictions(receipt, file), file=sys.stderr)
    total.files += 1
    total.added += receipt.added
    total.duplicates += receipt.duplicates
    total.refused += len(receipt.refused)
    total.conflicts += receipt.conflicting
    total.replaced += receipt.replaced
    total.left += receipt.left
    total.seconds += receipt.seconds
    total.changes.append(receipt.change_id)
    return receipt


def _contradictions(receipt: teaching.TrainReceipt, file: pathlib.Path) -> str:
    """Return a text that lists the questions with answers that differ, and says what was done about them."""
    count = receipt.conflicting
    done = f"{receipt.replaced} known ones replaced, {receipt.left} rows left out"
    if not receipt.replaced and not receipt.left:
        done = "all are kept, and the one taught last is given (--conflicts replace or leave does otherwise)"
    head = f"{file}: {'1 question has' if count == 1 else f'{count} questions have'} answers that differ; {done}:"
    lines: list[str] = []
    for conflict in receipt.conflicts:
        known = [f"{_short(answer)} (known)" for answer in conflict.known]
        new = [_short(answer) for answer in conflict.answers if answer not in conflict.known]
        lines.append(f"  {_short(conflict.question)}: {' | '.join([*known, *new])}")
    more = [f"  ... and {count - len(lines)} more"] if count > len(lines) else []
    return "\n".join([head, *lines, *more])


def _stored(name: str) -> str:
    """Return a file's name as the database can hold it: bytes of it that are no UTF-8 become escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _short(text: str) -> str:
    """Put a text between quotes, on one line, cut where it is long."""
    line = texts.clip(text, SHOWN_CHARS)
    return f'"{line}"' if line else "no answer"


async def _score(
    parts: services.Services, arguments: argparse.Namespace, receipt: teaching.TrainReceipt, total: Total
) -> None:
    """Wait for the self-test, whose score is also stored with the job: after the program has ended nothing would compute it."""
    with progress.TerminalProgress.shown() as shown:
        shown.show("checking", 0, 0)
        scored = await parts.teaching.scored(arguments.server, receipt)
    total.score_before, total.score_after = scored.score_before, scored.score_after


def _own_limits(given: settings.Settings) -> settings.Settings:
    """Return the settings without the limits of files: those protect the bot from its users, not from its operator."""
    limits = reading.limits()
    files = given.files.model_copy(update={"max_upload": limits.max_bytes})
    taught = given.teaching.model_copy(update={"max_examples": limits.max_examples})
    return given.model_copy(update={"files": files, "teaching": taught})
