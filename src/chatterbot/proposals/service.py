"""Changes that people propose aloud in a call: posted with two buttons, and carried out when a person who may teach approves them."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import Generator
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.discord import InteractionContext, Languages, Translator, components, formatting, replies, sending
from chatterbot.store import NewProposal, ProposalKind, ProposalRecord, ProposalStatus, ProposalStore, TurnStore
from chatterbot.teaching import Teaching

__all__ = ("APPROVE", "DECLINE", "UNDO", "Proposals", "ProposedChange")

_log = logging.getLogger(__name__)

APPROVE: Final = "proposal-approve"
DECLINE: Final = "proposal-decline"
"""Verbs of the buttons under a proposal; argument: its id."""
UNDO: Final = "proposal-undo"
"""Under the receipt; argument as `replies.UNDO`. Everyone who may teach may also take back what was approved, whoever proposed it."""

TAUGHT_ALOUD: Final = "voice"
"""Source of what is taught by an approved proposal."""
CLIPPED: Final = 200
"""Characters shown of a question and of the present answer."""
LONGEST_QUOTED: Final = 10_000
"""Characters that hold every answer as it is quoted: 4,000, each made inert."""
CLIPPED_ANSWER: Final = 450
"""Characters shown of a proposed answer; a longer one is attached as a file, for those who decide. All three fit into a message, and each
into a text of the catalogue (1,000 characters), even if escaping doubles every character."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProposedChange:
    """Who proposes a change to which answer, and where."""

    guild_id: int
    channel_id: int
    author_id: int
    """Who proposes it."""
    question: str
    present: str
    """What is answered now; empty: that the answer is not known."""
    turn: models.Turn | None = None
    """The exchange it is about, if that is kept; then its reply is edited on approval, and the next two are taken from it."""
    asker_id: int | None = None
    """Whose question it is, when not the author's."""
    example_id: int | None = None
    """What gave the present answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Outcome:
    """What an approval changed."""

    change_id: int | None
    """The change that can be undone; `None`: there was nothing left to change."""
    edited: int | None = None
    """The message of the reply that now shows the better answer."""


class Proposals:
    """Proposals, from their message to their receipt. They survive a restart: all about them is in the database.

    What is taught is taught in the name of the person who proposed it: the words are theirs, and they can erase them.
    """

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        proposals: ProposalStore,
        turns: TurnStore,
        teaching: Teaching,
        languages: Languages,
    ) -> None:
        self._rest = rest
        self._proposals = proposals
        self._turns = turns
        self._teaching = teaching
        self._languages = languages
        self._deciding: set[int] = set()

    # -- proposing ---------------------------------------------------------------------------------------------------

    async def correction(self, proposal: ProposedChange, better: str, translate: Translator) -> int | None:
        """Propose another answer to a question; return the proposal's id, `None` if Discord does not take the message.

        What cannot be posted is not kept either.

        Raises
        ------
        errors.StoreError
            If it cannot be kept.
        """
        new = _new(ProposalKind.CORRECTION, proposal)
        return await self._propose(proposal.guild_id, dataclasses.replace(new, better=better), translate)

    async def forgetting(self, proposal: ProposedChange, translate: Translator) -> int | None:
        """Propose that the example which gave the present answer no longer counts; otherwise as `correction`."""
        return await self._propose(proposal.guild_id, _new(ProposalKind.FORGET, proposal), translate)

    async def _propose(self, guild_id: int, proposal: NewProposal, translate: Translator) -> int | None:
        proposal_id = await self._proposals.add(guild_id, proposal)
        text, files = _text(translate, proposal)
        buttons = [
            components.Button(
                APPROVE,
                translate("button-approve"),
                str(proposal_id),
                emoji="✅",
                style=hikari.ButtonStyle.SUCCESS,
            ),
            components.Button(DECLINE, translate("button-decline"), str(proposal_id), emoji="🚫"),
        ]
        said = sending.said(text, (), files, buttons)
        try:
            sent = await sending.post(self._rest, proposal.channel_id, None, **said)
        except hikari.HikariError as error:
            _log.warning(
                "guild %d: a proposal cannot be posted in channel %d; check the bot's permissions there: %s",
                guild_id,
                proposal.channel_id,
                error,
            )
            await self._proposals.remove(guild_id, proposal_id)
            return None
        await self._proposals.posted(guild_id, proposal_id, int(sent.id))
        return proposal_id

    # -- deciding ----------------------------------------------------------------------------------------------------

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
            proposal = await self._pending(context.scope_id, proposal_id)
            # First taught, then decided: if the program ends in between, it can be approved again, and nothing is taught twice.
            forget = proposal.kind is ProposalKind.FORGET
            outcome = await (self._forget(proposal) if forget else self._teach(proposal))
            await self._proposals.decide(context.scope_id, proposal_id, context.author_id, approved=True)
        translate = await self._languages.of_message(proposal.scope_id, proposal.question)
        buttons = [] if outcome.change_id is None else [_undo_button(translate, outcome)]
        key = "proposal-forgotten" if forget else "proposal-approved"
        lines = [_signed(translate, key, context, proposal), _pair(translate, proposal)]
        if outcome.change_id is None:
            lines.append(translate("proposal-nothing-left"))
        await self._receipt(context, "\n".join(lines), buttons)
        await context.answer(context.translate("proposal-approved-you"))

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
            proposal = await self._pending(context.scope_id, proposal_id)
            await self._proposals.decide(context.scope_id, proposal_id, context.author_id, approved=False)
        translate = await self._languages.of_message(proposal.scope_id, proposal.question)
        await self._receipt(context, _signed(translate, "proposal-declined", context, proposal), [])
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

    async def _pending(self, scope_id: int, proposal_id: int) -> ProposalRecord:
        proposal = await self._proposals.get(scope_id, proposal_id)
        if proposal is None:
            raise errors.NotFoundError("error-proposal-unknown")
        if proposal.status is not ProposalStatus.PENDING:
            raise errors.RefusedError("error-proposal-decided")
        return proposal

    async def _teach(self, proposal: ProposalRecord) -> _Outcome:
        scope_id, better = proposal.scope_id, proposal.better or ""
        turn = None if proposal.turn_id is None else await self._turns.get(scope_id, proposal.turn_id)
        if turn is None:
            return await self._teach_anew(proposal, better)
        try:
            done = await self._teaching.correct(scope_id, proposal.author_id, turn, better, proposal.question)
        except errors.InvalidInputError as error:
            if error.key != "error-correction-same":
                raise
            return _Outcome(None)
        edited = await replies.edit(self._rest, turn, done.example.reply or better)
        return _Outcome(done.change_id, turn.reply_message_id if edited else None)

    async def _teach_anew(self, proposal: ProposalRecord, better: str) -> _Outcome:
        """Teach the answer, and in the same change that the present one is wrong: as `Teaching.correct` does for exchanges that are kept."""
        examples = [models.NewExample(proposal.question, better)]
        if (veto := await self._veto(proposal, better)) is not None:
            examples.append(veto)
        taught = await self._teaching.teach(
            proposal.scope_id, proposal.author_id, examples, source=TAUGHT_ALOUD, asker_id=proposal.asker_id
        )
        return _Outcome(taught.change_id if taught.added else None)

    async def _veto(self, proposal: ProposalRecord, better: str) -> models.NewExample | None:
        if not proposal.present or proposal.present.strip() == better.strip():
            return None
        reply, label = proposal.present, None
        if proposal.example_id is not None:
            with contextlib.suppress(errors.NotFoundError):  # erased since
                given = await self._teaching.example(proposal.scope_id, proposal.example_id)
                reply, label = given.reply, given.label
        return models.NewExample(proposal.question, reply, label, positive=False)

    async def _forget(self, proposal: ProposalRecord) -> _Outcome:
        try:
            done = await self._teaching.forget(proposal.scope_id, proposal.author_id, proposal.example_id or 0)
        except errors.NotFoundError:
            return _Outcome(None)
        return _Outcome(done.change_id)

    async def _receipt(self, context: InteractionContext, text: str, buttons: list[components.Button]) -> None:
        """Put a receipt in the place of the proposal's message, if that still exists."""
        said = sending.said(text, (), (), buttons, whole=True)
        try:
            await self._rest.edit_message(context.channel_id, context.message.id, **said)
        except hikari.HikariError as error:
            gone = isinstance(error, (hikari.NotFoundError, hikari.ForbiddenError))
            _log.log(
                logging.INFO if gone else logging.WARNING,
                "the message of proposal %s could not be turned into a receipt: %s",
                context.argument,
                error,
            )


def _new(kind: ProposalKind, proposal: ProposedChange) -> NewProposal:
    turn = proposal.turn
    asker_id = proposal.asker_id if turn is None else turn.author_id
    example_id = proposal.example_id
    return NewProposal(
        channel_id=proposal.channel_id,
        author_id=proposal.author_id,
        kind=kind,
        question=proposal.question,
        present=proposal.present,
        asker_id=None if asker_id == proposal.author_id else asker_id,
        example_id=turn.reply.example_id if example_id is None and turn is not None else example_id,
        turn_id=None if turn is None else turn.id,
    )


# -- texts -------------------------------------------------------------------------------------------------------------


def _text(translate: Translator, proposal: NewProposal) -> tuple[str, list[hikari.Bytes]]:
    """Return the text of a proposal's message, and the proposed answer as a file if it is too long."""
    person = formatting.person(translate, proposal.author_id)
    key = "proposal-forget" if proposal.kind is ProposalKind.FORGET else "proposal-correction"
    present = _quoted(proposal.present)
    lines = [
        translate(key, person=person),
        f"> {_quoted(proposal.question)}",
        translate("proposal-present", answer=present) if present else translate("proposal-present-unknown"),
    ]
    files: list[hikari.Bytes] = []
    if proposal.better is not None:
        lines.append(translate("proposal-better", answer=_quoted(proposal.better, CLIPPED_ANSWER)))
        if _quoted(proposal.better, CLIPPED_ANSWER) != _quoted(proposal.better, LONGEST_QUOTED):
            files = [hikari.Bytes(proposal.better.encode(), "answer.txt", mimetype="text/plain")]
    return "\n".join([*lines, translate("proposal-who")]), files


def _quoted(text: str, limit: int = CLIPPED) -> str:
    return formatting.quoted(text, limit)


def _signed(translate: Translator, key: str, context: InteractionContext, proposal: ProposalRecord) -> str:
    decider, person = formatting.person(translate, context.author_id), formatting.person(translate, proposal.author_id)
    return translate(key, decider=decider, person=person)


def _pair(translate: Translator, proposal: ProposalRecord) -> str:
    answer = proposal.present if proposal.better is None else proposal.better
    return translate("learned-pair", question=_quoted(proposal.question), answer=_quoted(answer))


def _undo_button(translate: Translator, outcome: _Outcome) -> components.Button:
    argument = f"{outcome.change_id}" if outcome.edited is None else f"{outcome.change_id}:{outcome.edited}"
    return components.Button(UNDO, translate("button-undo"), argument)
