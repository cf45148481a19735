"""In voice channels: the bot comes when called, says its replies, and goes when nobody is left."""

from __future__ import annotations

import asyncio
import functools
import operator
import random
import shutil
from typing import Any

import hikari
import pytest
from tests.e2e import people
from tests.e2e.town import Town, fields, log_says
from tests.e2e.voice_bot import LESSONS, bot_with_a_voice, in_channel, lasts, loud, room, said, sentences, told, whole
from tests.standin.fake_bot import settled

from chatterbot import errors
from chatterbot.standin import Actor, NoAnswerError, Permission, StandIn
from chatterbot.standin.world import clock, permissions

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

GAME, MEET, STORY = LESSONS
NEARLY_S = 0.1
"""Seconds that a text may be longer or shorter: the last frame of each sentence is filled up, and where it was cut off one may be lost."""


async def test_replies_are_said_where_the_person_is(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        voice = await ann.join_voice(lounge)
        joined = await people.use(ann, "join")
        assert said(joined).startswith(f"🔊 I am in <#{lounge['id']}>.")
        assert not joined.ephemeral
        await discord.voice_server.wait_settled(lounge, 2)
        state = discord.voice.state(town.guild["id"], discord.app_id)
        assert state is not None
        assert (state["self_deaf"], state["self_mute"]) == (True, False)
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET]
        lasting = await lasts(app, LESSONS[MEET])
        heard = await told(voice, lasting - NEARLY_S)
        assert sum(piece.lost for piece in heard) == 0
        assert sum(map(loud, heard)) > 0.5
        assert sum(map(whole, heard)) == pytest.approx(lasting, abs=NEARLY_S)
        shown = fields(await people.use(ann, "status"))["Voice channel"]
        assert f"<#{lounge['id']}>" in shown
        assert str(voice.privacy_code) in shown.replace(" ", "")
        assert app.container.calls.get(int(town.guild["id"])) is not None
        assert said(await people.use(ann, "leave")) == f"👋 I have left <#{lounge['id']}>."
        assert in_channel(town) is None
        assert "Voice channel" not in fields(await people.use(ann, "status"))
        assert said(await people.use(ann, "leave")) == "I am not in a voice channel."
        await discord.voice_server.wait_settled(lounge, 1)


async def test_text_commands_do_the_same(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town):
        assert (await town.ask(ann, "!join"))["content"] == "You are not in a voice channel. Join one, or name one."
        await ann.join_voice(lounge, sound=False)
        assert "I see no voice channel “Attic” here" in (await town.ask(boss, "!join Attic"))["content"]
        assert f"I am in <#{lounge['id']}>" in (await town.ask(boss, "!join #lounge"))["content"]
        assert in_channel(town) == lounge["id"]
        assert "I am already in" in (await town.ask(ann, f"!join <#{lounge['id']}>"))["content"]
        assert (await town.ask(ann, "!leave"))["content"] == f"👋 I have left <#{lounge['id']}>."
        await discord.wait_until(lambda: in_channel(town) is None)
        written = await ann.dm().say("!join")
        assert (await discord.wait_reply(written))["content"] == "Voice channels exist only on servers."


async def test_why_it_cannot_come(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    empty = room(town, "Empty")
    full, closed, silent = room(town, "Full", user_limit=1), room(town, "Closed"), room(town, "Silent")
    discord.overwrite(closed, discord.bot, deny=Permission.CONNECT)
    discord.overwrite(silent, discord.bot, deny=Permission.SPEAK)
    async with bot_with_a_voice(town):
        assert "You are not in a voice channel" in said(await people.use(ann, "join"))
        assert f"Only people in <#{empty['id']}>" in said(await people.use(ann, "join", channel=empty))
        assert f"Nobody is in <#{empty['id']}>" in said(await people.use(boss, "join", channel=empty))
        for channel, reason in (
            (full, "is full"),
            (closed, "I need the permissions View Channel and Connect"),
            (silent, "I need the permission Speak"),
        ):
            await ann.join_voice(channel, sound=False)
            refused = await people.use(ann, "join")
            assert reason in said(refused)
            assert refused.ephemeral
            assert in_channel(town) is None
        lounge, me = room(town), (town.guild["id"], discord.app_id)
        await ann.join_voice(lounge, sound=False)
        discord.backend.builder.change_member(*me, mute=True)
        assert "I am muted on this server" in said(await people.use(ann, "join"))
        until = clock.iso(discord.clock.now() + 60)
        discord.backend.builder.change_member(*me, mute=False, communication_disabled_until=until)
        assert "I need the permissions View Channel and Connect" in said(await people.use(ann, "join"))
        discord.backend.builder.change_member(*me, communication_disabled_until=None)
        assert "I am in" in said(await people.use(ann, "join"))


async def test_an_authority_that_cannot_be_read_stops_the_start(town: Town) -> None:
    with pytest.raises(errors.SettingsError, match=r"discord\.voice_ca: .*authority\.pem cannot be used"):
        async with town.running(discord={"voice_ca": str(town.data.parent / "authority.pem")}):
            pass


@pytest.mark.parametrize("why", ["switched off", "no voice"])
async def test_what_is_not_set_up_is_said(town: Town, ann: Actor, why: str) -> None:
    lounge = room(town)
    off: dict[str, Any] = {"voice": {"enabled": False}} if why == "switched off" else {"speech": {"speak": False}}
    async with bot_with_a_voice(town, **off):
        await ann.join_voice(lounge, sound=False)
        answer = said(await people.use(ann, "join"))
        assert ("can't join voice channels" if why == "switched off" else "can't speak here") in answer


async def test_discord_does_not_answer(town: Town, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town, voice={"connect_timeout": 2}):
        await ann.join_voice(lounge, sound=False)
        lounge["user_limit"] = 1  # which nobody tells the bot
        assert said(await people.use(ann, "join")) == (
            f"Discord did not let me into <#{lounge['id']}> in time. Please try again in a moment."
        )
        lounge["user_limit"] = 0
        assert "I am in" in said(await people.use(ann, "join"))


async def test_it_is_not_called_away_from_others(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    lounge, attic = room(town), room(town, "Attic")
    bob = discord.user("Bob", town.general)
    async with bot_with_a_voice(town):
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        assert said(await people.use(ann, "join")) == f"I am already in <#{lounge['id']}>."
        await bob.join_voice(attic, sound=False)
        assert f"I am with others in <#{lounge['id']}>" in said(await people.use(bob, "join"))
        assert f"Only people in <#{lounge['id']}>" in said(await people.use(bob, "leave"))
        assert in_channel(town) == lounge["id"]
        assert f"I am in <#{attic['id']}>" in said(await people.use(boss, "join", channel=attic))
        assert in_channel(town) == attic["id"]
        await bob.leave_voice()
        assert f"I am in <#{lounge['id']}>" in said(await people.use(ann, "join"))  # nobody misses it there
        assert "I have left" in said(await people.use(boss, "leave"))


async def test_it_goes_when_everybody_has_gone(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town, voice={"leave_after": 0.3}) as app:
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await voice.leave()
        voice = await ann.join_voice(lounge)  # back before it has gone
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3
        await voice.leave()
        await discord.wait_until(lambda: in_channel(town) is None)
        await settled(lambda: app.container.calls.get(int(town.guild["id"])) is None)


async def test_kicked_it_stays_away(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, guild = room(town), town.guild["id"]
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge)
        await people.use(ann, "join")
        async with log_says("a person disconnected the bot"):
            discord.voice.move(guild, discord.app_id, None)
        await settled(lambda: app.container.calls.get(int(guild)) is None)
        assert in_channel(town) is None
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]  # in text, as ever
        assert said(await people.use(ann, "leave")) == "I am not in a voice channel."
        assert "I am in" in said(await people.use(ann, "join"))  # called again, it comes again


async def test_moved_it_speaks_where_it_is(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, attic, guild = room(town), room(town, "Attic"), town.guild["id"]
    async with bot_with_a_voice(town, voice={"leave_after": 0.3}):
        await ann.join_voice(lounge)
        bob = await discord.user("Bob", town.general).join_voice(attic)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        discord.voice.move(guild, discord.app_id, attic["id"])
        await discord.voice_server.wait_settled(attic, 2)
        assert (await town.ask(discord.user("Bob", town.general), MEET))["content"] == LESSONS[MEET]
        assert loud(await bob.hear()) > 0.5
        empty = room(town, "Empty")
        discord.voice.move(guild, discord.app_id, empty["id"])
        await discord.wait_until(lambda: in_channel(town) is None)


@pytest.mark.parametrize("how", ["resume", "new session"])
async def test_it_goes_on_after_a_drop_in_the_middle(town: Town, discord: StandIn, ann: Actor, how: str) -> None:
    lounge = room(town)
    server = discord.voice_server
    async with bot_with_a_voice(town) as app:
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await server.wait_settled(lounge, 2)
        lasting = await lasts(app, LESSONS[STORY])
        await town.ask(ann, STORY)
        await discord.wait_until(lambda: voice.stream_of().seconds > 0.5)
        if how == "resume":
            server.drop(user=discord.bot)
        else:
            server.close(4006, user=discord.bot)
        heard = await told(voice, lasting - NEARLY_S)
        assert sum(map(whole, heard)) == pytest.approx(lasting, abs=NEARLY_S)
        assert in_channel(town) == lounge["id"]


async def test_it_comes_back_when_discord_has_forgotten_it(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town):
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        await discord.gateway.invalidate()
        assert in_channel(town) is None
        await discord.wait_until(lambda: in_channel(town) == lounge["id"], 15)
        await discord.voice_server.wait_settled(lounge, 2)
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3
        discord.gateway.drop()  # resumed, nothing was missed
        await discord.gateway.wait_ready()
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET]
        assert loud(await voice.hear()) > 0.3


async def test_it_does_not_come_back_where_nobody_is(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        async with log_says("left the voice channel"):
            await discord.gateway.invalidate()
            await ann.leave_voice()
        await settled(lambda: app.container.calls.get(int(town.guild["id"])) is None)
        assert in_channel(town) is None


async def test_it_is_closed_in_the_middle_of_a_sentence(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town):  # and nothing of it is left, sees `running`
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await town.ask(ann, STORY)
        await discord.wait_until(lambda: voice.stream_of().seconds > 0.3)
    assert whole(await voice.hear()) < 3.0
    assert in_channel(town) is None
    await discord.voice_server.wait_settled(lounge, 1)


async def test_the_latest_reply_to_somebody_takes_the_place_of_the_one_before(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town):
        voice, _ = await ann.join_voice(lounge), await boss.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 3)
        for who, question in ((ann, STORY), (ann, GAME), (boss, GAME), (ann, MEET)):
            await town.ask(who, question)
        story, meet, game = await sentences(voice, 3)  # Ann's latest in place of the one before
        assert story > meet > game > 0.5
        with pytest.raises(NoAnswerError):
            await voice.hear(timeout_s=1.0)


@pytest.mark.parametrize("calls", ["never", "come"])
async def test_a_server_chooses_what_is_said(town: Town, discord: StandIn, ann: Actor, boss: Actor, calls: str) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town):
        changed = await people.use(boss, "settings", voice_channels=calls)
        assert (
            f"✅ Replies I also say in voice channels: **{'none' if calls == 'never' else 'replies to people in any'}"
            in said(changed)
        )
        voice = await ann.join_voice(lounge)
        if calls == "come":
            assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
            assert loud(await voice.hear()) > 0.3
            assert in_channel(town) == lounge["id"]
            return
        assert "only `/say` is" in said(await people.use(ann, "join"))
        await discord.voice_server.wait_settled(lounge, 2)
        await town.ask(ann, GAME)
        assert said(await people.use(ann, "say", text="Hello everybody")) == f"🔊 Saying it in <#{lounge['id']}>."
        assert loud(await voice.hear()) > 0.3
        with pytest.raises(NoAnswerError):
            await voice.hear(timeout_s=0.5)
        assert (await boss.slash("say", text="Hello")).content != f"🔊 Saying it in <#{lounge['id']}>."


async def test_two_call_it_at_once(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    bob = discord.user("Bob", town.general)
    async with bot_with_a_voice(town):
        for one in (ann, bob):
            await one.join_voice(lounge, sound=False)
        answers = await asyncio.gather(people.use(ann, "join"), people.use(bob, "join"))
        assert all("I am in" in said(answer) for answer in answers)
        assert in_channel(town) == lounge["id"]


async def test_it_knows_its_own_permissions(town: Town, discord: StandIn, ann: Actor) -> None:
    """Against the stand-in's own reckoning, in towns made at random; then what counts of it: a full channel."""
    lounge, chance = room(town, user_limit=1), random.Random(4)
    extra = discord.role(town.guild, "extra")
    discord.backend.builder.set_roles(town.guild["id"], discord.app_id, add=extra["id"])
    some = (Permission.VIEW_CHANNEL, Permission.CONNECT, Permission.SPEAK, Permission.MOVE_MEMBERS)
    mask = sum(int(one) for one in some)

    def drawn() -> Permission:
        return functools.reduce(operator.or_, chance.sample(some, chance.randrange(len(some) + 1)), Permission(0))

    async with bot_with_a_voice(town) as app:

        def same() -> bool:
            known = app.bot.cache.get_guild_channel(int(lounge["id"]))
            assert isinstance(known, hikari.GuildVoiceChannel)
            own, theirs = app.container.calls.rooms.allowed(known), discord.world.allowed(discord.app_id, lounge)
            return int(own) & mask == int(theirs) & mask

        for turn in range(40):
            discord.permit_everyone(town.guild, drawn())
            discord.permit_bot(town.guild, drawn() | (Permission.ADMINISTRATOR if turn % 10 == 9 else Permission(0)))
            for target in (town.guild["roles"][0], extra, discord.bot):
                discord.overwrite(lounge, target, allow=drawn(), deny=drawn())
            await settled(same)
        discord.permit_everyone(town.guild, permissions.EVERYONE)
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        assert in_channel(town) == lounge["id"]  # the last one made it an administrator, for whom no channel is full


async def test_sent_away_while_it_still_connects(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    discord.voice_server.faults.lose_discoveries = 1000
    async with bot_with_a_voice(town):
        await ann.join_voice(lounge, sound=False)
        joining = asyncio.create_task(people.use(ann, "join"))
        await discord.wait_until(lambda: discord.voice_server.counters.identified)
        assert in_channel(town) == lounge["id"]
        assert "I have left" in said(await people.use(ann, "leave"))
        assert f"I was on my way to <#{lounge['id']}>, but somebody sent me away." in said(await joining)
        await discord.wait_until(lambda: in_channel(town) is None)
        again = asyncio.create_task(people.use(ann, "join"))
        await discord.wait_until(lambda: in_channel(town) == lounge["id"])
        discord.voice_server.faults.lose_discoveries = 0
        assert "I am in" in said(await again)
