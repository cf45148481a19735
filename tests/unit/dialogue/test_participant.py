"""A first look at what a person has said so far."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from chatterbot import errors
from chatterbot.dialogue.endpointing import Evidence
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, Understood
from chatterbot.speech.types import Transcript

pytestmark = pytest.mark.unit

Noticed = Callable[[Evidence], object]


class Nobody:
    """Waits for nothing (a `TurnObserver`)."""

    def began(self, participant: Participant) -> None: ...

    def ended(self, participant: Participant, turn: object) -> None: ...

    def is_awaited(self, participant: Participant) -> bool:
        return False


def understood(text: str) -> Understood:
    evidence = Evidence(text, taught=False, beginning=False)
    return Understood(Transcript(text, "en", 0.9, 1.0, 0.1), text, None, None, evidence, 0.0)


async def test_words_so_far_do_not_wait_for_a_second_look() -> None:
    given_up = asyncio.Event()

    async def understand(_user_id: int, _sound: NDArray[np.float32], noticed: Noticed) -> Understood:
        noticed(Evidence("wait a moment", taught=False, beginning=False))
        noticed(Evidence("something else", taught=False, beginning=False))
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
        raise AssertionError

    person = Participant(1, DialogueOptions(), understand, Nobody())
    assert await person.words_so_far() == "wait a moment"
    await given_up.wait()
    await person.aclose()
    assert not person.busy


async def test_words_so_far_are_all_words_where_no_second_look_follows() -> None:
    async def understand(*_: object) -> Understood:
        return understood("stop")

    assert await Participant(1, DialogueOptions(), understand, Nobody()).words_so_far() == "stop"


async def test_words_so_far_fail_as_the_recogniser_does() -> None:
    async def understand(*_: object) -> Understood:
        raise errors.SpeechToTextError("no model")

    with pytest.raises(errors.SpeechToTextError):
        await Participant(1, DialogueOptions(), understand, Nobody()).words_so_far()
