"""/select_dataset, /archive, /export: what the bot answers from, kept safe and handed out."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.standin import Actor, Permission, StandIn

pytestmark = pytest.mark.e2e


# -- choosing


@pytest.mark.usefixtures("app")
async def test_another_dataset_answers_and_the_way_back(town: Town, boss: Actor) -> None:
    await people.use(boss, "train", text="who are you? => The default one.")
    people.file(town, "datasets/pirate/a.txt", "who are you? => Arr, a pirate!")
    people.file(town, "datasets/pirate/b.txt", "where to? => To the sea!")
    chosen = await people.use(boss, "select_dataset", path="datasets/pirate")
    assert chosen.ephemeral
    assert chosen.content is not None
    assert chosen.content.startswith("✅ I now answer from `datasets/pirate`: 2 examples.")
    assert "2 new examples loaded." in chosen.content
    assert re.search(r"📦 Archived 2 files: `archives/pirate-\d{8}-\d{6}\.zip` · ", chosen.content)
    assert (
        f"To go back: </select_dataset:{people.command(town, 'select_dataset')['id']}> with `default`" in chosen.content
    )
    assert buttons(chosen.message) == ["dataset-select:default"]
    assert (await town.ask(boss, "who are you?"))["content"] == "Arr, a pirate!"

    assert chosen.message is not None
    back = await people.done(await boss.click(chosen.message, "Back to default"))
    assert "✅ I now answer from `default`: 1 example." in str(back.content)
    assert (await town.ask(boss, "who are you?"))["content"] == "The default one."
    again = await people.use(boss, "select_dataset", path="default")
    assert "`default` is already selected" in str(again.content)


async def test_the_way_back_survives_a_restart(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/pirate.txt", "who are you? => Arr, a pirate!")
    async with town.running():
        await people.use(boss, "train", text="who are you? => The default one.")
        chosen = await people.use(boss, "select_dataset", path="datasets/pirate.txt")
        assert "📦 Archived 1 file: `archives/pirate-" in str(chosen.content)
        assert chosen.message is not None
    async with town.running():
        assert (await town.ask(boss, "who are you?"))["content"] == "Arr, a pirate!"
        await people.done(await boss.click(chosen.message, "dataset-select:default"))
        assert (await town.ask(boss, "who are you?"))["content"] == "The default one."


@pytest.mark.usefixtures("app")
async def test_datasets_and_paths_are_completed(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/pirate.txt", "who are you? => Arr, a pirate!")
    people.file(town, "datasets/other.txt", "a? => b")
    await people.use(boss, "select_dataset", path="datasets/pirate.txt")
    choices = {choice["value"]: choice["name"] for choice in await boss.complete("select_dataset", "path", "")}
    assert choices["datasets/pirate.txt"] == "✓ datasets/pirate.txt · 1 example"
    assert choices["default"] == "default · 0 examples"
    assert choices["datasets/other.txt"] == "datasets/other.txt"
    assert choices["datasets"] == "datasets/"
    assert [choice["value"] for choice in await boss.complete("select_dataset", "path", "other")] == [
        "datasets/other.txt"
    ]


@pytest.mark.usefixtures("app")
async def test_what_cannot_be_chosen_changes_nothing(town: Town, boss: Actor) -> None:
    await people.use(boss, "train", text="who are you? => The default one.")
    people.file(town, "datasets/bad.txt", "nonsense")
    for path in ("datasets/none", "datasets/bad.txt", "nonsense"):
        refused = await people.use(boss, "select_dataset", path=path)
        assert refused.content
        assert "✅" not in refused.content
        assert buttons(refused.message) == []
    assert (await town.ask(boss, "who are you?"))["content"] == "The default one."


@pytest.mark.usefixtures("app")
async def test_lines_that_cannot_be_read_are_told(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/half.txt", "who are you? => A half.\nnonsense")
    chosen = await people.use(boss, "select_dataset", path="datasets/half.txt")
    assert "1 new example loaded." in str(chosen.content)
    assert "line 2: there is no `=>`" in str(chosen.content)


@pytest.mark.usefixtures("app")
async def test_guilds_have_their_own(town: Town, discord: StandIn, boss: Actor) -> None:
    people.file(town, "datasets/pirate.txt", "who are you? => Arr, a pirate!")
    await people.use(boss, "select_dataset", path="datasets/pirate.txt")
    eve = discord.user("Eve", discord.channel(discord.guild("Other"))).with_permissions(Permission.MANAGE_GUILD)
    assert {choice["value"] for choice in await eve.complete("select_dataset", "path", "")} == {"default"}
    refused = await people.use(eve, "select_dataset", path="datasets/pirate.txt")
    assert "There is no `datasets/pirate.txt`." in str(refused.content)


@pytest.mark.usefixtures("app")
async def test_as_a_message_and_in_russian(town: Town, discord: StandIn, boss: Actor) -> None:
    people.file(town, "datasets/pirate.txt", "who are you? => Arr, a pirate!")
    reply = await discord.wait_reply(await boss.say(f"{town.me} !select_dataset datasets/pirate.txt"))
    await discord.wait_until(lambda: not town.now(reply)["content"].startswith("⏳"))
    assert "I now answer from `datasets/pirate.txt`: 1 example." in town.now(reply)["content"]
    reply = await discord.wait_reply(await boss.say(f"{town.me} !select_dataset"))
    assert reply["content"].startswith("Name a file")
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    back = await people.use(olga, "набор", путь="default")
    assert "✅ Теперь я отвечаю по набору `default`: 0 примеров." in str(back.content)


@pytest.mark.usefixtures("app")
async def test_a_large_selection_shows_how_far_it_is(town: Town, boss: Actor) -> None:
    lines = "\n".join(f"question number {n} about {n * 7919} => answer {n}" for n in range(5_000))
    people.file(town, "datasets/large.txt", lines)
    running = await boss.slash("select_dataset", path="datasets/large.txt")
    await running.wait(lambda i: i.callback is not None and not i.loading, 20, "the first news")
    assert str(running.content).startswith("⏳ `datasets/large.txt`: ")
    assert "5000 examples" in str((await people.done(running, 60)).content).replace(",", "")


# -- archives


@pytest.mark.usefixtures("app")
async def test_a_folder_is_archived_and_handed_out(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/a.txt", "one? => 1")
    people.file(town, "datasets/deep/b.txt", "two? => 2")
    archived = await people.use(boss, "archive", directory="datasets")
    assert archived.ephemeral
    assert archived.content is not None
    found = re.search(r"📦 Archived 2 files: `(archives/datasets-\d{8}-\d{6}\.zip)` · ", archived.content)
    assert found
    ((name, data),) = archived.files.items()
    assert found[1].endswith(name)
    assert data == (people.folder(town) / found[1]).read_bytes()
    assert f"SHA-256 {hashlib.sha256(data).hexdigest()}" in archived.content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("datasets/deep/b.txt") == b"two? => 2"
        assert "MANIFEST.json" in archive.namelist()


@pytest.mark.usefixtures("app")
async def test_folders_only_are_completed(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/deep/b.txt", "two? => 2")
    values = {choice["value"] for choice in await boss.complete("archive", "directory", "")}
    assert values == {"datasets", "datasets/deep"}


@pytest.mark.usefixtures("app")
async def test_a_server_without_files_has_an_empty_folder(town: Town, boss: Actor) -> None:
    assert (await people.use(boss, "archive", directory=".")).content == "`.` is empty."
    people.folder(town)  # made, and still empty
    assert (await people.use(boss, "archive", directory="./")).content == "`.` is empty."


@pytest.mark.usefixtures("app")
async def test_what_is_not_there_is_not_archived(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/a.txt", "one? => 1")
    people.folder(town).joinpath("empty").mkdir()
    for path in ("none", "datasets/b.txt", "empty"):
        refused = await people.use(boss, "archive", directory=path)
        assert refused.content
        assert "📦" not in refused.content
        assert not refused.files


@pytest.mark.usefixtures("app")
async def test_as_a_message_the_archive_stays_in_the_folder(town: Town, discord: StandIn, boss: Actor) -> None:
    people.file(town, "datasets/a.txt", "one? => 1")
    reply = await discord.wait_reply(await boss.say(f"{town.me} !archive datasets"))
    assert "📦 Archived 1 file:" in reply["content"]
    assert "Get it with " in reply["content"]
    assert not reply["attachments"]


# -- exporting


@pytest.mark.usefixtures("app")
async def test_the_export_can_be_taught_again(discord: StandIn, boss: Actor) -> None:
    await people.use(boss, "train", text="one? => 1;;two? => 2")
    await people.use(boss, "train", text="two? => 3", positive=False)
    exported = await people.use(boss, "export")
    assert exported.ephemeral
    assert str(exported.content).startswith("`default`: 3 examples.")
    ((name, data),) = exported.files.items()
    assert re.fullmatch(r"default-\d{8}-\d{6}\.jsonl", name)
    rows = [json.loads(line) for line in data.splitlines()]
    assert {"prompt": "one?", "reply": "1"} in rows
    assert {"prompt": "two?", "reply": "3", "positive": False} in rows

    other = discord.channel(discord.guild("Other"))
    eve = discord.user("Eve", other).with_permissions(Permission.MANAGE_GUILD)
    assert "Taught 3 examples" in str((await people.use(eve, "train", file=(name, data))).content)


@pytest.mark.usefixtures("app")
async def test_nothing_to_export(boss: Actor) -> None:
    empty = await people.use(boss, "export")
    assert "`default` has no examples yet." in str(empty.content)
    assert not empty.files


@pytest.mark.usefixtures("app")
async def test_as_a_message_exporting_is_refused(town: Town, discord: StandIn, boss: Actor) -> None:
    reply = await discord.wait_reply(await boss.say(f"{town.me} !export"))
    assert "for you only" in reply["content"]
