"""What a listener hears when the online voices fail: sound of another voice, or a clear line in the log."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.edge_service import EdgeFault, EdgeService

from chatterbot import audio, errors
from chatterbot.speech.tts import circuit_breaker, edge, sentences
from chatterbot.speech.tts import speaker as tts_speaker

pytest.importorskip("edge_tts", reason="the extra `speech` is not installed")
pytestmark = [
    pytest.mark.protocol,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

SENTENCES = (
    "Good evening, ladies and gentlemen.",
    "This sentence is so long, and on purpose, that it becomes a piece of its own, not put together with the next, where another voice may speak.",
    "The third and last one is here.",
)
ANSWER = " ".join(SENTENCES)
EDGE_RATE = 24_000
ESPEAK_RATE = 22_050
PATIENT = edge.EdgeOptions(first_s=20, next_s=20)
HASTY = edge.EdgeOptions(first_s=0.3, next_s=0.3)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncGenerator[EdgeService]:
    (tmp_path / "certificates").mkdir()
    async with EdgeService.open(tmp_path / "certificates") as service:
        yield service
        await service.idle()
        assert service.violations == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spoken"


@contextlib.asynccontextmanager
async def opened(
    service: EdgeService,
    folder: Path | None = None,
    *,
    limits: edge.EdgeOptions = PATIENT,
    espeak: bool = True,
    skip_s: float = 60,
) -> AsyncGenerator[tts_speaker.Speaker]:
    settings = tts_speaker.TtsOptions(
        espeak=espeak, limits=limits, circuit=circuit_breaker.CircuitOptions(skip_s=skip_s)
    )
    before = asyncio.all_tasks()
    async with tts_speaker.Speaker.open(settings, folder, connector=service.connector) as speaker:
        yield speaker
    left = {task.get_name() for task in asyncio.all_tasks() - before}
    assert not left & {"speaking", "speech chores", "speech preparations", "probe edge"}


async def heard(speaker: tts_speaker.Speaker, text: str = ANSWER, *, live: bool = True) -> list[audio.AudioFrame]:
    return [frame async for frame in speaker.synthesize(text, live=live)]


def seconds(frames: list[audio.AudioFrame]) -> float:
    return sum(frame.duration_s for frame in frames)


def available(speaker: tts_speaker.Speaker) -> dict[str, bool]:
    return {health.engine: health.available for health in speaker.health()}


async def test_an_answer_is_yielded_sentence_by_sentence(service: EdgeService) -> None:
    async with opened(service) as speaker:
        frames = await heard(speaker)
    assert [spoken.text for spoken in service.spoken] == [*SENTENCES]
    assert {frame.rate for frame in frames} == {EDGE_RATE}
    assert 10 < seconds(frames) < 25


@pytest.mark.parametrize(
    "fault",
    [
        EdgeFault.DOWN,
        EdgeFault.FORBIDDEN,
        EdgeFault.UNAUTHORIZED,
        EdgeFault.OVERLOADED,
        EdgeFault.NO_AUDIO,
        EdgeFault.GARBAGE,
        EdgeFault.NO_MP3,
        EdgeFault.SLOW,
    ],
)
async def test_if_the_service_fails_another_voice_speaks_the_whole_answer(
    service: EdgeService, fault: EdgeFault, caplog: pytest.LogCaptureFixture
) -> None:
    service.fault = fault
    async with opened(service, limits=HASTY) as speaker:
        frames = await heard(speaker)
        undisturbed = await heard(speaker)
    assert {frame.rate for frame in frames} == {ESPEAK_RATE}
    assert seconds(frames) == pytest.approx(seconds(undisturbed), rel=0.01)
    assert "edge/en-US-EmmaMultilingualNeural failed, espeak-ng/en goes on" in caplog.text


@pytest.mark.parametrize("fault", [EdgeFault.CUT, EdgeFault.STALL])
async def test_a_sentence_that_breaks_off_is_said_again(service: EdgeService, fault: EdgeFault) -> None:
    """The listener may hear the beginning twice, but never misses the rest; the service delays nobody a second time."""
    service.faults.extend([None, fault])
    async with opened(service, limits=edge.EdgeOptions(first_s=20, next_s=1.0)) as speaker:
        frames = await heard(speaker)
        assert {frame.rate for frame in frames} == {
            EDGE_RATE
        }  # espeak-ng's sound is brought to the rate that was begun with
        assert len(service.spoken) == 2
        assert seconds(frames) > 10


@pytest.mark.parametrize("fault", [EdgeFault.CUT, EdgeFault.STALL])
async def test_a_file_never_contains_a_sentence_that_breaks_off(service: EdgeService, fault: EdgeFault) -> None:
    async with opened(service, limits=edge.EdgeOptions(first_s=20, next_s=1.0)) as speaker:
        service.faults.append(fault)
        recorded = seconds(await heard(speaker, SENTENCES[0], live=False))
        service.fault = EdgeFault.DOWN
        local = seconds(await heard(speaker, SENTENCES[0]))
    assert recorded == pytest.approx(local, rel=0.01)


async def test_sound_that_was_not_yielded_yet_is_not_repeated(service: EdgeService) -> None:
    """The second piece is synthesized while the first is played: when it breaks off, the other voice speaks all of it."""
    service.faults.extend([None, EdgeFault.CUT])
    async with opened(service) as speaker:
        text = " ".join(SENTENCES[:2])
        async with contextlib.aclosing(speaker.synthesize(text)) as sound, logged("espeak-ng/en goes on") as failed:
            first = await anext(sound)
            await failed.wait()
            rest = [frame async for frame in sound]
        service.fault = EdgeFault.DOWN
        second = seconds(await heard(speaker, SENTENCES[1]))
        first_alone = 2.6
    assert first.duration_s + seconds(rest) == pytest.approx(first_alone + second, abs=1.0)


async def test_a_slow_service_is_skipped_and_used_again_later(service: EdgeService) -> None:
    service.fault = EdgeFault.SLOW
    async with opened(service, limits=edge.EdgeOptions(first_s=2, next_s=20), skip_s=0.05) as speaker:
        await heard(speaker, SENTENCES[0])
        async with logged("edge speaks again") as found:
            assert [spoken.text for spoken in service.spoken][:1] == [SENTENCES[0]]
            service.fault = None
            service.go_on.set()
            await found.wait()
        assert available(speaker)["edge"]
        assert {spoken.text for spoken in service.spoken[1:]} == {"OK."}


async def test_a_skipped_service_delays_nobody(service: EdgeService) -> None:
    service.fault = EdgeFault.OVERLOADED
    async with opened(service) as speaker:
        await heard(speaker, "One, two, three.")
        assert available(speaker)["edge"]
        await heard(speaker, "Four, five, six.")
        assert not available(speaker)["edge"]
        service.fault = None
        frames = await heard(speaker, "Seven, eight, nine.")
    assert {frame.rate for frame in frames} == {ESPEAK_RATE}
    assert service.spoken == []


async def test_without_another_voice_a_skipped_service_is_used(service: EdgeService) -> None:
    service.fault = EdgeFault.OVERLOADED
    async with opened(service, espeak=False) as speaker:
        for _ in range(2):
            with pytest.raises(errors.TextToSpeechError, match="no voice can speak"):
                await heard(speaker)
        assert not available(speaker)["edge"]
        service.fault = None
        assert seconds(await heard(speaker)) > 10
        assert available(speaker)["edge"]


async def test_the_log_says_when_no_voice_can_speak(service: EdgeService, caplog: pytest.LogCaptureFixture) -> None:
    service.fault = EdgeFault.DOWN
    async with opened(service, espeak=False) as speaker:
        with pytest.raises(errors.TextToSpeechError):
            await heard(speaker)
    assert "edge/en-US-EmmaMultilingualNeural failed, nobody goes on" in caplog.text


async def test_a_missing_voice_does_not_disable_the_other_voices(service: EdgeService) -> None:
    """A guild has chosen a voice that the service no longer has: the default voice speaks, and other guilds are not affected."""
    async with opened(service) as speaker:
        for _ in range(3):
            frames = [frame async for frame in speaker.synthesize(SENTENCES[0], voice="edge/en-GB-SoniaNeural")]
            assert {frame.rate for frame in frames} == {EDGE_RATE}
        assert available(speaker)["edge"]


async def test_closing_the_generator_ends_all_work(service: EdgeService) -> None:
    service.fault = EdgeFault.STALL
    async with opened(service) as speaker:
        sound = speaker.synthesize(ANSWER)
        assert len(await anext(sound))
        await sound.aclose()
        await service.idle()
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "speaking"]


async def test_a_generator_that_is_not_closed_ends_all_work(service: EdgeService) -> None:
    """`async for` left by `break` does not close a generator; its end does."""
    service.fault = EdgeFault.STALL
    async with opened(service) as speaker:
        async for frame in speaker.synthesize(ANSWER):
            assert len(frame)
            break
        gc.collect()
        await service.idle()


async def test_cancelling_before_the_first_sound_ends_all_work(service: EdgeService) -> None:
    service.fault = EdgeFault.SLOW
    async with opened(service) as speaker:
        speaking = asyncio.create_task(heard(speaker))
        await service.asked(1)
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        await service.idle()


async def test_a_cached_answer_needs_no_service(service: EdgeService, folder: Path) -> None:
    async with opened(service, folder) as speaker:
        before = await heard(speaker)
        await speaker.settled()
    service.fault = EdgeFault.DOWN
    async with opened(service, folder) as speaker:
        again = await heard(speaker)
        assert seconds(again) == pytest.approx(seconds(before), abs=0.1)
        assert len(service.spoken) == len(SENTENCES)
        await heard(speaker, "Something new.")
        await heard(speaker, "Something else that is new.")
        assert not available(speaker)["edge"]
        assert seconds(await heard(speaker)) == pytest.approx(seconds(before), abs=0.1)


def damage(folder: Path) -> None:
    (kept,) = folder.glob("*.speech")
    kept.write_bytes(kept.read_bytes()[:-1])


async def test_a_damaged_sound_is_synthesized_again(
    service: EdgeService, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(service, folder) as speaker:
        await heard(speaker, SENTENCES[0])
        await speaker.settled()
        damage(folder)
        assert seconds(await heard(speaker, SENTENCES[0])) > 1
        await speaker.settled()
    assert len(service.spoken) == 2
    assert "damaged" in caplog.text


async def test_likely_answers_are_spoken_in_advance(service: EdgeService, folder: Path) -> None:
    async with opened(service, folder) as speaker:
        assert speaker.prepare([ANSWER, "Привет!", "👍", ANSWER]) == 7
        await speaker.settled()
        assert len(service.spoken) == 4
        assert speaker.prepare([ANSWER]) == 0
        service.fault = EdgeFault.DOWN
        assert {frame.rate for frame in await heard(speaker, "Привет!")} == {audio.DISCORD_RATE}


async def test_preparations_stop_for_a_person_who_waits(service: EdgeService, folder: Path) -> None:
    service.fault = EdgeFault.STALL
    async with opened(service, folder) as speaker, asyncio.timeout(20):
        assert speaker.prepare([SENTENCES[0]]) == 1
        await service.asked(1)
        live = asyncio.create_task(heard(speaker, SENTENCES[1]))
        await service.asked(2)
        service.fault = None
        service.go_on.set()
        assert seconds(await live) > 1
        await speaker.settled()
        assert [one.text for one in service.spoken] == [SENTENCES[0], *sentences.pieces(SENTENCES[1]), SENTENCES[0]]


async def test_preparations_stop_when_the_service_fails(service: EdgeService, folder: Path) -> None:
    service.fault = EdgeFault.OVERLOADED
    async with opened(service, folder) as speaker:
        speaker.prepare(["One, two, three.", "Four, five, six."])
        await speaker.settled()
        assert speaker.health()[0].failures == 1
    assert service.spoken == []


async def test_the_services_list_is_loaded_after_the_first_success(service: EdgeService) -> None:
    async with opened(service) as speaker:
        assert speaker.voice("en-US-NovaNeural") is None
        await heard(speaker, SENTENCES[0])
        await speaker.settled()
        assert speaker.voice("en-US-NovaNeural") is not None


async def test_a_russian_text_is_spoken_by_a_russian_voice(service: EdgeService) -> None:
    async with opened(service) as speaker:
        async for _ in speaker.synthesize("Привет! Это **проверка**.", language="en", voice="edge/de-DE-KatjaNeural"):
            pass
    assert [spoken.voice for spoken in service.spoken] == [
        "Microsoft Server Speech Text to Speech Voice (ru-RU, SvetlanaNeural)"
    ]


async def test_the_voice_that_spoke_last_is_known_and_preparations_do_not_count(
    service: EdgeService, folder: Path
) -> None:
    async with opened(service, folder) as speaker:
        assert speaker.last_voice is None
        speaker.prepare([SENTENCES[0]], language="en")
        await speaker.settled()
        assert speaker.last_voice is None
        await heard(speaker, SENTENCES[0])
        assert speaker.last_voice is not None
        assert speaker.last_voice.engine == "edge"
        service.fault = EdgeFault.DOWN
        await heard(speaker, SENTENCES[1])
        assert speaker.last_voice.engine == "espeak-ng"


async def test_a_check_tries_the_online_voices_only_if_nothing_else_could_speak(service: EdgeService) -> None:
    async with opened(service) as speaker:
        assert await speaker.check()
        assert service.spoken == []
    async with opened(service, espeak=False) as speaker:
        assert await speaker.check()
        assert len(service.spoken) == 1
        assert await speaker.check()
        assert len(service.spoken) == 1, "what is known is not tried again"
        assert speaker.last_voice is None, "nobody heard that"
    service.fault = EdgeFault.DOWN
    async with opened(service, espeak=False) as speaker:
        assert speaker.health()[0].available
        assert not await speaker.check()
        assert not speaker.health()[0].available


async def test_a_text_without_words_is_refused(service: EdgeService) -> None:
    async with opened(service) as speaker:
        with pytest.raises(errors.InvalidInputError) as raised:
            await heard(speaker, "👍 <:wave:123456789012345678>")
    assert raised.value.key == "error-speech-nothing-to-say"


async def test_missing_voices_are_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from chatterbot.speech.tts import program

    settings = tts_speaker.TtsOptions(
        online=False,
        espeak=False,
        programs=(program.ProgramOptions("nobody", ("no-such-program",), ("en",)),),
    )
    async with tts_speaker.Speaker.open(settings, None) as speaker:
        with pytest.raises(errors.TextToSpeechError):
            await heard(speaker)
    assert "no-such-program is not installed" in caplog.text
    assert "no voice is installed" in caplog.text


@contextlib.asynccontextmanager
async def logged(words: str) -> AsyncGenerator[asyncio.Event]:
    """Yield an event that is set when a log line contains these words."""
    seen = asyncio.Event()

    class Watch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if words in record.getMessage():
                seen.set()

    watch, logger = Watch(), logging.getLogger("chatterbot.speech")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(watch)
    try:
        async with asyncio.timeout(30):
            yield seen
    finally:
        logger.removeHandler(watch)
        logger.setLevel(before)
