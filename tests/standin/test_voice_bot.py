"""The bot's voice client in the stand-in: libdave on its side, OpenMLS on everybody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.standin.caller import Caller, Recorder, pieces
from tests.standin.town import Town
from tests.standin.voices import meet, pitch, sounds_like, tone

from chatterbot.standin import ChannelType, Json
from chatterbot.standin.voice.peer import PeerSettings
from chatterbot.standin.voice.protocol import GCM, XCHACHA

pytestmark = pytest.mark.protocol


@pytest.fixture
def lounge(town: Town) -> Json:
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
    if first == "bot":
        connection = await caller.join(lounge)
    ann = await town.ann.join_voice(lounge, settings=PeerSettings(mode=mode))
    if first == "ann":
        connection = await caller.join(lounge)
    await server.wait_settled(lounge, 2)
    for user in (town.discord.app_id, town.ann.id):
        town.discord.voice.change(town.guild["id"], user, suppress=False)
    async with Recorder(connection) as recorder:
        played = await connection.play(pieces(tone(440, 0.6))).wait()
        heard = await ann.hear()
        await ann.speak(tone(880, 0.6))
        await recorder.until(lambda: recorder.seconds(ann.user) >= 0.6)
    assert (played.position_s, played.interrupted) == (0.6, False)
    assert sounds_like(heard, 440)
    assert heard.lost == 0
    assert abs(pitch(recorder.sound(ann.user)) - 880) < 8
    assert recorder.lost(ann.user) == 0
    assert connection.privacy_code == ann.privacy_code
    assert (connection.privacy_code is None) == (kind is ChannelType.STAGE)
    await connection.disconnect()
    await server.wait_settled(lounge, 1)
