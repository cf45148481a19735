"""The sections of /settings: shown in one message, changed there with menus and buttons, and what holds in single channels."""

from __future__ import annotations

import asyncio

import pytest
from tests.e2e import people
from tests.e2e.town import Town
from tests.e2e.voice_bot import bot_with_a_voice, in_channel, room

from chatterbot.app import App
from chatterbot.preferences import ChannelOverride, GuildPreferences
from chatterbot.standin import Actor, ChannelType, Interaction, Permission, SetupError, StandIn

pytestmark = pytest.mark.e2e

GO = "settings-section"


async def section(who: Actor, name: str) -> Interaction:
    """Open a section of the settings; gives the interaction whose message shows it."""
    shown = await people.use(who, "settings")
    assert shown.message is not None
    await (await who.choose(shown.message, GO, name)).finished()
    return shown


def find(shown: Interaction, start: str) -> str:
    """The custom id of the menu or button that begins so."""
    assert shown.message is not None
    ids = [part["custom_id"] for row in shown.message["components"] for part in row["components"]]
    return next(name for name in ids if name.startswith(start))


async def pick(who: Actor, shown: Interaction, start: str, *values: object) -> Interaction:
    """Choose from a menu of the section."""
    assert shown.message is not None
    return await (await who.choose(shown.message, find(shown, start), *values)).finished()


async def press(who: Actor, shown: Interaction, start: str) -> Interaction:
    """Press a button of the section."""
    assert shown.message is not None
    return await (await who.click(shown.message, find(shown, start))).finished()


def said(shown: Interaction) -> str:
    """The section's text as it stands now."""
    assert shown.message is not None
    return str(shown.message["content"])


async def chosen(app: App, town: Town) -> GuildPreferences:
    """What the guild chose."""
    return await app.services.preferences.get(int(town.guild["id"]))


async def test_everything_is_set_in_the_message_and_it_is_redrawn(
    app: App, town: Town, discord: StandIn, boss: Actor
) -> None:
    forum, helpers = discord.forum(town.guild, "help"), discord.role(town.guild, "Helpers", mentionable=True)
    shown = await section(boss, "answering")
    assert said(shown).startswith("**Answering**\nWhich messages I answer")
    await pick(boss, shown, "settings-pick:channels", town.general, forum)
    assert "✅ **Saved.**" in said(shown)
    assert f"everything in <#{town.general['id']}>, <#{forum['id']}>" in said(shown)
    await press(boss, shown, "settings-press:documents:no")
    await pick(boss, shown, "settings-pick:strictness", "strict")
    await pick(boss, shown, "settings-pick:language", "ru")
    assert "Imported documents are **not quoted**" in said(shown)
    await (await boss.choose(shown.message or {}, GO, "teaching")).finished()
    assert "This server counts as small: **everyone** teaches me at once" in said(shown)
    await press(boss, shown, "settings-press:teachers:teachers")
    assert "counts as" not in said(shown)
    await pick(boss, shown, "settings-pick:teacher_roles", helpers)
    assert f"Teacher roles: <@&{helpers['id']}>" in said(shown)
    await (await boss.choose(shown.message or {}, GO, "log")).finished()
    await pick(boss, shown, "settings-pick:log_channel", town.general)
    await pick(boss, shown, "settings-pick:digest_channel", town.general)
    await press(boss, shown, "settings-press:show_askers:yes")
    await (await boss.choose(shown.message or {}, GO, "handover")).finished()
    await pick(boss, shown, "settings-pick:handover_channel", town.general)
    await pick(boss, shown, "settings-pick:handover_role", helpers)
    await pick(boss, shown, "settings-pick:handover_every", "360")
    assert "at most once in **6 hours**" in said(shown)
    assert "⚠️" not in said(shown)
    await (await boss.choose(shown.message or {}, GO, "voice")).finished()
    await press(boss, shown, "settings-press:speak:yes")
    await press(boss, shown, "settings-press:mirror:yes")
    await pick(boss, shown, "settings-pick:calls", "come")
    await pick(boss, shown, "settings-pick:talk", "never")
    general, now = int(town.general["id"]), await chosen(app, town)
    assert (now.channels, now.answers_in, now.language) == ({general, int(forum["id"])}, "channels", "ru")
    assert (now.documents, now.strictness, now.teachers) == (False, 0.08, "teachers")
    assert now.teacher_roles == {int(helpers["id"])}
    assert (now.log_channel, now.digest_channel, now.show_askers) == (general, general, True)
    assert (now.handover_channel, now.handover_role, now.handover_every) == (general, int(helpers["id"]), 360)
    assert (now.speak, now.mirror, now.transcripts_kept, now.calls, now.talk) == (True, True, 1, "come", "never")
    # What was chosen is taken back as easily.
    await (await boss.choose(shown.message or {}, GO, "handover")).finished()
    await pick(boss, shown, "settings-pick:handover_channel")
    assert (await chosen(app, town)).handover_channel is None


async def test_only_managers_press_and_after_a_restart_it_still_works(
    town: Town, discord: StandIn, boss: Actor, ann: Actor
) -> None:
    async with town.running():
        reply = await discord.wait_reply(await boss.say(f"{town.me} !settings"))  # a message that everybody sees
    async with town.running() as app:
        refused = await (await ann.choose(reply, GO, "log")).finished()
        assert refused.ephemeral
        assert "Manage Server" in str(refused.content)
        await (await boss.choose(town.now(reply), GO, "log")).finished()
        refused = await (await ann.click(town.now(reply), "settings-press:show_askers:yes")).finished()
        assert "Manage Server" in str(refused.content)
        assert not (await chosen(app, town)).show_askers


@pytest.mark.usefixtures("app")
async def test_two_managers_do_not_lose_each_others_change(app: App, town: Town, discord: StandIn, boss: Actor) -> None:
    cora = discord.user("Cora", town.general).with_permissions(Permission.MANAGE_GUILD)
    other = discord.channel(town.guild, "other")
    hers, his = await section(cora, "answering"), await section(boss, "answering")
    await pick(boss, his, "settings-pick:channels", town.general)
    await pick(cora, hers, "settings-pick:channels", other)
    assert "Somebody else changed this in the meantime" in said(hers)
    assert (await chosen(app, town)).channels == {int(town.general["id"])}
    await pick(cora, hers, "settings-pick:channels", town.general, other)
    await press(boss, his, "settings-press:documents:no")
    assert (await chosen(app, town)).channels == {int(town.general["id"]), int(other["id"])}


async def test_bad_choices_say_what_is_wrong_and_change_nothing(
    app: App, town: Town, discord: StandIn, boss: Actor
) -> None:
    silent = discord.channel(town.guild, "silent")
    discord.overwrite(silent, discord.bot, deny=Permission.SEND_MESSAGES)
    hidden = discord.forum(town.guild, "hidden")
    discord.overwrite(hidden, discord.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    shown = await section(boss, "answering")
    refused = await press(boss, shown, "settings-press:answers_in:channels")
    assert refused.content == "Choose a channel first, in the menu below: then I answer everything there."
    refused = await pick(boss, shown, "settings-pick:channels", silent)
    assert (
        refused.content
        == f"🚫 I cannot write in <#{silent['id']}>. There I need: **Send Messages**. Nothing was changed."
    )
    refused = await pick(boss, shown, "settings-pick:channels", hidden)
    assert "**Send Messages in Threads**" in str(refused.content)
    refused = await people.use(boss, "settings", channel=silent)
    assert "**Send Messages**" in str(refused.content)
    await (await boss.choose(shown.message or {}, GO, "handover")).finished()
    refused = await pick(boss, shown, "settings-pick:handover_role", town.guild["roles"][0])
    assert refused.content == "🚫 I never ping @everyone. Choose another role."
    quiet = discord.role(town.guild, "Quiet")
    discord.overwrite(town.general, discord.bot, deny=Permission.MENTION_EVERYONE)
    await pick(boss, shown, "settings-pick:handover_channel", town.general)
    await pick(boss, shown, "settings-pick:handover_role", quiet)
    assert "⚠️ I cannot ping that role" in said(shown)
    now = await chosen(app, town)
    assert (now.channels, now.handover_role) == (frozenset(), int(quiet["id"]))


async def test_a_channel_has_its_own_dataset_strictness_and_silence(
    town: Town, discord: StandIn, boss: Actor, ann: Actor
) -> None:
    games, calm = discord.channel(town.guild, "games"), discord.channel(town.guild, "calm")
    people.file(town, "games.txt", "when do you open? => At midnight.")
    async with town.running(discord={"message_content": True}) as app:
        await people.use(boss, "train", text="when do you open? => At nine.")
        await people.use(boss, "select_dataset", path="games.txt")
        await people.use(boss, "select_dataset", path="default")
        shown = await section(boss, "places")
        assert "No channel and no category has settings of its own." in said(shown)
        await pick(boss, shown, "settings-pick:place", games)
        dataset = next(
            each for each in await app.services.teaching.datasets(int(town.guild["id"])) if each.name == "games.txt"
        )
        await pick(boss, shown, "settings-pick:dataset", str(dataset.id))
        await press(boss, shown, f"settings-press:place:{games['id']}:answers")
        await pick(boss, shown, "settings-pick:place_strictness", "very-strict")
        assert f"<#{games['id']}>**: I answer everything; dataset `games.txt`; Strictness: **very strict" in said(shown)
        await pick(boss, shown, "settings-pick:place", calm)
        await press(boss, shown, f"settings-press:place:{calm['id']}:answers")
        await press(boss, shown, f"settings-press:place:{calm['id']}:answers")
        assert "I answer nothing" in said(shown)

        asked = await ann.at(games).say("when do you open?")  # without a mention
        assert (await discord.wait_reply(asked))["content"] == "At midnight."
        thread = await ann.at(games).start_thread("opening")
        assert (await discord.wait_reply(await ann.at(thread).say("when do you open?")))["content"] == "At midnight."
        ignored = await ann.at(calm).say(f"{town.me} when do you open?")
        assert (await town.ask(ann, "when do you open?"))["content"] == "At nine."
        assert discord.messages(calm) == [ignored]
    async with town.running(discord={"message_content": True}):
        asked = await ann.at(games).say("when do you open?")
        assert (await discord.wait_reply(asked))["content"] == "At midnight."
        shown = await section(boss, "places")
        await pick(boss, shown, "settings-pick:place", games)
        await press(boss, shown, f"settings-press:place:{games['id']}:clear")
        assert f"<#{games['id']}>**: as in the rest of the server" in said(shown)
        reply = await discord.wait_reply(await ann.at(games).say(f"{town.me} when do you open?"))
        assert reply["content"] == "At nine."


async def test_a_category_holds_for_its_channels_and_deleted_ones_are_forgotten(
    app: App, town: Town, discord: StandIn, boss: Actor, ann: Actor
) -> None:
    category = discord.channel(town.guild, "quiet rooms", ChannelType.CATEGORY)
    inside = discord.channel(town.guild, "inside")
    inside["parent_id"] = category["id"]
    discord.backend.dispatcher.dispatch("CHANNEL_UPDATE", inside, town.guild["id"])
    shown = await section(boss, "places")
    await pick(boss, shown, "settings-pick:place", category)
    await press(boss, shown, f"settings-press:place:{category['id']}:answers")
    await press(boss, shown, f"settings-press:place:{category['id']}:answers")
    ignored = await ann.at(inside).say(f"{town.me} hello?")
    await town.ask(ann, "hello?")
    assert discord.messages(inside) == [ignored]
    assert (await chosen(app, town)).overrides == {int(category["id"]): ChannelOverride(answers=False)}
    discord.backend.dispatcher.dispatch("CHANNEL_DELETE", category, town.guild["id"])
    gone = asyncio.Event()
    with app.services.preferences.watched(int(town.guild["id"]), gone.set):
        async with asyncio.timeout(5):
            while (await chosen(app, town)).overrides:
                await gone.wait()


async def test_in_russian_and_made_up_presses(app: App, town: Town, discord: StandIn, boss: Actor) -> None:
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    shown = await people.use(olga, "настройки")
    assert shown.message is not None
    await (await olga.choose(shown.message, GO, "handover")).finished()
    assert said(shown).startswith("**Вопрос людям**\n")
    await pick(olga, shown, "settings-pick:handover_channel", town.general)
    assert f"✅ **Сохранено.**\n• То, чего я не знаю, можно передать людям в <#{town.general['id']}>" in said(shown)
    with pytest.raises(SetupError):
        await boss.click(shown.message, find(shown, GO))  # it is Olga's own message
    assert (await chosen(app, town)).handover_channel == int(town.general["id"])


async def test_many_places_still_fit_into_the_message(app: App, town: Town, boss: Actor) -> None:
    long = "folder/" + "*games*" * 20 + ".txt"
    override = ChannelOverride(answers=False, voice=False, dataset=long, strictness=0.2)
    places = {int(town.general["id"]): override} | dict.fromkeys(range(1, 100), override)
    await app.services.preferences.change(int(town.guild["id"]), overrides=places)
    shown = await section(boss, "places")
    assert "which does not exist any more: the active one answers" in said(shown)
    assert said(shown).endswith("…")
    assert len(said(shown)) <= 2000
    await press(boss, shown, "settings-press:gone")
    assert (await chosen(app, town)).overrides == {int(town.general["id"]): override}


async def test_it_stays_out_of_a_voice_channel_that_is_closed_to_it(town: Town, boss: Actor, ann: Actor) -> None:
    quiet = room(town, "Quiet")
    async with bot_with_a_voice(town):
        shown = await section(boss, "places")
        await pick(boss, shown, "settings-pick:place", quiet)
        await press(boss, shown, f"settings-press:place:{quiet['id']}:voice")
        assert "I come in to speak" in said(shown)
        await press(boss, shown, f"settings-press:place:{quiet['id']}:voice")
        assert "I stay out of voice" in said(shown)
        await ann.join_voice(quiet, sound=False)
        refused = await people.use(ann, "join")
        assert str(refused.content).startswith(f"🚫 This server wants me to stay out of <#{quiet['id']}>.")
        assert in_channel(town) is None
