"""The bot's voice client in the stand-in: libdave on its side, OpenMLS on everybody else's."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests import recordings
from tests.standin.fake_bot import settled
from tests.standin.fake_voice_bot import QUICK, Caller, Recorder, pieces
from tests.standin.town import Town
from tests.standin.voices import levels, likeness, pitch, sounds_like, tone, without_pauses

from chatterbot import audio, errors
from chatterbot.standin import ChannelType, Json, Permission
from chatterbot.standin.voice.client.peer import PeerOptions
from chatterbot.standin.voice.client.person import VoicePerson
from chatterbot.standin.voice.protocol import GCM, XCHACHA
from chatterbot.voice.connection import DiscordVoiceConnection

pytestmark = pytest.mark.protocol


@pytest.fixture
async def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


@pytest.fixture
async def caller(town: Town) -> AsyncIterator[Caller]:
    async with Caller(town).running() as running:
        yield running


@pytest.mark.parametrize("mode", [GCM, XCHACHA])
@pytest.mark.parametrize("kind", [ChannelType.VOICE, ChannelType.STAGE])
@pytest.mark.parametrize("first", ["bot", "ann"])
async def test_a_tone_goes_both_ways(town: Town, caller: Caller, mode: str, kind: ChannelType, first: str) -> None:
    lounge = town.discord.channel(town.guild, "Lounge", kind)
    server = town.discord.voice_server
    settings = PeerOptions(mode=mode)
    if first == "bot":
        connection = await caller.join(lounge)
        ann = await town.ann.join_voice(lounge, settings=settings)
    else:
        ann = await town.ann.join_voice(lounge, settings=settings)
        connection = await caller.join(lounge)
    await server.wait_settled(lounge, 2)
    for user in (town.discord.app_id, town.ann.id):
        town.discord.voice.change(town.guild["id"], user, suppress=False)
    async with Recorder(connection) as recorder:
        played = await connection.play(pieces(tone(440, 0.3))).wait()
        heard = await ann.hear()
        await ann.speak(tone(880, 0.3))
        await recorder.until(lambda: recorder.seconds(ann.user) >= 0.3)
    assert (played.position_s, played.interrupted) == (0.3, False)
    assert sounds_like(heard, 440)
    assert heard.lost == 0
    assert abs(pitch(recorder.sound(ann.user)) - 880) < 8
    assert recorder.lost(ann.user) == 0
    assert connection.privacy_code == ann.privacy_code
    assert (connection.privacy_code is None) == (kind is ChannelType.STAGE)
    await connection.disconnect()
    await server.wait_settled(lounge, 1)


@pytest.mark.parametrize("rate", [audio.SPEECH_RATE, 24_000, audio.DISCORD_RATE])
async def test_a_mono_tone_keeps_its_level_both_ways(town: Town, caller: Caller, lounge: Json, rate: int) -> None:
    said = tone(440, 1.0, rate)
    assert said.channels == 1
    connection, (ann,) = await joined(town, caller, lounge)
    async with Recorder(connection) as recorder:
        await connection.play(pieces(said)).wait()
        heard = await ann.hear()
        await ann.speak(said)
        await recorder.until(lambda: recorder.seconds(ann.user) >= 1.0)
    expected = levels(said)
    assert levels(without_pauses(heard)) == pytest.approx(expected, abs=0.2)
    assert levels(recorder.sound(ann.user)) == pytest.approx(expected, abs=0.2)
    await connection.disconnect()


@pytest.mark.parametrize(("mode", "kind"), [(GCM, ChannelType.VOICE), (XCHACHA, ChannelType.STAGE)])
async def test_a_sentence_goes_both_ways(town: Town, caller: Caller, mode: str, kind: ChannelType) -> None:
    asked = audio.AudioFrame.from_floats(recordings.samples("en-weather"), audio.SPEECH_RATE)
    answered = audio.AudioFrame.from_floats(recordings.samples("ru-weather"), audio.SPEECH_RATE)
    lounge = town.discord.channel(town.guild, "Lounge", kind)
    connection = await caller.join(lounge)
    ann = await town.ann.join_voice(lounge, settings=PeerOptions(mode=mode))
    await town.discord.voice_server.wait_settled(lounge, 2)
    for user in (town.discord.app_id, town.ann.id):
        town.discord.voice.change(town.guild["id"], user, suppress=False)
    async with Recorder(connection) as recorder:
        await ann.speak(asked)
        await recorder.until(lambda: recorder.seconds(ann.user) >= asked.duration_s)
        played = await connection.play(pieces(answered)).wait()
        assert played.position_s == pytest.approx(answered.duration_s, abs=0.02)
        heard = await ann.hear()
    assert likeness(recorder.sound(ann.user), asked) > 0.9
    assert likeness(without_pauses(heard), answered) > 0.9
    assert likeness(without_pauses(heard), asked) < 0.5  # the measure tells sentences apart
    await connection.disconnect()


async def both_ways(connection: DiscordVoiceConnection, person: VoicePerson, timeout_s: float = 10.0) -> None:
    """Each says something that the other hears, whole."""
    async with Recorder(connection) as recorder:
        played = connection.play(pieces(tone(440, 0.2)))
        heard = await person.hear(timeout_s=timeout_s)
        assert not (await played.wait()).interrupted
        assert (sounds_like(heard, 440), heard.lost) == (True, 0)
        await person.speak(tone(880, 0.2))
        await recorder.until(lambda: recorder.seconds(person.user) >= 0.2)
        assert abs(pitch(recorder.sound(person.user)) - 880) < 8


async def joined(town: Town, caller: Caller, lounge: Json, names: str = "Ann") -> tuple[Any, list[VoicePerson]]:
    connection = await caller.join(lounge)
    people = [await town.discord.user(name, town.general).join_voice(lounge) for name in names.split()]
    await town.discord.voice_server.wait_settled(lounge, 1 + len(people))
    return connection, people


@pytest.mark.parametrize("code", [None, 4015, 1001])
@pytest.mark.parametrize("replay_after", [False, True])
async def test_it_resumes_while_others_come(
    town: Town, caller: Caller, lounge: Json, code: int | None, replay_after: bool
) -> None:
    server = town.discord.voice_server
    connection, (ann,) = await joined(town, caller, lounge)
    server.faults.replay_after_resumed = replay_after
    if code is None:
        server.drop(user=town.discord.bot)
    else:
        server.close(code, user=town.discord.bot)
    bob = await town.discord.user("Bob", town.general).join_voice(lounge)
    await server.wait_settled(lounge, 3)
    await both_ways(connection, ann)
    await both_ways(connection, bob)
    assert (server.counters.resumed, server.counters.identified) == (1, 3)
    await connection.disconnect()


@pytest.mark.parametrize("cause", [4006, 4009, "refused resume", "forgotten messages"])
async def test_it_comes_back_with_a_new_session(town: Town, caller: Caller, lounge: Json, cause: int | str) -> None:
    server = town.discord.voice_server
    connection, (ann,) = await joined(town, caller, lounge)
    if isinstance(cause, int):
        server.close(cause, user=town.discord.bot)
    elif cause == "refused resume":
        server.faults.refuse_resumes = 1
        server.drop(user=town.discord.bot)
    else:
        session = server.session(lounge, town.discord.bot)
        session.speaking = None
        server.drop(user=town.discord.bot)
        bob = await town.discord.user("Bob", town.general).join_voice(lounge)
        session.forget()
        await bob.leave()
    await town.discord.wait_until(lambda: server.counters.identified >= 3)
    await server.wait_settled(lounge, 2)
    await both_ways(connection, ann)
    await connection.disconnect()


@pytest.mark.parametrize("fault", ["damage_commits", "damage_welcomes"])
async def test_it_recovers_from_what_it_cannot_process(town: Town, caller: Caller, lounge: Json, fault: str) -> None:
    server = town.discord.voice_server
    if fault == "damage_welcomes":
        ann = await town.ann.join_voice(lounge)
        bob = await town.discord.user("Bob", town.general).join_voice(lounge)
        await server.wait_settled(lounge, 2)
        server.faults.damage_welcomes = 1
        connection = await caller.join(lounge)
    else:
        connection, (ann,) = await joined(town, caller, lounge)
        server.faults.damage_commits = 2  # the bot's and Ann's
        bob = await town.discord.user("Bob", town.general).join_voice(lounge)
    call = server.call(lounge)
    await town.discord.wait_until(lambda: call.encryption.counters.recovered >= 1)
    await server.wait_settled(lounge, 3)
    await both_ways(connection, ann)
    await both_ways(connection, bob)
    await connection.disconnect()


@pytest.mark.parametrize("zero", [False, True])
async def test_it_follows_every_change_of_the_encryption(town: Town, caller: Caller, lounge: Json, zero: bool) -> None:
    server = town.discord.voice_server
    server.faults.transition_zero = 20 if zero else 0
    connection, (ann,) = await joined(town, caller, lounge)
    await both_ways(connection, ann)
    encryption = server.call(lounge).encryption
    encryption.downgrade()
    await town.discord.wait_until(lambda: ann.privacy_code is None)
    await settled(lambda: connection.privacy_code is None)
    await both_ways(connection, ann)
    encryption.upgrade()
    await town.discord.wait_until(lambda: ann.privacy_code is not None)
    await server.wait_settled(lounge, 2)
    await settled(lambda: connection.privacy_code == ann.privacy_code)
    await both_ways(connection, ann)
    await ann.leave()  # alone: everything begins anew
    await server.wait_settled(lounge, 1)
    bob = await town.discord.user("Bob", town.general).join_voice(lounge)
    await both_ways(connection, bob)
    await connection.disconnect()


async def test_it_joins_in_odd_orders(town: Town, caller: Caller, lounge: Json) -> None:
    faults = town.discord.voice_server.faults
    faults.early_sender, faults.repeated_senders, faults.lose_discoveries, faults.late_speaking_s = True, 2, 1, 0.05
    connection, people = await joined(town, caller, lounge, "Ann Bob")
    for person in people:
        await both_ways(connection, person)
    assert (faults.repeated_senders, faults.lose_discoveries) == (0, 0)
    await connection.disconnect()


async def test_it_is_moved_kicked_and_told(town: Town, caller: Caller, lounge: Json) -> None:
    server, guild, bot = town.discord.voice_server, town.guild["id"], town.discord.app_id
    connection, (ann,) = await joined(town, caller, lounge)
    attic = town.discord.channel(town.guild, "Attic", ChannelType.VOICE)
    for user in (bot, ann.user["id"]):
        town.discord.voice.move(guild, user, attic["id"])
    await server.wait_settled(attic, 2)
    await both_ways(connection, ann)
    assert int(connection.channel_id) == int(attic["id"])
    town.discord.voice.move(guild, bot, None)
    await connection.join()
    assert not connection.is_alive
    await server.wait_settled(attic, 1)


async def test_it_survives_a_change_of_the_server(town: Town, caller: Caller, lounge: Json) -> None:
    server = town.discord.voice_server
    connection, (ann,) = await joined(town, caller, lounge)
    server.faults.null_endpoints = 1
    before = server.counters.identified
    town.discord.voice.announce_server(town.guild["id"])
    await town.discord.wait_until(lambda: server.counters.identified > before)
    await server.wait_settled(lounge, 2)
    await both_ways(connection, ann)
    await connection.disconnect()


async def test_it_conceals_what_a_bad_network_loses(town: Town, caller: Caller, lounge: Json) -> None:
    connection, (ann,) = await joined(town, caller, lounge)
    way = town.discord.voice_server.faults.datagrams
    way.loss, way.duplicate, way.reorder, way.corrupt = 0.08, 0.1, 0.2, 0.02
    async with Recorder(connection) as recorder:
        await ann.speak(tone(550, 1.5))
        await recorder.until(lambda: recorder.seconds(ann.user) >= 1.4)
        assert abs(pitch(recorder.sound(ann.user)) - 550) < 8
        assert recorder.lost(ann.user) > 0
        assert recorder.seconds(ann.user) <= 1.9
    await connection.disconnect()


@pytest.mark.parametrize("why", ["full", "forbidden"])
async def test_it_is_told_that_it_cannot_join(town: Town, caller: Caller, why: str) -> None:
    small = town.discord.channel(town.guild, "Small", ChannelType.VOICE, user_limit=1)
    if why == "full":
        await town.ann.join_voice(small, sound=False)
    else:
        town.discord.overwrite(small, town.discord.bot, deny=Permission.CONNECT)
    with pytest.raises(errors.HandshakeTimeoutError):
        await caller.join(small, dataclasses.replace(QUICK, answer_timeout_s=1.0))
