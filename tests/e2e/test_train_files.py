"""/train: files as people have them, read rightly or refused with what to do, and never at the others' cost."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.standin import Actor

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("faq.csv", "Question,Answer\nwhere?,à Paris\n".encode("cp1252"), "Save it as UTF-8 and send it again"),
        ("faq.yml", b"- - who is #1?\n  - Bob\n", "Put the text in quotes, or the comment on a line of its own."),
        ("faq.yml", b"- - who?\n  - '*'\n- - what?\n  - *stars*\n", "must be put in quotes"),
        ("faq.txt", b"Q: a\nA: b\n\nmore\n", "more text follows after this answer's empty line (line 4):"),
        ("chat.json", b'{"messages": [{"author": {}, "content": "x"}]}', "this is a chat export."),
    ],
)
@pytest.mark.usefixtures("app")
async def test_what_is_unclear_in_a_file_is_refused_with_what_to_do(
    boss: Actor, name: str, data: bytes, said: str
) -> None:
    refused = await people.use(boss, "train", file=(name, data))
    assert said in str(refused.content)
    assert "✅" not in str(refused.content)


@pytest.mark.usefixtures("app")
async def test_a_markdown_file_with_questions_as_headings_is_taught(town: Town, boss: Actor) -> None:
    receipt = await people.use(boss, "train", file=("faq.md", b"# FAQ\n\n## When do we meet?\nOn Friday.\n"))
    assert "Taught 1 example" in str(receipt.content)
    assert (await town.ask(boss, "when do we meet?"))["content"] == "On Friday."


async def test_a_strangers_file_does_not_hold_up_the_others(town: Town, ann: Actor, boss: Actor) -> None:
    async with town.running():
        await people.use(boss, "train", text="when do we meet? => On Friday.")
        sent = await boss.slash("train", file=("x.txt", b"a" * 65_536 + b"\n\xe9 => x\n"), wait=False)
        assert (await town.ask(ann, "when do we meet?"))["content"] == "On Friday."
        await people.done(await sent.finished())


@pytest.mark.usefixtures("app")
async def test_a_sent_file_is_shown_by_its_own_name_everywhere(town: Town, boss: Actor) -> None:
    data = b"when do we meet? => On Friday.\n"
    receipt = await people.use(boss, "train", file=("opening hours.txt", data))
    assert "from `opening hours.txt`." in str(receipt.content)
    (kept,) = (people.folder(town) / "uploads").iterdir()
    stamp, own = kept.name[: len("20261231-235959")], "opening_hours.txt"
    assert kept.name == f"{stamp}-{own}"
    path = f"uploads/{kept.name}"

    (choice,) = await boss.complete("getfile", "path", "uploads/2")
    assert choice["value"] == path
    assert choice["name"].startswith(f"{own} · {stamp[:4]}-")
    sent = await people.use(boss, "getfile", path=path)
    assert str(sent.content).startswith(f"`{own}` · ")
    assert sent.files == {own: data}
    archived = await people.use(boss, "archive", directory=path)
    assert "`archives/opening_hours-2" in str(archived.content)
    selected = await people.use(boss, "select_dataset", path=path)
    assert str(selected.content).startswith(f"✅ I now answer from `{own}`: 1 example.")
    exported = await people.use(boss, "export")
    assert str(exported.content).startswith(f"`{own}`: 1 example.")
    for each in (sent, archived, selected, exported, await people.use(boss, "jobs")):
        assert f"{stamp}-opening" not in str(each.content)
    assert own in str((await people.use(boss, "jobs")).content)
    reply = await town.ask(boss, "when do we meet?")
    why = await boss.context("Why this reply?", reply)
    assert f"from `{own}`" in str(why.embeds)


@pytest.mark.usefixtures("app")
async def test_a_sent_file_that_is_refused_is_named_by_its_own_name(boss: Actor) -> None:
    refused = await people.use(boss, "train", file=("empty.txt", b""))
    assert "`empty.txt`" in str(refused.content)
    assert "uploads/" not in str(refused.content)
    refused = await people.use(boss, "train", file=("b.csv", "Question,Answer\nwhere?,à Paris\n".encode("cp1252")))
    assert "`b.csv`" in str(refused.content)
