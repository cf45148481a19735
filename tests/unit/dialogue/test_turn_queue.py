"""Turns wait in order and not too many; a turn that is continued is held, and answered after all if what followed was a noise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from chatterbot import models
from chatterbot.audio import AudioFrame
from chatterbot.dialogue.addressing import AddressReason, Called
from chatterbot.dialogue.endpointing import Evidence
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import SpokenTurn, Understood
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.dialogue.turn_queue import TurnQueue
from chatterbot.speech.types import Transcript

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
OPTIONS = DialogueOptions()
SOON = OPTIONS.join_s - 0.1


async def _sound() -> AsyncGenerator[AudioFrame]:
    yield AudioFrame.silence(0.1, 16_000, 1)


class Scene:
    """A queue, and what it withdraws."""

    def __init__(self) -> None:
        self.withdrawn: list[SpeechHandle] = []
        self.queue = TurnQueue(OPTIONS, self.withdraw)

    def withdraw(self, speech: SpeechHandle) -> None:
        self.withdrawn.append(speech)
        speech.end()

    def turn(self, user_id: int = ANN, ended_at: float = 0.0) -> SpokenTurn:
        nothing: asyncio.Future[Understood] = asyncio.get_running_loop().create_future()
        return SpokenTurn(user_id, ended_at - 1, ended_at - 0.3, ended_at, nothing)  # type: ignore[arg-type]  # nobody waits for it

    async def next(self) -> PendingTurn:
        """The next turn, which has to be there already."""
        return await asyncio.wait_for(self.queue.next(), 20)

    async def ended(self, user_id: int = ANN, ended_at: float = 0.0) -> PendingTurn:
        """A turn that is being answered."""
        self.queue.ended(self.turn(user_id, ended_at), interrupting=False)
        return await self.next()

    async def answered(self, *, begun: bool) -> PendingTurn:
        """A turn whose answer waits to be said, or is being said."""
        pending = await self.ended()
        pending.answer(exchange())
        pending.speech = SpeechHandle(ANN, _sound)
        if begun:
            pending.speech.begin(0.0)
        return pending

    async def is_empty(self) -> bool:
        self.queue.ended(self.turn(99), interrupting=False)
        return (await self.next()).turn.user_id == 99


def exchange() -> SpokenExchange:
    reply = models.Reply("yes", models.ReplySource.TAUGHT, 0.9, 0.5)
    return SpokenExchange(ANN, "asked", "en", reply, "yes", AddressReason.ALONE)


def understood(asked: str, *, called: bool = False) -> Understood:
    name = Called("bot", asked, first=True) if called else None
    evidence = Evidence(asked, taught=False, beginning=False)
    return Understood(Transcript(asked, "en", 0.9, 1.0, 0.1), asked, name, None, evidence, 0.0)


@pytest.fixture
async def scene() -> Scene:
    return Scene()


# -- one turn ---------------------------------------------------------------------------------------------------------


async def test_a_turn_continues_the_words_and_the_address_of_the_one_before(scene: Scene) -> None:
    first, second = PendingTurn(scene.turn()), PendingTurn(scene.turn())
    first.understand(understood("where do", called=True), None, follows_up=True)
    assert (first.asked, first.called, first.follows_up) == ("where do", True, True)
    second.understand(understood("we meet"), first, follows_up=False)
    assert (second.asked, second.called, second.follows_up) == ("where do we meet", True, True)


async def test_a_turn_alone_has_its_own_words(scene: Scene) -> None:
    pending = PendingTurn(scene.turn())
    assert not pending.interrupting
    pending.understand(understood("we meet"), None, follows_up=False)
    assert (pending.asked, pending.called, pending.follows_up) == ("we meet", False, False)


async def test_a_turn_without_words_is_only_what_it_continues(scene: Scene) -> None:
    first, second = PendingTurn(scene.turn()), PendingTurn(scene.turn())
    first.understand(understood("where"), None, follows_up=False)
    second.understand(understood("", called=True), first, follows_up=False)
    assert (second.asked, second.called) == ("where", True)


async def test_words_that_were_joined_already_are_not_replaced(scene: Scene) -> None:
    pending = PendingTurn(scene.turn())
    pending.asked = "where do we meet"
    pending.understand(understood("meet"), None, follows_up=False)
    assert pending.asked == "where do we meet"


async def test_of_a_long_question_the_latest_words_count(scene: Scene) -> None:
    first, second = PendingTurn(scene.turn()), PendingTurn(scene.turn())
    first.understand(understood("a" * models.LONGEST_PROMPT), None, follows_up=False)
    second.understand(understood("b"), first, follows_up=False)
    assert len(second.asked) == models.LONGEST_PROMPT
    assert second.asked.endswith("a b")


@pytest.mark.parametrize("state", [TurnState.OBEYED, TurnState.DISMISSED, TurnState.ABANDONED])
async def test_a_decided_turn_is_not_open(scene: Scene, state: TurnState) -> None:
    pending = PendingTurn(scene.turn())
    assert pending.is_open
    pending.change(state)
    assert not pending.is_open
    pending.dismiss_unless_decided()
    assert pending.state is state
    pending.abandon()
    pending.abandon()
    assert (pending.state, pending.is_abandoned) == (TurnState.ABANDONED, True)


async def test_an_answered_turn_is_open_until_its_answer_was_heard_to_the_end(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    assert pending.speech is not None
    pending.dismiss_unless_decided()
    assert (pending.state, pending.is_open, pending.is_abandoned) == (TurnState.ANSWERED, True, False)
    pending.speech.end(1.0)
    assert not pending.is_open


async def test_an_interrupted_answer_leaves_its_turn_open(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    assert pending.speech is not None
    pending.speech.end(1.0, interrupted=True)
    assert pending.is_open


@pytest.mark.parametrize("merged", [False, True])
async def test_a_turn_that_fails_is_dismissed(scene: Scene, merged: bool) -> None:
    pending = PendingTurn(scene.turn())
    if merged:
        pending.change(TurnState.MERGED)
    pending.dismiss_unless_decided()
    assert pending.state is TurnState.DISMISSED


# -- in order, and not too many ---------------------------------------------------------------------------------------


async def test_turns_come_in_the_order_in_which_they_ended(scene: Scene) -> None:
    for user_id in (ANN, BOB):
        assert scene.queue.ended(scene.turn(user_id), interrupting=user_id == BOB) == []
    first, second = await scene.next(), await scene.next()
    assert [(one.turn.user_id, one.interrupting) for one in (first, second)] == [(ANN, False), (BOB, True)]
    assert first.state is TurnState.PENDING


async def test_one_turn_too_many_drops_the_oldest(scene: Scene) -> None:
    for user_id in range(10, 10 + OPTIONS.waiting):
        assert scene.queue.ended(scene.turn(user_id), interrupting=False) == []
    [dropped] = scene.queue.ended(scene.turn(ANN), interrupting=False)
    assert (dropped.turn.user_id, dropped.state) == (10, TurnState.DISMISSED)
    assert [(await scene.next()).turn.user_id for _ in range(OPTIONS.waiting)] == [11, 12, 13, ANN]


async def test_a_dropped_turn_takes_what_it_continues_with_it(scene: Scene) -> None:
    held = await scene.ended(ANN)
    scene.queue.began(ANN, SOON)
    scene.queue.hold(held)
    scene.queue.ended(scene.turn(ANN, 2.0), interrupting=False)
    for user_id in range(10, 10 + OPTIONS.waiting):
        scene.queue.ended(scene.turn(user_id), interrupting=False)
    scene.queue.nothing_came(ANN)
    assert [(await scene.next()).turn.user_id for _ in range(OPTIONS.waiting)] == [10, 11, 12, 13]
    assert scene.queue.take_beginning(PendingTurn(scene.turn(ANN))) is None
    assert await scene.is_empty()


# -- a person speaks on -----------------------------------------------------------------------------------------------


async def test_nobody_continues_what_they_did_not_begin(scene: Scene) -> None:
    await scene.ended(BOB)
    scene.queue.began(ANN, SOON)
    scene.queue.nothing_came(ANN)
    assert scene.queue.people == {BOB}


async def test_speaking_on_while_a_turn_is_being_answered_merges_it(scene: Scene) -> None:
    pending = await scene.ended()
    scene.queue.began(ANN, SOON)
    scene.queue.began(ANN, SOON)
    assert pending.state is TurnState.MERGED
    assert scene.queue.take_beginning(pending) is None, "it is held only once it is understood"
    scene.queue.hold(pending)
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is pending
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is None


@pytest.mark.parametrize(("later_s", "merged"), [(OPTIONS.join_s - 0.01, True), (OPTIONS.join_s, False)])
async def test_only_what_follows_soon_continues_a_turn(scene: Scene, later_s: float, merged: bool) -> None:
    pending = await scene.ended(ended_at=7.0)
    scene.queue.began(ANN, 7.0 + later_s)
    assert (pending.state is TurnState.MERGED) is merged


async def test_an_answer_that_nobody_heard_yet_is_withdrawn(scene: Scene) -> None:
    pending = await scene.answered(begun=False)
    scene.queue.began(ANN, SOON)
    assert (pending.state, scene.withdrawn) == (TurnState.MERGED, [pending.speech])
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is pending


async def test_an_answer_that_is_being_heard_is_not_withdrawn_but_continued(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    scene.queue.began(ANN, SOON)
    assert (pending.state, scene.withdrawn) == (TurnState.MERGED, [])
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is pending


async def test_an_answer_that_was_heard_to_its_end_is_not_continued(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    assert pending.speech is not None
    pending.speech.end(1.0)
    scene.queue.began(ANN, SOON)
    assert pending.state is TurnState.ANSWERED
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is None


@pytest.mark.parametrize("state", [TurnState.OBEYED, TurnState.DISMISSED])
async def test_a_decided_turn_is_not_continued(scene: Scene, state: TurnState) -> None:
    pending = await scene.ended()
    pending.change(state)
    scene.queue.began(ANN, SOON)
    assert pending.state is state


# -- it was only a noise ----------------------------------------------------------------------------------------------


async def test_after_a_noise_a_turn_that_is_being_answered_is_answered_as_before(scene: Scene) -> None:
    pending = await scene.ended()
    scene.queue.began(ANN, SOON)
    scene.queue.nothing_came(ANN)
    assert pending.state is TurnState.PENDING
    assert await scene.is_empty(), "it is not answered twice"


async def test_a_noise_after_an_unmerged_turn_changes_nothing(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    scene.queue.nothing_came(ANN)
    assert pending.state is TurnState.ANSWERED
    assert await scene.is_empty()


async def test_after_a_noise_a_withdrawn_answer_is_said_after_all(scene: Scene) -> None:
    pending = await scene.answered(begun=False)
    scene.queue.began(ANN, SOON)
    scene.queue.nothing_came(ANN)
    assert (pending.state, pending.speech) == (TurnState.PENDING, None)
    assert await scene.next() is pending
    assert scene.queue.take_beginning(pending) is None
    scene.queue.nothing_came(ANN)
    assert await scene.is_empty(), "once"


async def test_after_a_noise_an_answer_that_was_heard_is_not_said_again(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    scene.queue.began(ANN, SOON)
    scene.queue.nothing_came(ANN)
    assert pending.state is TurnState.ANSWERED
    assert pending.speech is not None
    assert scene.queue.take_beginning(pending) is None
    assert await scene.is_empty()


async def test_a_turn_that_waits_for_its_continuation_is_not_answered_after_a_later_noise(scene: Scene) -> None:
    first = await scene.ended()
    scene.queue.began(ANN, SOON)
    scene.queue.ended(scene.turn(ANN, 1.0), interrupting=False)
    scene.queue.hold(first)
    scene.queue.began(ANN, 1.0 + SOON)
    scene.queue.nothing_came(ANN)
    second = await scene.next()
    assert second.state is TurnState.PENDING
    assert scene.queue.take_beginning(second) is first


async def test_a_turn_that_said_nothing_lets_the_one_before_be_answered(scene: Scene) -> None:
    before = await scene.answered(begun=False)
    scene.queue.began(ANN, SOON)
    nothing = await scene.ended(ended_at=1.0)
    scene.queue.dismiss(nothing, scene.queue.take_beginning(nothing))
    assert (nothing.state, before.state) == (TurnState.DISMISSED, TurnState.PENDING)
    assert await scene.next() is before
    scene.queue.began(ANN, SOON)
    assert before.state is TurnState.MERGED, "it is the person's latest turn again"


async def test_a_turn_that_said_nothing_and_continued_nothing_is_dismissed(scene: Scene) -> None:
    nothing = await scene.ended()
    scene.queue.dismiss(nothing, None)
    assert nothing.state is TurnState.DISMISSED
    assert await scene.is_empty()


async def said_nothing_and_spoke_on(scene: Scene) -> tuple[PendingTurn, PendingTurn]:
    """A turn, one after it that said nothing, and the person speaks on once more."""
    before = await scene.answered(begun=False)
    scene.queue.began(ANN, SOON)
    nothing = await scene.ended(ended_at=1.0)
    held = scene.queue.take_beginning(nothing)
    scene.queue.began(ANN, 1.0 + SOON)
    scene.queue.dismiss(nothing, held)
    assert (before.state, nothing.state) == (TurnState.MERGED, TurnState.DISMISSED)
    return before, nothing


async def test_a_turn_that_said_nothing_and_is_continued_passes_on_what_it_continued(scene: Scene) -> None:
    before, _ = await said_nothing_and_spoke_on(scene)
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is before


async def test_a_turn_that_said_nothing_and_then_a_noise_let_the_one_before_be_answered(scene: Scene) -> None:
    before, _ = await said_nothing_and_spoke_on(scene)
    scene.queue.nothing_came(ANN)
    assert await scene.next() is before
    assert before.state is TurnState.PENDING


# -- forgetting -------------------------------------------------------------------------------------------------------


async def test_everything_of_a_person_is_abandoned_and_nothing_of_others(scene: Scene) -> None:
    current = await scene.ended()
    scene.queue.ended(scene.turn(BOB), interrupting=False)
    scene.queue.ended(scene.turn(ANN), interrupting=False)
    held = PendingTurn(scene.turn())
    scene.queue.hold(held)
    assert scene.queue.people == {ANN, BOB}
    scene.queue.forget(ANN)
    assert scene.queue.people == {BOB}
    assert current.is_abandoned
    assert held.is_abandoned
    left = await scene.next()
    assert (left.turn.user_id, left.state) == (BOB, TurnState.PENDING)
    assert await scene.is_empty()
    assert scene.queue.take_beginning(PendingTurn(scene.turn())) is None


async def test_the_turn_that_is_being_answered_is_left_when_another_person_is_forgotten(scene: Scene) -> None:
    current = await scene.ended(BOB)
    scene.queue.forget(ANN)
    assert current.state is TurnState.PENDING
    assert scene.queue.people == {BOB}


async def test_an_answered_turn_is_abandoned_too(scene: Scene) -> None:
    pending = await scene.answered(begun=True)
    await scene.ended(BOB)
    scene.queue.forget(ANN)
    assert pending.is_abandoned


async def test_a_turn_that_is_only_held_counts_as_kept(scene: Scene) -> None:
    scene.queue.hold(PendingTurn(scene.turn()))
    assert scene.queue.people == {ANN}
