"""What is learned when people choose what they meant: their choices are votes, of which a proposal for teachers comes."""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import logging
import weakref
from typing import Final

from chatterbot import errors, models
from chatterbot.discord import AccessLevel
from chatterbot.preferences import ChoiceMode, Preferences
from chatterbot.proposals.changes import CHAT, VOICE, ProposedChange
from chatterbot.proposals.service import Proposals
from chatterbot.store import Ballot, NewChoice, ProposalKind, Store
from chatterbot.teaching import Teaching, teach_paraphrase

__all__ = ("ENOUGH_PEOPLE", "ChoiceLesson", "ChoiceOutcome", "Choices", "ChosenAnswer")

_log = logging.getLogger(__name__)

ENOUGH_PEOPLE: Final = 3
"""People who have to press the same button before it is learned without a teacher, where a server wants that: two may be one person."""
MOST_WAITING: Final = 5
"""Most proposals of one person that may wait for their choice to become one more; the rest of `service.MOST_WAITING` is for what they suggest
on purpose."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChosenAnswer:
    """The answer that a person chose as the one to their question."""

    guild_id: int
    """The scope: in a direct message the person's id."""
    channel_id: int
    author_id: int
    question: str
    reply: models.Reply
    """As it is given, since the moment of the choice (`Reply.began`); it names the example."""
    turn: models.Turn | None = None
    """The exchange, if that is kept."""
    spoken: bool = False
    """Whether the person said so, and pressed no button."""


class ChoiceLesson(enum.Enum):
    """What became of a choice."""

    NOTHING = "nothing"
    """Nothing is learned from it: it is not wanted, or was decided already."""
    TAUGHT = "taught"
    """The person may teach: it is learned."""
    PROPOSED = "proposed"
    """It waits for a teacher."""
    COUNTED = "counted"
    """It is one more vote for a proposal that waits."""
    AGREED = "agreed"
    """It was the last vote that was needed: it is learned."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChoiceOutcome:
    """What became of a choice, for the receipt."""

    lesson: ChoiceLesson
    link: str = ""
    """Of the proposal's message."""
    people: int = 1
    """How many chose the same."""
    change_id: int | None = None
    """If TAUGHT: the change that can be undone."""


_NOTHING: Final = ChoiceOutcome(ChoiceLesson.NOTHING)


class Choices:
    """Learns from choices, as each server wants it."""

    def __init__(self, store: Store, teaching: Teaching, preferences: Preferences, proposals: Proposals) -> None:
        self._store = store
        self._teaching = teaching
        self._preferences = preferences
        self._proposals = proposals
        self._voting: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()
        """One vote of a server after the other, so that two of them make one proposal."""

    async def chose(self, chosen: ChosenAnswer, access: AccessLevel) -> ChoiceOutcome:
        """Learn from a choice what may be learned from it.

        A spoken choice teaches nothing at once, whoever speaks: words may be misheard.

        Parameters
        ----------
        access
            The highest level the person has, up to `AccessLevel.TEACHER`.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        mode = (await self._preferences.get(chosen.guild_id)).choices
        example_id = chosen.reply.example_id
        if mode is ChoiceMode.OFF or access is AccessLevel.EVERYONE or example_id is None:
            return _NOTHING
        began, erasures = chosen.reply.began, self._teaching.erasures
        try:
            # Since the press the answer was shown on Discord, which takes its time; an erasure in between must keep its word.
            if erasures.since(began, chosen.guild_id, [chosen.author_id]):
                raise errors.RefusedError("error-erased-meanwhile")
            if access is not AccessLevel.PROPOSER and not chosen.spoken:
                return await self._taught(chosen, example_id)
            return await self._voted(chosen, example_id, mode)
        except errors.UserError as error:
            # The person has their answer, and could mend nothing of what is wrong with the lesson.
            _log.info("guild %d: nothing is learned from a choice: %s", chosen.guild_id, error.key)
            return _NOTHING

    async def none_meant(self, turn: models.Turn) -> None:
        """Note that a person meant nothing of what was offered: they are not asked again for the same question.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``
        """
        choice = NewChoice(question=turn.prompt, author_id=turn.author_id, dataset_id=0, answer=None)
        await self._put(turn.scope_id, choice, self._teaching.erasures.moment())

    async def _taught(self, chosen: ChosenAnswer, example_id: int) -> ChoiceOutcome:
        taught = await teach_paraphrase(
            self._teaching.changes,
            chosen.guild_id,
            chosen.author_id,
            example_id,
            chosen.question,
            source=CHAT,
            turn=chosen.turn,
        )
        return ChoiceOutcome(ChoiceLesson.TAUGHT, change_id=taught.change_id)

    async def _voted(self, chosen: ChosenAnswer, example_id: int, mode: ChoiceMode) -> ChoiceOutcome:
        scope_id = chosen.guild_id
        example = await self._store.examples.example(scope_id, example_id)
        answer = example and await self._store.answers.answer_of(scope_id, example.dataset_id, example_id)
        if example is None or answer is None:
            return _NOTHING
        change = self._proposals.checked(_wanted(chosen, example))
        choice = NewChoice(
            question=chosen.question,
            author_id=chosen.author_id,
            dataset_id=example.dataset_id,
            answer=answer,
            spoken=chosen.spoken,
        )
        lock = self._voting.setdefault(scope_id, asyncio.Lock())
        async with lock:
            ballot = await self._put(scope_id, choice, chosen.reply.began)
            is_new = ballot.proposal_id is None
            if ballot.proposal_id is None:
                voted = dataclasses.replace(change, votes=ballot.people)
                posted = await self._proposals.propose(voted, MOST_WAITING, chosen.reply.began)
            else:
                posted = await self._proposals.posted(scope_id, ballot.proposal_id)
            await self._store.choices.link(scope_id, choice, posted.id)
        if mode is ChoiceMode.VOTES and ballot.written >= ENOUGH_PEOPLE and not chosen.spoken:
            await self._proposals.agree(scope_id, posted.id)
            return ChoiceOutcome(ChoiceLesson.AGREED, posted.link, ballot.people)
        if not is_new and not ballot.again:
            await self._proposals.recount(scope_id, posted.id)
        lesson = ChoiceLesson.PROPOSED if is_new and ballot.people == 1 else ChoiceLesson.COUNTED
        return ChoiceOutcome(lesson, posted.link, ballot.people)

    async def _put(self, scope_id: int, choice: NewChoice, began: int) -> Ballot:
        async with self._teaching.erasures.writing(began, scope_id, choice.author_id):
            return await self._store.choices.put(scope_id, choice)


def _wanted(chosen: ChosenAnswer, example: models.Example) -> ProposedChange:
    return ProposedChange(
        guild_id=chosen.guild_id,
        channel_id=chosen.channel_id,
        author_id=chosen.author_id,
        kind=ProposalKind.TEACH,
        question=chosen.question,
        present="",
        better=chosen.reply.text,
        turn=chosen.turn,
        example_id=example.id,
        credited_id=models.credited(example, chosen.author_id),
        source=VOICE if chosen.spoken else CHAT,
        like=example.id,
    )
