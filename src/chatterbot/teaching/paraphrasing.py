"""Teaching that a question asks the same as one that is taught: it gets the answer that this one has now."""

from __future__ import annotations

import dataclasses

from chatterbot import errors, models
from chatterbot.store import ChangeKind, NewChange
from chatterbot.teaching import changing, keys, limits, receipts

__all__ = ("teach_paraphrase",)


async def teach_paraphrase(
    changes: changing.Changes,
    scope_id: int,
    author_id: int,
    example_id: int,
    question: str,
    *,
    source: str,
    turn: models.Turn | None = None,
    approved_by: int | None = None,
) -> receipts.Taught:
    """Teach the answer of an example for one more question; in use on return.

    All replies of the answer are given in turn, as to the example's own question. They stay the words of those who taught them.

    Parameters
    ----------
    changes
        `Teaching.changes`.
    turn
        The exchange in which the question was asked; its dataset is the one that learns.
    approved_by
        Who approved it; `None`: nobody had to.

    Raises
    ------
    errors.NotFoundError
        ``error-suggestion-gone``, if the example is not taught any more
    errors.InvalidInputError
        ``error-taught-already``, and those of `limits.check_example`
    """
    began = changes.erasures.moment()
    async with changes.writing(scope_id, None if turn is None else turn.reply.dataset_id) as dataset:
        example = await changes.store.examples.example(scope_id, example_id)
        answer = await changes.store.answers.answer_of(scope_id, dataset.id, example_id)
        if example is None or answer is None:
            raise errors.NotFoundError("error-suggestion-gone")
        new = models.NewExample(
            question,
            example.reply,
            label=example.label,
            language=example.language,
            origin=example.origin,
            credited_id=models.credited(example, author_id),
        )
        keyed = keys.keyed(limits.check_example(new, changes.limits))
        alternative = example.label is None and answer != keyed.answer
        add = (dataclasses.replace(keyed, answer=answer, alternative=alternative),)
        _, is_new = await changes.store.examples.count_new(scope_id, dataset.id, add)
        if not is_new:  # a change that only repeats others would outlive their undoing
            raise errors.InvalidInputError("error-taught-already")
        change = NewChange(
            scope_id,
            dataset.id,
            author_id,
            ChangeKind.TRAIN,
            source,
            add=add,
            turn_id=None if turn is None else turn.id,
            approved_by=approved_by,
        )
        applied = await changes.commit_locked(change, began)
    return receipts.Taught.of(applied)
