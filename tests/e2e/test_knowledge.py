"""/knowledge: members look through what was taught, teachers change it; in two languages, and after a restart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.knowledge_steps import labels, look, menu, open_first, teach, text_of, words
from tests.e2e.town import Town, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.plugins._knowledge_state import QUERY_LENGTH
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

# -- looking ----------------------------------------------------------------------------------------------------------


async def test_a_member_looks_through_what_was_taught(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    await people.use(boss, "settings", teachers="managers")
    listed = await look(ann)
    assert words(listed).split("\n") == [
        "**1.** “where do we meet?” → “At the old mill.”",
        "**2.** “kick-off time?” → “On Friday at eight.” · 2 questions",
    ]
    assert [choice["description"] for choice in menu(listed, "Open an entry")] == [
        "At the old mill.",
        "On Friday at eight.",
    ]
    entry = await ann.choose(listed, "Open an entry", menu(listed, "Open an entry")[1]["value"])
    assert text_of(entry) == "💬 “On Friday at eight.”"
    about = fields(entry)
    assert about["Questions (2)"] == "- when is the game?\n- kick-off time?"
    assert about["Taught"].startswith(f"by {boss.mention} <t:")
    assert about["Taught"].endswith("with a command")
    assert about["Use"] == "never used · 👍 0 · 👎 0"
    assert about["History"].startswith(f"- {boss.mention} taught <t:")
    # A member sees, and changes nothing.
    assert labels(entry.message) == ["Show all of it", "Back to the list"]
    assert entry.message is not None
    assert words((await ann.click(entry.message, "Back to the list")).message or {}) == words(listed)


async def test_use_and_votes_are_counted(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    reply = await town.ask(ann, "when is the game?")
    await ann.click(reply, "vote-down")
    await people.recorded(app, town, 1)
    listed = await look(ann, show="disputed")
    assert "used once" in words(listed)
    entry = await open_first(ann, listed)
    assert fields(entry)["Use"].startswith("used once · last <t:")
    assert fields(entry)["Use"].endswith("👍 0 · 👎 1")
    assert "At the old mill." in words(await look(ann, show="unused"))
    assert "Friday" not in words(await look(ann, show="unused"))


async def test_pages_and_filters_are_turned_in_the_message(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss, *(models.NewExample(f"question {n}?", f"answer {n}") for n in range(23)))
    await teach(app, town, boss, models.NewExample("are you real?", "Yes.", positive=False))
    listed = await look(ann)
    assert labels(listed) == ["◀️", "1–10 of 24", "▶️"]
    second = await ann.click(listed, "▶️")
    assert "**11.** “question 13?” → “answer 13”" in text_of(second)
    third = await ann.click(second.message or {}, "▶️")
    assert labels(third.message) == ["◀️", "21–24 of 24", "▶️"]
    back = await ann.click(third.message or {}, "◀️")
    assert text_of(back) == text_of(second)
    vetoes = await ann.choose(back.message or {}, "Show only …", "vetoes")
    assert text_of(vetoes).split("\n") == [
        "Answers I must not give",
        "",
        "**1.** “are you real?” → 🚫 never “Yes.”",
    ]
    nothing = await ann.choose(vetoes.message or {}, "Show only …", "conflicting")
    assert "Nothing found. Try other words" in text_of(nothing)


async def test_what_was_looked_for_outlives_a_restart_however_long_it_is(town: Town, ann: Actor, boss: Actor) -> None:
    long = f"mill {'very ' * 100}"[:QUERY_LENGTH].strip()
    async with town.running() as app:
        await teach(app, town, boss, *(models.NewExample(f"{long} {n}", f"answer {n}") for n in range(12)))
        await teach(app, town, boss)
        listed = await look(ann, query=long, teacher=boss.data, since="2026-01-01", source="text")
        assert labels(listed)[:3] == ["◀️", "1–10 of 12", "▶️"]
        entry = await open_first(ann, listed)
    async with town.running():
        back = await ann.click(entry.message or {}, "Back to the list")
        assert text_of(back) == words(listed)
        second = await ann.click(back.message or {}, "▶️")
        assert labels(second.message)[1] == "11–12 of 12"
        assert "At the old mill" not in text_of(second)


async def test_other_words_with_the_same_meaning_are_found(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    found = await look(ann, query="when is the next game")
    assert words(found).startswith(
        "Nothing holds these words. These mean something like it:\n\n**1.** “when is the game?”"
    )
    by_words = await look(ann, query="WHERE meet")
    assert words(by_words) == "**1.** “where do we meet?” → “At the old mill.”"
    by_meaning = await ann.click(by_words, "Search by meaning")
    assert text_of(by_meaning).startswith("Nearest in meaning first:")
    assert text_of(await ann.click(by_meaning.message or {}, "Search by words")) == words(by_words)


async def test_the_suggestions_name_entries_labels_and_sources(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    await teach(app, town, boss, models.NewExample("hi", "Hello!", label="greeting"), source="uploads/faq.csv")
    (choice,) = await ann.complete("knowledge", "query", "MILL")
    assert choice["name"] == "where do we meet? → At the old mill."
    entry = await people.use(ann, "knowledge", query=choice["value"])
    assert text_of(entry) == "💬 “At the old mill.”"
    assert [each["value"] for each in await ann.complete("knowledge", "label", "gr")] == ["greeting"]
    assert [each["value"] for each in await ann.complete("knowledge", "source", "")] == ["uploads/faq.csv", "text"]
    assert await ann.complete("knowledge", "query", "nothing like it") == []
    assert words(await look(ann, label="greeting")).endswith("“hi” → “Hello!”")


@pytest.mark.usefixtures("app")
async def test_odd_input_is_refused_in_words(ann: Actor) -> None:
    empty = await look(ann)
    assert words(empty) == "I have not been taught anything here yet."
    wrong = await people.use(ann, "knowledge", since="the other day")
    assert wrong.content == (
        "I don't understand that date. Write a day, such as `2026-11-30` or `yesterday`, or how long ago, such as `2 weeks`."
    )
    gone = await people.use(ann, "knowledge", query="#4711")
    assert gone.content == "There is no such entry here. Look for it with `/knowledge`."
    for odd in ("💃🏽", "@everyone", "**bold** <@1>", "שלום", "%_'\"", "x" * QUERY_LENGTH):
        assert "Nothing found." in words(await look(ann, query=odd))


async def test_what_people_taught_does_nothing_when_it_is_shown(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    wild = "@everyone <@123456789012345678> ```py\nprint(1)\n``` **bold** [link](https://evil.example) \u202eabc # head"
    await teach(app, town, boss, models.NewExample(wild, "שלום " + "long word " * 350))
    listed = await look(ann)
    entry = await open_first(ann, listed)
    for shown in (words(listed), text_of(entry), *fields(entry).values()):
        assert "```" not in shown
        assert not re.search(r"(?<!\\)<@1234", shown)
        assert "**bold" not in shown
        assert "\u202e" not in shown
    assert text_of(entry).endswith("…\u2069”")
    whole = await ann.click(entry.message or {}, "Show all of it")
    assert whole.ephemeral
    kept = whole.files["entry.txt"].decode()
    assert wild in kept
    assert ("long word " * 350).strip() in kept


async def test_another_guilds_entries_stay_there(app: App, town: Town, discord: StandIn, boss: Actor) -> None:
    example_id = await teach(app, town, boss)
    other = discord.channel(discord.guild("Other"))
    eve = discord.user("Eve", other).with_permissions(Permission.MANAGE_GUILD)
    assert words(await look(eve)) == "I have not been taught anything here yet."
    there = await people.use(eve, "knowledge", query=f"#{example_id}")
    assert there.content == "There is no such entry here. Look for it with `/knowledge`."


# -- changing ---------------------------------------------------------------------------------------------------------


async def entry_of(who: Actor, query: str) -> Json:
    """Open the first entry that holds some words."""
    opened = await open_first(who, await look(who, query=query))
    assert opened.message is not None
    return opened.message


async def test_a_teacher_edits_an_entry_and_takes_it_back(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    entry = await entry_of(ann, "kick-off")
    form = await ann.click(entry, "Edit")
    assert form.modal is not None
    values = {label["component"]["custom_id"]: label["component"]["value"] for label in form.modal["components"]}
    assert values == {"questions": "when is the game?\nkick-off time?", "answer": "On Friday at eight."}
    receipt = await (
        await form.submit(questions="when is the game?\nwhat time is the match?", answer="On Saturday.")
    ).finished()
    assert (receipt.content or "").split("\n") == [
        "✏️ Changed. In effect from the next message.",
        "“when is the game?” → “On Saturday.”",
        "+2 −2",
    ]
    assert (await town.ask(ann, "what time is the match?"))["content"] == "On Saturday."
    shown = await ann.click(receipt.message or {}, "Show the entry")
    assert f"{ann.mention} edited <t:" in fields(shown)["History"]
    assert "instead of “On Friday at eight.”" in fields(shown)["History"]
    undone = await people.done(await ann.click(receipt.message or {}, "Undo"))
    assert (undone.content or "").startswith("↩️ Undone.")
    assert (await town.ask(ann, "kick-off time?"))["content"] == "On Friday at eight."
    gone = await ann.click(shown.message or {}, "Edit")
    assert (gone.content or "").startswith("That entry is not taught any more")


async def test_a_form_is_refused_when_the_entry_changed_meanwhile(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    await teach(app, town, boss)
    entry = await entry_of(ann, "kick-off")
    late = await ann.click(entry, "Edit")
    added = await boss.click(await entry_of(boss, "kick-off"), "Add a question")
    receipt = await (await added.submit(questions="start of play?\n\n when does it start?")).finished()
    assert receipt.content == "➕ 2 more questions get the same answer now, such as “start of play?”."
    refused = await (await late.submit(questions="x", answer="y")).finished()
    assert (refused.content or "").startswith("Somebody has changed this entry meanwhile")
    assert (await town.ask(ann, "start of play?"))["content"] == "On Friday at eight."
    same = await ann.click(await entry_of(ann, "kick-off"), "Edit")
    refused = await (await same.submit()).finished()
    assert refused.content == "Nothing was different, so I changed nothing."
    refused = await (await same.submit(questions=" \n ")).finished()
    assert (refused.content or "").startswith("An entry needs at least one question.")


async def test_another_answer_is_added_and_seen_at_both(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    form = await ann.click(await entry_of(ann, "meet"), "Add an answer")
    receipt = await (await form.submit(answer="At the **new** mill.")).finished()
    assert receipt.content == "➕ “At the \\*\\*new\\*\\* mill.” is an answer to this question now, too."
    assert "**1.** “where do we meet?” → “At the \\*\\*new\\*\\* mill.”" in words(await look(ann, show="conflicting"))
    shown = await ann.click(receipt.message or {}, "Show the entry")
    assert fields(shown)["Also taught for the same question"] == "- “where do we meet?” → “At the old mill.”"


async def test_forgetting_what_others_taught_is_asked_first(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    await teach(app, town, ann, models.NewExample("who is ann?", "Me."))
    own = await ann.click(await entry_of(ann, "ann"), "Forget")
    assert own.content == "🗑️ Forgotten: “who is ann?” → “Me.”"
    asked = await ann.click(await entry_of(ann, "kick-off"), "Forget")
    assert (asked.content or "").startswith(
        f"Forget this entry with all its 2 questions, taught by {boss.mention}? You can undo it."
    )
    assert (await ann.click(asked.message or {}, "Keep it")).content == "Nothing was forgotten."
    asked = await ann.click(await entry_of(ann, "kick-off"), "Forget")
    done = await ann.click(asked.message or {}, "Forget")
    assert (done.content or "").startswith("🗑️ Forgotten, with all 2 questions")
    assert "Friday" not in words(await look(ann))
    await people.done(await ann.click(done.message or {}, "Undo"))
    assert "Friday" in words(await look(ann))


async def test_the_last_change_is_shown_before_it_is_undone(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    refused = await ann.click(await entry_of(ann, "kick-off"), "Undo")
    assert refused.content == "Somebody else taught that. Only they, or people with Manage Server, can undo it."
    asked = await boss.click(await entry_of(boss, "kick-off"), "Undo")
    lines = (asked.content or "").split("\n")
    assert lines[0].startswith("Undo the last change of this entry?")
    assert lines[1].endswith("· +3")
    await people.done(await boss.click(asked.message or {}, "Undo"))
    assert words(await look(ann)) == "I have not been taught anything here yet."


async def test_an_edit_of_what_was_forgotten_meanwhile_is_not_said_to_be_in_effect(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    known = await teach(app, town, boss, models.NewExample("kick-off time?", "On Friday at eight."))
    await app.services.preferences.change(int(town.guild["id"]), teachers="teachers")
    form = await ann.click(await entry_of(ann, "kick-off"), "Edit")
    await (await form.submit(questions="kick-off time?", answer="On Sunday.")).finished()
    await app.services.teaching.forget(int(town.guild["id"]), int(boss.id), known)
    (card,) = (m for m in town.discord.messages(town.general) if "proposal-approve" in str(m["components"]))
    refused = await people.done(await boss.click(card, "Approve"))
    assert str(refused.content).startswith("That entry is not taught any more")
    assert town.now(card) == card
    assert (await people.done(await boss.click(card, "Decline"))).content == "🚫 Declined."


async def test_a_suggestion_names_the_questions_that_would_go(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    lessons = [
        models.NewExample(f"{word} kick-off **time**?", "On Friday.") for word in ("when", "what", "which", "no")
    ]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.id), lessons, source="chat")
    await app.services.preferences.change(int(town.guild["id"]), teachers="teachers")
    entry = await entry_of(ann, "kick-off")
    form = await ann.click(entry, "Edit")
    await (await form.submit(questions="when kick-off **time**?\nWHO?", answer="On Friday.")).finished()
    card = next(m for m in town.discord.messages(town.general) if "proposal-approve" in str(m["components"]))
    gone = ", ".join(f"“{word} kick-off \\*\\*time\\*\\*?”" for word in ("what", "which", "no"))
    assert f"\nNo longer for: {gone}\n" in card["content"]
    assert "\nAlso for: “WHO?”\n" in card["content"]


async def test_a_member_suggests_and_a_teacher_approves(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    await app.services.preferences.change(int(town.guild["id"]), teachers="teachers")
    entry = await entry_of(ann, "kick-off")
    assert "Undo" not in labels(entry)

    async def approve(act: Interaction, **typed: Any) -> None:
        waits = await (await act.submit(**typed)).finished() if typed else await act.finished()
        assert "teacher" in (waits.content or ""), waits.content
        card = next(
            m for m in reversed(town.discord.messages(town.general)) if "proposal-approve" in str(m["components"])
        )
        await people.done(await boss.click(card, "Approve"))

    await approve(await ann.click(entry, "Edit"), questions="kick-off time?\nwhen is it on?", answer="On Sunday.")
    assert (await town.ask(ann, "when is it on?"))["content"] == "On Sunday."
    shown = await open_first(ann, await look(ann, query="sunday"))
    assert f"{ann.mention} edited" in fields(shown)["History"]
    assert f"approved by {boss.mention}" in fields(shown)["History"]
    await approve(await ann.click(shown.message or {}, "Add a question"), questions="what day?")
    await approve(await ann.click(await entry_of(ann, "sunday"), "Add an answer"), answer="On the Lord's day.")
    assert "“On the Lord's day.”" in words(await look(ann, query="what day?"))
    asked = await ann.click(await entry_of(ann, "on sunday"), "Forget")
    await approve(await ann.click(asked.message or {}, "Forget"))
    assert "On Sunday." not in words(await look(ann))
    refused = await (await (await ann.click(await entry_of(ann, "mill"), "Edit")).submit()).finished()
    assert refused.content == "Nothing was different, so I changed nothing."


async def test_members_may_change_nothing_where_managers_teach(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    entry = await entry_of(ann, "kick-off")
    late = await ann.click(entry, "Edit")
    await people.use(boss, "settings", teachers="managers")
    for label in ("Edit", "Add a question", "Add an answer", "Forget", "Undo"):
        refused = await ann.click(entry, label)
        assert "can teach me" in (refused.content or ""), label
    refused = await (await late.submit(answer="Never.")).finished()
    assert "can teach me" in (refused.content or "")
    assert (await town.ask(ann, "kick-off time?"))["content"] == "On Friday at eight."


async def test_in_russian(app: App, town: Town, discord: StandIn, boss: Actor) -> None:
    await teach(
        app, town, boss, models.NewExample("Где ёлка?", "В зале."), models.NewExample("Где стоит елка?", "В зале.")
    )
    olya = discord.user("Оля", town.general, locale="ru")
    listed = await look(olya, query="елка")
    assert listed["embeds"][0]["title"] == "📚 Чему меня научили"
    assert words(listed) == "**1.** «Где стоит елка?» → «В зале.» · 2 вопроса"
    entry = await olya.choose(listed, "Открыть запись", menu(listed, "Открыть запись")[0]["value"])
    assert "Вопросы (2)" in fields(entry)
    form = await olya.click(entry.message or {}, "Изменить")
    receipt = await (await form.submit(answer="Во дворе.")).finished()
    assert (receipt.content or "").startswith("✏️ Изменено.")
    assert (await town.ask(olya, "где ёлка?"))["content"] == "Во дворе."
    wrong = await people.use(olya, "knowledge", since="31.02.2026")
    assert (wrong.content or "").startswith("Я не понимаю эту дату.")


async def test_the_text_command_shows_the_same(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await teach(app, town, boss)
    reply = await town.discord.wait_reply(await ann.say(f"{town.me} !knowledge mill"))
    assert words(reply) == "**1.** “where do we meet?” → “At the old mill.”"
    reply = await town.discord.wait_reply(await ann.say(f"{town.me} !knowledge teacher: {ann.mention}"))
    assert "Nothing found." in words(reply)
