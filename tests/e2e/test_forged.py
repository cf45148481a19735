"""Clicks and forms that a changed client makes up: nothing happens that the message does not really offer."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn
from chatterbot.standin.people.invocations import _payload, invoke
from chatterbot.standin.protocol import InteractionType

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("app")]

BROKEN = "This button does not work any more."


async def forged(who: Actor, message: Json, custom_id: str) -> Interaction:
    """A click on a button that the message does not have."""
    data: Json = {"id": 1, "component_type": 2, "custom_id": custom_id}
    interaction = invoke(who._backend, who, InteractionType.COMPONENT, data, source=message)
    await interaction.acknowledged()
    return await interaction.finished()


async def secret_reply(town: Town, discord: StandIn, boss: Actor) -> Json:
    """A reply in a channel that only the boss sees."""
    secret = discord.channel(town.guild, "secret")
    everyone = next(role for role in town.guild["roles"] if role["id"] == town.guild["id"])
    discord.overwrite(secret, everyone, deny=Permission.VIEW_CHANNEL)
    discord.overwrite(secret, boss, allow=Permission.VIEW_CHANNEL)
    discord.permit_bot(town.guild, Permission.ADMINISTRATOR)
    return await town.ask(boss.at(secret), "what is the password of the vault?")


async def test_a_click_on_a_button_that_is_not_there_does_nothing(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    hidden = await secret_reply(town, discord, boss)
    seen = await town.ask(ann, "what is alpha?")
    receipt = await (await (await ann.click(seen, "teach")).submit(answer="A1")).finished()
    (undo,) = buttons(receipt.message)
    made_up = [f"why:{hidden['id']}", f"correct:{hidden['id']}", f"proposal-{undo}", "undo:x", f"forget:{'9' * 25}"]
    for custom_id in (
        *made_up,
        "privacy-confirm:x.y",
        "train-undo:1",
        "job-cancel:x",
        "meant:1",
        "of-an-older-version:1",
    ):
        answer = await forged(boss, seen, custom_id)
        assert (answer.content or "").startswith(BROKEN), custom_id
    assert (await town.ask(ann, "what is alpha?"))["content"] == "A1"
    assert not town.logged


async def test_a_form_about_a_reply_that_the_person_cannot_see_is_refused(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    hidden = await secret_reply(town, discord, boss)
    seen = await town.ask(ann, "what is alpha?")
    form = await ann.click(seen, "teach")
    assert form.modal is not None
    form.modal["custom_id"] = f"correction:{hidden['id']}"
    refused = await (await form.submit(answer="A1")).finished()
    assert (refused.content or "").startswith("I don't remember that reply")


async def test_a_form_without_its_fields_is_refused(town: Town, ann: Actor) -> None:
    reply = await town.ask(ann, "what is alpha?")
    form = await ann.click(reply, "teach")
    assert form.modal is not None
    for label in form.modal["components"]:
        label["component"]["custom_id"] += "-other"
    values = {"question-other": "what is alpha?", "answer-other": "A1"}
    refused = await (await ann.submit(form, values)).finished()
    assert (refused.content or "").startswith(BROKEN)
    assert not town.logged


def without_member(who: Actor, kind: InteractionType, data: Json) -> Interaction:
    """An interaction in a guild that does not say who the member is."""
    backend = who._backend
    payload = _payload(backend, who, kind, data, None) | {"user": who.data}
    del payload["member"]
    interaction = Interaction(payload, who, who.channel, backend.world.clock.now(), backend.view)
    backend.responses.add(interaction)
    backend.dispatcher.dispatch("INTERACTION_CREATE", payload, who.channel["guild_id"])
    return interaction


async def test_without_a_member_nobody_manages_a_guild(discord: StandIn, ann: Actor) -> None:
    command = next(command for command in discord.commands if command["name"] == "export")
    data: Json = {"id": command["id"], "name": "export", "type": 1, "options": []}
    interaction = without_member(ann, InteractionType.COMMAND, data)
    await interaction.acknowledged()
    assert ((await interaction.finished()).content or "").startswith("Only people with Manage Server")


async def test_a_form_of_an_older_version_is_refused_in_the_persons_language(town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    form = await vera.click(await town.ask(vera, "what is alpha?"), "teach")
    assert form.modal is not None
    form.modal["custom_id"] = "of-an-older-version:1"
    refused = await (await form.submit(answer="A1")).finished()
    assert (refused.content or "").startswith("Эта кнопка больше не работает.")


async def test_without_a_member_no_files_are_suggested(town: Town, boss: Actor, ann: Actor) -> None:
    people.file(town, "secret plans.txt", "a => b")
    data = boss.client.fill_in("getfile", {"path": ""}, focused="path")
    assert await boss.complete("getfile", "path", "")
    assert (await without_member(ann, InteractionType.AUTOCOMPLETE, data).acknowledged()).choices == []
