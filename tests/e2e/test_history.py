"""/history: everybody sees what was changed; people undo their own changes, teachers each one, managers many at once."""

from __future__ import annotations

import copy
import re

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot import models
from chatterbot.app import App
from chatterbot.preferences import TeacherMode
from chatterbot.standin import Actor, Interaction, Json, Permission

pytestmark = pytest.mark.e2e


async def opened(who: Actor, change_id: int, **options: object) -> Interaction:
    """Open a change from the list."""
    listed = await people.use(who, "history", **options)
    assert listed.message is not None
    return await chosen(who, listed.message, change_id)


async def chosen(who: Actor, message: Json, change_id: int) -> Interaction:
    (menu,) = [each for row in message["components"] for each in row["components"] if each["type"] == 3]
    return await people.done(await who.choose(message, menu["custom_id"], str(change_id)))


async def taught(app: App, town: Town, who: Actor, question: str, answer: str) -> int:
    done = await app.services.teaching.teach(
        int(town.guild["id"]), int(who.id), [models.NewExample(question, answer)], source="chat"
    )
    return done.change_id


async def test_everybody_sees_who_changed_what(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    nothing = await people.use(ann, "history")
    assert nothing.ephemeral
    assert nothing.content == "**Changes**, newest first (page 1)\nNothing was changed here."
    first = await taught(app, town, boss, "what is love?", "A <@1> **river**.")
    reply = await town.ask(ann, "what is love?")
    form = await ann.context("Correct this reply", reply)
    await (await form.submit(answer="A feeling.")).finished()
    listed = await people.use(ann, "history")
    _, second, line = str(listed.content).split("\n")
    assert second.startswith(f"**#{first + 1}** ✏️ corrected · {ann.mention} · <t:")
    assert second.endswith("“what is love?” → “A feeling.”")
    assert line.startswith(f"**#{first}** 📚 taught · {boss.mention} · <t:")
    assert line.endswith("“what is love?” → “A \\<@1\\> \\*\\*river\\*\\*.”")
    assert listed.message is not None
    entry = await chosen(ann, listed.message, first + 1)
    assert "Before: “A \\<@1\\> \\*\\*river\\*\\*.”" in str(entry.content)
    assert "➕ “what is love?” → “A feeling.”" in str(entry.content)
    assert "➕ “what is love?” → not “A \\<@1\\> \\*\\*river\\*\\*.”" in str(entry.content)
    public = await people.use(ann, "history", public=True, person=boss.data)
    assert not public.ephemeral
    assert f"**#{first + 1}**" not in str(public.content)


@pytest.mark.parametrize("restart", [False, True])
async def test_a_teacher_undoes_what_a_vandal_corrected(town: Town, ann: Actor, boss: Actor, *, restart: bool) -> None:
    """Weeks later, and after a restart, too: the buttons say everything."""
    async with town.running() as app:
        await taught(app, town, boss, "what is love?", "A river.")
        reply = await town.ask(ann, "what is love?")
        form = await ann.context("Correct this reply", reply)
        await (await form.submit(answer="Pizza!")).finished()
        assert (await town.ask(boss, "what is love?"))["content"] == "Pizza!"
        entry = await opened(boss, 2)
        if not restart:
            await _undone_and_done_again(town, boss, entry, reply)
    if restart:
        async with town.running():
            await _undone_and_done_again(town, boss, entry, reply)


async def _undone_and_done_again(town: Town, boss: Actor, entry: Interaction, reply: Json) -> None:
    assert entry.message is not None
    before = copy.deepcopy(entry.message)
    undone = await people.done(await boss.click(entry.message, "Undo"))
    assert f"↩️ undone by {boss.mention} <t:" in str(undone.content)
    assert (await town.ask(boss, "what is love?"))["content"] == "A river."
    assert town.now(reply)["content"] == "A river."
    twice = await people.done(await boss.click(before, "Undo"))
    assert twice.content == "That has already been undone."
    assert undone.message is not None
    again = await people.done(await boss.click(undone.message, "Redo"))
    assert "undone by" not in str(again.content)
    assert (await town.ask(boss, "what is love?"))["content"] == "Pizza!"
    assert again.message is not None
    back = await people.done(await boss.click(again.message, "Back"))
    assert "↪️ did again" in str(back.content)


async def test_a_list_of_one_kind_opens_and_leads_back(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    first = await taught(app, town, boss, "what is love?", "A river.")
    entry = await opened(ann, first, kind="taught")
    assert f"**#{first}**" in str(entry.content)
    assert entry.message is not None
    back = await people.done(await ann.click(entry.message, "Back"))
    assert str(back.content).startswith("**Changes**, newest first (page 1) · taught\n")


async def test_members_undo_only_their_own(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers=TeacherMode.TEACHERS)
    await taught(app, town, boss, "what is love?", "A river.")
    own = await taught(app, town, ann, "what is tea?", "A drink.")
    entry = await opened(ann, 1)
    assert entry.message is not None
    refused = await people.done(await ann.click(entry.message, "Undo"))
    assert refused.content == "Only teachers can do that here: people with a teacher role, or with Manage Server."
    assert (await town.ask(ann, "what is love?"))["content"] == "A river."
    entry = await opened(ann, own)
    assert entry.message is not None
    assert "undone by" in str((await people.done(await ann.click(entry.message, "Undo"))).content)
    listed = await people.use(ann, "history", person=ann.data)
    assert "Undo all of these …" not in labels(listed.message)


def labels(message: Json | None) -> list[str]:
    assert message is not None
    shown = [each for row in message["components"] for each in row["components"]]
    return [each.get("label", "") for each in shown]


async def test_a_manager_undoes_all_of_a_person(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await taught(app, town, boss, "what is love?", "A river.")
    for number in range(20):
        await taught(app, town, ann, f"question number {number}", "Pizza!")
    reply = await town.ask(ann, "what is love?")
    form = await ann.context("Correct this reply", reply)
    await (await form.submit(answer="Pizza!")).finished()
    listed = await people.use(boss, "history", person=ann.data, since="2 hours", public=True)
    assert listed.message is not None
    older = await people.done(await boss.click(listed.message, "Older"))
    assert "(page 2)" in str(older.content)
    asked = await people.done(await boss.click(listed.message, "Undo all of these …"))
    assert asked.message is not None
    assert str(asked.content).startswith("Undo 21 changes? You can take that back, too. · ")
    refused = await people.done(await ann.click(asked.message, "Undo 21 changes"))
    assert refused.content == "Only people with Manage Server can do that."
    before = copy.deepcopy(asked.message)
    done = await people.done(await boss.click(asked.message, "Undo 21 changes"))
    assert str(done.content).startswith("↩️ 21 changes were undone.")
    assert (await town.ask(boss, "what is love?"))["content"] == "A river."
    assert (await town.ask(boss, "question number 3"))["content"] != "Pizza!"
    again = await people.done(await boss.click(before, "Undo 21 changes"))
    assert again.content == "There is nothing left to undo."
    assert done.message is not None
    back = await people.done(await boss.click(done.message, "Redo"))
    assert str(back.content).startswith("↪️ 21 undos were taken back.\n-# In all: ")
    assert (await town.ask(boss, "what is love?"))["content"] == "Pizza!"
    assert (await town.ask(boss, "question number 3"))["content"] == "Pizza!"
    assert back.message is not None
    undone_again = await people.done(await boss.click(back.message, "Undo"))
    assert str(undone_again.content).startswith("↩️ 21 changes were undone.")
    assert labels(undone_again.message) == ["Redo"]
    listed = await people.use(boss, "history")
    assert "↩️ undid" in str(listed.content).splitlines()[1]
    assert "did again" not in str(listed.content).splitlines()[1]
    assert "“question number" in str(listed.content)


async def test_all_since_a_moment_is_as_it_was_then(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    """Undoing an undo is part of it: whatever happened since, nothing of it counts."""
    change = await taught(app, town, boss, "what is love?", "A river.")
    undone = await app.services.teaching.undo(int(town.guild["id"]), int(boss.id), change)
    await app.services.teaching.undo(int(town.guild["id"]), int(boss.id), undone.change_id)
    await taught(app, town, ann, "what is tea?", "A drink.")
    listed = await people.use(boss, "history", since="1 час")
    assert listed.message is not None
    asked = await people.done(await boss.click(listed.message, "Undo all of these …"))
    count = re.match(r"Undo (\d+) changes\?", str(asked.content))
    assert count is not None
    assert asked.message is not None
    done = await people.done(await boss.click(asked.message, buttons(asked.message)[0]))
    assert str(done.content).startswith(f"↩️ {count[1]} changes were undone.")
    assert await app.services.teaching.export(int(town.guild["id"])) == b""


@pytest.mark.usefixtures("app")
async def test_odd_input_is_refused_with_what_to_do(ann: Actor, boss: Actor) -> None:
    for given in ("soon", "2027-01-01", "🙂" * 50, "`<@1>`"):
        refused = await people.use(ann, "history", since=given)
        assert refused.ephemeral
        assert "as a time in the past. Try “2 hours”" in str(refused.content)
        assert "<@1>" not in str(refused.content).replace("ˋ<@1>ˋ", "")
    made_up = await ann.say("hello")
    for name in ("history-undo:1", "history-page:x", "history-all:0.0..0", "history-again:1", "history-open:9.9"):
        row = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "X", "custom_id": name}]}
        assert (await boss.click({**made_up, "components": [row]}, "X")).content != ""


async def test_another_servers_changes_are_not_seen(app: App, town: Town, boss: Actor) -> None:
    change = await taught(app, town, boss, "what is love?", "A river.")
    other = town.discord.channel(town.discord.guild("Other"))
    eve = town.discord.user("Eve", other).with_permissions(Permission.MANAGE_GUILD)
    there = await app.services.teaching.teach(
        int(other["guild_id"]), int(eve.id), [models.NewExample("x", "y")], source="chat"
    )
    listed = await people.use(eve, "history")
    assert "love" not in str(listed.content)
    assert listed.message is not None
    row = {**listed.message, "components": [_undo_row(change)]}
    refused = await people.done(await eve.click(row, "Undo"))
    assert refused.content in {"That change no longer exists.", "This button no longer works."}
    assert there.change_id != change
    assert (await town.ask(boss, "what is love?"))["content"] == "A river."


async def test_who_was_erased_is_not_named(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    scope = int(town.guild["id"])
    await taught(app, town, ann, "what is love?", "Anns-words")
    await taught(app, town, boss, "what is tea?", "A drink.")
    await app.services.privacy.erase(int(ann.id), scope, keep_taught=False)
    listed = await people.use(boss, "history")
    _, erasure, second, first = str(listed.content).split("\n")
    assert erasure.startswith("**#3** 🧹 erased · somebody who was erased · <t:")
    assert second.startswith(f"**#2** 📚 taught · {boss.mention} · <t:")
    assert first.startswith("**#1** 📚 taught · somebody who was erased · <t:")
    assert "Anns-words" not in str(listed.content)
    assert ann.mention not in str(listed.content)
    assert listed.message is not None
    entry = await chosen(boss, listed.message, 3)
    assert labels(entry.message) == ["Back"]  # an erasure is final


def _undo_row(change_id: int) -> Json:
    button = {"type": 2, "id": 2, "style": 2, "label": "Undo", "custom_id": f"history-undo:{change_id}"}
    return {"type": 1, "id": 1, "components": [button]}


async def test_the_history_in_russian(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await taught(app, town, boss, "что такое любовь?", "Река.")
    ann.locale = "ru"
    boss.locale = "ru"
    listed = await people.use(ann, "история", вид="taught")
    assert "📚 обучение" in str(listed.content)
    assert "«что такое любовь?» → «Река.»" in str(listed.content)
    refused = await people.use(ann, "история", с_какого_времени="когда-нибудь")
    assert "как время в прошлом" in str(refused.content)
    listed = await people.use(boss, "история", с_какого_времени="2 часа назад")
    assert listed.message is not None
    asked = await people.done(await boss.click(listed.message, "Отменить всё это …"))
    assert str(asked.content).startswith("Отменить 1 изменение?")
    assert asked.message is not None
    done = await people.done(await boss.click(asked.message, "Отменить 1 изменение"))
    assert str(done.content).startswith("↩️ Отменено 1 изменение.")
