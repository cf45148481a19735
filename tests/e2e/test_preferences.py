"""/settings: shown, changed, and in force at once."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Permission, StandIn

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("app")
async def test_without_arguments_it_shows_what_is(town: Town, boss: Actor) -> None:
    shown = await people.use(boss, "settings")
    assert shown.ephemeral
    assert str(shown.content).split("\n") == [
        "**Settings**",
        "• I answer: **only when I am mentioned or replied to**",
        "• Language of ordinary replies: **the language of each message, if I can tell**",
        "• Strictness: **normal**",
        "• Replies are **text only**",
        "• Who can teach and correct me: **everyone in a small server, otherwise teachers**",
        f"-# Choose below what to change, or use </settings:{people.command(town, 'settings')['id']}> with its options; as a message: `language: en` after the command.",
    ]


async def test_every_option_is_kept_and_marked(app: App, town: Town, boss: Actor) -> None:
    changed = await people.use(
        boss, "settings", language="ru", strictness="very-strict", speak=True, teachers="managers"
    )
    lines = str(changed.content).split("\n")
    assert lines[0] == "**Saved.** The settings now:"
    assert "✅ Language of ordinary replies: **Русский**" in lines
    assert "✅ Strictness: **very strict: a fifth fewer right answers than normal, half the wrong ones**" in lines
    assert "✅ Replies also have a **spoken version**" in lines
    assert "✅ Who can teach and correct me: **only people with Manage Server**" in lines
    assert "• I answer: **only when I am mentioned or replied to**" in lines
    kept = await app.services.preferences.get(int(town.guild["id"]))
    assert (kept.language, kept.strictness, kept.speak, kept.teachers) == ("ru", 0.2, True, "managers")
    again = await people.use(boss, "settings", language="default", strictness="default", speak=False)
    assert "✅ Strictness: **normal**" in str(again.content)
    kept = await app.services.preferences.get(int(town.guild["id"]))
    assert (kept.language, kept.strictness, kept.speak, kept.teachers) == (None, None, False, "managers")


@pytest.mark.usefixtures("app")
async def test_the_language_is_spoken_at_once(town: Town, boss: Actor, ann: Actor) -> None:
    assert [c["value"] for c in await boss.complete("settings", "language", "рус")] == ["ru"]
    assert {c["value"] for c in await boss.complete("settings", "language", "")} == {"en", "ru", "default"}
    await people.use(boss, "settings", language="ru")
    assert "не знаю" in (await town.ask(ann, "what is a quark?"))["content"]


@pytest.mark.usefixtures("app")
async def test_a_language_nobody_speaks(boss: Actor) -> None:
    refused = await people.use(boss, "settings", language="tlh")
    assert refused.content == "I do not speak that language yet. I speak: English, Русский."


async def test_a_channel_is_added_and_taken_away(town: Town, discord: StandIn, boss: Actor, ann: Actor) -> None:
    async with town.running(discord={"message_content": True}) as app:
        await people.use(boss, "train", text="where do we meet? => At the old mill.")
        added = await people.use(boss, "settings", channel=town.general)
        assert f"everything in <#{town.general['id']}>" in str(added.content)
        assert "⚠️" not in str(added.content)
        assert (await discord.wait_reply(await ann.say("where do we meet?")))["content"] == "At the old mill."
        removed = await people.use(boss, "settings", channel=town.general)
        assert "✅ I answer: **only when I am mentioned or replied to**" in str(removed.content)
        kept = await app.services.preferences.get(int(town.guild["id"]))
        assert not kept.channels
        assert kept.answers_in == "addressed"


@pytest.mark.usefixtures("app")
async def test_what_needs_the_message_content_intent_says_so(town: Town, boss: Actor) -> None:
    changed = await people.use(boss, "settings", answers_in="everywhere")
    assert "✅ I answer: **everything I can read**" in str(changed.content)
    assert "⚠️ I cannot read messages that neither mention me nor reply to me" in str(changed.content)
    assert "⚠️" in str((await people.use(boss, "settings", channel=town.general, answers_in="channels")).content)


@pytest.mark.usefixtures("app")
async def test_channels_without_a_channel(boss: Actor) -> None:
    refused = await people.use(boss, "settings", answers_in="channels")
    assert refused.content == "Choose a channel, too: add the option `channel`."


async def test_guilds_choose_for_themselves_and_it_lasts(town: Town, discord: StandIn, boss: Actor) -> None:
    eve = discord.user("Eve", discord.channel(discord.guild("Other"))).with_permissions(Permission.MANAGE_GUILD)
    async with town.running():
        await people.use(boss, "settings", strictness="strict")
    async with town.running():
        assert "**strict: 7% fewer right answers" in str((await people.use(boss, "settings")).content)
        assert "Strictness: **normal**" in str((await people.use(eve, "settings")).content)


@pytest.mark.usefixtures("app")
async def test_direct_messages_know_no_channels_and_no_teachers(ann: Actor) -> None:
    private = ann.dm()
    shown = str((await people.use(private, "settings")).content).split("\n")
    assert shown[1] == "• In direct messages I answer **everything**"
    assert not any("teach" in line or "<#" in line for line in shown)
    changed = await people.use(private, "settings", language="ru")
    assert "✅ Language of ordinary replies: **Русский**" in str(changed.content)
    for options in ({"teachers": "managers"}, {"answers_in": "everywhere"}):
        refused = await people.use(private, "settings", **options)
        assert str(refused.content).startswith("Where I answer and who can teach me are settings of a server.")


@pytest.mark.usefixtures("app")
async def test_as_a_message_and_in_russian(town: Town, discord: StandIn, boss: Actor) -> None:
    reply = await discord.wait_reply(await boss.say(f"{town.me} !settings"))
    assert reply["content"].startswith("**Settings**")
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    shown = await people.use(olga, "настройки", строгость="strict")
    assert "✅ Строгость: **высокая: верных ответов на 7 % меньше обычного, неверных — на четверть**" in str(
        shown.content
    )
