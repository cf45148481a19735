"""/import: a document is read, looked at, taken, quoted, updated and removed; what is no document changes nothing."""

from __future__ import annotations

import pytest
from tests import documents
from tests.e2e import people
from tests.e2e.town import Town, fields

from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, StandIn

pytestmark = pytest.mark.e2e

HANDBOOK = """# Club handbook

## Workshop

The workshop behind the boathouse is open on Thursdays from six to nine. Tools are free for members, see
[the shop](https://shop.example/tools). Bring an old shirt, and tell @everyone.

## Do I need a helmet?

Yes, always.

## How much is the membership?

36 euros a year.

## Meeting on Sundays

Группа собирается у лодочной станции в воскресенье в девять утра. Возьмите шлем и фонарь 🔦.
"""
WORKSHOP = "is the workshop open on Thursdays?"


async def read(who: Actor, text: str = HANDBOOK, name: str = "handbook.md") -> Interaction:
    return await people.use(who, "import", file=(name, text.encode()))


async def take(who: Actor, review: Interaction, which: str = "Take these") -> Interaction:
    assert review.message is not None
    return await people.done(await who.click(review.message, which))


async def test_a_document_is_looked_at_before_it_counts(app: App, town: Town, ann: Actor) -> None:
    review = await read(ann)
    assert review.ephemeral
    told = str(review.content)
    assert "**Club handbook**: I found 2 questions with answers and 1 passage to quote." in told
    assert "✅ “Do I need a helmet?” → “Yes, always.”" in told
    assert "don't know" in (await town.ask(ann, WORKSHOP))["content"]  # nothing counts yet
    receipt = await take(ann, review)
    assert "**“Club handbook” is imported**: 2 questions with answers and 1 passage." in str(receipt.content)
    quoted = await town.ask(ann, WORKSHOP)
    lines = quoted["content"].splitlines()
    assert lines[0].startswith("> The workshop behind the boathouse is open on Thursdays")
    assert lines[-1] == "-# 📄 Club handbook › Workshop"
    assert "the shop (<https://shop.example/tools>)" in quoted["content"]
    assert quoted["mentions"] == []
    assert not quoted["mention_everyone"]
    assert (await town.ask(ann, "do I need a helmet?"))["content"] == "Yes, always."
    why = await ann.context("Why this reply?", quoted)
    named = fields(why)
    assert "Club handbook" in named["It is quoted from this document"]
    assert f"imported by <@{ann.id}>" in named["Taught"]
    form = await ann.context("Correct this reply", quoted)
    await (await form.submit(answer="Only in summer.")).finished()
    assert (await town.ask(ann, WORKSHOP))["content"] == "Only in summer."
    assert [each.passages for each in await app.services.importer.documents(int(town.guild["id"]))] == [1]


@pytest.mark.usefixtures("app")
async def test_what_is_not_wanted_is_left_out(town: Town, ann: Actor) -> None:
    review = await read(ann)
    assert review.message is not None
    chosen = await ann.choose(review.message, "Choose the questions that you want", "How much is the membership?")
    assert "➖ ~~“Do I need a helmet?”~~" in str(chosen.content)
    await take(ann, chosen)
    assert (await town.ask(ann, "how much is the membership?"))["content"] == "36 euros a year."
    assert "don't know" in (await town.ask(ann, "do I need a helmet?"))["content"]
    # Importing it again offers what is missing, and knows what did not change.
    again = await read(ann, HANDBOOK + "\nMore about the club.\n")
    assert "1 of the questions is taught already." in str(again.content)
    assert "Take all" not in str(again.message)


async def test_a_review_survives_a_restart(town: Town, ann: Actor) -> None:
    async with town.running():
        review = await read(ann)
    async with town.running():
        receipt = await take(ann, review)
        assert "is imported" in str(receipt.content)


@pytest.mark.usefixtures("app")
async def test_importing_again_updates_and_undo_brings_back(town: Town, ann: Actor) -> None:
    await take(ann, await read(ann))
    newer = HANDBOOK.replace("on Thursdays from six", "on Mondays from seven").replace("Yes, always.", "Yes!")
    receipt = await take(ann, await read(ann, newer))
    told = str(receipt.content)
    assert "**“Club handbook” is up to date.**" in told
    assert "Questions with answers: 1 new, 1 gone." in told
    assert "Passages: 1 new or changed, 0 as before, 1 gone." in told
    assert "on Mondays" in (await town.ask(ann, "is the workshop open on Mondays?"))["content"]
    assert (await town.ask(ann, "do I need a helmet?"))["content"] == "Yes!"
    assert receipt.message is not None
    await (await ann.click(receipt.message, "Undo")).finished()
    assert "on Thursdays" in (await town.ask(ann, WORKSHOP))["content"]
    assert (await town.ask(ann, "do I need a helmet?"))["content"] == "Yes, always."
    unchanged = await read(ann)
    assert "has not changed since it was imported" in str(unchanged.content)


@pytest.mark.usefixtures("app")
async def test_documents_are_listed_and_removed(town: Town, ann: Actor) -> None:
    nothing = await people.use(ann, "import")
    assert "Nothing was imported yet" in str(nothing.content)
    await take(ann, await read(ann))
    listed = await people.use(ann, "import")
    assert "📚 **1 imported document**" in str(listed.content)
    assert "questions: 2, passages: 1" in str(listed.content)
    assert listed.message is not None
    shown = await ann.choose(listed.message, "Choose a document to update or remove it", "Club handbook")
    assert "Imported from: handbook.md" in str(shown.content)
    assert shown.message is not None
    removed = await ann.click(shown.message, "Remove")
    assert "is removed" in str(removed.content)
    assert "don't know" in (await town.ask(ann, WORKSHOP))["content"]
    assert removed.message is not None
    await (await ann.click(removed.message, "Undo")).finished()
    assert (await town.ask(ann, WORKSHOP))["content"].startswith("> The workshop")


@pytest.mark.usefixtures("app")
async def test_in_russian(discord: StandIn, town: Town) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    review = await people.use(vera, "import", file=("памятка.md", HANDBOOK.encode()))
    assert "найдено 2 вопроса с ответами, 1 отрывок для цитат." in str(review.content)
    receipt = await take(vera, review, "Взять эти")
    assert "«Club handbook» загружен" in str(receipt.content)
    quoted = await town.ask(vera, "группа собирается у станции в воскресенье в девять утра?")
    assert quoted["content"].startswith("> Группа собирается у лодочной станции")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("empty.md", b"  \n\n"), "There is no text"),
        (("secret.pdf", documents.pdf([[("BodyText", "Nothing to see")]], password="x")), "protected by a password"),
        (("scan.pdf", documents.drawing()), "no text"),
        (("letter.docx", b"PK\x03\x04 but broken"), "damaged"),
        (("program.exe", b"MZ\x90\x00\x03\x00\x00\x00" * 64), "program.exe"),
    ],
)
async def test_what_is_no_document_changes_nothing(
    app: App, town: Town, ann: Actor, file: tuple[str, bytes], said: str
) -> None:
    refused = await people.use(ann, "import", file=file)
    assert said in str(refused.content)
    assert refused.message is None or not refused.message.get("components")
    assert await app.services.importer.documents(int(town.guild["id"])) == []


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1/admin", "not a public address"),
        ("http://169.254.169.254/latest/meta-data", "not a public address"),
        ("https://localhost:8080/", "usual ports"),
        ("file:///etc/passwd", "https://"),
        ("just words", "not an address"),
    ],
)
async def test_addresses_that_are_not_fetched(ann: Actor, url: str, said: str) -> None:
    refused = await people.use(ann, "import", url=url)
    assert said in str(refused.content)


@pytest.mark.usefixtures("app")
async def test_who_may_not_teach_may_not_import(town: Town, ann: Actor, boss: Actor) -> None:
    review = await read(ann)
    await people.use(boss, "settings", teachers="managers")
    refused = await read(ann)
    assert "can teach me here" in str(refused.content)
    assert review.message is not None
    pressed = await ann.click(review.message, "Take these")
    assert "can teach me here" in str(pressed.content)
    assert "is imported" in str((await take(boss, await read(boss))).content)
    assert (await town.ask(ann, WORKSHOP))["content"].startswith("> The workshop")


async def test_real_files_of_every_kind(town: Town, ann: Actor) -> None:
    about = "The training camp is on Mallorca in the second week of March and costs 780 euros."
    files = {
        "camp.pdf": documents.pdf([[("Heading1", "Camp"), ("BodyText", about)]], title="Camp in spring"),
        "camp.docx": documents.docx([("Heading 1", "Camp"), ("Normal", about)], title="Camp in spring"),
        "camp.html": f"<title>Camp in spring</title><h1>Camp</h1><p>{about}</p>".encode(),
        "camp.txt": f"Camp\n====\n\n{about}\n".encode(),
    }
    async with town.running():
        for name, data in files.items():
            receipt = await take(ann, await people.use(ann, "import", file=(name, data)))
            assert "is imported" in str(receipt.content), name
        faq = documents.xlsx({"FAQ": [["Question", "Answer"], ["Is there coffee?", "Yes, hot coffee."]]})
        await take(ann, await people.use(ann, "import", file=("faq.xlsx", faq)))
        quoted = (await town.ask(ann, "training camp on Mallorca in March?"))["content"]
        assert quoted.startswith("> The training camp is on Mallorca")
        assert (await town.ask(ann, "is there coffee?"))["content"] == "Yes, hot coffee."


@pytest.mark.usefixtures("app")
async def test_the_history_tells_an_import_from_a_removal(ann: Actor) -> None:
    prose = "# Keepers\n\nThe lighthouse keeper is called Arno and lives on the northern island with two dogs.\n"
    receipt = await take(ann, await read(ann, prose, "keepers.md"))
    assert str(receipt.content).startswith("✅ **“Keepers” is imported**: 1 passage. In use from now on.")
    await take(ann, await read(ann, prose.replace("two dogs", "three dogs"), "keepers.md"))
    listed = await people.use(ann, "import")
    shown = await ann.choose(listed.message or {}, "Choose a document to update or remove it", _first(listed))
    removed = await people.done(await ann.click(shown.message or {}, "Remove"))
    assert removed.content == "🗑️ “Keepers” is removed; no longer in use: 1 passage."
    lines = str((await people.use(ann, "history")).content).splitlines()[1:]
    assert [line.split(" · ")[0].split("** ")[1] for line in lines] == [
        "🗑️ removed a document",
        "📄 updated a document",
        "📄 imported a document",
    ]
    await take(ann, await read(ann))
    opened = await people.use(ann, "history")
    (menu,) = (part for row in (opened.message or {})["components"] for part in row["components"] if "options" in part)
    assert menu["options"][0]["label"].endswith("imported a document Club handbook")
    change = await ann.choose(opened.message or {}, "Open a change …", menu["options"][1]["value"])
    assert str(change.content).endswith("`Keepers`\nPassages: 0 came, 1 went.")


def _first(interaction: Interaction) -> str:
    """Return the first choice of the first menu."""
    shown = (part for row in (interaction.message or {})["components"] for part in row["components"])
    return str(next(part["options"] for part in shown if part.get("options"))[0]["value"])
