"""/train: teaching from text, files and folders, whole or not at all, and taking it back."""

from __future__ import annotations

import json
import re

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.discord import inflight
from chatterbot.plugins import training
from chatterbot.standin import Actor, Interaction, Permission, StandIn

pytestmark = pytest.mark.e2e


# -- text


@pytest.mark.usefixtures("app")
async def test_a_line_of_text_is_taught_and_in_use(town: Town, ann: Actor, boss: Actor) -> None:
    receipt = await people.use(boss, "train", text="when do we meet? => At eight.")
    assert receipt.ephemeral
    assert receipt.content is not None
    assert receipt.content.startswith("✅ **Taught 1 example** from your text. Already in use.")
    assert re.search(r"-# Job 1 · [\d.]+ s$", receipt.content)
    assert (await town.ask(ann, "when do we meet?"))["content"] == "At eight."


@pytest.mark.usefixtures("app")
async def test_several_pairs_in_one_line(town: Town, boss: Actor) -> None:
    receipt = await people.use(boss, "train", text="one? => 1 ;; two? => 2;;three? => 3")
    assert "Taught 3 examples" in str(receipt.content)
    assert (await town.ask(boss, "two?"))["content"] == "2"


@pytest.mark.usefixtures("app")
async def test_without_anything_a_form_opens(boss: Actor) -> None:
    opened = await boss.slash("train")
    assert opened.modal is not None
    assert opened.modal["title"] == "Teach me"
    field = opened.modal["components"][0]["component"]
    assert (field["style"], field["max_length"]) == (2, 4000)
    receipt = await people.done(await opened.submit(text="one? => 1\ntwo? => 2"))
    assert receipt.ephemeral
    assert "Taught 2 examples" in str(receipt.content)


@pytest.mark.usefixtures("app")
async def test_only_one_thing_at_a_time(boss: Actor) -> None:
    refused = await people.use(boss, "train", text="a => b", directory="datasets")
    assert refused.content == "Please give only one of these: text, a file, or a directory."
    refused = await people.use(boss, "train", text="a => b", file=("a.txt", b"a => b"))
    assert refused.content == "Please give only one of these: text, a file, or a directory."


@pytest.mark.usefixtures("app")
async def test_what_is_known_is_not_taught_again(boss: Actor) -> None:
    await people.use(boss, "train", text=people.pairs(1, 2).replace("\n", ";;"))
    again = await people.use(boss, "train", text=people.pairs(1, 2).replace("\n", ";;"))
    assert str(again.content).startswith("👌 Nothing new in your text")
    assert again.message is not None
    assert buttons(again.message) == []
    more = await people.use(boss, "train", text=people.pairs(1, 2, 3).replace("\n", ";;"))
    assert "Taught 1 example" in str(more.content)
    assert "2 more were already known." in str(more.content)


@pytest.mark.usefixtures("app")
async def test_answers_that_must_not_be_given(town: Town, boss: Actor) -> None:
    await people.use(boss, "train", text="who is the boss? => Bob is the boss.")
    assert (await town.ask(boss, "who is the boss?"))["content"] == "Bob is the boss."
    noted = await people.use(boss, "train", text="who is the boss? => Bob is the boss.", positive=False)
    assert "Saved 1 answer I must not give" in str(noted.content)
    assert (await town.ask(boss, "who is the boss?"))["content"] != "Bob is the boss."


# -- bad lines


@pytest.mark.usefixtures("app")
async def test_bad_lines_refuse_all_and_the_good_ones_can_be_taught(town: Town, boss: Actor) -> None:
    refused = await people.use(boss, "train", text="one? => 1;;nonsense;;two? => 2")
    assert refused.ephemeral
    assert refused.content is not None
    assert refused.content.startswith("❌ **Nothing was taught:** 1 line of your text cannot be read.")
    assert "- line 2: there is no `=>` between a question and its answer." in refused.content
    assert refused.files["your-text.txt"] == b"one? => 1\nnonsense\ntwo? => 2"
    assert (await town.ask(boss, "one?"))["content"] != "1"
    assert refused.message is not None
    receipt = await people.done(await boss.click(refused.message, "Teach the good lines"))
    assert "Taught 2 examples" in str(receipt.content)
    assert "1 line was skipped:" in str(receipt.content)
    assert (await town.ask(boss, "one?"))["content"] == "1"


@pytest.mark.usefixtures("app")
async def test_where_no_line_is_good_none_is_offered(boss: Actor) -> None:
    refused = await people.use(boss, "train", text="nonsense;;more of it")
    assert str(refused.content).startswith("❌ **Nothing was taught:** 2 lines of your text cannot be read.")
    assert str(refused.content).endswith("None of its lines can be read. Fix them and send it again.")
    assert buttons(refused.message) == []


@pytest.mark.usefixtures("app")
async def test_many_bad_lines_are_attached(boss: Actor) -> None:
    lines = [f"question {n} => answer {n}" if n % 2 else f"nonsense {n}" for n in range(1, 31)]
    refused = await people.use(boss, "train", file=("many.txt", "\n".join(lines).encode()))
    assert refused.content is not None
    assert "15 lines of" in refused.content
    assert "- line 20:" in refused.content
    assert "- line 22:" not in refused.content
    assert "…and 5 more; all of them are in the attached file." in refused.content
    told = refused.files["refused.txt"].decode().splitlines()
    assert len(told) == 15
    assert told[-1].startswith("line 30: ")
    receipt = await people.use(boss, "train", file=("many.txt", "\n".join(lines).encode()), skip_bad=True)
    assert "Taught 15 examples" in str(receipt.content)
    assert len(receipt.files["refused.txt"].decode().splitlines()) == 15


async def test_the_good_lines_of_a_file_can_be_taught_after_a_restart(town: Town, boss: Actor) -> None:
    async with town.running():
        refused = await people.use(boss, "train", file=("faq.txt", b"one? => 1\nnonsense"))
        assert refused.message is not None
    async with town.running():
        receipt = await people.done(await boss.click(refused.message, "Teach the good lines"))
        assert "Taught 1 example" in str(receipt.content)


@pytest.mark.usefixtures("app")
async def test_nothing_but_bad_lines(boss: Actor) -> None:
    for skip_bad in (False, True):
        refused = await people.use(boss, "train", text="nonsense", skip_bad=skip_bad)
        assert "Nothing was taught" in str(refused.content)


# -- files and folders


@pytest.mark.usefixtures("app")
async def test_a_file_is_taught_and_kept(town: Town, boss: Actor) -> None:
    rows = [{"prompt": "one?", "reply": "1"}, {"prompt": "два?", "reply": "2"}]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    receipt = await people.use(boss, "train", file=("My FAQ (new).jsonl", data))
    assert "Taught 2 examples" in str(receipt.content)
    (kept,) = (people.folder(town) / "uploads").iterdir()
    assert re.fullmatch(r"\d{8}-\d{6}-My_FAQ_new\.jsonl", kept.name)
    assert kept.read_bytes() == data
    assert "from `My FAQ (new).jsonl`." in str(receipt.content)
    assert kept.name not in str(receipt.content)
    assert (await town.ask(boss, "два?"))["content"] == "2"


async def test_a_file_too_large_is_not_even_read(town: Town, discord: StandIn, boss: Actor) -> None:
    async with town.running(files={"max_upload": 2048}):
        refused = await people.use(boss, "train", file=("big.txt", b"x => y\n" * 1000))
        assert "`big.txt` is 6.8 KiB; the limit is 2 KiB." in str(refused.content)
        assert not (people.folder(town) / "uploads").exists()
        assert not [call for call in discord.exchanges if "attachments" in call.path and call.method == "GET"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.json", b'[{"prompt": "a", "reply": "b"},'),
        ("empty.jsonl", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("zeros.txt", b"\x00" * 100),
        ("deep.json", b"[" * 5000),
        ("bomb.yaml", b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"),
        ("../../evil.txt", b"nonsense"),
    ],
)
@pytest.mark.usefixtures("app")
async def test_bad_files_are_refused_in_words(town: Town, boss: Actor, name: str, data: bytes) -> None:
    refused = await people.use(boss, "train", file=(name, data))
    assert refused.content
    assert "✅" not in refused.content
    assert "bug" not in refused.content.lower()
    assert not list((town.data / "guilds").glob("*.txt"))
    assert not (town.data / "evil.txt").exists()


@pytest.mark.usefixtures("app")
async def test_a_folder_is_taught(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/faq/a.txt", "one? => 1")
    people.file(town, "datasets/faq/b.jsonl", '{"prompt": "two?", "reply": "2"}\n')
    assert {"name": "datasets/faq/", "value": "datasets/faq"} in await boss.complete("train", "directory", "faq")
    receipt = await people.use(boss, "train", directory="datasets/faq")
    assert "Taught 2 examples** from `datasets/faq`" in str(receipt.content)


@pytest.mark.usefixtures("app")
async def test_a_missing_folder_is_named(boss: Actor) -> None:
    refused = await people.use(boss, "train", directory="datasets/none")
    assert "There is no `datasets/none`." in str(refused.content)


# -- receipts


@pytest.mark.usefixtures("app")
async def test_the_score_before_and_after(boss: Actor) -> None:
    first = await scored(await people.use(boss, "train", file=("a.txt", TWO_KINDS)))
    assert "Self-test accuracy: **" in str(first.content)
    assert "Checking" not in str(first.content)
    more = "\n".join([kind("church", 6), *["nonsense"] * 11]).encode()
    second = await scored(await people.use(boss, "train", file=("b.txt", more), skip_bad=True))
    assert re.search(r"Self-test accuracy: .*%", str(second.content))
    assert list(second.files) == ["refused.txt"]
    assert [button.partition(":")[0] for button in buttons(second.message)] == ["train-undo"]


async def test_the_receipt_comes_before_the_scores(town: Town, discord: StandIn, boss: Actor) -> None:
    async with town.running() as app:
        receipt = await people.use(boss, "train", file=("a.txt", TWO_KINDS))
        first = next(text for text in shown(discord) if text.startswith("✅"))
        assert "\n-# Checking what has changed…\n-# Job 1 · " in first
        await scored(receipt)
        (record,) = await app.services.teaching.jobs(int(town.guild["id"]))
        assert record.score_after is not None


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("door", ["command", "message"])
async def test_a_quick_job_shows_its_receipt_alone(
    town: Town, discord: StandIn, boss: Actor, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setattr(training, "QUICK_S", 20.0)  # on a busy machine, nothing is quick
    before = len(discord.exchanges)
    if door == "command":
        await people.use(boss, "train", text="one? => 1")
    else:
        await discord.wait_reply(await boss.say(f"{town.me} !train one? => 1"))
    first = shown(discord, before)[0]
    assert first.startswith("✅ **Taught 1 example**")
    refused = await people.use(boss, "train", text="nonsense")
    assert str(refused.content).startswith("❌ **Nothing was taught:**")
    assert not [text for text in shown(discord, before) if text.startswith("⏳")]


@pytest.mark.usefixtures("app")
async def test_a_longer_job_shows_its_progress(discord: StandIn, boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "QUICK_S", 0.0)
    await people.use(boss, "train", text="one? => 1")
    *progress, receipt = (text[0] for text in shown(discord))
    assert set(progress) == {"⏳"}
    assert receipt == "✅"


@pytest.mark.usefixtures("app")
async def test_the_scores_come_once_also_as_a_message(town: Town, discord: StandIn, boss: Actor) -> None:
    reply = await discord.wait_reply(await boss.say(f"{town.me} !train", files=[("a.txt", TWO_KINDS)]))
    await discord.wait_until(lambda: "Self-test accuracy" in town.now(reply)["content"])
    assert len([text for text in shown(discord) if text.startswith("✅")]) == 2
    assert buttons(town.now(reply)) != []


async def test_scores_do_not_bring_back_what_was_undone(town: Town, boss: Actor) -> None:
    async with town.running():
        receipt = await people.use(boss, "train", file=("a.txt", TWO_KINDS))
        assert receipt.message is not None
        undone = await boss.click(receipt.message, "Undo")
        assert "↩️ Undone: 52 examples removed." in str(undone.content)
    # leaving has let every request finish
    assert "↩️ Undone: 52 examples removed." in str(receipt.content)
    assert buttons(receipt.message) == []


async def test_a_shutdown_takes_the_promise_of_scores_away(
    town: Town, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inflight, "GRACE_S", 0.0)
    async with town.running():
        receipt = await people.use(boss, "train", file=("a.txt", TWO_KINDS))
    assert "Taught 52 examples" in str(receipt.content)
    assert "Checking" not in str(receipt.content)
    assert buttons(receipt.message) != []


def kind(name: str, count: int) -> str:
    return "\n".join(f"where is the {name} number {n}? => {name} is there" for n in range(count))


TWO_KINDS = f"{kind('bank', 26)}\n{kind('mill', 26)}".encode()
"""Examples enough for a score."""


def shown(discord: StandIn, since: int = 0) -> list[str]:
    """Every text the bot has sent or put in the place of one, in order, from that call on."""
    calls = discord.exchanges[since:]
    return [call.json["content"] for call in calls if isinstance(call.json, dict) and call.json.get("content")]


async def scored(interaction: Interaction) -> Interaction:
    """Wait for the scores."""
    return await interaction.wait(lambda i: "Self-test accuracy" in (i.content or ""), 20, "the scores")


async def test_undo_takes_it_back_also_after_a_restart(town: Town, boss: Actor) -> None:
    async with town.running():
        receipt = await people.use(boss, "train", text="one? => 1;;two? => 2")
        assert receipt.message is not None
    async with town.running():
        assert (await town.ask(boss, "one?"))["content"] == "1"
        undone = await boss.click(receipt.message, "Undo")
        assert undone.changes_its_message
        assert "↩️ Undone: 2 examples removed." in str(undone.content)
        assert buttons(undone.message) == []
        assert (await town.ask(boss, "one?"))["content"] != "1"


@pytest.mark.usefixtures("app")
async def test_the_same_cannot_be_undone_twice(town: Town, boss: Actor) -> None:
    reply = await town.discord.wait_reply(await boss.say(f"{town.me} !train one? => 1"))
    await town.discord.wait_until(lambda: "✅" in town.now(reply)["content"])
    message = town.now(reply)
    clicks = [await boss.click(message, "Undo", wait=False) for _ in range(2)]  # two quick ones
    for click in clicks:
        await click.finished()
    last = sorted(str((click.followups[-1] if click.followups else click.message or {})["content"]) for click in clicks)
    assert last[0] == "That has already been undone."
    assert "↩️ Undone: 1 example removed." in last[1]


# -- as a message


@pytest.mark.usefixtures("app")
async def test_as_a_message_with_lines_or_a_file(town: Town, discord: StandIn, boss: Actor) -> None:
    reply = await discord.wait_reply(await boss.say(f"{town.me} !train\none? => 1\ntwo? => 2"))
    await discord.wait_until(lambda: "Taught 2 examples" in town.now(reply)["content"])
    reply = await discord.wait_reply(await boss.say(f"{town.me} !train", files=[("faq.txt", b"three? => 3")]))
    await discord.wait_until(lambda: "Taught 1 example" in town.now(reply)["content"])
    reply = await discord.wait_reply(await boss.say(f"{town.me} !train"))
    assert "question => answer" in reply["content"]


@pytest.mark.usefixtures("app")
async def test_in_russian(town: Town, discord: StandIn) -> None:
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    receipt = await people.use(olga, "обучение", текст="раз? => 1;;два? => 2;;три? => 3;;четыре? => 4;;пять? => 5")
    assert str(receipt.content).startswith("✅ **Выучено 5 примеров** из вашего текста. Уже используются.")
    receipt = await people.use(olga, "обучение", текст="шесть? => 6;;семь? => 7")
    assert "Выучено 2 примера" in str(receipt.content)
    refused = await people.use(olga, "обучение", текст="чепуха")
    assert "❌ **Ничего не выучено:** не понимаю 1 строку из вашего текста." in str(refused.content)
    assert "- строка 1:" in str(refused.content)
