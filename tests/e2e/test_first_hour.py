"""Who may teach, asked once in a larger server."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.crowds import MANY, crowd, press
from tests.e2e.town import Town, buttons

from chatterbot.app import App
from chatterbot.preferences import TeacherMode
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

ASKS = "👋 Who may teach me here?"
CHOICES = ["who-teaches-everyone", "who-teaches-roles", "who-teaches-managers"]


def questions(interaction: Interaction) -> list[Json]:
    return [each for each in interaction.followups if str(each["content"]).startswith(ASKS)]


async def asked(who: Actor) -> Json:
    """The question that follows a manager's first command."""
    interaction = await (await who.slash("hi")).followed_up()
    (question,) = questions(interaction)
    assert question["flags"] & 64, "only the manager sees it"
    assert buttons(question) == CHOICES
    return question


async def chosen(app: App, guild: Json) -> tuple[TeacherMode, frozenset[int]]:
    preferences = await app.services.preferences.get(int(guild["id"]))
    return preferences.teachers, preferences.teacher_roles


async def test_a_manager_is_asked_once(town: Town, ann: Actor, boss: Actor) -> None:
    crowd(town)
    async with town.running():
        await ann.slash("hi")
        await asked(boss)
        again = await people.use(boss, "settings")
    async with town.running():
        later = await people.use(boss, "settings")
        await town.ask(boss, "is everything done?")  # by then a question would be there
        member = next(each for each in town.discord.interactions if each.actor.id == ann.id)
        assert [questions(each) for each in (member, again, later)] == [[], [], []]


@pytest.mark.usefixtures("app")
async def test_in_a_small_server_nobody_is_asked(town: Town, boss: Actor) -> None:
    greeted = await boss.slash("hi")
    await town.ask(boss, "is everything done?")
    assert greeted.followups == []


async def test_teacher_roles_are_chosen_from_a_menu(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    crowd(town)
    roles = [discord.role(town.guild, name) for name in ("Helper", "Elder")]
    async with town.running() as app:
        offered = await press(boss, await asked(boss), "Teachers…")
        assert offered.message is not None
        done = await (await boss.choose(offered.message, "who-teaches-chosen", *roles)).finished()
        ids = frozenset(int(role["id"]) for role in roles)
        assert await chosen(app, town.guild) == (TeacherMode.TEACHERS, ids)
        assert str(done.content).startswith(f"✅ {boss.mention} decided that people with these roles may teach me")
        kim = discord.user("Kim", town.general).give(roles[1])
        assert (await kim.slash("teach")).kind == "modal"
        assert str((await people.use(kim, "proposals")).content) == "Nothing waits to be decided."
        assert str((await people.use(ann, "proposals")).content).startswith("Only teachers can do that here")


@pytest.mark.parametrize(
    ("label", "mode"), [("Everyone", TeacherMode.EVERYONE), ("Managers only", TeacherMode.MANAGERS)]
)
async def test_everyone_or_managers_are_chosen_with_one_press(
    town: Town, boss: Actor, label: str, mode: TeacherMode
) -> None:
    crowd(town)
    async with town.running() as app:
        done = await press(boss, await asked(boss), label)
        assert buttons(done.message) == []
        assert (await chosen(app, town.guild))[0] is mode


def join(discord: StandIn, *, system: bool, allowed: Permission) -> tuple[Json, Json]:
    """Let the bot join a large server while it is running; gives the server and its channel."""
    world = discord.world
    guild = world.add_guild("Metropolis", world.owner, allowed)
    channel = world.add_channel(guild, "welcome", 0)
    guild["system_channel_id"] = channel["id"] if system else None
    for number in range(MANY):
        world.add_member(guild["id"], world.add_user(f"Citizen {number}"))
    discord.backend.builder.announce(guild)
    return guild, channel


async def test_on_joining_it_asks_where_system_messages_stand(app: App, discord: StandIn) -> None:
    guild, channel = join(discord, system=True, allowed=Permission.SEND_MESSAGES)
    question = await discord.wait_message(channel)
    assert question["content"].startswith(ASKS)
    citizen = discord.user("Citizen 1", channel)
    mayor = discord.user("Mayor", channel).with_permissions(Permission.MANAGE_GUILD)
    refused = await press(citizen, question, "Everyone")
    assert str(refused.content) == "Only people with Manage Server can do that."
    await press(mayor, question, "Managers only")
    assert (await chosen(app, guild))[0] is TeacherMode.MANAGERS
    (now,) = discord.messages(channel)
    assert (now["content"], buttons(now)) == (
        f"✅ {mayor.mention} decided that only people with Manage Server may teach me.",
        [],
    )


async def test_where_it_may_not_write_a_manager_is_asked(app: App, discord: StandIn) -> None:
    guild, channel = join(discord, system=True, allowed=Permission(0))
    discord.overwrite(channel, discord.bot, deny=Permission.SEND_MESSAGES)
    mayor = discord.user("Mayor", channel).with_permissions(Permission.MANAGE_GUILD)
    await asked(mayor)
    assert (await chosen(app, guild))[0] is TeacherMode.AUTO


async def test_in_russian(town: Town, discord: StandIn) -> None:
    crowd(town)
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    async with town.running() as app:
        greeted = await (await olga.slash("привет")).followed_up()
        (question,) = greeted.followups
        assert question["content"].startswith("👋 Кто может меня здесь учить?")
        await press(olga, question, "Все")
        assert (await chosen(app, town.guild))[0] is TeacherMode.EVERYONE
