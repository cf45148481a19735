"""Tests of simulated users who speak with one another: joins, leaves, moves, and faults of server and network."""

from __future__ import annotations

import asyncio

import pytest
from tests.standin.fake_bot import settled
from tests.standin.town import Town
from tests.standin.voices import FAST, PITCHES, meet, sounds_like, talk, tone

from chatterbot.standin import ChannelType, Json, NoAnswer, Permission, SetupError
from chatterbot.standin.voice.client.peer import PeerOptions
from chatterbot.standin.voice.protocol import GCM, XCHACHA
from chatterbot.standin.voice.server.payloads import Identify
from chatterbot.standin.voice.server.session import VoiceSession

pytestmark = pytest.mark.protocol


@pytest.fixture
def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


@pytest.mark.parametrize("mode", [GCM, XCHACHA])
async def test_each_hears_every_other_one(town: Town, lounge: Json, mode: str) -> None:
    people = await meet(town, lounge, ["Ann", "Bob", "Cid"], PeerOptions(mode=mode))
    assert len({person.privacy_code for person in people}) == 1
    await talk(people)
    await people[0].leave()
    await town.discord.voice_server.wait_settled(lounge, 2)
    await talk(people[1:])


async def test_the_two_modes_understand_each_other(town: Town, lounge: Json) -> None:
    ann = await town.ann.join_voice(lounge, settings=PeerOptions(mode=GCM))
    bob = await town.discord.user("Bob", town.general).join_voice(lounge, settings=PeerOptions(mode=XCHACHA))
    await talk([ann, bob])


async def test_a_stage_is_not_encrypted(town: Town) -> None:
    stage = town.discord.channel(town.guild, "Stage", ChannelType.STAGE)
    ann, bob = await meet(town, stage, ["Ann", "Bob"])
    assert ann.privacy_code is None
    await ann.speak(tone(440), speed=FAST)  # nobody hears an audience
    await settled(lambda: town.discord.voice_server.counters.silenced == 25)
    assert bob.stream_of(ann.user["id"]).count == 0
    for person in (ann, bob):
        town.discord.voice.change(town.guild["id"], person.user["id"], suppress=False)
    await talk([ann, bob])


async def test_a_commit_goes_to_no_session_that_began_after_its_proposals(town: Town, lounge: Json) -> None:
    server = town.discord.voice_server
    await meet(town, lounge, ["Ann", "Bob", "Cid"])
    cid, group = town.discord.user("Cid", town.general), server.call(lounge).encryption.group
    dee = asyncio.create_task(town.discord.user("Dee", town.general).join_voice(lounge))
    await town.discord.wait_until(lambda: group.open_proposals)  # proposed, and not committed yet
    old = server.session(lounge, cid.data)
    server.drop(user=cid.data)
    server.end(old)
    fresh = server.identify(Identify(lounge["guild_id"], cid.id, old.grant.session_id, old.grant.token, 1))
    assert isinstance(fresh, VoiceSession)
    epoch = group.epoch
    await town.discord.wait_until(lambda: group.epoch > epoch)
    assert fresh.sequence == -1  # nothing was sent to it
    await dee
    await server.wait_settled(lounge, 4)  # Cid's own client came back meanwhile


async def test_an_old_client_ends_the_encryption_until_it_leaves(town: Town, lounge: Json) -> None:
    town.discord.voice_server.dave_required = False
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    old = await town.discord.user("Old", town.general).join_voice(lounge, settings=PeerOptions(max_dave=0))
    await town.discord.voice_server.wait_settled(lounge, 3)
    await town.discord.wait_until(lambda: ann.privacy_code is bob.privacy_code is None)
    await talk([ann, bob, old])
    await old.leave()
    await town.discord.voice_server.wait_settled(lounge, 2)
    await town.discord.wait_until(lambda: ann.privacy_code == bob.privacy_code is not None)
    await talk([ann, bob])


async def test_an_old_client_is_refused(town: Town, lounge: Json) -> None:
    with pytest.raises(NoAnswer):
        await town.ann.join_voice(lounge, settings=PeerOptions(max_dave=0))
    assert town.discord.problems.pop() == ("voice", "op 0: dave required")
    assert not town.discord.voice_server.calls
    assert not town.discord.world.voice_states


async def test_the_server_may_downgrade_and_upgrade(town: Town, lounge: Json) -> None:
    people = await meet(town, lounge, ["Ann", "Bob", "Cid"])
    call = town.discord.voice_server.call(lounge)
    call.encryption.downgrade()
    await town.discord.wait_until(lambda: all(person.privacy_code is None for person in people))
    await talk(people)
    call.encryption.upgrade()
    await town.discord.wait_until(lambda: None not in {person.privacy_code for person in people})
    await town.discord.voice_server.wait_settled(lounge, 3)
    assert len({person.privacy_code for person in people}) == 1
    await talk(people)


async def test_the_last_client_begins_a_new_group(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    await bob.leave()
    await town.discord.voice_server.wait_settled(lounge, 1)
    assert town.discord.voice_server.call(lounge).encryption.counters.new_groups == 1
    assert not ann.ready
    cid = await town.discord.user("Cid", town.general).join_voice(lounge)
    await talk([ann, cid])


@pytest.mark.parametrize("replay_after", [False, True])
async def test_a_cut_connection_is_resumed_and_nothing_is_missed(town: Town, lounge: Json, replay_after: bool) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    server = town.discord.voice_server
    server.faults.replay_after_resumed = replay_after
    server.drop(user=ann.user)
    cid = await town.discord.user("Cid", town.general).join_voice(lounge)
    await server.wait_settled(lounge, 3)
    await talk([ann, bob, cid])
    assert (ann.resumed, ann.reconnected, server.counters.resumed) == (1, 0, 1)


async def test_a_session_that_cannot_be_resumed_is_replaced(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    server = town.discord.voice_server
    server.faults.refuse_resumes = 1
    server.drop(user=ann.user)
    await town.discord.wait_until(lambda: ann.reconnected == 1)
    await server.wait_settled(lounge, 2)
    await talk([ann, bob])


@pytest.mark.parametrize("code", [4015, 4006, 4009])
async def test_closed_connections_come_back(town: Town, lounge: Json, code: int) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    town.discord.voice_server.close(code, user=bob.user)
    await town.discord.wait_until(lambda: bob.resumed + bob.reconnected == 1)
    await town.discord.voice_server.wait_settled(lounge, 2)
    await talk([ann, bob])
    assert (bob.resumed, bob.reconnected) == ((1, 0) if code == 4015 else (0, 1))


@pytest.mark.parametrize("who", ["commit", "welcome"])
async def test_a_client_that_cannot_process_a_commit_is_removed_and_added_again(
    town: Town, lounge: Json, who: str
) -> None:
    people = await meet(town, lounge, ["Ann", "Bob"])
    if who == "commit":
        town.discord.voice_server.faults.damage_commits = 1
    else:
        town.discord.voice_server.faults.damage_welcomes = 1
    people.append(await town.discord.user("Cid", town.general).join_voice(lounge))
    call = town.discord.voice_server.call(lounge)
    await town.discord.wait_until(lambda: call.encryption.counters.recovered == 1)
    await town.discord.voice_server.wait_settled(lounge, 3)
    await talk(people)


async def test_a_transition_is_executed_after_its_time_limit(town: Town, lounge: Json) -> None:
    ann = await town.ann.join_voice(lounge, settings=PeerOptions(never_ready=True))
    town.discord.voice_server.call(lounge).encryption.transition_s = 0.1
    bob = await town.discord.user("Bob", town.general).join_voice(lounge)
    await town.discord.voice_server.wait_settled(lounge, 2)
    assert town.discord.voice_server.call(lounge).encryption.counters.late_transitions == 1
    await talk([ann, bob])


async def test_transition_zero_is_executed_at_once(town: Town, lounge: Json) -> None:
    town.discord.voice_server.faults.transition_zero = 2
    await talk(await meet(town, lounge, ["Ann", "Bob", "Cid"]))


async def test_held_transitions_are_executed_when_released(town: Town, lounge: Json) -> None:
    server = town.discord.voice_server
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    server.faults.hold_execute = True
    cid = await town.discord.user("Cid", town.general).join_voice(lounge)
    call = server.call(lounge)
    await town.discord.wait_until(lambda: call.encryption.counters.commits == 2)
    await cid.wait_ready()
    assert not call.settled
    server.release_transitions()
    await server.wait_settled(lounge, 3)
    await talk([ann, bob, cid])


async def test_odd_orders_of_messages_change_nothing(town: Town, lounge: Json) -> None:
    faults = town.discord.voice_server.faults
    faults.early_sender, faults.repeated_senders, faults.lose_discoveries, faults.late_speaking_s = True, 1, 1, 0.05
    people = await meet(town, lounge, ["Ann", "Bob", "Cid"])
    await talk(people)
    assert (faults.repeated_senders, faults.lose_discoveries) == (0, 0)


async def test_a_bad_network_loses_doubles_and_reorders(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    way = town.discord.voice_server.faults.datagrams
    way.loss, way.duplicate, way.reorder, way.corrupt = 0.1, 0.1, 0.2, 0.05
    await ann.speak(tone(440, 2.0), speed=FAST)
    heard = await bob.hear(ann.user["id"])
    assert min(way.lost, way.duplicated, way.reordered, way.corrupted) > 0
    assert heard.lost > 0
    assert abs(heard.audio.duration_s - 2.1) < 0.15
    assert sounds_like(heard, 440)


async def test_muted_and_deaf_people(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    voice, counters, guild = town.discord.voice, town.discord.voice_server.counters, town.guild["id"]
    ann.mute()
    await ann.speak(tone(440), speed=FAST)
    voice.change(guild, bob.user["id"], mute=True)
    await bob.speak(tone(440), speed=FAST)
    await settled(lambda: counters.silenced == 25)  # Bob's: Ann's own client sent nothing
    voice.change(guild, bob.user["id"], mute=False, deaf=True)
    ann.mute(muted=False)
    await ann.speak(tone(440), speed=FAST)
    await settled(lambda: counters.received == 50)
    assert (ann.stream_of(bob.user["id"]).count, bob.stream_of(ann.user["id"]).count) == (0, 0)
    voice.change(guild, bob.user["id"], deaf=False)
    await talk([ann, bob])


async def test_moved_people_go_along_and_kicked_people_are_gone(town: Town, lounge: Json) -> None:
    server = town.discord.voice_server
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    attic = town.discord.channel(town.guild, "Attic", ChannelType.VOICE)
    for person in (ann, bob):
        town.discord.voice.move(town.guild["id"], person.user["id"], attic["id"])
    await server.wait_settled(attic, 2)
    await talk([ann, bob])
    assert ann.channel_id == attic["id"]
    town.discord.voice.move(town.guild["id"], bob.user["id"], None)
    await server.wait_settled(attic, 1)
    assert bob not in server.people
    assert bob.channel_id is None


async def test_full_and_forbidden_channels_let_nobody_in(town: Town) -> None:
    small = town.discord.channel(town.guild, "Small", ChannelType.VOICE, user_limit=1)
    bob, cid = (town.discord.user(name, town.general) for name in ("Bob", "Cid"))
    await town.ann.join_voice(small, sound=False)
    with pytest.raises(SetupError, match="full"):
        await bob.join_voice(small)
    await cid.with_permissions(Permission.MOVE_MEMBERS).join_voice(small, sound=False)
    town.discord.overwrite(small, bob, deny=Permission.CONNECT)
    with pytest.raises(SetupError, match="CONNECT"):
        await bob.join_voice(small)


async def test_a_user_without_permission_to_speak_is_not_heard(town: Town, lounge: Json) -> None:
    town.discord.overwrite(lounge, town.ann, deny=Permission.SPEAK)
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    await ann.speak(tone(440), speed=FAST)
    assert bob.stream_of(ann.user["id"]).count == 0
    await bob.speak(tone(PITCHES[1]), speed=FAST)
    assert sounds_like(await ann.hear(bob.user["id"]), PITCHES[1])


async def test_speech_is_paced_as_it_is_spoken(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    loop = asyncio.get_running_loop()
    begin = loop.time()
    assert await ann.speak(tone(440, 0.5)) == 0.5
    assert loop.time() - begin >= 30 * 0.02  # five frames of silence close it
    heard = await bob.hear(ann.user["id"])
    assert len(heard.arrivals) == 30
    assert heard.arrivals == sorted(heard.arrivals)


async def test_hearing_nothing_raises_an_error_with_the_reason(town: Town, lounge: Json) -> None:
    ann, _ = await meet(town, lounge, ["Ann", "Bob"])
    with pytest.raises(NoAnswer, match="has not heard anything within"):
        await ann.hear(timeout_s=0.05)
