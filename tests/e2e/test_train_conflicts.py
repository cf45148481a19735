"""/train: answers to one question that differ, named in the receipt, and a choice between them."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.standin import Actor, Interaction, StandIn

pytestmark = pytest.mark.e2e


SEVERAL = "when do we meet? => On Friday.;;When do we meet => On Saturday.;;who leads? => Bob."


async def differing(boss: Actor) -> Interaction:
    await people.use(boss, "train", text="when do we meet? => On Monday.")
    return await people.use(boss, "train", text=SEVERAL)


@pytest.mark.usefixtures("app")
async def test_answers_that_differ_are_named_in_the_receipt(town: Town, boss: Actor) -> None:
    receipt = await differing(boss)
    lines = str(receipt.content).splitlines()
    assert lines[1] == (
        "⚠️ 1 question has different answers. I keep all of them and give the one taught last. Or choose:"
    )
    assert lines[2] == "- `when do we meet?`: `On Monday.` (known before) / `On Friday.` / `On Saturday.`"
    assert [button.partition(":")[0] for button in buttons(receipt.message)] == [
        "train-undo",
        "train-later",
        "train-earlier",
    ]
    assert (await town.ask(boss, "when do we meet?"))["content"] == "On Saturday."


@pytest.mark.parametrize(
    ("button", "answer", "which"),
    [("Only the later answers", "On Saturday.", "later"), ("Only the earlier answers", "On Monday.", "earlier")],
)
async def test_a_choice_between_answers_can_be_undone_also_after_a_restart(
    town: Town, boss: Actor, button: str, answer: str, which: str
) -> None:
    async with town.running():
        receipt = await differing(boss)
        assert receipt.message is not None
    async with town.running():
        chosen = await boss.click(receipt.message, button)
        assert chosen.changes_its_message
        assert str(chosen.content).startswith("✅ **Taught 3 examples**")
        assert f"☑️ Where answers differ, only the {which} ones count now: 2 removed." in str(chosen.content)
        assert [each.partition(":")[0] for each in buttons(chosen.message)] == ["train-undo"]
        assert (await town.ask(boss, "when do we meet?"))["content"] == answer
        assert chosen.message is not None
        undone = await boss.click(chosen.message, "Undo")
        assert "↩️ Undone:" in str(undone.content)
        assert (await town.ask(boss, "when do we meet?"))["content"] == "On Monday."
        assert (await town.ask(boss, "who leads?"))["content"] != "Bob."


@pytest.mark.usefixtures("app")
async def test_a_second_choice_finds_nothing_left(boss: Actor) -> None:
    receipt = await differing(boss)
    assert receipt.message is not None
    clicks = [await boss.click(receipt.message, label, wait=False) for label in ("Only the later answers",) * 2]
    answers = sorted([str((await click.finished()).content) for click in clicks])
    assert answers[0] == "There are no different answers here any more."


@pytest.mark.usefixtures("app")
async def test_answers_that_differ_in_many_questions_fit_into_the_receipt(boss: Actor) -> None:
    lines = [f"{'why ' * 60}{n}? => {answer * 100}" for n in range(20) for answer in ("yes ", "no ", "maybe ", "ok ")]
    receipt = await people.use(boss, "train", file=("many.txt", "\n".join(lines).encode()))
    assert "…and 15 more." in str(receipt.content)
    assert len(str(receipt.content)) < 2000
    bad = "\n".join([*lines, *["nonsense"] * 12]).encode()
    await people.use(boss, "train", text="undo => this")
    receipt = await people.use(boss, "train", file=("bad.txt", bad.replace(b"why", b"how")), skip_bad=True)
    assert "20 questions have different answers" in str(receipt.content)
    assert list(receipt.files) == ["refused.txt"]


FILE = b"when do we meet? => On Friday.\nwho leads? => Bob.\n"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("choice", "answer", "line"),
    [
        (
            "replace",
            "On Friday.",
            "☑️ 1 question had different answers: only the last one counts now (1 answer removed or left out).",
        ),
        ("leave", "On Monday.", "☑️ 1 question had different answers: the first one stays (1 answer left out)."),
    ],
)
async def test_a_choice_given_with_a_file_decides_at_once(
    town: Town, boss: Actor, choice: str, answer: str, line: str
) -> None:
    await people.use(boss, "train", text="when do we meet? => On Monday.")
    receipt = await people.use(boss, "train", file=("faq.txt", FILE), conflicts=choice)
    lines = str(receipt.content).splitlines()
    assert lines[1] == line
    assert lines[2] == "- `when do we meet?`: `On Monday.` (known before) / `On Friday.`"
    assert [each.partition(":")[0] for each in buttons(receipt.message)] == ["train-undo"]
    assert (await town.ask(boss, "when do we meet?"))["content"] == answer
    assert receipt.message is not None
    await boss.click(receipt.message, "Undo")
    assert (await town.ask(boss, "when do we meet?"))["content"] == "On Monday."


@pytest.mark.usefixtures("app")
async def test_answers_that_are_all_left_out_are_said_to_be_left_out(boss: Actor) -> None:
    await people.use(boss, "train", text="when do we meet? => On Monday.")
    receipt = await people.use(boss, "train", text="when do we meet? => On Friday.", conflicts="leave")
    assert str(receipt.content).startswith("👌 Nothing taught from your text: where it says something new")
    assert buttons(receipt.message) == []


@pytest.mark.usefixtures("app")
async def test_a_choice_is_written_with_the_text_command(town: Town, discord: StandIn, boss: Actor) -> None:
    await people.use(boss, "train", text="when do we meet? => On Monday.")
    reply = await discord.wait_reply(await boss.say(f"{town.me} !train conflicts=replace", files=[("faq.txt", FILE)]))
    await discord.wait_until(lambda: town.now(reply)["content"].startswith("✅"))
    assert "only the last one counts now" in town.now(reply)["content"]
    text = "!train conflicts=leave\nwhen do we meet? => On Sunday."
    reply = await discord.wait_reply(await boss.say(f"{town.me} {text}"))
    await discord.wait_until(lambda: town.now(reply)["content"].startswith("👌"))
    assert (await town.ask(boss, "when do we meet?"))["content"] == "On Friday."


@pytest.mark.usefixtures("app")
async def test_the_form_and_the_good_lines_keep_the_choice(town: Town, boss: Actor) -> None:
    await people.use(boss, "train", text="when do we meet? => On Monday.")
    refused = await people.use(boss, "train", file=("faq.txt", FILE + b"nonsense\n"), conflicts="leave")
    assert "1 line of `faq.txt` cannot be read" in str(refused.content)
    assert refused.message is not None
    await people.done(await boss.click(refused.message, "Teach the good lines"))
    assert (await town.ask(boss, "when do we meet?"))["content"] == "On Monday."
    assert (await town.ask(boss, "who leads?"))["content"] == "Bob."
    form = await boss.slash("train", conflicts="replace")
    receipt = await people.done(await form.submit(text="when do we meet? => On Friday."))
    assert "only the last one counts now" in str(receipt.content)
    assert (await town.ask(boss, "when do we meet?"))["content"] == "On Friday."
