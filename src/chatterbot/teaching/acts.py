"""The small acts of teaching: done and live within milliseconds."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.aio import shielded
from chatterbot.engine import normalise, script
from chatterbot.store import ChangeKind, ChangeRecord, NewChange, NewCorrection, Store
from chatterbot.teaching import changing, keys, limits, receipts

__all__ = ("Acts",)

TWIN: Final = 0.4
"""Similarity of a question to one in another script from which that is its translation. Of the starter examples, each asked in its own
words, 44 of 53 translations among the best answers reach it and none of the 5 others (multilingual-e5-small). The replies themselves
would not tell: "every Friday" is nearer to "по субботам" than most replies are to their translations."""

_FINAL: Final = frozenset({ChangeKind.UNDO, ChangeKind.ERASE})


class Acts:
    """Teach, correct, reject, forget, undo, and say what one thinks."""

    def __init__(self, changes: changing.Changes) -> None:
        self._changes = changes
        self._store: Store = changes.store
        self._limits = changes.limits

    async def ready(self, scope_id: int) -> models.Dataset:
        """Give the scope's active dataset, with its index loaded; at first contact the starter examples are taught.

        Its `examples` is the number at loading time.
        """
        return await self._changes.ready(scope_id)

    async def settled(self, scope_id: int) -> None:
        """Wait until everything taught is encoded and the engine's background work has caught up (for tests and the command line)."""
        dataset = await self.ready(scope_id)
        await self._changes.indexes.complete(scope_id)
        await self._changes.engine.settled(dataset.id)

    async def teach(
        self,
        scope_id: int,
        author_id: int,
        examples: Sequence[models.NewExample],
        *,
        source: str,
        turn: models.Turn | None = None,
        asker_id: int | None = None,
    ) -> receipts.Taught:
        """Teach a few examples at once; live on return.

        Parameters
        ----------
        turn
            The exchange that is answered with the first of them from now on.
        asker_id
            Whose words the prompts are, when not the author's.

        Raises
        ------
        errors.InvalidInputError
            ``error-teach-nothing``, ``error-teach-too-many(count, limit)`` (that many need `train`), and those of
            `limits.check_example`
        """
        if not examples:
            raise errors.InvalidInputError("error-teach-nothing")
        if turn is not None:
            _check_turn(scope_id, turn)
        if len(examples) > self._limits.immediate_examples:
            raise errors.InvalidInputError(
                "error-teach-too-many", count=len(examples), limit=self._limits.immediate_examples
            )
        checked = [limits.check_example(example, self._limits) for example in examples]
        dataset = await self.ready(scope_id)
        change = NewChange(
            scope_id,
            dataset.id,
            author_id,
            ChangeKind.TRAIN,
            source,
            add=tuple(keys.keyed(example, asker_id) for example in checked),
            turn_id=None if turn is None else turn.id,
        )
        applied = await self._changes.commit(change)
        added = tuple(example for example, _ in applied.added)
        return receipts.Taught(applied.id, len(added), applied.duplicates, added)

    async def correct(
        self, scope_id: int, author_id: int, turn: models.Turn, better: str, question: str | None = None
    ) -> receipts.Correction:
        """Teach a better reply in place of a given one; live on return.

        The better reply is taught for `question` (the turn's prompt, if none is given) and the wrong one is vetoed for the prompt.
        Correcting again replaces the earlier correction. An unknown prompt is simply taught.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``, if the turn is another scope's
        errors.InvalidInputError
            ``error-correction-same`` if this is the reply already, and those of `limits.check_example`
        """
        began = self._changes.erasures.moment()
        _check_turn(scope_id, turn)
        asked = limits.clean(turn.prompt)[: self._limits.prompt_chars]
        better = limits.check_reply(better, self._limits)
        example = limits.check_example(models.NewExample(asked if question is None else question, better), self._limits)
        asker = None if turn.author_id == author_id else turn.author_id
        own = keys.prompt_key(example.prompt) == keys.prompt_key(asked)
        positive = keys.keyed(example, asker if own else None)
        old = await self._given_first(turn)

        async with self._changes.writing(scope_id) as dataset:
            earlier = await self._store.examples.live_corrections(scope_id, dataset.id, positive.prompt_key)
            instead = await self._store.examples.put_right(scope_id, turn.id)
            present = earlier[-1].reply if earlier else turn.reply.text
            if better == (present or "").strip() and turn.reply.source is models.ReplySource.TAUGHT:
                raise errors.InvalidInputError("error-correction-same")
            wrong = [*(given for given in (old, instead) if given is not None and given.positive), *earlier]
            vetoes = {
                keyed.identity: keyed
                for veto in wrong
                for prompt in (asked, example.prompt)
                for keyed in [keys.keyed(models.NewExample(prompt, veto.reply, veto.label, positive=False), asker)]
                if keyed.answer is not None and keyed.answer != positive.answer
            }
            change = NewChange(
                scope_id,
                dataset.id,
                author_id,
                ChangeKind.CORRECT,
                "correction",
                add=(positive, *vetoes.values()),
                correction=NewCorrection(
                    key=secrets.token_hex(16),
                    asker_id=turn.author_id,
                    prompt=asked,
                    question=example.prompt,
                    replaced=present or None,
                    better=better,
                ),
                turn_id=turn.id,
            )
            applied = await self._changes.commit_locked(change, began)
        taught = next(stored for stored, keyed in applied.added if keyed.identity == positive.identity)
        return receipts.Correction(
            applied.id,
            applied.correction_id or 0,
            taught,
            old,
            instead=turn.reply.text if instead is None else models.spoken(instead),
        )

    async def reject(self, scope_id: int, author_id: int, turn: models.Turn) -> receipts.Rejected:
        """Never give this reply to this prompt again; live on return.

        Nor its like in another language: where question and reply are written in one script, the best answers in another script are
        barred for this question as well (see `TWIN`). A corrected reply is rejected as it reads now.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``
        errors.InvalidInputError
            ``error-turn-unanswered`` if nothing taught gave the reply; ``error-reject-again`` if that is vetoed already
        """
        _check_turn(scope_id, turn)
        old = await self._store.examples.put_right(scope_id, turn.id) or await self._given_first(turn)
        if old is None:
            raise errors.InvalidInputError("error-turn-unanswered")
        dataset = await self.ready(scope_id)
        asker = None if turn.author_id == author_id else turn.author_id
        prompt = limits.clean(turn.prompt)[: self._limits.prompt_chars]
        twins = await self._twins(dataset, prompt, old)
        vetoes = [models.NewExample(prompt, each.reply, each.label, positive=False) for each in (old, *twins)]
        add = tuple(keys.keyed(veto, asker) for veto in vetoes)
        change = NewChange(scope_id, dataset.id, author_id, ChangeKind.REJECT, "rejection", add=add)
        applied = await self._changes.commit(change)
        if not applied.added:
            raise errors.InvalidInputError("error-reject-again")
        return receipts.Rejected(applied.id, old, twins)

    async def _twins(
        self, dataset: models.Dataset, prompt: str, rejected: models.Example
    ) -> tuple[models.Example, ...]:
        """The best answers to a prompt that are in another script than prompt and rejected reply, which share one."""
        asked = script(normalise(prompt))
        if not asked or script(normalise(models.spoken(rejected))) != asked:
            return ()
        verdict = await self._changes.engine.match(dataset.id, prompt)
        ids = [near.example_id for near in verdict.candidates if near.answer is not None and near.similarity >= TWIN]
        found = await self._store.examples.examples(dataset.scope_id, ids)
        return tuple(each for each in found if script(normalise(each.reply or "")) not in {0, asked} and each.positive)

    async def forget(self, scope_id: int, author_id: int, example_id: int) -> receipts.Forgotten:
        """Let an example no longer count; live on return.

        Raises
        ------
        errors.NotFoundError
            ``error-example-unknown(example_id)``
        """
        example = await self.example(scope_id, example_id)
        change = NewChange(
            scope_id, example.dataset_id, author_id, ChangeKind.FORGET, example.source, remove=(example_id,)
        )
        async with self._changes.writing(scope_id):
            if not await self._store.examples.is_live(scope_id, example_id):
                raise errors.NotFoundError("error-example-unknown", example_id=example_id)
            applied = await self._changes.commit_locked(change)
        return receipts.Forgotten(applied.id, example)

    async def undo(self, scope_id: int, author_id: int, change_id: int, *, any_author: bool = False) -> receipts.Undone:
        """Take a change back; live on return.

        Parameters
        ----------
        any_author
            Also what others did (for those who manage the place).

        Raises
        ------
        errors.NotFoundError
            ``error-change-unknown(change_id)``
        errors.RefusedError
            ``error-change-not-yours``, ``error-change-undone``, ``error-change-final`` (an undo or an erasure)
        """
        change = await self._store.examples.change(scope_id, change_id)
        if change is None:
            raise errors.NotFoundError("error-change-unknown", change_id=change_id)
        if change.author_id != author_id and not any_author:
            raise errors.RefusedError("error-change-not-yours")
        if change.kind in _FINAL:
            raise errors.RefusedError("error-change-final")
        began = self._changes.erasures.moment()
        async with self._changes.writing(scope_id):
            return await shielded(self._undo(author_id, change, began))

    async def _undo(self, author_id: int, change: ChangeRecord, began: int) -> receipts.Undone:
        async with self._changes.erasures.writing(began, change.scope_id, author_id):
            applied = await self._store.examples.undo(change.scope_id, author_id, change.id)
        if applied is None:
            raise errors.RefusedError("error-change-undone")
        if change.previous_dataset_id is not None:
            self._changes.indexes.forget(change.scope_id)  # the active dataset may be another now
        else:
            try:
                stored = await self._store.examples.indexed(change.scope_id, applied.restored)
                features = await self._changes.indexes.features([lesson.prompt for lesson in stored])
            except errors.ServiceError:
                self._changes.indexes.forget(change.scope_id)
            else:
                add = [(lesson, features[lesson.prompt]) for lesson in stored]
                await self._changes.indexes.follow(change.scope_id, change.dataset_id, add, applied.removed)
        return receipts.Undone(applied.id, len(applied.removed), len(applied.restored))

    async def feedback(
        self,
        scope_id: int,
        author_id: int,
        *,
        vote: models.Vote | None = None,
        turn: models.Turn | None = None,
        text: str | None = None,
        rating: int | None = None,
    ) -> int:
        """Keep what a person thinks of a reply, or of the bot; a later vote on the same reply takes the place of the earlier.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``
        errors.InvalidInputError
            ``error-feedback-empty``, ``error-feedback-too-long(length, limit)``, ``error-rating-range(low, high)``
        """
        if turn is not None:
            _check_turn(scope_id, turn)
        text = None if text is None else limits.clean(text) or None
        if vote is None and text is None and rating is None:
            raise errors.InvalidInputError("error-feedback-empty")
        if text is not None and len(text) > self._limits.feedback_chars:
            raise errors.InvalidInputError(
                "error-feedback-too-long", length=len(text), limit=self._limits.feedback_chars
            )
        if rating is not None and not 1 <= rating <= 5:
            raise errors.InvalidInputError("error-rating-range", low=1, high=5)
        found = await self._store.turns.add_feedback(
            scope_id, author_id, vote=vote, turn_id=None if turn is None else turn.id, text=text, rating=rating
        )
        if found is None:
            raise errors.NotFoundError("error-turn-unknown")
        return found

    async def example(self, scope_id: int, example_id: int) -> models.Example:
        """Give one example, live or not.

        Raises
        ------
        errors.NotFoundError
            ``error-example-unknown(example_id)``
        """
        example = await self._store.examples.example(scope_id, example_id)
        if example is None:
            raise errors.NotFoundError("error-example-unknown", example_id=example_id)
        return example

    async def _given_first(self, turn: models.Turn) -> models.Example | None:
        if turn.reply.example_id is None:
            return None
        return await self._store.examples.example(turn.scope_id, turn.reply.example_id)


def _check_turn(scope_id: int, turn: models.Turn) -> None:
    if turn.scope_id != scope_id:
        raise errors.NotFoundError("error-turn-unknown")
