"""Changes that people propose: posted with two buttons, kept until they are decided, and carried out when a teacher approves them."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Generator, Sequence
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.discord import InteractionContext, Languages, RichAnswers, Translator, components, formatting, sending
from chatterbot.proposals import cards
from chatterbot.proposals.changes import ProposedChange, of_record, to_record
from chatterbot.proposals.execution import ALREADY_SO, GONE, ChangeOutcome, Execution
from chatterbot.store import (
    ChoiceStore,
    NewProposal,
    ProposalKind,
    ProposalRecord,
    ProposalStatus,
    ProposalStore,
    TurnStore,
)
from chatterbot.teaching import Teaching, check_example, other_answers, prompt_key

__all__ = ("PostedProposal", "Proposals")

_log = logging.getLogger(__name__)

MOST_WAITING: Final = 10
"""Most proposals of one person that wait in a server: teachers have to read each of them."""
NOBODY: Final = 0
"""In place of the person who approved something."""
MOST_WORDINGS: Final = 20
"""Most wordings of a question that are taught with one form."""
MOST_LISTED: Final = 500
"""Most proposals that are looked through for a list: fifty people's."""
MOST_DRAFTS: Final = 5
"""Most forms of one person that wait for a choice between two answers."""


@dataclasses.dataclass(frozen=True, slots=True)
class PostedProposal:
    """A proposal, and where it waits."""

    id: int
    link: str
    """Of its message."""


class Proposals:
    """Proposals, from their message to their receipt. They survive a restart: all about them is in the database."""

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        proposals: ProposalStore,
        turns: TurnStore,
        teaching: Teaching,
        languages: Languages,
        *,
        choices: ChoiceStore,
        rich_answers: RichAnswers,
    ) -> None:
        self._rest = rest
        self._proposals = proposals
        self._turns = turns
        self._teaching = teaching
        self._languages = languages
        self._choices = choices
        self._execution = Execution(rest, teaching, rich_answers)
        self._deciding: set[int] = set()

    # -- proposing ---------------------------------------------------------------------------------------------------

    async def correction(self, proposal: ProposedChange, better: str, translate: Translator) -> int | None:
        """Propose another answer to a question; return the proposal's id, `None` if Discord does not take the message.

        Raises
        ------
        errors.UserError
            As `propose`, but for what Discord does not take.
        errors.StoreError
            If it cannot be kept.
        """
        change = dataclasses.replace(proposal, kind=ProposalKind.CORRECTION, better=better)
        return await self._propose(change, translate)

    async def forgetting(self, proposal: ProposedChange, translate: Translator) -> int | None:
        """Propose that the example which gave the present answer no longer counts; otherwise as `correction`."""
        return await self._propose(dataclasses.replace(proposal, kind=ProposalKind.FORGET, better=None), translate)

    async def propose(
        self, change: ProposedChange, most: int = MOST_WAITING, began: int | None = None
    ) -> PostedProposal:
        """Keep a change until it is decided, and post it where everybody in the channel sees it; what cannot be posted is not kept.

        Parameters
        ----------
        most
            Most proposals of its author that may wait.
        began
            The moment at which the work on it began (`Erasures.moment`); `None`: now.

        Raises
        ------
        errors.RefusedError
            ``error-proposals-full(limit)``, if too many of the person wait already; ``error-proposal-not-posted``, if the bot may not
            write there; ``error-erased-meanwhile``
        """
        began = self._teaching.erasures.moment() if began is None else began
        translate = await self._languages.of_message(change.guild_id, change.question)
        proposal_id = await self._propose(change, translate, most, began)
        kept = None if proposal_id is None else await self._proposals.get(change.guild_id, proposal_id)
        if kept is None:
            raise errors.RefusedError("error-proposal-not-posted")
        return PostedProposal(kept.id, _link(kept))

    async def _propose(
        self, change: ProposedChange, translate: Translator, most: int = MOST_WAITING, began: int | None = None
    ) -> int | None:
        new, guild_id = to_record(change), change.guild_id
        async with self._writing(change.guild_id, new, began):
            proposal_id = await self._proposals.add(guild_id, new, most)
        if proposal_id is None:
            raise errors.RefusedError("error-proposals-full", limit=most)
        text, files = cards.card(translate, await self._with_choice(change))
        said = sending.said(text, (), files, cards.buttons(translate, proposal_id))
        try:
            sent = await sending.post(self._rest, change.channel_id, None, **said)
        except hikari.HikariError as error:
            _log.warning(
                "guild %d: a proposal could not be posted in channel %d: %s", guild_id, change.channel_id, error
            )
            await self._proposals.remove(guild_id, proposal_id)
            return None
        await self._proposals.posted(guild_id, proposal_id, int(sent.id))
        return proposal_id

    @contextlib.asynccontextmanager
    async def _writing(self, scope_id: int, new: NewProposal, began: int | None = None) -> AsyncGenerator[None]:
        people = {new.author_id, new.asker_id, new.credited_id} - {None}
        erasures = self._teaching.erasures
        moment = erasures.moment() if began is None else began
        async with erasures.writing(moment, scope_id, *(person for person in people if person is not None)):
            yield

    def checked(self, change: ProposedChange) -> ProposedChange:
        """Return a change as it would be taught; raises what is wrong with its texts, so that nobody has to decide on that.

        Raises
        ------
        errors.InvalidInputError
            What `teaching.check_example` raises; ``error-correction-same``, if nothing would be corrected;
            ``error-teach-wordings(count, limit)``
        """
        if change.better is None:
            return change
        limits = self._teaching.changes.limits
        if len(change.questions) > MOST_WORDINGS:
            raise errors.InvalidInputError("error-teach-wordings", count=len(change.questions), limit=MOST_WORDINGS)
        examples = [check_example(models.NewExample(each, change.better), limits) for each in change.questions]
        better = examples[0].reply or ""
        turn = change.turn
        taught = {models.ReplySource.TAUGHT, models.ReplySource.CHOSEN}
        answered = turn is not None and turn.reply.source in taught
        if change.kind is ProposalKind.CORRECTION and answered and better == change.present.strip():
            raise errors.InvalidInputError("error-correction-same")
        spelled: dict[bytes, str] = {}
        for each in examples:
            spelled.setdefault(prompt_key(each.prompt), each.prompt)
        question, *wordings = spelled.values()
        return dataclasses.replace(change, question=question, wordings=tuple(wordings), better=better)

    # -- choosing between two answers --------------------------------------------------------------------------------

    async def other_answers(self, change: ProposedChange) -> list[models.Example]:
        """Return what is taught as other answers to exactly the questions of a change, each answer once.

        The answer that the person saw and corrects is none of them, nor are those that are given in turn with it.
        """
        if change.better is None:
            return []
        seen = {change.example_id}
        if change.turn is not None:
            shown = await self._teaching.changes.store.examples.put_right(change.guild_id, change.turn.id)
            seen |= {change.turn.reply.example_id, None if shown is None else shown.id}
        examples = [models.NewExample(question, change.better) for question in change.questions]
        besides = {example_id for example_id in seen if example_id is not None}
        within = None if change.turn is None else change.turn.reply.dataset_id
        found = await other_answers(self._teaching.changes, change.guild_id, examples, besides, within)
        stored = self._teaching.changes.store.examples
        ids = {*besides, *(each.id for each in found)}
        answers = {each.id: each.answer for each in await stored.indexed(change.guild_id, ids)}
        in_turn = {answers.get(example_id) for example_id in besides}
        return [each for each in found if answers.get(each.id) not in in_turn]

    async def draft(self, change: ProposedChange) -> int:
        """Keep a change until its author has chosen what becomes of another answer; gives its id."""
        new = to_record(change)
        async with self._writing(change.guild_id, new):
            return await self._proposals.add_draft(change.guild_id, new, MOST_DRAFTS)

    async def take_draft(self, scope_id: int, draft_id: int, author_id: int) -> ProposedChange:
        """Return a person's draft, and forget it.

        Raises
        ------
        errors.NotFoundError
            ``error-draft-gone``: it is another person's, was chosen already, or is too old.
        """
        kept = await self._proposals.take_draft(scope_id, draft_id, author_id)
        if kept is None:
            raise errors.NotFoundError("error-draft-gone")
        return await self._change(kept)

    # -- deciding ----------------------------------------------------------------------------------------------------

    async def carry_out(self, change: ProposedChange) -> ChangeOutcome:
        """Do at once what its author may do; raises what `Execution.carry_out` raises."""
        return await self._execution.carry_out(change)

    async def approver(self, scope_id: int, example_id: int) -> int | None:
        """Return who approved what taught an example; `None` if nobody had to."""
        return await self._proposals.approver(scope_id, example_id)

    async def waiting(self, scope_id: int) -> list[ProposalRecord]:
        """Return the proposals that wait to be decided, the oldest first, at most `MOST_LISTED`."""
        return await self._proposals.waiting(scope_id, MOST_LISTED)

    async def shown(
        self, translate: Translator, kept: ProposalRecord
    ) -> tuple[str, Sequence[hikari.Bytes], Sequence[components.Component]]:
        """Return one proposal as it is shown to one person: its text with the link of its message, files, and the buttons to decide."""
        text, files = cards.card(translate, await self._change(kept))
        return f"{text}\n{_link(kept)}", files, cards.buttons(translate, kept.id)

    async def approve(self, context: InteractionContext) -> None:
        """Do what is proposed, turn the proposal's message into a receipt, and tell the person who pressed the button.

        Raises
        ------
        errors.UserError
            ``error-proposal-unknown``, ``error-proposal-decided``, and those of `Teaching`; then the proposal stays.
        """
        proposal_id = context.number
        await context.defer()
        with self._alone(proposal_id):
            kept = await self.pending(context.scope_id, proposal_id)
            change = await self._change(kept)
            # First taught, then decided: if the program ends in between, it can be approved again, and nothing is taught twice.
            try:
                outcome = await self._execution.carry_out(change, context.author_id)
            except errors.UserError as error:
                if error.key not in ALREADY_SO or (error.key in GONE and change.better is not None):
                    raise
                outcome = ChangeOutcome(None)
            await self._proposals.decide(context.scope_id, proposal_id, context.author_id, approved=True)
        translate = await self._languages.of_message(kept.scope_id, kept.question)
        text, buttons = cards.receipt(translate, change, outcome, context.author_id)
        await self._receipt(kept, text, buttons, int(context.message.id))
        await context.answer(context.translate("proposal-approved-you"))

    async def agree(self, scope_id: int, proposal_id: int) -> None:
        """Do what so many people chose that their server lets it be learned, and turn the proposal's message into a receipt.

        Nobody approved it, and it is not its author's own: what is taught so, only those who may teach can take back.

        Raises
        ------
        errors.UserError
            As `approve`.
        """
        with self._alone(proposal_id):
            kept = await self.pending(scope_id, proposal_id)
            change = await self._change(kept)
            outcome = await self._execution.carry_out(change, NOBODY)
            await self._proposals.decide(scope_id, proposal_id, NOBODY, approved=True)
        translate = await self._languages.of_message(scope_id, kept.question)
        text, buttons = cards.agreed(translate, change, outcome)
        await self._receipt(kept, text, buttons)

    async def posted(self, scope_id: int, proposal_id: int) -> PostedProposal:
        """Return where a proposal waits; raises what `pending` raises."""
        kept = await self.pending(scope_id, proposal_id)
        return PostedProposal(kept.id, _link(kept))

    async def recount(self, scope_id: int, proposal_id: int) -> None:
        """Show in a waiting proposal's message how many people chose it by now; raises what `pending` raises."""
        kept = await self.pending(scope_id, proposal_id)
        translate = await self._languages.of_message(scope_id, kept.question)
        text, files = cards.card(translate, await self._change(kept))
        await self._receipt(kept, text, cards.buttons(translate, proposal_id), files=files)

    async def decline(self, context: InteractionContext) -> None:
        """Change nothing, and say so in the proposal's message.

        Raises
        ------
        errors.UserError
            ``error-proposal-unknown``, ``error-proposal-decided``
        """
        proposal_id = context.number
        await context.defer()
        with self._alone(proposal_id):
            kept = await self.pending(context.scope_id, proposal_id)
            await self._proposals.decide(context.scope_id, proposal_id, context.author_id, approved=False)
        translate = await self._languages.of_message(kept.scope_id, kept.question)
        text = cards.declined(translate, await self._change(kept), context.author_id)
        await self._receipt(kept, text, [], int(context.message.id))
        await context.answer(context.translate("proposal-declined-you"))

    @contextlib.contextmanager
    def _alone(self, proposal_id: int) -> Generator[None]:
        """Refuse a second decision while the first is under way."""
        if proposal_id in self._deciding:
            raise errors.RefusedError("error-proposal-decided")
        self._deciding.add(proposal_id)
        try:
            yield
        finally:
            self._deciding.discard(proposal_id)

    async def pending(self, scope_id: int, proposal_id: int) -> ProposalRecord:
        """Return a proposal that waits to be decided.

        Raises
        ------
        errors.UserError
            ``error-proposal-unknown``, ``error-proposal-decided``
        """
        kept = await self._proposals.get(scope_id, proposal_id)
        if kept is None or kept.status is ProposalStatus.DRAFT:
            raise errors.NotFoundError("error-proposal-unknown")
        if kept.status is not ProposalStatus.PENDING:
            raise errors.RefusedError("error-proposal-decided")
        return kept

    async def _change(self, kept: ProposalRecord) -> ProposedChange:
        turn = None if kept.turn_id is None else await self._turns.get(kept.scope_id, kept.turn_id)
        votes = await self._choices.people(kept.scope_id, kept.id)
        return await self._with_choice(dataclasses.replace(of_record(kept, turn), votes=votes))

    async def _with_choice(self, change: ProposedChange) -> ProposedChange:
        """Return a change with the question that people chose; it is looked up each time, since it may be erased meanwhile."""
        if change.like is None:
            return change
        example = await self._teaching.changes.store.examples.example(change.guild_id, change.like)
        return dataclasses.replace(change, like_question="" if example is None else example.prompt)

    async def _receipt(
        self,
        kept: ProposalRecord,
        text: str,
        buttons: Sequence[components.Component],
        message_id: int | None = None,
        *,
        files: Sequence[hikari.Bytes] = (),
    ) -> None:
        """Put a text in the place of the proposal's message, if that still exists; `message_id` is where a button was pressed."""
        said, message_id = sending.said(text, (), files, buttons, whole=True), kept.message_id or message_id
        if message_id is None:
            return
        try:
            await self._rest.edit_message(kept.channel_id, message_id, **said)
        except hikari.HikariError as error:
            gone = isinstance(error, (hikari.NotFoundError, hikari.ForbiddenError))
            _log.log(
                logging.INFO if gone else logging.WARNING,
                "the message of proposal %d could not be changed: %s",
                kept.id,
                error,
            )


def _link(kept: ProposalRecord) -> str:
    return formatting.message_link(kept.scope_id, kept.channel_id, kept.message_id)
