"""/trigger: keywords and patterns that are answered before meaning is looked at."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.preferences import AnswerMode
from chatterbot.standin import Actor, Interaction, Json, StandIn

pytestmark = pytest.mark.e2e

CORRECT, WHY = "Correct this reply", "Why this reply?"


@pytest.fixture
async def lessons(app: App, town: Town, boss: Actor) -> None:
    """What the bot knows by meaning."""
    lessons = [
        models.NewExample("what is the wifi password?", "Ask at the desk."),
        models.NewExample("when is the game?", "On Friday at eight."),
    ]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.data["id"]), lessons, source="text")


def said(interaction: Interaction) -> str:
    assert interaction.ephemeral
    assert interaction.content is not None
    return interaction.content


def message(interaction: Interaction) -> Json:
    assert interaction.message is not None
    return interaction.message


@pytest.mark.usefixtures("lessons")
async def test_keywords_come_before_meaning(town: Town, ann: Actor) -> None:
    added = await people.use(
        ann,
        "trigger",
        keywords="wifi + password, wlan",
        answer="It is on the board.",
        fits="WLAN?;;the password of the WiFi",
        fits_not="wifi",
    )
    assert said(added).split("\n") == [
        "✅ Trigger added: `wifi + password, wlan`. In effect from the next message; I answer:",
        "It is on the board.",
        "-# Keywords are found as whole words; capitals and the dots of ё do not matter.",
        "-# Tried with 3 sample messages; `/test` tries them again.",
    ]
    answer = await town.ask(ann, "what is the wifi password?")
    assert answer["content"] == "It is on the board."
    assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."
    why = fields(await ann.context(WHY, answer))
    assert why["It comes from this trigger"] == "Keywords `wifi + password, wlan`\nIt is on the board."
    assert "How sure I was" not in why


@pytest.mark.usefixtures("lessons")
async def test_the_list_shows_changes_removes_and_takes_back(town: Town, ann: Actor) -> None:
    empty = await ann.slash("trigger")
    assert said(empty).startswith("There are no triggers yet.")
    form = await ann.click(message(empty), "Add a pattern")
    added = await people.done(await form.submit(pattern=r"^rank\s+\d+$", answer="Rank is shown.", fits="rank 3"))
    assert said(added).startswith(r"✅ Trigger added: `^rank\s+\d+$`.")
    assert (await town.ask(ann, "RANK 12"))["content"] == "Rank is shown."
    listed = await ann.slash("trigger")
    assert said(listed).split("\n")[1] == r"1. 🧩 `^rank\s+\d+$` → Rank is shown."
    shown = await ann.choose(message(listed), "Show, change or remove one…", await chosen(listed))
    form = await ann.click(message(shown), "Change")
    changed = await people.done(await form.submit(answer="No ranks here."))
    assert said(changed).startswith("✅ Trigger changed")
    assert (await town.ask(ann, "rank 12"))["content"] == "No ranks here."
    listed = await ann.slash("trigger")
    shown = await ann.choose(message(listed), "Show, change or remove one…", await chosen(listed))
    removed = await ann.click(message(shown), "Remove")
    assert said(removed) == r"🗑️ Trigger removed: `^rank\s+\d+$`"
    assert "don't know" in (await town.ask(ann, "rank 12"))["content"]
    await (await ann.click(message(removed), "Undo")).finished()
    assert (await town.ask(ann, "rank 12"))["content"] == "No ranks here."
    await (await ann.click(message(changed), "Undo")).finished()
    assert (await town.ask(ann, "rank 12"))["content"] == "Rank is shown."
    history = await people.use(ann, "history")
    told = [line.split(" · ")[0].split("** ")[1] for line in said(history).splitlines()[1:6]]
    assert told == ["↩️ undid", "↩️ undid", "🗑️ removed a trigger", "⚡ changed a trigger", "⚡ added a trigger"]
    (menu,) = [part for row in message(history)["components"] for part in row["components"] if "options" in part]
    opened = await ann.choose(message(history), "Open a change …", menu["options"][3]["value"])
    assert said(opened).splitlines()[1:3] == [
        r"➕ `^rank\s+\d+$` → “No ranks here.”",
        r"➖ `^rank\s+\d+$` → “Rank is shown.”",
    ]


async def chosen(listed: Interaction) -> str:
    """Return the value of the first choice in the list's menu."""
    (menu,) = [part for row in message(listed)["components"] for part in row["components"] if "options" in part]
    return menu["options"][0]["value"]


@pytest.mark.usefixtures("lessons")
async def test_a_text_can_be_tried(ann: Actor) -> None:
    await people.use(ann, "trigger", keywords="password", answer="Never tell it.")
    await people.use(ann, "trigger", pattern="pass.*", answer="Pass.")
    tried = await people.use(ann, "trigger", **{"try": "my password"})
    assert said(tried).split("\n") == [
        "“my password” hits these triggers:",
        "- 🔤 `password` → Never tell it.",
        "- 🧩 `pass.*` → Pass.",
        "-# The first of them answers.",
    ]
    none = await people.use(ann, "trigger", **{"try": "when is the game?"})
    assert said(none).split("\n") == [
        "“when is the game?” hits no trigger.",
        "By its meaning I would answer: “On Friday at eight.”",
    ]


@pytest.mark.usefixtures("lessons")
async def test_correcting_changes_the_trigger(town: Town, ann: Actor) -> None:
    await people.use(ann, "trigger", keywords="wifi", answer="It is on the bord.")
    answer = await town.ask(ann, "wifi?")
    form = await ann.context(CORRECT, answer)
    receipt = await people.done(await form.submit(answer="It is on the board."))
    assert said(receipt).split("\n") == [
        "✅ A trigger gave that answer: `wifi`. From now on it answers:",
        "It is on the board.",
        "Instead of “It is on the bord.”",
    ]
    assert town.now(answer)["content"] == "It is on the board."
    assert (await town.ask(ann, "the wifi"))["content"] == "It is on the board."
    down = await ann.click(town.now(answer), "👎")
    rejected = await people.done(await ann.click(message(down), "Not this answer"))
    assert said(rejected).startswith("A trigger gave that answer: it looks for certain words, not for a question.")
    await people.use(ann, "extras", message=answer["id"], link="https://example.org/wifi")
    again = await town.ask(ann, "wifi")
    assert any("url" in button for row in again["components"] for button in row["components"])


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"keywords": "a", "pattern": "b", "answer": "c"}, "Give keywords or a pattern, not both."),
        ({"keywords": " , ", "answer": "c"}, "A trigger needs at least one word or sign to look for."),
        ({"pattern": "(abc", "answer": "c"}, "The pattern opens a bracket ( that it does not close: `(abc`."),
        ({"pattern": "(?=a)b", "answer": "c"}, "The pattern uses something I cannot do, such as looking ahead"),
        ({"pattern": ".*", "answer": "c"}, "The pattern `.*` would fit every message."),
        ({"pattern": "(?:[а-я]{900}|[a-z]{900})", "answer": "c"}, "The pattern is too large."),
        ({"keywords": "wifi", "answer": "c", "fits": "wlan"}, "It would not fit “wlan”, which you said it must."),
        ({"keywords": "wifi", "answer": "c", "fits_not": "WiFi!"}, "It would fit “WiFi!”, which you said it must not."),
        ({"keywords": "wifi", "answer": "\u200b"}, "The answer is empty."),
    ],
)
@pytest.mark.usefixtures("lessons")
async def test_what_cannot_be_a_trigger_is_refused(
    app: App, town: Town, ann: Actor, options: dict[str, str], refusal: str
) -> None:
    assert said(await people.use(ann, "trigger", **options)).startswith(refusal)
    dataset = await app.services.teaching.indexes.ready(int(town.guild["id"]))
    assert await app.services.store.triggers.live(dataset.scope_id, dataset.id) == []


async def test_triggers_speak_russian(app: App, discord: StandIn, town: Town) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    added = await people.use(vera, "триггер", слова="ёлка, вайфай", ответ="Смотри доску.", подходит="Где елка?")
    assert said(added).split("\n")[0] == (
        "✅ Триггер добавлен: `ёлка, вайфай`. Действует со следующего сообщения, отвечаю так:"
    )
    assert (await town.ask(vera, "Где ЕЛКА?"))["content"] == "Смотри доску."
    again = await people.use(vera, "триггер", слова="ёлка, вайфай", ответ="Нет.")
    assert said(again) == "Такой триггер уже есть. Измените его: все показывает `/триггер`."
    broken = await people.use(vera, "триггер", шаблон="[я-а]", ответ="Нет.")
    assert said(broken).startswith("В шаблоне есть набор символов, который нельзя прочитать: `я-а`.")
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    assert "«Управлять сервером»" in said(await vera.slash("триггер"))


async def test_triggers_obey_where_the_bot_answers(town: Town, discord: StandIn, ann: Actor) -> None:
    async with town.running(discord={"message_content": True}) as app:
        await people.use(ann, "trigger", keywords="wifi", answer="On the board.")
        before = len(discord.messages(town.general))
        await ann.say("wifi!")
        assert (await town.ask(ann, "wifi?"))["content"] == "On the board."
        assert len(discord.messages(town.general)) == before + 3, "only the message that addressed it was answered"
        await app.services.preferences.change(int(town.guild["id"]), answers_in=AnswerMode.EVERYWHERE)
        assert (await discord.wait_reply(await ann.say("wifi!")))["content"] == "On the board."


@pytest.mark.usefixtures("lessons")
async def test_the_test_tries_the_sample_messages(app: App, town: Town, boss: Actor) -> None:
    await people.use(boss, "trigger", keywords="board", answer="A board.", fits="the board")
    only = await people.use(boss, "test")
    assert said(only).split("\n")[0] == "⚡ Triggers: 1 of 1 sample message as it should be"
    await people.use(boss, "trigger", pattern="^the .*", answer="The what?", fits="the board;;the cat")
    more = [models.NewExample("when is the match?", "On Friday at eight.")]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.data["id"]), more, source="text")
    tested = said(await people.use(boss, "test")).split("\n")
    assert tested[-2:] == [
        "⚡ Triggers: 2 of 3 sample messages as they should be",
        "- `^the .*` fits `the board`, but `board` stands before it and answers",
    ]
    exported = await people.use(boss, "export")
    assert exported.content is not None
    assert "2 triggers are not in the file: </trigger:" in exported.content
