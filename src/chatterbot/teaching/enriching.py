"""Changing what is sent along with an answer: the example is replaced by its equal with other extras, in one change."""

from __future__ import annotations

import dataclasses

from chatterbot import errors, models
from chatterbot.store import ChangeKind, KeyedExample, NewChange
from chatterbot.teaching import changing, extras, keys, receipts

__all__ = ("set_extras",)


async def set_extras(
    changes: changing.Changes, scope_id: int, author_id: int, example_id: int, given: models.AnswerExtras | None
) -> receipts.Taught:
    """Set what is sent along with an example's answer, whichever wording it is asked by; in use on return.

    Parameters
    ----------
    changes
        `Teaching.changes`.
    example_id
        An example that has the answer; if it was replaced meanwhile, its equal is taken.
    given
        `None`: nothing is sent along any more.

    Raises
    ------
    errors.NotFoundError
        ``error-example-unknown(example_id)``
    errors.InvalidInputError
        ``error-answer-none``, if the example has no words of its own; ``error-extras-same``; those of `extras.check`
    """
    began = changes.erasures.moment()
    wanted = None if given is None else extras.check(given)
    example = await changes.store.examples.example(scope_id, example_id)
    if example is None:
        raise errors.NotFoundError("error-example-unknown", example_id=example_id)
    if example.reply is None or not example.positive:
        raise errors.InvalidInputError("error-answer-none")
    async with changes.writing(scope_id, example.dataset_id) as dataset:
        ids = await changes.store.answers.with_reply(example)
        if not ids:
            raise errors.NotFoundError("error-example-unknown", example_id=example_id)
        alike = await changes.store.examples.examples(scope_id, ids)
        if all(each.extras is None for each in alike):
            alike = [each for each in alike if each.id == (example_id if example_id in ids else ids[0])]
        else:
            alike = [each for each in alike if each.extras is not None]
        answers = {
            each.id: each for each in await changes.store.examples.indexed(scope_id, [each.id for each in alike])
        }
        if {each.extras for each in alike} == {wanted}:
            raise errors.InvalidInputError("error-extras-same")
        # Of examples with the same reply only one keeps them: so they are changed in one place.
        first, *others = alike
        add = [_with(first, wanted, answers[first.id].answer, author_id)]
        add += [_with(each, None, answers[each.id].answer, author_id) for each in others]
        change = NewChange(
            scope_id,
            dataset.id,
            author_id,
            ChangeKind.EDIT,
            first.source,
            add=tuple(add),
            remove=tuple(each.id for each in alike),
        )
        applied = await changes.commit_locked(change, began)
    return receipts.Taught.of(applied)


def _with(
    example: models.Example, wanted: models.AnswerExtras | None, answer: int | None, editor_id: int
) -> KeyedExample:
    """Return an example with other extras; the words stay those of the person who taught them."""
    teacher = example.author_id if example.author_id not in {0, editor_id} else None
    new = models.NewExample(
        prompt=example.prompt,
        reply=example.reply,
        label=example.label,
        previous=example.previous,
        extras=wanted,
        language=example.language,
        origin=example.origin,
        credited_id=example.credited_id or teacher,
    )
    keyed = keys.keyed(new, teacher)
    alternative = example.label is None and answer != keyed.answer
    return dataclasses.replace(keyed, answer=answer, alternative=alternative, correction=example.correction)
