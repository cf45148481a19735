"""Choosing the dataset that a scope answers from, and exporting it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import itertools
import posixpath
from collections.abc import Callable, Sequence
from typing import Final

from chatterbot import archive, datasets, errors, files, models
from chatterbot.aio import shielded
from chatterbot.store import ChangeKind, NewChange, StoredExample, barring_key
from chatterbot.teaching import changing, jobs, keys, starter, training

__all__ = ("Selected", "export", "select")

NEW: Final = 0
"""In place of the id of a dataset that is not made yet: no dataset has it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Selected:
    """Another dataset is active."""

    change_id: int
    dataset: models.Dataset
    previous: models.Dataset
    archive: archive.ArchiveReceipt | None
    """The archive of the file or folder it was read from; `None` for ``default``, which has no file."""
    added: int
    duplicates: int
    refused: tuple[datasets.RefusedLine, ...]


async def select(
    changes: changing.Changes,
    own: files.GuildFiles,
    scope_id: int,
    author_id: int,
    path: str,
    *,
    positive: bool,
    bounds: datasets.DatasetLimits,
    progress: Callable[[jobs.TrainProgress], None],
) -> Selected:
    """Make a dataset active, and teach it what its files contain now; see `Teaching.select_dataset`."""
    name = _normal(path)
    began = changes.erasures.moment()
    await changes.indexes.ready(scope_id)
    known = await changes.store.examples.datasets(scope_id)
    parsed, receipt = datasets.ParsedDataset((), ()), None
    if name != starter.DEFAULT_DATASET:
        progress(jobs.TrainProgress("reading"))
        try:
            parsed = await training.read_source(own, jobs.TrainSource.of_path(name, positive=positive), bounds)
            training.refuse_bad(parsed, skip_bad=True)
            progress(jobs.TrainProgress("archiving"))
            receipt = await archive.pack(own, name, dt.datetime.now(dt.UTC))
        except errors.NotFoundError:
            if all(
                dataset.name != name for dataset in known
            ):  # a dataset that was used before is used as it is, even if its files are gone
                raise
    examples = await training.prepare(parsed, changes.limits)
    add = await asyncio.to_thread(lambda: tuple(keys.keyed(example) for example in examples))

    if add:
        current = next((dataset for dataset in known if dataset.name == name), None)
        await changes.quota.check(scope_id, current.id if current is not None else NEW, author_id, add)

    def encoded(done: int, total: int) -> None:
        progress(jobs.TrainProgress("encoding", done, total))

    await changes.indexes.cache.features([example.prompt for example in examples], encoded)
    progress(jobs.TrainProgress("teaching"))
    async with changes.writing(scope_id) as previous:
        dataset = await changes.store.examples.open_dataset(scope_id, name)
        change = NewChange(scope_id, dataset.id, author_id, ChangeKind.SELECT, name, add=add, activate=True)
        applied = await shielded(_switch(changes, change, began))
    selected = await changes.indexes.ready(scope_id)
    return Selected(
        change_id=applied.id,
        dataset=selected,
        previous=dataclasses.replace(previous, active=selected.id == previous.id),
        archive=receipt,
        added=len(applied.added),
        duplicates=applied.duplicates,
        refused=parsed.refused,
    )


async def _switch(changes: changing.Changes, change: NewChange, began: int) -> changing.AppliedChange:
    async with changes.erasures.writing(began, change.scope_id, change.author_id):
        applied = await changes.quota.apply(change)
    changes.indexes.forget(change.scope_id)
    return applied


async def export(changes: changing.Changes, scope_id: int) -> bytes:
    """Return the active dataset as JSON Lines; written in a worker thread."""
    dataset = await changes.indexes.ready(scope_id)
    examples = await changes.store.examples.live_examples(scope_id, dataset.id)
    stored = await changes.store.examples.live_indexed(scope_id, dataset.id)
    return await asyncio.to_thread(lambda: datasets.write_jsonl(examples, _beside(examples, stored)))


def _beside(examples: Sequence[models.Example], stored: Sequence[StoredExample]) -> dict[int, str]:
    """Return the replies with which those of some examples are given in turn, by the examples' ids; those with a label need none."""
    answers = {each.id: each.answer for each in stored}
    replies: dict[int | None, dict[str, None]] = {}
    for example in examples:
        if example.positive and example.label is None and example.reply is not None:
            replies.setdefault(answers.get(example.id), {})[example.reply] = None
    first = {
        answer: next((text for text in texts if keys.answer_of(text, None) == answer), next(iter(texts)))
        for answer, texts in replies.items()
    }
    several = {text: first[answer] for answer, texts in replies.items() if len(texts) > 1 for text in texts}
    found: dict[int, str] = {}
    for example in examples:
        if example.label is not None or example.reply is None:
            continue
        answer = answers.get(example.id)
        if not example.positive and answer == barring_key(example.reply):
            found[example.id] = several.get(example.reply, example.reply)
        elif example.positive and example.reply != first.get(answer, example.reply):
            found[example.id] = first[answer]
    return found


def _normal(path: str) -> str:
    """Return one name for each folder: ``faq/`` and ``faq`` are the same dataset. Names that are not allowed are refused when the files are read."""
    cleaned = "".join(itertools.takewhile(lambda char: char != "\0", path)).strip()
    return posixpath.normpath(cleaned) if cleaned and ".." not in cleaned.split("/") else cleaned
