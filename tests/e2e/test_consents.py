"""Who may be heard in voice channels: buttons, /listen, and what an erasure leaves of it."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons
from tests.e2e.voice_bot import bot_with_a_voice, room

from chatterbot import models
from chatterbot.app import App
from chatterbot.calls import consents
from chatterbot.discord import components, sending
from chatterbot.discord.localization import Translator
from chatterbot.preferences import GuildPreferences
from chatterbot.standin import Actor, Json, StandIn

pytestmark = pytest.mark.e2e

CODE = "012345678901234567890123456789"
GROUPS = "01234 56789 01234 56789 01234 56789"


async def announced(
    app: App, town: Town, preferences: GuildPreferences, code: str | None = CODE, language: str = "en"
) -> Json:
    """What the bot posts when it comes, posted as it posts it."""
    words = Translator(app.services.catalogue, language)
    text, offered = consents.announcement(words, preferences, channel_id=int(town.general["id"]), code=code)
    sent = await app.bot.rest.create_message(
        int(town.general["id"]), text, components=components.rows(*offered), **sending.NO_MENTIONS
    )
    return next(message for message in town.discord.messages(town.general) if message["id"] == str(sent.id))


async def test_it_says_to_whom_it_listens_and_what_becomes_of_it(app: App, town: Town) -> None:
    here = f"<#{town.general['id']}>"
    plain = await announced(app, town, GuildPreferences())
    assert plain["content"].split("\n") == [
        f"👂 **I am listening in {here}**, but only to people who press “Let the bot hear me”. Everybody else's audio is discarded before it is decrypted.",
        "I do not keep any audio.",
        "What people say to me and what I answer is not kept either.",
        f"-# 🔒 This call is end-to-end encrypted. Its privacy code (in Discord: Voice Details → Privacy): {GROUPS}",
        "-# You can change your mind at any time, here or with `/listen`. What is stored about you: `/privacy`.",
    ]
    assert buttons(plain) == ["hear-me", "hear-me-not", "call-code"]
    kept = await announced(app, town, GuildPreferences(transcripts_kept=3, mirror=True), None)
    assert "is kept as text for at most 3 days" in kept["content"]
    assert "Both are also posted in this chat" in kept["content"]
    assert "🔒" not in kept["content"]
    russian = await announced(app, town, GuildPreferences(transcripts_kept=1), language="ru")
    assert "хранится текстом не дольше 1 дня" in russian["content"]
    assert buttons(russian) == buttons(plain)


async def test_pressing_is_remembered_and_taken_back(town: Town, ann: Actor, boss: Actor) -> None:
    guild, me = int(town.guild["id"]), int(ann.id)
    told: list[tuple[int, int, bool]] = []
    async with town.running() as app:
        post = await announced(app, town, GuildPreferences())
        known = app.container.consents
        assert not known.may_hear(guild, me)
        await known.load(guild)
        end = known.subscribe(lambda *change: told.append(change))
        pressed = await ann.click(post, "hear-me")
        assert pressed.ephemeral
        assert str(pressed.content).startswith("👂 From now on I hear you")
        await ann.click(post, "hear-me")
        assert known.may_hear(guild, me)
        assert not known.may_hear(guild, int(boss.id))
        assert told == [(guild, me, True)]
        end()
    async with town.running() as app:
        known = app.container.consents
        assert not known.may_hear(guild, me)  # before it is loaded, nobody is heard
        await known.load(guild)
        assert known.may_hear(guild, me)
        known.subscribe(lambda *change: told.append(change))
        refused = await ann.click(post, "hear-me-not")
        assert refused.ephemeral
        assert str(refused.content).startswith("🙉 I no longer hear you")
        assert not known.may_hear(guild, me)
        assert told == [(guild, me, True), (guild, me, False)]
    async with town.running() as app:
        known = app.container.consents
        await known.load(guild)
        assert not known.may_hear(guild, me)


@pytest.mark.usefixtures("app")
async def test_listen_says_and_sets(town: Town, discord: StandIn, ann: Actor) -> None:
    assert str((await people.use(ann, "listen")).content).startswith("🙉 I do not hear you")
    granted = await people.use(ann, "listen", on=True)
    assert granted.ephemeral
    assert str(granted.content).startswith("👂 From now on I hear you")
    assert str((await people.use(ann, "listen")).content).startswith("👂 I hear you in this server's voice channels")
    assert str((await people.use(ann, "listen", on=False)).content).startswith("🙉 I no longer hear you")
    for said, answer in (
        ("", "🙉 I do not hear you"),
        ("on", "👂 From now on I hear you"),
        ("да", "👂 From now on I hear you"),
        ("OFF", "🙉 I no longer hear you"),
        ("perhaps", "`on` cannot be `perhaps`. Possible: `yes`, `no`."),
    ):
        reply = await discord.wait_reply(await ann.say(f"{town.me} !listen {said}"))
        assert reply["content"].startswith(answer)
    elsewhere = await people.use(ann.dm(), "listen", on=True)
    assert elsewhere.content == "Voice channels exist only on servers."
    olga = discord.user("Olga", town.general, locale="ru")
    assert str((await people.use(olga, "согласие", слышать=True)).content).startswith("👂 Теперь я слышу вас")


@pytest.mark.parametrize("everywhere", [False, True])
async def test_who_is_erased_is_not_heard_any_more(
    app: App, town: Town, discord: StandIn, ann: Actor, *, everywhere: bool
) -> None:
    here, me = int(town.guild["id"]), int(ann.id)
    other = discord.guild("Other")
    away = ann.at(discord.channel(other))
    there = int(other["id"])
    known = app.container.consents
    for who in (ann, away):
        await people.use(who, "listen", on=True)
    await known.load(here)
    await known.load(there)
    assert known.may_hear(here, me)
    told: list[tuple[int, int, bool]] = []
    known.subscribe(lambda *change: told.append(change))
    shown = await people.use(ann, "privacy", everywhere=everywhere)
    assert "about being heard in voice channels" in str(shown.content)
    assert shown.message is not None
    asked = await people.done(await ann.click(shown.message, "Erase, but keep what I taught (without my name)"))
    assert asked.message is not None
    await people.done(await ann.click(asked.message, "Yes, erase"))
    assert not known.may_hear(here, me)
    assert known.may_hear(there, me) is not everywhere
    assert told == [(here, me, False), *([(there, me, False)] if everywhere else [])]
    assert str((await people.use(ann, "listen")).content).startswith("🙉 I do not hear you")


async def test_a_listener_that_breaks_takes_back_no_decision(
    app: App, town: Town, ann: Actor, logged: list[object]
) -> None:
    known, guild, me = app.container.consents, int(town.guild["id"]), int(ann.id)
    await known.load(guild)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    known.subscribe(broken)
    await known.grant(guild, me)
    await known.revoke(guild, me)
    assert await known.agreed(guild, me) is False
    assert len(logged) == 2
    logged.clear()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.timeout(120)
async def test_the_privacy_code_is_the_calls(town: Town, discord: StandIn, ann: Actor) -> None:
    for library in ("av", "dave", "davey", "nacl", "cryptography"):
        pytest.importorskip(library, reason="the extra `voice` is not installed")
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        post = await announced(app, town, GuildPreferences(), None)
        assert (await ann.click(post, "call-code")).content == "I am not in a voice channel."
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        shown = await ann.click(post, "call-code")
        assert shown.ephemeral
        code = str(voice.privacy_code)
        groups = " ".join(code[start : start + 5] for start in range(0, 30, 5))
        assert f"call's privacy code right now: {groups}." in str(shown.content)


async def test_an_erased_person_is_heard_no_more_before_the_index_is_built_again(
    app: App, town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild_id, user_id = int(town.guild["id"]), int(ann.id)
    taught = [models.NewExample("what is love?", "A river.")]
    await app.services.teaching.teach(guild_id, user_id, taught, source="text")
    allowed = app.container.consents
    await allowed.load(guild_id)
    await allowed.grant(guild_id, user_id)
    assert allowed.may_hear(guild_id, user_id)
    index, heard = app.services.privacy._taught, list[bool]()
    erased = index.erased

    async def notes(*what: Any) -> None:
        heard.append(allowed.may_hear(guild_id, user_id))
        await erased(*what)

    monkeypatch.setattr(index, "erased", notes)
    await app.services.privacy.erase(user_id, guild_id, keep_taught=False)
    assert heard == [False]
