"""Carrying out a change that somebody wants: at once for those who may teach, or when a teacher approves it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence

import hikari

from chatterbot import errors, models
from chatterbot.discord import RichAnswers, replies
from chatterbot.proposals.changes import ProposedChange
from chatterbot.store import ProposalKind
from chatterbot.teaching import Editing, EntryEdit, Teaching, TeachingTerms, beside, keyed, teach_paraphrase

__all__ = ("ALREADY_SO", "GONE", "ChangeOutcome", "Execution")

ALREADY_SO = frozenset(
    {
        "error-correction-same",
        "error-edit-same",
        "error-entry-gone",
        "error-example-unknown",
        "error-reject-again",
        "error-taught-already",
    }
)
"""Keys of refusals which say that it is so already."""
GONE = frozenset({"error-entry-gone", "error-example-unknown"})
"""Those of them that say so only of what is to be forgotten: a better answer to what is gone is not in effect."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """What a change did."""

    change_id: int | None
    """The change that can be undone; `None`: there was nothing left to change."""
    edited: int | None = None
    """The message of the reply that now shows the better answer."""
    instead: str = ""
    """The answer it took the place of."""
    gone: models.Example | None = None
    """The example that was forgotten."""


class Execution:
    """Carries out changes. What is taught is taught in the name of the person who proposed it: the words are theirs, and they can erase them."""

    def __init__(self, rest: hikari.api.RESTClient, teaching: Teaching, rich_answers: RichAnswers) -> None:
        self._rest = rest
        self._teaching = teaching
        self._rich_answers = rich_answers
        self._editing = Editing(teaching.changes)

    async def carry_out(self, change: ProposedChange, approved_by: int | None = None) -> ChangeOutcome:
        """Do a change, and edit the reply that it is about.

        Parameters
        ----------
        approved_by
            Who approved it; `None`: its author may do it.

        Raises
        ------
        errors.UserError
            Those of `Teaching`; of `ALREADY_SO` where there is nothing left to change.
        """
        match change.kind:
            case _ if change.entry_state is not None:
                return await self._change_entry(change, change.entry_state, approved_by)
            case ProposalKind.FORGET:
                done = await self._teaching.forget(
                    change.guild_id, change.author_id, change.example_id or 0, approved_by
                )
                return ChangeOutcome(done.change_id, gone=done.example)
            case ProposalKind.CORRECTION if change.better is None:
                return await self._reject(change, approved_by)
            case ProposalKind.CORRECTION:
                return await self._correct(change, change.better or "", approved_by)
            case ProposalKind.TEACH if change.like is not None:
                return await self._teach_choice(change, change.like, approved_by)
            case ProposalKind.TEACH | ProposalKind.EDIT:
                return await self._teach(change, change.better or "", approved_by)

    async def _change_entry(self, change: ProposedChange, state: str, approved_by: int | None) -> ChangeOutcome:
        """Change or forget an entry as a whole, if it is still what it was."""
        scope_id, author_id, example_id = change.guild_id, change.author_id, change.example_id or 0
        if change.kind is ProposalKind.FORGET:
            gone = await self._editing.forget(scope_id, author_id, example_id, state, approved_by=approved_by)
            return ChangeOutcome(gone.change_id, gone=gone.example)
        wanted = EntryEdit(example_id, state, change.questions, change.better or "")
        done = await self._editing.edit(scope_id, author_id, wanted, approved_by=approved_by)
        return ChangeOutcome(done.change_id)

    async def _correct(self, change: ProposedChange, better: str, approved_by: int | None) -> ChangeOutcome:
        if change.turn is None:
            return await self._correct_without_turn(change, better, approved_by)
        terms = TeachingTerms(approved_by=approved_by, replace=change.replace)
        done = await self._teaching.correct(
            change.guild_id, change.author_id, change.turn, better, change.question, terms=terms
        )
        shown, turn = done.example.reply or better, change.turn
        rich = await self._rich_answers.prepare(turn.scope_id, turn.channel_id, shown, done.example.extras)
        edited = await replies.edit(self._rest, turn, shown, rich=rich)
        return ChangeOutcome(done.change_id, change.turn.reply_message_id if edited else None, done.instead)

    async def _correct_without_turn(
        self, change: ProposedChange, better: str, approved_by: int | None
    ) -> ChangeOutcome:
        """Teach the answer, and in the same change that the present one is wrong: as `Teaching.correct` does for exchanges that are kept."""
        examples = [models.NewExample(change.question, better)]
        if (veto := await self._veto(change, better)) is not None:
            examples.append(veto)
        return await self._taught(change, examples, approved_by)

    async def _veto(self, change: ProposedChange, better: str | None) -> models.NewExample | None:
        if not change.present or change.present.strip() == (better or "").strip():
            return None
        reply, label = change.present, None
        if change.example_id is not None:
            with contextlib.suppress(errors.NotFoundError):  # erased since
                given = await self._teaching.example(change.guild_id, change.example_id)
                reply, label = given.reply, given.label
        return models.NewExample(change.question, reply, label, positive=False)

    async def _reject(self, change: ProposedChange, approved_by: int | None) -> ChangeOutcome:
        if change.turn is not None:
            done = await self._teaching.reject(change.guild_id, change.author_id, change.turn, approved_by)
            return ChangeOutcome(done.change_id)
        veto = await self._veto(change, None)
        if veto is None:
            raise errors.InvalidInputError("error-turn-unanswered")
        return await self._taught(change, [veto], approved_by)

    async def _teach_choice(self, change: ProposedChange, example_id: int, approved_by: int | None) -> ChangeOutcome:
        """Teach that the question asks the same as an example, if that one still has the answer that was chosen."""
        scope_id, changes = change.guild_id, self._teaching.changes
        example = await changes.store.examples.example(scope_id, example_id)
        if example is None or models.spoken(example) != change.better:
            raise errors.RefusedError("error-choice-changed")
        try:
            taught = await teach_paraphrase(
                changes,
                scope_id,
                change.author_id,
                example_id,
                change.question,
                source=change.source,
                turn=change.turn,
                approved_by=approved_by,
            )
        except errors.NotFoundError:
            raise errors.RefusedError("error-choice-changed") from None
        return ChangeOutcome(taught.change_id)

    async def _teach(self, change: ProposedChange, better: str, approved_by: int | None) -> ChangeOutcome:
        examples = [
            models.NewExample(question, better, origin=change.origin, credited_id=change.credited_id)
            for question in change.questions
        ]
        outcome = await self._taught(change, examples, approved_by)
        if change.turn is None:
            return outcome
        edited = await replies.edit(self._rest, change.turn, better)
        return dataclasses.replace(outcome, edited=change.turn.reply_message_id if edited else None)

    async def _taught(
        self, change: ProposedChange, examples: list[models.NewExample], approved_by: int | None
    ) -> ChangeOutcome:
        edited = change.example_id if change.kind is ProposalKind.EDIT else None
        if edited is None and not change.replace:
            await self._check_new(change, examples)
        done = await self._teaching.teach(
            change.guild_id,
            change.author_id,
            examples,
            source=change.source,
            turn=change.turn,
            asker_id=change.asker_id,
            terms=TeachingTerms(
                approved_by=approved_by,
                replace=change.replace,
                beside=change.beside,
                remove=() if edited is None else (edited,),
            ),
        )
        return ChangeOutcome(done.change_id, instead=change.present if change.replace else "")

    async def _check_new(self, change: ProposedChange, examples: Sequence[models.NewExample]) -> None:
        """Raise if all of it is known: a change that only repeats others would outlive their undoing.

        Raises
        ------
        errors.InvalidInputError
            ``error-taught-already``
        """
        changes, scope_id = self._teaching.changes, change.guild_id
        within = None if change.turn is None else change.turn.reply.dataset_id
        dataset = await changes.indexes.ready(scope_id, within)
        add = [keyed(example) for example in examples]
        if change.beside is not None:
            add = [*await beside(changes, scope_id, dataset.id, change.beside, add)]
        _, new = await changes.store.examples.count_new(scope_id, dataset.id, add)
        if not new:
            raise errors.InvalidInputError("error-taught-already")
