"""Several answers to one question: they share the key of one answer, so that the engine sees one answer, and are given in turn."""

from __future__ import annotations

import dataclasses
from typing import Final

from chatterbot import errors, models
from chatterbot.store import ChangeKind, NewChange
from chatterbot.teaching import acts, changing, keys, limits, receipts

__all__ = ("MOST_ANSWERS", "add_answer")

MOST_ANSWERS: Final = 10
"""Answers to one question that are given in turn: people recognise more of them as one answer's wordings no longer."""


async def add_answer(
    changes: changing.Changes, scope_id: int, author_id: int, example_id: int, reply: str, *, source: str = "chat"
) -> receipts.Taught:
    """Teach another answer to the question of an example; both are given in turn from now on. In use on return.

    Parameters
    ----------
    changes
        `Teaching.changes`.
    example_id
        An example in use that has an answer.
    reply
        The further answer.
    source
        Where it comes from, as `Example.source`.

    Raises
    ------
    errors.NotFoundError
        ``error-example-unknown(example_id)``: there is no such example in use in the active dataset.
    errors.InvalidInputError
        ``error-answer-none``, if the example says that its question must not be answered, or not so; ``error-answer-known``, if this is one
        of the answers already; those of `limits.check_reply`.
    """
    began = changes.erasures.moment()
    example = await acts.find_example(changes, scope_id, example_id)
    if not example.positive or not models.spoken(example):
        raise errors.InvalidInputError("error-answer-none")
    new = models.NewExample(
        example.prompt, limits.check_reply(reply, changes.limits), example.label, previous=example.previous
    )
    async with changes.writing(scope_id) as dataset:
        stored = await changes.store.examples.indexed(scope_id, [example_id])
        if example.dataset_id != dataset.id or not await changes.store.examples.is_live(scope_id, example_id):
            raise errors.NotFoundError("error-example-unknown", example_id=example_id)
        keyed = dataclasses.replace(keys.keyed(new), answer=stored[0].answer)
        change = NewChange(scope_id, dataset.id, author_id, ChangeKind.TRAIN, source, add=(keyed,))
        applied = await changes.commit_locked(change, began)
    added = tuple(stored for stored, _ in applied.added)
    if not added:
        raise errors.InvalidInputError("error-answer-known")
    return receipts.Taught(applied.id, len(added), applied.duplicates, added)
