"""What people had heard of what the bot said: signs before it are no words, and a second try counts as much as the first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from tests.unit.dialogue.world import Partner
from tests.virtual_time import passes

from chatterbot import audio, errors, models
from chatterbot.dialogue import speech_output as speech_outputs
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.dialogue.earcons import RATE, with_thinking_tones
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import SpokenTurn, Understood
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.dialogue.speech_output import SpeechOutput
from chatterbot.speech.tts.word_timing import WordTiming

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
WORDS = "one two three four five six seven eight"


class Floor:
    """Takes one speech, which the test plays."""

    def __init__(self) -> None:
        self.saying: SpeechHandle | None = None
        self.full = False
        self.withdrawn: list[SpeechHandle] = []

    def say(self, saying: SpeechHandle) -> bool:
        if not self.full:
            self.saying = saying
        return not self.full

    async def play(self, most_s: float = 100.0, *, lost: bool = False) -> None:
        """Send so many seconds of it."""
        saying = self.saying
        assert saying is not None
        sent_s = 0.0
        saying.follow(lambda: sent_s)
        frames = saying.sound()
        async for frame in frames:
            saying.begin(asyncio.get_running_loop().time())
            sent_s = min(most_s, sent_s + frame.duration_s)
            if sent_s == most_s:
                break
        await frames.aclose()
        if lost:
            saying.cut_off(sent_s)
            return
        self.saying = None
        saying.end(sent_s, interrupted=sent_s == most_s)

    def withdraw(self, saying: SpeechHandle) -> None:
        self.withdrawn.append(saying)
        saying.end()

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def give_up(self) -> None: ...

    def notice(self) -> None: ...


class Scene:
    """A speech output that has something to say."""

    def __init__(self) -> None:
        self.partner = Partner({})
        self.floor = Floor()
        self.times = StageTimes()
        self.output = SpeechOutput(self.floor, self.partner, DialogueOptions(), self.times)

    def answer(self, text: str = WORDS, to: int = ANN) -> SpokenExchange:
        reply = models.Reply(text, models.ReplySource.TAUGHT, 0.9, 0.5)
        exchange = SpokenExchange(to, "asked", "en", reply, text, AddressReason.ALONE)
        self.output.answer(self.turn(to), exchange, asyncio.get_running_loop().time())
        return exchange

    def turn(self, user_id: int = ANN, *, ago_s: float = 0.0) -> SpokenTurn:
        now = asyncio.get_running_loop().time() - ago_s
        nothing: asyncio.Future[Understood] = asyncio.get_running_loop().create_future()
        return SpokenTurn(user_id, now - 1.3, now - 0.3, now, nothing)  # type: ignore[arg-type]  # nobody waits for it


async def test_signs_before_the_answer_do_not_count_as_words() -> None:
    scene = Scene()
    exchange = scene.answer()
    scene.partner.sound_takes_s = 4.0  # two signs of 0.24 s
    await scene.floor.play(0.48 + 0.6)
    assert exchange.heard == "one two"
    scene.partner.sound_takes_s = 0.0
    exchange = scene.answer()
    await scene.floor.play(0.48 + 0.6)
    assert exchange.heard == "one two three", "without signs, more words in as much sound"


async def test_of_an_answer_said_again_the_longer_try_counts() -> None:
    scene = Scene()
    exchange = scene.answer()
    await scene.floor.play(1.5, lost=True)
    assert scene.output.previous(ANN) == "one two three four"
    assert scene.output.latest(ANN) is exchange
    await scene.floor.play(0.6)
    assert exchange.heard == "one two three four"


async def test_signs_of_the_first_try_do_not_count_at_the_second() -> None:
    scene = Scene()
    exchange = scene.answer()
    scene.partner.sound_takes_s = 4.0
    await scene.floor.play(0.3, lost=True)
    scene.partner.sound_takes_s = 0.0
    await scene.floor.play(1.2)
    assert exchange.heard == "one two three four"


async def test_an_answer_that_was_never_heard_is_not_remembered() -> None:
    scene = Scene()
    scene.floor.full = True
    exchange = scene.answer()
    assert exchange.heard == ""
    assert scene.output.latest(ANN) is None
    assert not scene.output.follows_up(ANN, scene.turn().began_at)
    assert scene.times.count(Stage.TOTAL) == 0


async def test_an_answer_whose_voice_fails_was_heard_so_far() -> None:
    scene = Scene()

    async def broken(text: str, language: str, timing: WordTiming) -> AsyncGenerator[audio.AudioFrame]:  # noqa: ARG001 - named as it is asked
        timing.begin([text])
        timing.add(0, 0.9)
        yield audio.AudioFrame.silence(0.9, audio.SPEECH_RATE, 1)
        raise errors.TextToSpeechError("it failed")

    scene.partner.sound = broken
    exchange = scene.answer()
    saying = scene.floor.saying
    assert saying is not None
    with pytest.raises(errors.TextToSpeechError):
        await scene.floor.play()
    saying.end(0.9, interrupted=True)
    assert WORDS.startswith(exchange.heard)
    assert exchange.heard


async def test_an_answer_repeated_to_another_person_is_their_answer_too() -> None:
    scene = Scene()
    exchange = scene.answer(to=ANN)
    await scene.floor.play()
    assert scene.output.latest(BOB) is exchange
    scene.output.answer(scene.turn(BOB), exchange, 0.0)
    await scene.floor.play()
    assert scene.output.follows_up(BOB, scene.turn(BOB).began_at)
    assert scene.output.people == {ANN, BOB}
    scene.output.forget(ANN)
    assert scene.output.people == set(), "they were hers, whoever heard them"


async def test_an_answer_is_forgotten_after_a_while() -> None:
    scene = Scene()
    scene.answer()
    await scene.floor.play()
    await passes(speech_outputs.CONTEXT_S - 1)
    assert scene.output.previous(ANN) == WORDS
    await passes(2)
    assert scene.output.previous(ANN) is None
    assert scene.output.latest(ANN) is None
    assert scene.output.people == set()


async def test_an_echo_is_expected_for_a_moment_only() -> None:
    scene = Scene()
    scene.answer()
    await scene.floor.play()
    assert scene.output.is_echo("seven eight six", scene.turn())
    assert not scene.output.is_echo("seven eight", scene.turn()), "two words are anybody's"
    assert not scene.output.is_echo("what is that", scene.turn())
    await passes(4)
    assert not scene.output.is_echo("seven eight six", scene.turn())


async def test_words_that_a_long_answer_said_long_ago_are_no_echo() -> None:
    scene = Scene()
    rest = " ".join(f"word{number}" for number in range(40))
    scene.answer(f"but what is it for then {rest}")
    await scene.floor.play(0.3 * 7)
    assert scene.output.is_echo("what is it for", scene.turn()), "it was said just now"
    scene.answer(f"but what is it for then {rest}")
    await passes(4)
    await scene.floor.play()
    assert not scene.output.is_echo("what is it for", scene.turn())
    assert scene.output.is_echo("word37 word38 word39", scene.turn())


async def test_a_sign_before_a_voice_costs_none_of_its_sound() -> None:
    async def late() -> AsyncGenerator[audio.AudioFrame]:
        await passes(2)
        yield audio.AudioFrame.silence(0.5, 24_000, 1)

    signs: list[float] = []
    frames = [frame async for frame in with_thinking_tones(late(), 0.5, 1.0, signs.append)]
    assert {frame.rate for frame in frames} == {RATE}
    assert sum(signs) == pytest.approx(0.48)
    assert sum(frame.duration_s for frame in frames) == pytest.approx(0.98, abs=0.01)


@pytest.mark.parametrize("fails", [False, True])
async def test_a_voice_that_is_not_wanted_any_more_is_closed(fails: bool, caplog: pytest.LogCaptureFixture) -> None:
    closed: list[bool] = []

    async def never() -> AsyncGenerator[audio.AudioFrame]:
        try:
            if fails:
                await passes(0.6)
                raise errors.TextToSpeechError("late")
            await asyncio.get_running_loop().create_future()
            yield audio.AudioFrame.silence(0.1)
        finally:
            closed.append(True)

    before = asyncio.all_tasks()
    frames = with_thinking_tones(never(), 0.5, 1.0, lambda _: None)
    assert (await anext(frames)).duration_s == pytest.approx(0.24)
    await passes(0.3)
    await frames.aclose()
    assert closed == [True]
    assert asyncio.all_tasks() == before
    assert not caplog.records
