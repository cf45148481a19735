"""Several answers in turn, pictures, links and embeds with an answer, and answers in the asker's language."""

from __future__ import annotations

import json

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons, fields, log_says

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn
from chatterbot.teaching import add_answer

pytestmark = pytest.mark.e2e

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
async def reply(app: App, town: Town, boss: Actor, ann: Actor) -> Json:
    """A reply of the bot's to Ann, who asked for the map."""
    lessons = [
        models.NewExample("where is the map?", "Here it is."),
        models.NewExample("when is the game?", "On Friday at eight."),
    ]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.data["id"]), lessons, source="text")
    return await town.ask(ann, "where is the map?")


def said(interaction: Interaction) -> str:
    assert interaction.ephemeral
    assert interaction.content is not None
    return interaction.content


def links(message: Json) -> list[tuple[str, str]]:
    """Labels and addresses of the link buttons under a message."""
    return [
        (each["label"], each["url"]) for row in message["components"] for each in row["components"] if "url" in each
    ]


async def test_answers_take_turns_in_the_channel(app: App, town: Town, ann: Actor, reply: Json) -> None:
    scope = int(town.guild["id"])
    await people.recorded(app, town, 1)
    turn = await app.services.conversation.turn(scope, int(reply["id"]))
    assert turn.reply.example_id is not None
    await add_answer(app.services.teaching.changes, scope, 7, turn.reply.example_id, "On the wall.")
    heard = [(await town.ask(ann, "where is the map?"))["content"] for _ in range(4)]
    assert heard == ["On the wall.", "Here it is."] * 2
    why = await ann.context("Why this reply?", await town.ask(ann, "where is the map?"))
    assert fields(why)["It comes from this example"] == "“where is the map?” → “On the wall.”"


async def test_a_picture_a_link_and_a_heading_go_along(town: Town, ann: Actor, reply: Json) -> None:
    done = await people.use(
        ann,
        "extras",
        message=reply["id"],
        image=("map.png", PICTURE),
        link="https://example.org/карта?floor=2",
        label="Open the map",
        title="The map",
        colour="#5865F2",
    )
    lines = said(done).split("\n")
    assert lines[0] == "✅ Saved. Along with “Here it is.” I now send:"
    assert lines[2].startswith("🔗 a button “Open the map” to <https://example.org/%D0%BA")
    for message in (town.now(reply), await town.ask(ann, "where is the map?")):
        assert message["content"] == ""
        (embed,) = message["embeds"]
        assert (embed["title"], embed["description"], embed["color"]) == ("The map", "Here it is.", 0x5865F2)
        assert "/map.png?" in embed["image"]["url"]
        ((label, url),) = links(message)
        assert label == "Open the map"
        assert url.endswith("?floor=2")
    why = await ann.context("Why this reply?", town.now(reply))
    assert "📎 the file" in fields(why)["Sent along with it"]
    # A correction changes the words, and keeps the rest.
    form = await ann.context("Correct this reply", town.now(reply))
    await (await form.submit(answer="Look here.")).finished()
    assert town.now(reply)["embeds"][0]["description"] == "Look here."
    assert (await town.ask(ann, "where is the map?"))["embeds"][0]["description"] == "Look here."


async def test_extras_are_undone_and_removed(town: Town, ann: Actor, reply: Json) -> None:
    done = await people.use(ann, "extras", message=reply["id"], image=("plan.pdf", b"%PDF-1.7"))
    (sent,) = town.now(reply)["attachments"]
    assert sent["filename"] == "plan.pdf"
    assert town.now(reply)["content"] == "Here it is."
    assert buttons(town.now(reply)) == ["vote-up", "vote-down"]
    added = await people.use(ann, "extras", message=reply["id"], link="http://example.org")
    assert links(town.now(reply)) == [("example.org", "http://example.org")]
    assert town.now(reply)["attachments"], "what is given is added to what there is"
    assert added.message is not None
    await (await ann.click(added.message, "Undo")).finished()
    assert links(town.now(reply)) == []
    assert town.now(reply)["attachments"]
    assert done.message is not None
    gone = await people.use(ann, "extras", message=reply["id"], remove=True)
    assert said(gone).startswith("✅ Saved. I send “Here it is.” without anything else now.")
    assert not town.now(reply)["attachments"]
    assert not (await town.ask(ann, "where is the map?"))["attachments"]


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({}, "Give something to send along (a picture, a link, a heading), or choose “remove”."),
        ({"link": "javascript:alert(1)"}, "“javascript:alert(1)” cannot stand on a button."),
        ({"link": "https://"}, "“https://” is no address that can be opened."),
        ({"link": "https://user:word@example.org"}, "“https://user:word@example.org” is no address"),
        ({"link": "https://discord.gg/abc"}, "“https://discord.gg/abc” invites people to a server"),
        ({"link": "https://localhost/x"}, "“https://localhost/x” is no address"),
        ({"label": "Here"}, "A label needs a button: give a link, too."),
        ({"title": "Map", "colour": "blue"}, "“blue” is no colour. Write it like #5865F2."),
        ({"colour": "#5865F2"}, "A colour needs a box: give a title, too."),
        ({"remove": True}, "That is sent along already."),
    ],
)
async def test_what_cannot_go_along_is_refused(
    town: Town, ann: Actor, reply: Json, options: dict[str, object], refusal: str
) -> None:
    refused = await people.use(ann, "extras", message=reply["id"], **options)
    assert said(refused).startswith(refusal)
    assert town.now(reply)["content"] == "Here it is."
    assert links(town.now(reply)) == []


async def test_extras_are_explained_in_russian(discord: StandIn, town: Town, reply: Json) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    refused = await people.use(vera, "дополнить", сообщение=reply["id"], ссылка="ftp://example.org")
    assert said(refused) == "«ftp://example.org» нельзя поставить на кнопку. Ссылка начинается с https:// или http://."
    done = await people.use(vera, "дополнить", сообщение=reply["id"], ссылка="https://example.org/a", надпись="Карта")
    assert said(done).split("\n")[:2] == [
        "✅ Сохранено. Вместе с «Here it is.» теперь отправляю:",
        "🔗 кнопку «Карта» на <https://example.org/a>",
    ]


@pytest.mark.usefixtures("reply")
async def test_an_entry_that_is_not_there_is_looked_for_with_knowledge(ann: Actor) -> None:
    refused = await people.use(ann, "extras", message="#999", title="Map")
    assert refused.content == "There is no such entry here. Look for it with `/knowledge`."


async def test_members_set_nothing_where_only_teachers_teach(town: Town, app: App, ann: Actor, reply: Json) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    refused = await people.use(ann, "extras", message=reply["id"], link="https://example.org")
    assert said(refused) == "Only people with Manage Server can teach me here."
    assert links(town.now(reply)) == []


async def test_a_missing_file_leaves_the_words(town: Town, ann: Actor, reply: Json) -> None:
    await people.use(ann, "extras", message=reply["id"], image=("map.png", PICTURE))
    for path in people.folder(town).glob("uploads/*"):
        path.unlink()
    async with log_says("an answer is sent without its file"):
        again = await town.ask(ann, "where is the map?")
    assert again["content"] == "Here it is."
    assert not again["attachments"]


async def test_where_files_are_forbidden_the_words_say_so(
    discord: StandIn, town: Town, ann: Actor, reply: Json
) -> None:
    await people.use(ann, "extras", message=reply["id"], image=("map.png", PICTURE), title="Map")
    channel = discord.channel(town.guild)
    everyone = next(role for role in town.guild["roles"] if role["id"] == town.guild["id"])
    discord.overwrite(channel, everyone, deny=Permission.ATTACH_FILES | Permission.EMBED_LINKS)
    answer = await discord.wait_reply(await ann.at(channel).say(f"{town.me} where is the map?"))
    assert answer["content"] == (
        "Here it is.\n-# 📎 A file belongs to this answer, but I may not send files in this channel."
    )
    assert not answer["attachments"]
    assert not answer["embeds"]


async def test_datasets_carry_extras_and_languages(town: Town, ann: Actor, boss: Actor, app: App) -> None:
    people.file(town, "pictures/map.png", PICTURE)
    rows = [
        {"prompt": "where is the map?", "reply": ["Here.", "There."], "image": "pictures/map.png"},
        {
            "prompt": "rules?",
            "reply": "Be kind.",
            "label": "rules",
            "link": "https://example.org/rules",
            "title": "Rules",
        },
        {"prompt": "правила?", "reply": "Будьте добры.", "label": "rules", "language": "ru"},
    ]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    await people.use(boss, "train", file=("faq.jsonl", data.encode()))
    heard = [await town.ask(ann, "where is the map?") for _ in range(3)]
    assert [message["content"] for message in heard] == ["There.", "Here.", "There."]
    assert [len(message["attachments"]) for message in heard] == [0, 1, 0]
    assert (await town.ask(ann, "rules?"))["embeds"][0]["title"] == "Rules"
    assert (await town.ask(ann, "правила?"))["content"] == "Будьте добры."
    # What is exported, another server takes.
    exported = await people.use(boss, "export")
    (file,) = exported.files.values()
    other = town.discord.guild("Other")
    channel = town.discord.channel(other)
    carl = town.discord.user("Carl", channel).with_permissions(Permission.MANAGE_GUILD)
    await people.use(carl, "train", file=("copy.jsonl", file))
    heard = [await town.discord.wait_reply(await carl.say(f"{town.me} where is the map?")) for _ in range(2)]
    assert {message["content"] for message in heard} == {"Here.", "There."}
    assert await app.services.teaching.export(int(other["id"])) == file


@pytest.mark.parametrize(
    ("fields_", "problem"),
    [
        ({"file": "../../etc/passwd"}, "“file” leads out of the data folder: “../../etc/passwd”"),
        ({"image": "/etc/passwd"}, "“image” leads out of the data folder"),
        ({"file": "C:\\secret.txt"}, "“file” leads out of the data folder"),
        ({"link": "javascript:alert(1)"}, "“link” is no link"),
        ({"color": "blue"}, "“color” is no colour"),
        ({"language": "the Russian"}, "“language” is no language"),
        ({"title": 5}, "“title” should be text"),
    ],
)
@pytest.mark.usefixtures("app")
async def test_bad_fields_of_a_dataset_are_refused(
    town: Town, ann: Actor, boss: Actor, fields_: dict[str, object], problem: str
) -> None:
    row = {"prompt": "where is the map?", "reply": "Here.", **fields_}
    refused = await people.use(boss, "train", file=("faq.jsonl", json.dumps(row).encode()))
    assert refused.content is not None
    assert problem in refused.content
    assert "don't know" in (await town.ask(ann, "where is the map?"))["content"]
