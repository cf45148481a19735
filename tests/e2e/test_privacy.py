"""/privacy: what is stored about me, here or everywhere, and its erasure."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot import errors
from chatterbot.app import App
from chatterbot.plugins.privacy import KINDS
from chatterbot.standin import Actor, Interaction, StandIn
from chatterbot.store.privacy import NAMING

pytestmark = pytest.mark.e2e

ERASE = "Erase everything about me"
KEEP = "Erase, but keep what I taught (without my name)"


async def click(who: Actor, shown: Interaction, which: str) -> Interaction:
    """Click a button of an answer, and wait for the last word."""
    assert shown.message is not None
    return await people.done(await who.click(shown.message, which))


@pytest.mark.usefixtures("app")
async def test_nothing_is_stored_about_a_stranger(ann: Actor) -> None:
    shown = await people.use(ann, "privacy")
    assert shown.ephemeral
    assert str(shown.content).startswith("🔒 **Stored about you on this server**\nNothing.\n")
    assert "after 14 days" in str(shown.content)
    assert buttons(shown.message) == []


async def test_what_is_stored_is_counted(app: App, town: Town, ann: Actor) -> None:
    await town.teach(ann, "where do we meet?", "At the old mill.")
    await town.ask(ann, "who is there?")
    await people.recorded(app, town, 2)
    shown = await people.use(ann, "privacy")
    assert "- 2 questions you asked, with their replies" in str(shown.content)
    assert "- 1 example you taught" in str(shown.content)
    assert buttons(shown.message) == ["privacy-erase:here.all", "privacy-erase:here.keep"]


def test_every_kind_of_stored_data_is_shown() -> None:
    assert set(KINDS) == set(NAMING)


async def test_documents_and_triggers_are_counted(app: App, ann: Actor) -> None:
    del app
    await people.use(ann, "trigger", keywords="wifi", answer="On the board.")
    review = await people.use(ann, "import", file=("club.md", b"# Do I need a helmet?\n\nYes, always.\n"))
    assert review.message is not None
    shown = str((await people.use(ann, "privacy")).content)
    assert "- 1 trigger you added or changed\n- 1 document you sent that waits to be looked at\n" in shown
    await people.done(await ann.click(review.message, "Take these"))
    shown = str((await people.use(ann, "privacy")).content)
    assert "- 1 document you imported\n" in shown


async def test_everything_is_erased_after_a_second_question(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await town.teach(ann, "where do we meet?", "At the old mill.")
    await town.teach(boss, "who brings snacks?", "Bob.")
    asked = await click(ann, await people.use(ann, "privacy"), ERASE)
    assert asked.changes_its_message
    assert str(asked.content).startswith("Erase everything about you **on this server**, including what you taught?")
    assert buttons(asked.message) == ["privacy-confirm:here.all", "privacy-cancel"]
    assert (await town.ask(boss, "where do we meet?"))["content"] == "At the old mill.", "nothing has happened yet"

    erased = await click(ann, asked, "Yes, erase")
    assert str(erased.content).startswith("🧹 **Done.**")
    assert "- 1 example you taught" in str(erased.content)
    assert buttons(erased.message) == []
    assert (await town.ask(boss, "where do we meet?"))["content"] != "At the old mill."
    assert (await town.ask(boss, "who brings snacks?"))["content"] == "Bob.", "others keep what is theirs"
    assert "\nNothing.\n" in str((await people.use(ann, "privacy")).content)
    report = await app.services.privacy.stored_about(int(ann.id), None)
    assert report.total == 0


@pytest.mark.usefixtures("app")
async def test_what_was_taught_can_stay_without_the_name(town: Town, ann: Actor) -> None:
    await town.teach(ann, "where do we meet?", "At the old mill.")
    asked = await click(ann, await people.use(ann, "privacy"), KEEP)
    assert "What you taught stays, without your name." in str(asked.content)
    erased = await click(ann, asked, "Yes, erase")
    assert "What you taught stays, without your name." in str(erased.content)
    assert "\nNothing.\n" in str((await people.use(ann, "privacy")).content)
    assert (await town.ask(ann, "where do we meet?"))["content"] == "At the old mill."


@pytest.mark.usefixtures("app")
async def test_saying_no_leaves_all_as_it_is(town: Town, ann: Actor) -> None:
    await town.teach(ann, "where do we meet?", "At the old mill.")
    asked = await click(ann, await people.use(ann, "privacy"), ERASE)
    left = await click(ann, asked, "No, keep it")
    assert left.content == "Nothing was erased."
    assert buttons(left.message) == []
    assert (await town.ask(ann, "where do we meet?"))["content"] == "At the old mill."


@pytest.mark.usefixtures("app")
async def test_here_is_only_here_and_everywhere_is_everywhere(town: Town, discord: StandIn, ann: Actor) -> None:
    there = ann.at(discord.channel(discord.guild("Other")))
    await town.teach(ann, "where do we meet?", "At the old mill.")
    reply = await discord.wait_reply(await there.say(f"{town.me} where do we meet?"))
    form = await there.click(reply, "teach")
    await (await form.submit(answer="In the park.")).finished()

    both = await people.use(ann, "privacy", everywhere=True)
    assert "**Stored about you everywhere**" in str(both.content)
    assert "- 2 examples you taught" in str(both.content)
    here = await people.use(ann, "privacy")
    assert "- 1 example you taught" in str(here.content)

    await click(ann, await click(ann, here, ERASE), "Yes, erase")
    reply = await discord.wait_reply(await there.say(f"{town.me} where do we meet?"))
    assert reply["content"] == "In the park."

    everything = await people.use(there, "privacy", everywhere=True)
    asked = await click(there, everything, ERASE)
    assert "**on every server and in direct messages**" in str(asked.content)
    await click(there, asked, "Yes, erase")
    reply = await discord.wait_reply(await there.say(f"{town.me} where do we meet?"))
    assert reply["content"] != "In the park."


@pytest.mark.usefixtures("app")
async def test_in_direct_messages_also_as_a_message(discord: StandIn, ann: Actor) -> None:
    private = ann.dm()
    await people.use(private, "train", text="what is my cat called? => Misty")
    shown = await people.use(private, "privacy")
    assert "**Stored about you in these direct messages**" in str(shown.content)
    assert "- 1 example you taught" in str(shown.content)
    asked = await private.say("!privacy")
    reply = await discord.wait_message(discord.dm(ann), after=asked)
    assert "- 1 example you taught" in reply["content"]
    erased = await people.done(await private.click(reply, ERASE))
    assert erased.message is not None
    erased = await people.done(await private.click(erased.message, "Yes, erase"))
    assert str(erased.content).startswith("🧹 **Done.**")


@pytest.mark.usefixtures("app")
async def test_as_a_message_it_is_refused_in_a_channel(town: Town, discord: StandIn, ann: Actor) -> None:
    reply = await discord.wait_reply(await ann.say(f"{town.me} !privacy"))
    assert reply["content"].startswith(
        "The answer is for you only, but everybody here would see it. Please use </privacy:"
    )


async def test_the_buttons_work_after_a_restart(town: Town, ann: Actor) -> None:
    async with town.running():
        await town.teach(ann, "where do we meet?", "At the old mill.")
        shown = await people.use(ann, "privacy")
    async with town.running():
        erased = await click(ann, await click(ann, shown, ERASE), "Yes, erase")
        assert "- 1 example you taught" in str(erased.content)


async def test_files_that_were_sent_go_too(town: Town, boss: Actor) -> None:
    async with town.running():
        await people.use(boss, "train", file=("faq.txt", b"one? => 1"))
        folder = town.data / "guilds" / town.guild["id"] / "uploads"
        assert [path.name[16:] for path in folder.iterdir()] == ["faq.txt"]
        shown = await people.use(boss, "privacy")
        assert "- 1 file you sent for training" in str(shown.content)
        erased = await click(boss, await click(boss, shown, "Erase everything about me"), "Yes, erase")
        assert "1 file was deleted from the data folder." in str(erased.content)
        assert list(folder.iterdir()) == []


async def test_an_erasure_that_fails_says_so_in_its_place(
    app: App, town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.ask(ann, "who are you?")
    await people.recorded(app, town, 1)

    async def broken(*_: object, **__: object) -> None:
        raise errors.StoreError("the disk is full", retryable=True)

    monkeypatch.setattr(app.services.privacy, "erase", broken)
    asked = await click(ann, await people.use(ann, "privacy"), "Erase everything about me")
    failed = await click(ann, asked, "Yes, erase")
    assert not str(failed.content).startswith(("⏳", "🧹"))
    assert buttons(failed.message) == []


async def test_in_russian(app: App, town: Town, discord: StandIn) -> None:
    olga = discord.user("Olga", town.general, locale="ru")
    for number in range(3):
        await town.ask(olga, f"вопрос {number}?")
    await people.recorded(app, town, 3)
    shown = await people.use(olga, "приватность")
    assert "🔒 **Что хранится о вас на этом сервере**" in str(shown.content)
    assert "- 3 ваших вопроса с ответами" in str(shown.content)
    asked = await click(olga, shown, "Стереть всё обо мне")
    erased = await click(olga, asked, "Да, стереть")
    assert str(erased.content).startswith("🧹 **Готово.**")
