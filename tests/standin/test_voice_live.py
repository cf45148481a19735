"""Tests of simulated users with live sound: a page or another program speaks and hears through them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator

import numpy as np
import pytest
from tests.standin.fake_bot import settled
from tests.standin.town import Town
from tests.standin.voices import PITCHES, meet, pitch, sounds_like, tone

from chatterbot import audio
from chatterbot.standin import ChannelType, Json
from chatterbot.standin.voice.client import microphone
from chatterbot.standin.voice.client.live import WAITING, LiveStream
from chatterbot.standin.voice.client.microphone import Gate, Microphone
from chatterbot.standin.voice.client.person import VoicePerson

pytestmark = pytest.mark.protocol

ROOM = 0.0003
"""Loudness of a quiet room: -70 dB of full scale."""


@pytest.fixture
def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


def room(seconds: float, loudness: float = ROOM) -> audio.AudioFrame:
    """Return the noise of a quiet room."""
    noise = np.random.default_rng(1).normal(0.0, loudness, round(seconds * audio.DISCORD_RATE))
    return audio.AudioFrame.from_floats(noise, audio.DISCORD_RATE)


def frames(*sounds: audio.AudioFrame) -> Iterator[audio.AudioFrame]:
    """Yield pieces of 20 ms, as a sound card does."""
    framer = audio.Framer()
    for sound in sounds:
        yield from framer.push(sound)


@contextlib.asynccontextmanager
async def card(mic: Microphone, *sounds: audio.AudioFrame) -> AsyncGenerator[None]:
    """Push 20 ms every 20 ms, as a sound card does, and after the sound the noise of a quiet room."""

    async def push() -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for frame in frames(*sounds, *[room(1.0)] * 60):
            mic.push(frame)
            due += audio.DISCORD_FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))  # it is the clock of the sound card

    pushing = asyncio.create_task(push())
    try:
        yield
    finally:
        pushing.cancel()
        await asyncio.wait([pushing])


async def spoken(person: VoicePerson, who: VoicePerson, *, speaks: bool) -> None:
    """Wait until a user hears that another one begins or stops speaking."""
    async with asyncio.timeout(10), contextlib.aclosing(person.speakers()) as news:
        async for speakers in news:
            if (who.user["id"] in speakers) is speaks:
                return


async def gathered(ear: LiveStream, who: VoicePerson, seconds: float) -> audio.AudioFrame:
    """Return this much of one user's sound as it comes; fail if sound of others comes."""
    parts: list[audio.AudioFrame] = []
    async with asyncio.timeout(10):
        async for heard in ear:
            assert heard.user_id == int(who.user["id"])
            assert len(heard.sound) == audio.DISCORD_FRAME_SAMPLES
            assert len(heard.mono()) == 2 * audio.DISCORD_FRAME_SAMPLES
            parts.append(heard.sound)
            if len(parts) >= seconds / audio.DISCORD_FRAME_S:
                break
    return audio.AudioFrame(np.concatenate([part.samples for part in parts]), audio.DISCORD_RATE)


# -- the gate


def passed(gate: Gate, *sounds: audio.AudioFrame) -> int:
    return sum(len(gate.push(frame)) for frame in frames(*sounds))


def test_silence_and_a_quiet_room_do_not_pass() -> None:
    assert passed(Gate(), audio.AudioFrame.silence(1.0, channels=1), room(2.0)) == 0


def test_speech_passes_with_what_is_around_it() -> None:
    gate = Gate()
    assert passed(gate, room(0.5), tone(440, 0.4), room(1.0)) == microphone.LEADING + 20 + microphone.TRAILING
    assert not gate.is_open


def test_a_pause_between_words_does_not_close_it() -> None:
    gate = Gate()
    assert passed(gate, tone(440, 0.2), room(0.3), tone(440, 0.2)) == 35
    assert gate.is_open


def test_a_loud_room_does_not_open_the_gate_but_speech_in_it_does() -> None:
    gate = Gate()
    hum = room(3.0, 0.005)  # -46 dB: a fan
    assert passed(gate, hum) == 0
    assert passed(gate, tone(440, 0.4), room(1.0, 0.005)) == microphone.LEADING + 20 + microphone.TRAILING


# -- live


async def test_what_is_pushed_is_heard_and_silence_is_not_sent(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    with bob.listen() as ear:
        async with ann.microphone() as mic, card(mic, room(0.3), tone(440, 0.6)):
            sound = await gathered(ear, ann, 0.8)
            assert abs(pitch(sound) - 440) < 8
            await spoken(bob, ann, speaks=False)
            heard = await bob.hear(ann.user["id"])
    assert sounds_like(heard, 440)
    assert heard.lost == 0
    spoke = [packet for packet in heard.packets if not packet.silent]
    assert microphone.LEADING + 30 <= len(spoke) <= microphone.LEADING + 30 + microphone.TRAILING + 1
    assert len(heard.packets) - len(spoke) == microphone.CLOSING_SILENCES
    length = len(spoke) * audio.DISCORD_FRAME_S
    assert heard.arrivals[-1] - heard.arrivals[0] > 0.7 * length  # not at once: it goes out as it comes in
    assert (mic.dropped, mic.unheard) == (0, 0)


async def test_the_pause_between_two_speeches_is_in_the_stream(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    async with ann.microphone() as mic, card(mic, tone(440, 0.2), room(1.2), tone(660, 0.2)):
        for _ in range(2):
            await spoken(bob, ann, speaks=True)
            await spoken(bob, ann, speaks=False)
    heard = await bob.hear(ann.user["id"])
    assert 1.9 < heard.audio.duration_s < 2.7  # both, what is around them, and the silence between


async def test_everybody_sees_who_speaks(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    assert ann.speaking == bob.speaking == frozenset()
    async with ann.microphone() as mic, card(mic, tone(440, 0.4)):
        await asyncio.gather(spoken(bob, ann, speaks=True), spoken(ann, ann, speaks=True))
        await asyncio.gather(spoken(bob, ann, speaks=False), spoken(ann, ann, speaks=False))


async def test_muting_during_speech_silences_at_once(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    async with ann.microphone() as mic, card(mic, tone(440, 20.0)):
        await spoken(bob, ann, speaks=True)
        ann.mute()
        assert ann.speaking == frozenset()
        await spoken(bob, ann, speaks=False)
        sent = mic.sent
        ann.mute(muted=False)
        await spoken(bob, ann, speaks=True)
        assert mic.sent > sent


async def test_a_source_that_stops_in_the_middle_of_a_word_ends_the_speech(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    async with ann.microphone() as mic:
        for frame in frames(tone(440, 0.2)):
            mic.push(frame)
        heard = await bob.hear(ann.user["id"])
        assert [packet.silent for packet in heard.packets] == [False] * 10 + [True] * microphone.CLOSING_SILENCES
        assert not mic.speaking


async def test_a_flood_of_sound_is_limited_to_half_a_second(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    async with ann.microphone() as mic:
        for frame in frames(tone(440, 3.0)):
            mic.push(frame)
        assert mic.dropped == 150 - microphone.WAITING
        heard = await bob.hear(ann.user["id"])
        assert sum(not packet.silent for packet in heard.packets) == microphone.WAITING


async def test_a_slow_listener_hears_the_latest(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    with bob.listen() as ear:
        await ann.speak(tone(440, 4.0), speed=20.0)
        await bob.hear(ann.user["id"])
        assert ear.dropped == 205 - WAITING
        await gathered(ear, ann, WAITING * audio.DISCORD_FRAME_S)


async def test_each_speaker_is_heard_separately(town: Town, lounge: Json) -> None:
    ann, bob, cid = await meet(town, lounge, ["Ann", "Bob", "Cid"])
    sounds: dict[int, list[audio.AudioFrame]] = {}
    with cid.listen() as ear:
        await asyncio.gather(ann.speak(tone(PITCHES[0])), bob.speak(tone(PITCHES[1])))
        async with asyncio.timeout(10):
            while len(sounds) < 2 or min(map(len, sounds.values())) < 20:
                heard = await anext(ear)
                sounds.setdefault(heard.user_id, []).append(heard.sound)
    for person, hertz in ((ann, PITCHES[0]), (bob, PITCHES[1])):
        samples = np.concatenate([sound.samples for sound in sounds[int(person.user["id"])]])
        assert abs(pitch(audio.AudioFrame(samples, audio.DISCORD_RATE)) - hertz) < 8


async def test_a_user_who_is_alone_sends_no_sound(town: Town, lounge: Json) -> None:
    (ann,) = await meet(town, lounge, ["Ann"])
    async with ann.microphone() as mic, card(mic, tone(440, 20.0)):
        await spoken(ann, ann, speaks=True)  # the own ring is there all the same
        await settled(lambda: mic.unheard > 0)
        assert mic.sent == 0
        bob = await town.discord.user("Bob", town.general).join_voice(lounge)
        await spoken(bob, ann, speaks=True)


@pytest.mark.parametrize("resumed", [True, False])
async def test_the_microphone_works_after_a_reconnect(town: Town, lounge: Json, resumed: bool) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    server = town.discord.voice_server
    if not resumed:
        server.faults.refuse_resumes = 1
    with bob.listen() as ear:
        async with ann.microphone() as mic, card(mic, tone(440, 20.0)):
            await spoken(bob, ann, speaks=True)
            server.drop(user=ann.user)
            await town.discord.wait_until(lambda: ann.resumed + ann.reconnected > 0)
            await server.wait_settled(lounge, 2)
            sent = mic.sent
            await town.discord.wait_until(lambda: mic.sent > sent + 25)
        await gathered(ear, ann, 0.5)


async def test_the_live_stream_ends_when_the_user_is_disconnected(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    with bob.listen() as ear:
        town.discord.voice.move(town.guild["id"], bob.user["id"], None)
        async with asyncio.timeout(10):
            await bob.wait_ended()
            assert [heard async for heard in ear] == []
            assert [speakers async for speakers in bob.speakers()] == []
    assert (bob.present, ann.present) == (False, True)
