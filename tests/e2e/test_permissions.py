"""What only managers may do is hidden from others by Discord, and refused by the bot when Discord was told not to hide it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Permission, SetupError, StandIn

pytestmark = pytest.mark.e2e

MANAGED: dict[str, dict[str, Any]] = {
    "train": {"text": "hi => hello"},
    "test": {},
    "jobs": {},
    "select_dataset": {"path": "default"},
    "archive": {"directory": "datasets"},
    "export": {},
    "getfile": {"path": "datasets/faq.jsonl"},
    "settings": {"teachers": "managers"},
}
OPEN = ("instruction", "privacy")
COMPLETED = (("getfile", "path"), ("train", "directory"), ("archive", "directory"), ("select_dataset", "path"))


@pytest.mark.usefixtures("app")
async def test_members_do_not_even_see_the_commands(ann: Actor, boss: Actor) -> None:
    seen = {command["name"] for command in ann.commands()}
    assert not seen & set(MANAGED)
    assert seen >= set(OPEN)
    assert {command["name"] for command in boss.commands()} >= {*MANAGED, *OPEN}
    for name, options in MANAGED.items():
        with pytest.raises(SetupError, match="hidden"):
            await ann.slash(name, **options)


async def test_members_are_refused_where_an_administrator_opened_the_commands(app: App, town: Town, ann: Actor) -> None:
    people.file(town, "datasets/faq.jsonl", "secret")
    for name, options in MANAGED.items():
        people.command(town, name)["default_member_permissions"] = None
        refused = await people.use(ann, name, **options)
        assert refused.ephemeral
        assert refused.content == "Only people with Manage Server can do that.", name
        assert not refused.files
    assert (await app.services.preferences.get(int(town.guild["id"]))).teachers == "auto"
    assert not await app.services.teaching.jobs(int(town.guild["id"]))


@pytest.mark.usefixtures("app")
async def test_completions_tell_members_nothing(town: Town, ann: Actor) -> None:
    people.file(town, "datasets/secret.jsonl", "x")
    for name, option in COMPLETED:
        people.command(town, name)["default_member_permissions"] = None
        assert await ann.complete(name, option, "") == []


@pytest.mark.usefixtures("app")
async def test_members_are_refused_as_messages_too(town: Town, discord: StandIn, ann: Actor) -> None:
    town.discord.rest.limits.hurry(10)  # so many messages take ten seconds with Discord's own limits
    for line in ("!train hi => hello", "!test", "!jobs", "!select_dataset default", "!archive datasets", "!settings"):
        reply = await discord.wait_reply(await ann.say(f"{town.me} {line}"))
        assert reply["content"] == "Only people with Manage Server can do that.", line
        assert not reply["attachments"]


@pytest.mark.usefixtures("app")
async def test_members_are_refused_the_buttons(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    # As a message the receipt is seen by all, and so are its buttons.
    reply = await discord.wait_reply(await boss.say(f"{town.me} !train hi there => hello"))
    await discord.wait_until(lambda: "✅" in town.now(reply)["content"])
    refused = await ann.click(town.now(reply), "Undo")
    assert refused.ephemeral
    assert refused.content == "Only people with Manage Server can do that."
    assert (await town.ask(ann, "hi there"))["content"] == "hello"


@pytest.mark.usefixtures("app")
async def test_an_administrator_without_manage_server_may(town: Town, discord: StandIn) -> None:
    root = discord.user("Root", town.general).with_permissions(Permission.ADMINISTRATOR)
    shown = await people.use(root, "settings")
    assert shown.content is not None
    assert shown.content.startswith("**Settings**")


@pytest.mark.usefixtures("app")
async def test_a_right_taken_away_counts_at_once(town: Town, discord: StandIn) -> None:
    role = discord.role(town.guild, "Keeper", Permission.MANAGE_GUILD)
    kim = discord.user("Kim", town.general).give(role)
    done = await people.use(kim, "train", text="hi there => hello")
    kim.take(role)
    assert done.message is not None
    refused = await kim.click(done.message, "Undo")
    assert refused.content == "Only people with Manage Server can do that."


@pytest.mark.usefixtures("app")
async def test_in_direct_messages_everybody_manages_their_own(discord: StandIn, ann: Actor, boss: Actor) -> None:
    private = ann.dm()
    done = await people.use(private, "train", text="what is my cat called? => Misty")
    assert done.content is not None
    assert "Taught 1 example" in done.content
    asked = await private.say("what is my cat called?")
    assert (await discord.wait_message(discord.dm(ann), after=asked))["content"] == "Misty"
    asked = await boss.dm().say("what is my cat called?")
    assert (await discord.wait_message(discord.dm(boss), after=asked))["content"] != "Misty"
