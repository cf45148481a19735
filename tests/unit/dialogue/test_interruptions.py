"""Interruptions alone: what a person says over the bot, in words and without, and what comes of it."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from tests.virtual_time import passes

from chatterbot import errors
from chatterbot.dialogue.earcons import Earcon, tone
from chatterbot.dialogue.interruption import Interruptions
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.speech_handle import SpeechHandle

pytestmark = pytest.mark.unit

ANN, BOB, EVE = 1, 2, 3


class Floor:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.saying: SpeechHandle | None = None
        self.paused = False
        self.given_up: list[SpeechHandle | None] = []

    def say(self, saying: SpeechHandle) -> bool:
        self.saying = saying
        return True

    def withdraw(self, saying: SpeechHandle) -> None:
        self.given_up.append(saying)
        if saying is self.saying:
            self.saying = None

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def give_up(self) -> None:
        self.given_up.append(self.saying)
        self.saying = None

    def notice(self) -> None: ...


def saying(*, begun: bool = True, to: int = ANN) -> SpeechHandle:
    made = SpeechHandle(to, functools.partial(tone, Earcon.NOTHING))
    if begun:
        made.begin(0.0)
    return made


@pytest.fixture
def floor() -> Floor:
    return Floor()


@dataclasses.dataclass
class Voices:
    """Who is speaking, and what is recognised of it."""

    floor: Floor
    talking: set[int] = dataclasses.field(default_factory=set)
    words: list[str | None] = dataclasses.field(default_factory=list)
    """What the next looks find, the last again and again; `None`: the recogniser fails."""
    looks: int = 0

    def person(self, user_id: int) -> Voice:
        return Voice(self, user_id)


@dataclasses.dataclass
class Voice:
    voices: Voices
    user_id: int

    @property
    def talking(self) -> bool:
        return self.user_id in self.voices.talking

    async def words_so_far(self) -> str:
        self.voices.looks += 1
        await passes(0.2)
        found = self.voices.words.pop(0) if len(self.voices.words) > 1 else self.voices.words[0]
        if found is None:
            raise errors.ServiceError("the recogniser failed")
        return found


@pytest.fixture
def voices(floor: Floor) -> Voices:
    return Voices(floor, words=["well I have been there"])


@pytest.fixture
def talking(voices: Voices) -> set[int]:
    return voices.talking


@pytest_asyncio.fixture
async def interruptions(floor: Floor, voices: Voices) -> AsyncGenerator[Interruptions]:
    made = Interruptions(floor, DialogueOptions(), voices.person)
    yield made
    made.close()
    assert not floor.paused, "nothing stays silent"


async def test_without_a_speech_nothing_is_interrupted(floor: Floor, interruptions: Interruptions) -> None:
    assert not interruptions.begin(ANN)
    interruptions.go_on(ANN)
    interruptions.give_up(ANN)
    assert (floor.paused, floor.given_up) == (False, [])


async def test_the_bot_goes_on_only_when_all_interruptions_were_nothing(
    floor: Floor, interruptions: Interruptions
) -> None:
    said = floor.saying = saying()
    assert interruptions.begin(ANN)
    assert not interruptions.begin(BOB), "it was silent already"
    interruptions.go_on(ANN)
    assert floor.paused
    interruptions.go_on(BOB)
    assert not floor.paused
    assert floor.saying is said


async def test_one_meant_interruption_among_several_stops_the_bot(floor: Floor, interruptions: Interruptions) -> None:
    said = floor.saying = saying()
    interruptions.begin(ANN)
    interruptions.begin(BOB)
    interruptions.give_up(BOB)
    assert (floor.given_up, floor.paused) == ([said], False)
    interruptions.give_up(ANN)
    interruptions.go_on(ANN)
    assert floor.given_up == [said]


async def test_the_bot_stops_for_a_person_who_speaks_on(
    floor: Floor, talking: set[int], interruptions: Interruptions
) -> None:
    said = floor.saying = saying()
    interruptions.begin(ANN)
    interruptions.begin(BOB)
    talking.add(BOB)
    await passes(DialogueOptions().yield_s + 0.35)
    assert (floor.given_up, floor.paused) == ([said], False)


@pytest.mark.parametrize("words", ["", "Ha ha ha ha", "хахаха", "mhm, okay"])
async def test_a_long_laugh_does_not_end_the_answer(
    floor: Floor, voices: Voices, interruptions: Interruptions, words: str
) -> None:
    said = floor.saying = saying()
    voices.words = [words]
    interruptions.begin(ANN)
    voices.talking.add(ANN)
    await passes(3.5)
    assert floor.paused, "whoever laughs is not talked over"
    voices.talking.clear()
    interruptions.go_on(ANN)
    assert (floor.given_up, floor.paused, floor.saying) == ([], False, said)


async def test_words_behind_a_laugh_end_the_answer(floor: Floor, voices: Voices, interruptions: Interruptions) -> None:
    voices.words[:] = ["", "ha ha", "ha ha, stop, what about Sunday"]
    said = floor.saying = saying()
    interruptions.begin(ANN)
    voices.talking.add(ANN)
    await passes(2.0)
    assert (floor.given_up, voices.looks) == ([], 2)
    await passes(0.5)
    assert (floor.given_up, floor.paused) == ([said], False)


async def test_endless_sound_without_words_does_not_keep_the_bot_silent(
    floor: Floor, voices: Voices, interruptions: Interruptions
) -> None:
    floor.saying, voices.words = saying(), [""]
    interruptions.begin(ANN)
    voices.talking.add(ANN)
    await passes(DialogueOptions().noise_s + 0.2)
    assert (floor.given_up, floor.paused) == ([], False)
    assert voices.looks <= 6, "a recognition costs a core 0.2 s"
    looks = voices.looks
    await passes(5)
    assert voices.looks == looks


async def test_a_recogniser_that_fails_lets_whoever_speaks_on(
    floor: Floor, voices: Voices, interruptions: Interruptions
) -> None:
    said = floor.saying = saying()
    voices.words = [None]
    interruptions.begin(ANN)
    voices.talking.add(ANN)
    await passes(DialogueOptions().yield_s + 0.4)
    assert floor.given_up == [said]


async def test_words_that_come_too_late_stop_nothing_else(
    floor: Floor, voices: Voices, interruptions: Interruptions
) -> None:
    floor.saying = saying()
    interruptions.begin(ANN)
    voices.talking.add(ANN)
    await passes(1.0)
    assert voices.looks == 1
    interruptions.go_on(ANN)
    await passes(1)
    assert (floor.given_up, floor.paused) == ([], False)


async def test_a_silent_person_does_not_keep_the_bot_paused(floor: Floor, interruptions: Interruptions) -> None:
    floor.saying = saying()
    interruptions.begin(ANN)
    await passes(DialogueOptions().decide_s - 0.2)
    assert floor.paused
    await passes(0.4)
    assert (floor.given_up, floor.paused) == ([], False)


@pytest.mark.parametrize("end", ["go on", "give up", "wait"])
async def test_the_speech_after_a_withdrawn_one_is_not_stopped(
    floor: Floor, interruptions: Interruptions, end: str
) -> None:
    floor.saying = saying()
    interruptions.begin(ANN)
    after = floor.saying = saying()
    match end:
        case "go on":
            interruptions.go_on(ANN)
        case "give up":
            interruptions.give_up(ANN)
        case _:
            await passes(DialogueOptions().decide_s + 0.2)
    assert floor.saying is after
    assert (floor.given_up, floor.paused) == ([], False)


async def test_a_speech_that_was_lost_while_paused_leaves_nothing_paused(
    floor: Floor, talking: set[int], interruptions: Interruptions
) -> None:
    floor.saying = saying()
    interruptions.begin(ANN)
    floor.saying = None  # the connection is lost
    talking.add(ANN)
    await passes(DialogueOptions().yield_s + 0.2)
    assert (floor.given_up, floor.paused) == ([], False)


async def test_a_speech_that_nobody_heard_yet_waits(
    floor: Floor, talking: set[int], interruptions: Interruptions
) -> None:
    floor.saying = saying(begun=False)
    talking.add(BOB)
    assert not interruptions.begin(BOB), "there was nothing to interrupt"
    await passes(DialogueOptions().yield_s + 1)
    assert (floor.paused, floor.given_up) == (True, []), "they speak, and it is not given up"
    interruptions.ended(BOB)
    assert (floor.paused, floor.given_up) == (False, [])


async def test_a_speech_that_nobody_heard_waits_until_it_is_too_late(
    floor: Floor, talking: set[int], interruptions: Interruptions
) -> None:
    said = floor.saying = saying(begun=False)
    said.good_until = asyncio.get_running_loop().time() + 5
    talking.add(BOB)
    interruptions.begin(BOB)
    await passes(5.2)
    assert floor.given_up == [said]


async def test_an_unheard_answer_gives_way_to_the_next_one_to_the_same_person(
    floor: Floor, interruptions: Interruptions
) -> None:
    said = floor.saying = saying(begun=False, to=ANN)
    interruptions.begin(ANN)
    interruptions.ended(ANN)
    assert floor.paused
    interruptions.give_up(ANN)
    assert floor.given_up == [said]
    kept = floor.saying = saying(begun=False, to=BOB)
    interruptions.begin(ANN)
    interruptions.give_up(ANN)
    assert floor.saying is kept
