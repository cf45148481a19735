"""Several answers to one question: they share the key of one answer, so that the engine sees one answer, and are given in turn.

Each further answer is an example of its own, with the words of the question: it can be undone, forgotten and corrected like any other. One
of several is barred from a question by an example with a key of its own (`store.barring_key`): the others are still given.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.speech.tts import detect_language
from chatterbot.store import AnswerReply, ChangeKind, KeyedExample, NewChange, barring_key
from chatterbot.teaching import changing, keys, limits, receipts

__all__ = ("MOST_ANSWERS", "add_answer", "barring", "beside", "others")

MOST_ANSWERS: Final = 20
"""Answers to one question that are given in turn: with more, nobody knows any more what is answered."""


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
        of the answers already; ``error-answers-too-many(limit)``; those of `limits.check_reply`.
    """
    began = changes.erasures.moment()
    example = await changes.store.examples.example(scope_id, example_id)
    if example is None:
        raise errors.NotFoundError("error-example-unknown", example_id=example_id)
    reply = limits.check_reply(reply, changes.limits)
    async with changes.writing(scope_id, example.dataset_id) as dataset:
        if not example.positive or not models.spoken(example):
            raise errors.InvalidInputError("error-answer-none")
        answer = await changes.store.answers.answer_of(scope_id, dataset.id, example_id)
        if answer is None:
            raise errors.NotFoundError("error-example-unknown", example_id=example_id)
        present = await changes.store.answers.replies(scope_id, dataset.id, example_id, answer)
        place = scope_id, dataset.id, keys.prompt_key(example.prompt)
        barred = (await changes.store.answers.barring(*place, [barring_key(reply)])).values()
        if any(each.text == reply for each in present) and not barred:
            raise errors.InvalidInputError("error-answer-known")
        if len(present) >= MOST_ANSWERS:
            raise errors.InvalidInputError("error-answers-too-many", limit=MOST_ANSWERS)
        new = models.NewExample(
            example.prompt, reply, example.label, previous=example.previous, language=detect_language(reply)
        )
        keyed = dataclasses.replace(keys.keyed(new), answer=answer, alternative=example.label is None)
        # The same words may be known as an answer of their own, which was taught later and so is the only one given.
        known = await changes.store.examples.answers_to(scope_id, dataset.id, [keyed.prompt_key])
        single = [each.id for each in known if each.answer == keys.answer_of(reply, None) != answer]
        change = NewChange(
            scope_id, dataset.id, author_id, ChangeKind.TRAIN, source, add=(keyed,), remove=(*single, *barred)
        )
        applied = await changes.commit_locked(change, began)
    added = tuple(stored for stored, _ in applied.added if stored.positive)
    return receipts.Taught(applied.id, len(added), applied.duplicates, added)


async def beside(
    changes: changing.Changes, scope_id: int, dataset_id: int, example_id: int, add: Sequence[KeyedExample]
) -> tuple[KeyedExample, ...]:
    """Return new examples so that those with the question of a known one are given in turn with its answer.

    If that example is gone, or says that its question must not be answered, they stay as they are.

    Raises
    ------
    errors.InvalidInputError
        ``error-answers-too-many(limit)``
    """
    known = await changes.store.examples.example(scope_id, example_id)
    answer = await changes.store.answers.answer_of(scope_id, dataset_id, example_id)
    if known is None or answer is None or not models.spoken(known):
        return tuple(add)
    if len(await changes.store.answers.replies(scope_id, dataset_id, example_id, answer)) >= MOST_ANSWERS:
        raise errors.InvalidInputError("error-answers-too-many", limit=MOST_ANSWERS)
    question = keys.prompt_key(known.prompt)
    made = list(add)
    for place, keyed in enumerate(add):
        if keyed.prompt_key == question and keyed.example.positive:
            example = dataclasses.replace(keyed.example, label=known.label)
            made[place] = dataclasses.replace(
                keys.keyed(example, keyed.asker_id), answer=answer, alternative=known.label is None
            )
    return tuple(made)


async def others(changes: changing.Changes, given: models.Example) -> tuple[int, Sequence[AnswerReply]] | None:
    """Return the key of an example's answer and its replies that are given in turn with the example's own; `None` if there are none."""
    answer = await changes.store.answers.answer_of(given.scope_id, given.dataset_id, given.id)
    if answer is None:
        return None
    replies = await changes.store.answers.replies(given.scope_id, given.dataset_id, given.id, answer)
    found = [each for each in replies if each.text != given.reply]
    return (answer, found) if found and len(found) < len(replies) else None


def barring(prompt: str, reply: str, asker_id: int | None) -> KeyedExample:
    """Return the example that bars one reply of several from a question."""
    keyed = keys.keyed(models.NewExample(prompt, reply, positive=False), asker_id)
    return dataclasses.replace(keyed, answer=barring_key(reply))
