"""The small acts of teaching, in use within milliseconds. `Teaching` has the same acts, described in full."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.engine import normalise, script
from chatterbot.generation import answer_words
from chatterbot.store import (
    AppliedChange,
    ChangeKind,
    KeyedExample,
    NewChange,
    NewCorrection,
    NewUndo,
    barring_key,
)
from chatterbot.teaching import alternatives, changing, conflicts, keys, limits, orders, receipts

__all__ = ("NO_TERMS", "correct", "feedback", "find_example", "forget", "reject", "teach", "undo")

TWIN: Final = 0.4
"""Similarity from which on a question in another script is taken for a translation. If each starter example is asked in its own words,
44 of the 53 translations among the best answers reach it, and none of the 5 other answers (multilingual-e5-small). The replies cannot be
compared instead: "every Friday" is more similar to "по субботам" than most replies are to their translations."""

NO_TERMS: Final = orders.TeachingTerms()


async def teach(
    changes: changing.Changes,
    scope_id: int,
    author_id: int,
    examples: Sequence[models.NewExample],
    *,
    source: str,
    turn: models.Turn | None = None,
    asker_id: int | Mapping[str, int] | None = None,
    terms: orders.TeachingTerms = NO_TERMS,
) -> receipts.Taught:
    """Teach a few examples at once; see `Teaching.teach`."""
    began = changes.erasures.moment()
    if not examples:
        raise errors.InvalidInputError("error-teach-nothing")
    if turn is not None:
        _check_turn(scope_id, turn)
    if len(examples) > changes.limits.immediate_examples:
        raise errors.InvalidInputError(
            "error-teach-too-many", count=len(examples), limit=changes.limits.immediate_examples
        )
    checked = [limits.check_example(example, changes.limits) for example in examples]
    within = None if turn is None else turn.reply.dataset_id
    dataset = await changes.indexes.ready(scope_id, within)
    add = tuple(keys.keyed(example, _asker(asker_id, example, author_id)) for example in checked)
    if terms.beside is not None:
        add = await alternatives.beside(changes, scope_id, dataset.id, terms.beside, add)
    change = NewChange(
        scope_id,
        dataset.id,
        author_id,
        ChangeKind.TRAIN,
        source,
        add=add,
        turn_id=None if turn is None else turn.id,
        remove=terms.remove,
        approved_by=terms.approved_by,
    )
    applied = await (_replace(changes, change, within, began) if terms.replace else changes.commit(change, within))
    return receipts.Taught.of(applied)


async def _replace(changes: changing.Changes, change: NewChange, within: int | None, began: int) -> AppliedChange:
    """Do a change; other answers to its questions are removed with it."""
    async with changes.writing(change.scope_id, within) as dataset:
        remove = await conflicts.others(changes, change.scope_id, dataset.id, change.add)
        return await changes.commit_locked(
            dataclasses.replace(change, dataset_id=dataset.id, remove=tuple(sorted({*change.remove, *remove}))), began
        )


def _asker(asker_id: int | Mapping[str, int] | None, example: models.NewExample, author_id: int) -> int | None:
    """Return whose words a question is; `None`: the author's own, or nobody's in particular."""
    asker = asker_id.get(example.prompt) if isinstance(asker_id, Mapping) else asker_id
    return None if asker == author_id else asker


async def correct(
    changes: changing.Changes,
    scope_id: int,
    author_id: int,
    turn: models.Turn,
    *,
    better: str,
    question: str | None = None,
    terms: orders.TeachingTerms = NO_TERMS,
) -> receipts.Correction:
    """Teach a better reply in place of a given one; see `Teaching.correct`."""
    began = changes.erasures.moment()
    _check_turn(scope_id, turn)
    if turn.reply.source is models.ReplySource.TRIGGER:
        raise errors.RefusedError("error-trigger-correct")  # it would answer first all the same; see `triggers.correct`
    asked = limits.clean(turn.prompt)[: changes.limits.prompt_chars]
    better = limits.check_reply(better, changes.limits)
    example = limits.check_example(models.NewExample(asked if question is None else question, better), changes.limits)
    asker = None if turn.author_id == author_id else turn.author_id
    own = keys.prompt_key(example.prompt) == keys.prompt_key(asked)
    positive = keys.keyed(example, asker if own else None)
    old = await _given_first(changes, turn)

    async with changes.writing(scope_id, turn.reply.dataset_id) as dataset:
        earlier = await changes.store.examples.live_corrections(scope_id, dataset.id, positive.prompt_key)
        instead = await changes.store.examples.put_right(scope_id, turn.id)
        given = instead or old
        among = None if given is None else await alternatives.others(changes, given)
        if given is not None and own and given.positive:
            # The words are put right; what is sent along with them stays.
            example = dataclasses.replace(example, extras=await changes.store.answers.extras(given))
            positive = keys.keyed(example, asker)
        if among is not None:
            earlier = []  # they stay: only the reply that was given is replaced
        if among is not None and own:
            example = dataclasses.replace(example, label=None if given is None else given.label)
            positive = dataclasses.replace(keys.keyed(example, asker), answer=among[0], alternative=True)
        shown = answer_words(turn.reply) if instead is None else models.spoken(instead)
        present = earlier[-1].reply if earlier else shown if among else answer_words(turn.reply)
        known = turn.reply.source is not models.ReplySource.UNKNOWN
        if better == (present or "").strip() and known and (earlier or turn.reply.source not in models.WRITTEN):
            raise errors.InvalidInputError("error-correction-same")
        vetoes: dict[bytes, KeyedExample] = {}
        for prompt in (asked, example.prompt):
            for wrong in (*(each for each in (old, instead) if each is not None and each.positive), *earlier):
                veto = keys.keyed(models.NewExample(prompt, wrong.reply, wrong.label, positive=False), asker)
                if among is not None and wrong.reply is not None:
                    veto = alternatives.barring(prompt, wrong.reply, asker)
                if veto.answer is not None and veto.answer != positive.answer and wrong.reply != better:
                    vetoes[veto.identity] = veto
        change = NewChange(
            scope_id,
            dataset.id,
            author_id,
            ChangeKind.CORRECT,
            "correction",
            add=(positive, *vetoes.values()),
            remove=tuple(sorted(await conflicts.others(changes, scope_id, dataset.id, [positive])))
            if terms.replace
            else (),
            correction=NewCorrection(
                key=secrets.token_hex(16),
                asker_id=turn.author_id,
                prompt=asked,
                question=example.prompt,
                replaced=present or None,
                better=better,
            ),
            turn_id=turn.id,
            approved_by=terms.approved_by,
        )
        applied = await changes.commit_locked(change, began)
    added = (stored for stored, keyed in applied.added if keyed.identity == positive.identity)
    present_too = [each.examples[0] for each in (among[1] if among else ()) if each.text == better]
    taught = next(added, None) or await find_example(
        changes, scope_id, present_too[0]
    )  # it was one of the others already
    return receipts.Correction(
        applied.id,
        applied.correction_id or 0,
        taught,
        old,
        instead=shown,
    )


async def reject(
    changes: changing.Changes, scope_id: int, author_id: int, turn: models.Turn, approved_by: int | None = None
) -> receipts.Rejected:
    """Bar a reply, and its translations, from a prompt; see `Teaching.reject`."""
    _check_turn(scope_id, turn)
    if turn.reply.source is models.ReplySource.TRIGGER:
        raise errors.InvalidInputError("error-trigger-reject")
    old = await changes.store.examples.put_right(scope_id, turn.id) or await _given_first(changes, turn)
    if old is None:
        return await _reject_words(changes, scope_id, author_id, turn, approved_by)
    within = turn.reply.dataset_id
    dataset = await changes.indexes.ready(scope_id, within)
    asker = None if turn.author_id == author_id else turn.author_id
    prompt = limits.clean(turn.prompt)[: changes.limits.prompt_chars]
    twins = await _twins(changes, dataset, prompt, old)
    vetoes = [models.NewExample(prompt, each.reply, each.label, positive=False) for each in (old, *twins)]
    add = tuple(keys.keyed(veto, asker) for veto in vetoes)
    if old.reply is not None and await _stays_answered(changes, dataset, prompt, old):
        twins, add = (), (alternatives.barring(prompt, old.reply, asker),)
    applied = await changes.commit(_rejection(scope_id, dataset.id, author_id, add, approved_by), within)
    return receipts.Rejected(applied.id, old, twins)


async def _reject_words(
    changes: changing.Changes, scope_id: int, author_id: int, turn: models.Turn, approved_by: int | None
) -> receipts.Rejected:
    """Teach that a prompt must not be answered with the words that a language model wrote."""
    words = answer_words(turn.reply)[: changes.limits.reply_chars].strip()
    if turn.reply.source not in models.WRITTEN or not words:
        raise errors.InvalidInputError("error-turn-unanswered")
    within = turn.reply.dataset_id
    dataset = await changes.indexes.ready(scope_id, within)
    prompt = limits.clean(turn.prompt)[: changes.limits.prompt_chars]
    veto = keys.keyed(
        models.NewExample(prompt, words, positive=False), None if turn.author_id == author_id else turn.author_id
    )
    applied = await changes.commit(_rejection(scope_id, dataset.id, author_id, (veto,), approved_by), within)
    return receipts.Rejected(applied.id, applied.added[0][0])


def _rejection(
    scope_id: int, dataset_id: int, author_id: int, vetoes: tuple[KeyedExample, ...], approved_by: int | None
) -> NewChange:
    return NewChange(
        scope_id,
        dataset_id,
        author_id,
        ChangeKind.REJECT,
        "rejection",
        add=vetoes,
        approved_by=approved_by,
        if_new="error-reject-again",
    )


async def _stays_answered(
    changes: changing.Changes, dataset: models.Dataset, prompt: str, rejected: models.Example
) -> bool:
    """Tell whether an answer has another reply than the rejected one, which may be given to a prompt."""
    among = await alternatives.others(changes, rejected)
    if among is None:
        return False
    left = {barring_key(each.text) for each in among[1]}
    return bool(
        left - (await changes.store.answers.barring(dataset.scope_id, dataset.id, keys.prompt_key(prompt), left)).keys()
    )


async def _twins(
    changes: changing.Changes, dataset: models.Dataset, prompt: str, rejected: models.Example
) -> tuple[models.Example, ...]:
    """Return the best answers to a prompt in another script than that of the prompt and the rejected reply."""
    asked = script(normalise(prompt))
    if not asked or script(normalise(models.spoken(rejected))) != asked:
        return ()
    verdict = await changes.engine.match(dataset.id, prompt)
    ids = [near.example_id for near in verdict.candidates if near.answer is not None and near.similarity >= TWIN]
    found = await changes.store.examples.examples(dataset.scope_id, ids)
    return tuple(each for each in found if script(normalise(each.reply or "")) not in {0, asked} and each.positive)


async def forget(
    changes: changing.Changes, scope_id: int, author_id: int, example_id: int, approved_by: int | None = None
) -> receipts.Forgotten:
    """Take one example out of use; see `Teaching.forget`."""
    example = await find_example(changes, scope_id, example_id)
    change = NewChange(
        scope_id,
        example.dataset_id,
        author_id,
        ChangeKind.FORGET,
        example.source,
        remove=(example_id,),
        approved_by=approved_by,
    )
    async with changes.writing(scope_id):
        if not await changes.store.examples.is_live(scope_id, example_id):
            raise errors.NotFoundError("error-example-unknown", example_id=example_id)
        change_id, _ = await changes.forget_locked(change)
    return receipts.Forgotten(change_id, example)


async def undo(
    changes: changing.Changes, scope_id: int, author_id: int, change_id: int, *, any_author: bool = False
) -> receipts.Undone:
    """Take a change back; see `Teaching.undo`."""
    change = await changes.store.history.change(scope_id, change_id)
    if change is None:
        raise errors.NotFoundError("error-change-unknown", change_id=change_id)
    if change.author_id != author_id and not any_author:
        raise errors.RefusedError("error-change-not-yours")
    if change.kind is ChangeKind.ERASE:
        raise errors.RefusedError("error-change-final")
    began = changes.erasures.moment()
    async with changes.writing(scope_id):
        done = await changes.undo_locked([NewUndo(scope_id, author_id, change_id)], began)
    if not done:
        raise errors.RefusedError("error-change-undone")
    return receipts.Undone(done[0].id, done[0].fewer, done[0].more)


async def feedback(
    changes: changing.Changes,
    scope_id: int,
    author_id: int,
    *,
    vote: models.Vote | None = None,
    turn: models.Turn | None = None,
    text: str | None = None,
    rating: int | None = None,
) -> int:
    """Keep what a person thinks of a reply, or of the bot; see `Teaching.feedback`."""
    began = changes.erasures.moment()
    if turn is not None:
        _check_turn(scope_id, turn)
    text = None if text is None else limits.clean(text) or None
    if vote is None and text is None and rating is None:
        raise errors.InvalidInputError("error-feedback-empty")
    if text is not None and len(text) > changes.limits.feedback_chars:
        raise errors.InvalidInputError("error-feedback-too-long", length=len(text), limit=changes.limits.feedback_chars)
    if rating is not None and not 1 <= rating <= 5:
        raise errors.InvalidInputError("error-rating-range", low=1, high=5)
    turn_id = None if turn is None else turn.id
    async with changes.erasures.writing(began, scope_id, author_id):
        found = await changes.store.turns.add_feedback(
            scope_id, author_id, vote=vote, turn_id=turn_id, text=text, rating=rating
        )
    if found is None:
        raise errors.NotFoundError("error-turn-unknown")
    return found


async def find_example(changes: changing.Changes, scope_id: int, example_id: int) -> models.Example:
    """Return one example, live or not; see `Teaching.example`."""
    example = await changes.store.examples.example(scope_id, example_id)
    if example is None:
        raise errors.NotFoundError("error-example-unknown", example_id=example_id)
    return example


async def _given_first(changes: changing.Changes, turn: models.Turn) -> models.Example | None:
    if turn.reply.example_id is None:
        return None
    return await changes.store.examples.example(turn.scope_id, turn.reply.example_id)


def _check_turn(scope_id: int, turn: models.Turn) -> None:
    if turn.scope_id != scope_id:
        raise errors.NotFoundError("error-turn-unknown")
