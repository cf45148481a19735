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
