"""The work of a training job: read the source, encode, commit; afterwards, score."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Collection, Sequence

from chatterbot import datasets, errors, files, models
from chatterbot.store import ChangeKind, KeyedExample, NewChange
from chatterbot.teaching import changing, conflicts, jobs, keys, limits, scoring

__all__ = ("read_source", "scored", "stands", "train", "weigh_all")


async def read_source(
    own: files.GuildFiles, source: jobs.TrainSource, bounds: datasets.DatasetLimits
) -> datasets.ParsedDataset:
    """Read a source: bytes, or a file or folder of the scope's own folder.

    Raises
    ------
    errors.UserError
        What `datasets.read`, `datasets.read_folder` and `files.GuildFiles` raise.
    """
    data = source.data
    if data is None:
        try:
            return await datasets.read_folder(own, source.name, positive=source.positive, limits=bounds)
        except errors.UserError as error:
            if error.key != "error-path-not-a-folder":
                raise
        data = await own.read(source.name, bounds.max_bytes)
    name = "" if source.name == "text" else source.name
    return await asyncio.to_thread(datasets.read, data, name, positive=source.positive, limits=bounds)


def refuse_bad(parsed: datasets.ParsedDataset, *, skip_bad: bool) -> None:
    """Refuse a source with bad rows, unless they are to be skipped.

    Raises
    ------
    errors.InvalidInputError
        ``error-train-refused(count, line, file, reason, refused, good)`` and the parameters of the first row's reason; ``refused``
        holds all bad rows, ``good`` is the number of examples that could be taught
    """
    if not parsed.refused or (skip_bad and parsed.examples):
        return
    first = parsed.refused[0]
    raise errors.InvalidInputError(
        "error-train-refused",
        **{
            **first.params,
            "count": len(parsed.refused),
            "line": first.line,
            "file": first.file,
            "reason": first.reason_key,
            "refused": parsed.refused,
            "good": len(parsed.examples),
        },
    )


async def prepare(parsed: datasets.ParsedDataset, bounds: limits.Limits) -> tuple[models.NewExample, ...]:
    """Check the examples as those typed by hand, in a worker thread, as there may be 100,000."""

    def check() -> tuple[models.NewExample, ...]:
        return tuple(limits.check_example(example, bounds) for example in parsed.examples)

    return await asyncio.to_thread(check)


async def train(
    changes: changing.Changes,
    own: files.GuildFiles,
    job: jobs.TrainJob,
    bounds: datasets.DatasetLimits,
) -> jobs.TrainReceipt:
    """Do a job. It does not wait for the engine's background refit: what was taught is in use from the commit on."""
    order = job.order
    job.note("reading")
    parsed = await read_source(own, order.source, bounds)
    refuse_bad(parsed, skip_bad=order.skip_bad)
    examples = await prepare(parsed, changes.limits)
    add = await asyncio.to_thread(lambda: tuple(keys.keyed(example) for example in examples))
    active = await changes.indexes.ready(order.scope_id)
    replaces = order.policy is conflicts.Policy.REPLACE
    await changes.quota.check(order.scope_id, active.id, order.author_id, add, replaces=replaces)

    def encoded(done: int, total: int) -> None:
        job.note("encoding", done, total)

    job.prompts = tuple(example.prompt for example in examples)
    if len(examples) > changing.FEW:  # a few are encoded and cached together with the change
        await changes.indexes.cache.features(job.prompts, encoded, job.give_way, job.made)
    job.note("teaching", 0, len(add))
    async with changes.writing(
        order.scope_id
    ) as dataset:  # the dataset that is active now, not the one at the job's start
        weighed, named = await weigh_all(changes, dataset, add, order.policy)
        before = await scoring.known(changes, order.scope_id, dataset.id)
        starter = len(await changes.store.examples.starter(order.scope_id, dataset.id))
        change = NewChange(
            order.scope_id,
            dataset.id,
            order.author_id,
            ChangeKind.TRAIN,
            order.source.name,
            add=tuple(keyed for place, keyed in enumerate(add) if place not in weighed.drop),
            remove=tuple(sorted(weighed.remove)),
            job_id=job.id,
            job_values={"refused": len(parsed.refused), "score_before": before},
        )
        job.commits()
        applied = await changes.commit_locked(change, job.moment)
    return jobs.TrainReceipt(
        job_id=job.id,
        change_id=applied.id,
        dataset_id=dataset.id,
        added=len(applied.added),
        duplicates=applied.duplicates,
        refused=parsed.refused,
        score_before=before,
        score_after=None,
        scorable=bool(applied.added) and scoring.scorable(changes, dataset.id, starter),
        seconds=time.monotonic() - job.queued_at,
        taught=changes.engine.size(dataset.id) - starter,
        conflicts=named,
        conflicting=len(weighed.clashes),
        replaced=len(weighed.remove),
        left=len(weighed.drop),
    )


async def weigh_all(
    changes: changing.Changes,
    dataset: models.Dataset,
    add: Sequence[KeyedExample],
    policy: conflicts.Policy,
    gone: Collection[int] = (),
) -> tuple[conflicts.Weighed, tuple[conflicts.Conflict, ...]]:
    """Find contradictions in what is to be taught, and with what is known; in a worker thread, as there may be 100,000.

    `gone` are ids of known examples that the same change removes.
    """
    stored = changes.store.examples
    answers = await stored.answers_to(dataset.scope_id, dataset.id, {keyed.prompt_key for keyed in add})
    known = [answer for answer in answers if answer.id not in gone]
    weighed = await asyncio.to_thread(
        lambda: conflicts.weigh(conflicts.of_examples(add), conflicts.of_stored(known), policy)
    )
    ids = [ref for clash in weighed.clashes[: conflicts.NAMED] for ref in clash.known]
    words = {example.id: example for example in await stored.examples(dataset.scope_id, ids)} if ids else {}
    return weighed, conflicts.named(weighed, add, words)


async def scored(changes: changing.Changes, scope_id: int, receipt: jobs.TrainReceipt) -> jobs.TrainReceipt:
    """Return the receipt with the score after the background refit, or unchanged if the job was undone meanwhile."""
    after = await scoring.score(changes, scope_id, receipt.dataset_id)
    return dataclasses.replace(receipt, score_after=after) if await stands(changes, scope_id, receipt) else receipt


async def stands(changes: changing.Changes, scope_id: int, receipt: jobs.TrainReceipt) -> bool:
    """Tell whether a job's change belongs to the scope and was not undone."""
    change = await changes.store.history.change(scope_id, receipt.change_id)
    return change is not None and change.undone_by is None
