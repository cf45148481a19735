"""The connection as hikari uses it: its registration, events and clean-up when it begins, fails and ends."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import threading
from collections.abc import AsyncIterator, Callable

import hikari
import pytest
from hikari.impl.shard import GatewayShardImpl

from chatterbot import audio, errors
from chatterbot.standin import ChannelType, Json, StandIn
from chatterbot.voice import events
from chatterbot.voice.connection import DiscordVoiceConnection
from chatterbot.voice.driver import DriverState
from chatterbot.voice.options import VoiceOptions

pytestmark = pytest.mark.protocol

QUICK = VoiceOptions(
    connect_timeout_s=3, answer_timeout_s=1, discovery_interval_s=0.2, move_patience_s=0.5, backoff_s=0.05
)


@dataclasses.dataclass(slots=True)
class House:
    """A guild with a voice channel, and a bot run by hikari."""

    discord: StandIn
    guild: Json
    lounge: Json
    bot: hikari.GatewayBot

    async def join(self, channel: Json | None = None, options: VoiceOptions = QUICK) -> DiscordVoiceConnection:
        return await DiscordVoiceConnection.connect(
            self.bot,
            int(self.guild["id"]),
            int((channel or self.lounge)["id"]),
            options=options,
            tls=self.discord.voice_ssl_context,
        )

    def place(self) -> str | None:
        """Return the channel that the bot is in, according to Discord."""
        state = self.discord.voice.state(self.guild["id"], self.discord.app_id)
        return state["channel_id"] if state is not None else None

    async def until(self, condition: Callable[[], object]) -> None:
        await self.discord.wait_until(condition)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with StandIn() as discord:
        guild = discord.guild("House")
        discord.channel(guild)
        lounge = discord.channel(guild, "Lounge", ChannelType.VOICE)
        bot = hikari.GatewayBot(
            discord.token,
            rest_url=discord.rest_url,
            banner=None,
            logs=None,
            suppress_optimization_warning=True,
            intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_VOICE_STATES,
        )
        await bot.start(check_for_updates=False)
        try:
            yield House(discord, guild, lounge, bot)
        finally:
            if bot.is_alive:
                await bot.close()
        left = [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("voice:")]
        assert left == []
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("voice_")] == []
        gc.collect()
        assert discord.problems == []


async def test_joining_and_leaving_change_the_voice_state(house: House) -> None:
    connection = await house.join()
    assert house.bot.voice.connections == {connection.guild_id: connection}
    assert (connection.state, connection.is_alive, connection.reason) == (DriverState.CONNECTED, True, None)
    assert (str(connection.channel_id), str(connection.guild_id)) == (house.lounge["id"], house.guild["id"])
    assert (connection.owner, connection.shard_id) == (house.bot.voice, 0)
    heard, told = connection.receive(), connection.events()
    await connection.disconnect()
    assert house.bot.voice.connections == {}
    assert (connection.state, connection.is_alive) == (DriverState.CLOSED, False)
    assert ([frame async for frame in heard], [event async for event in told]) == ([], [])
    await house.until(lambda: house.place() is None)
    await connection.join()
    await connection.disconnect()  # again: without effect
    again = await house.join()
    await again.disconnect()


async def test_the_bots_end_ends_the_connection(house: House) -> None:
    connection = await house.join()
    waiting = asyncio.create_task(connection.join())
    await house.bot.close()
    await waiting
    assert connection.state is DriverState.CLOSED


async def test_there_is_one_connection_a_guild(house: House) -> None:
    connection = await house.join()
    with pytest.raises(errors.VoiceError, match="Already"):
        await house.join()
    assert connection.is_alive
    await connection.disconnect()


async def test_a_connection_made_by_hikari_alone_works(house: House) -> None:
    connection = await house.bot.voice.connect_to(
        int(house.guild["id"]),
        int(house.lounge["id"]),
        DiscordVoiceConnection,
        options=QUICK,
        ssl=house.discord.voice_ssl_context,
        timeout=5,
    )
    assert connection._options is QUICK
    house.discord.voice_server.close(4006, user=house.discord.bot)
    async for event in connection.events():
        if isinstance(event, events.Reconnected):
            break
    await house.bot.voice.disconnect(int(house.guild["id"]))
    assert not connection.is_alive


async def test_a_server_with_an_untrusted_certificate_is_refused(house: House) -> None:
    with pytest.raises(errors.VoiceError):
        await DiscordVoiceConnection.connect(
            house.bot,
            int(house.guild["id"]),
            int(house.lounge["id"]),
            options=dataclasses.replace(QUICK, reconnect_attempts=0),
        )
    assert house.bot.voice.connections == {}
    assert house.discord.voice_server.counters.identified == 0
    await house.until(lambda: house.place() is None)


async def test_a_failed_connection_leaves_no_task(house: House) -> None:
    house.discord.voice_server.faults.lose_discoveries = 1_000
    with pytest.raises(errors.HandshakeTimeoutError) as raised:
        await house.join(options=dataclasses.replace(QUICK, connect_timeout_s=0.5))
    assert raised.value.stage == "connect"
    assert house.bot.voice.connections == {}
    await house.until(lambda: house.place() is None)


async def test_a_move_before_hikari_knows_the_connection_is_not_missed(house: House) -> None:
    attic = house.discord.channel(house.guild, "Attic", ChannelType.VOICE)
    faults = house.discord.voice_server.faults
    faults.lose_discoveries = 2
    joining = asyncio.create_task(house.join())
    await house.until(lambda: faults.lose_discoveries < 2)
    house.discord.voice.move(house.guild["id"], house.discord.app_id, attic["id"])
    connection = await joining
    await house.until(lambda: str(connection.channel_id) == attic["id"])
    await house.discord.voice_server.wait_settled(attic, 1)
    await connection.disconnect()


async def test_a_session_lost_before_any_dispatch_is_replaced(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = await house.join()
    left = asyncio.Event()

    @house.bot.listen(hikari.VoiceStateUpdateEvent)
    async def note(event: hikari.VoiceStateUpdateEvent) -> None:
        if event.state.channel_id is None:
            left.set()

    ask = GatewayShardImpl.update_voice_state

    async def late(self: GatewayShardImpl, guild: int, channel: int | None, **options: bool) -> None:
        if channel is not None:
            await left.wait()  # so that the word of having left is there, and that of having joined is not
        await ask(self, guild, channel, **options)

    monkeypatch.setattr(GatewayShardImpl, "update_voice_state", late)
    news = connection.events()
    house.discord.voice_server.close(4006)
    while not isinstance(await anext(news), events.Reconnected):
        pass
    assert connection.reason is None
    await connection.disconnect()


async def test_a_kick_ends_the_connection_with_a_reason(house: House) -> None:
    connection = await house.join()
    said = connection.play(_silence())
    house.discord.voice.move(house.guild["id"], house.discord.app_id, None)
    await connection.join()
    assert house.bot.voice.connections == {}
    assert isinstance(connection.reason, errors.VoiceError)
    assert (await said.wait()).interrupted
    with pytest.raises(errors.VoiceError, match="closed"):
        connection.play(_silence())


async def _silence() -> AsyncIterator[audio.AudioFrame]:
    while True:
        yield audio.AudioFrame.silence(0.1)


async def test_without_consent_nothing_is_decoded(house: House) -> None:
    connection = await house.join()
    ann_user, bob_user = (house.discord.user(name, house.discord.channel(house.guild, name)) for name in ("Ann", "Bob"))
    ann, bob = await ann_user.join_voice(house.lounge), await bob_user.join_voice(house.lounge)
    await house.discord.voice_server.wait_settled(house.lounge, 3)
    connection.listens_to = {int(ann_user.id)}.__contains__
    async with connection.receive() as heard:
        await asyncio.gather(ann.speak(audio.AudioFrame.silence(0.4)), bob.speak(audio.AudioFrame.silence(0.4)))
        first = [await anext(heard) for _ in range(20)]
    assert {frame.user_id for frame in first} == {int(ann_user.id)}
    assert connection.counters.not_listened >= 20
    await connection.disconnect()
