"""/test: figures, pictures, mistakes, and what changed since the last time."""

from __future__ import annotations

import json
import re
import struct
import sys

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.standin import Actor, Interaction, Permission, StandIn

pytestmark = pytest.mark.e2e

PLACES = ("bank", "mill", "church", "harbour")


def lessons(count: int = 12) -> bytes:
    rows = [
        {"text": f"where do I find the {place}, way number {n}", "label": place}
        for place in PLACES
        for n in range(count)
    ]
    rows += [{"text": f"completely unrelated nonsense {n * 7919}", "label": None} for n in range(6)]
    return "\n".join(json.dumps(row) for row in rows).encode()


async def taught(boss: Actor) -> None:
    receipt = await people.use(boss, "train", file=("places.jsonl", lessons()))
    assert "Taught 54 examples" in str(receipt.content), receipt.content


def pictures(interaction: Interaction) -> list[tuple[int, int]]:
    """Sizes of the pictures in the answer's embeds."""
    sizes: list[tuple[int, int]] = []
    assert interaction.message is not None
    named = {a["url"].partition("?")[0].rpartition("/")[2] for a in interaction.message["attachments"]}
    for embed in interaction.embeds:
        name = embed["image"]["url"].partition("?")[0].rpartition("/")[2]
        data = interaction.files.get(name)
        assert data is not None, (name, named)
        sizes.append(struct.unpack(">II", data[16:24]))
    return sizes


@pytest.mark.usefixtures("app")
async def test_a_trial_on_what_is_taught(boss: Actor) -> None:
    await taught(boss)
    tested = await people.use(boss, "test")
    assert tested.ephemeral
    assert tested.content is not None
    lines = tested.content.split("\n")
    assert lines[0] == "**Self-test of `default`**: 54 questions, each left out once and then asked."
    for beginning in (
        "🎯 Best answer was right: **",
        "✅ Answered correctly: **",
        "❌ Answered wrongly: **",
        "🤷 Said",
    ):
        assert any(line.startswith(beginning) and "%" in line for line in lines), beginning
    assert any(line.startswith("🤐 Off-topic questions left unanswered: **") for line in lines)
    assert lines[-1] == "-# Test 1 · the first of its kind; the next one will be compared with it"
    assert (1200, 900) in pictures(tested)
    assert tested.message is not None
    told = [file["description"] for file in tested.message["attachments"] if file["filename"].endswith(".png")]
    assert told[-1].startswith("Bar chart “How sure the bot was” by Confidence: Best answer right: ")
    assert re.search(r"\. The bot answers from 0\.\d+\.$", told[-1])


@pytest.mark.usefixtures("app")
async def test_few_questions_get_a_sentence_without_percentages(boss: Actor) -> None:
    await people.use(boss, "train", file=("places.jsonl", lessons(3)))
    tested = await people.use(boss, "test")
    assert "%" not in str(tested.content)
    assert "🎯 12 questions, too few for a percentage: **" in str(tested.content)
    assert "🤐 Off-topic questions left unanswered: **" in str(tested.content)


@pytest.mark.usefixtures("app")
async def test_answers_with_one_question_each_are_said_to_have_only_one(boss: Actor) -> None:
    await people.use(boss, "train", text="where is the bank? => On the square.;;who leads? => Bob.")
    tested = await people.use(boss, "test")
    assert str(tested.content).startswith("All 2 answers you have taught me have one question each.")


@pytest.mark.usefixtures("app")
async def test_your_own_cases_as_json(boss: Actor) -> None:
    await taught(boss)
    cases = [
        {"input": "where do I find the bank, way number 3", "expected": "bank"},
        {"input": "where do I find the mill, way number 2", "expected": "church"},
        {"input": "how do you bake bread", "expected": None},
    ]
    tested = await people.use(boss, "test", data=json.dumps(cases))
    assert tested.content is not None
    assert tested.content.startswith("**Test of `default`**: 3 questions.")
    assert "🎯 Best answer was right: **50%**" in tested.content
    assert "Most often confused:\n- `church` → `mill` × 1" in tested.content
    mistakes = [json.loads(line) for line in tested.files["mistakes.jsonl"].decode().splitlines()]
    (wrong,) = [row for row in mistakes if row["problem"] == "wrong"]
    assert wrong["input"] == "where do I find the mill, way number 2"
    assert (wrong["expected"], wrong["given"]) == ("church", "mill")
    assert 0 < wrong["confidence"] <= 1
    assert pictures(tested) == [(1200, 900), (1200, 900)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", '[{"name": "first", "text": "where do I find the bank, way number 1", "label": "bank"}]'),
        ("b.jsonl", '{"text": "where do I find the bank, way number 1", "label": "bank"}\n'),
        ("c.csv", 'text,label\n"where do I find the bank, way number 1",bank\n'),
    ],
)
@pytest.mark.usefixtures("app")
async def test_every_form_of_cases(boss: Actor, name: str, data: str) -> None:
    await taught(boss)
    tested = await people.use(boss, "test", file=(name, data.encode()))
    assert "🎯 Best answer was right: **100%**" in str(tested.content)
    assert "mistakes.jsonl" not in tested.files


@pytest.mark.usefixtures("app")
async def test_lines_and_code_blocks_as_text(boss: Actor) -> None:
    await taught(boss)
    row = '{"text": "where do I find the bank, way number 1", "label": "bank"}'
    for data in (f"{row}\n{row.replace('number 1', 'number 2')}", f"```json\n[{row}]\n```"):
        tested = await people.use(boss, "test", data=data)
        assert "🎯 Best answer was right: **100%**" in str(tested.content), tested.content


@pytest.mark.usefixtures("app")
async def test_json_with_a_mistake_shows_the_place(boss: Actor) -> None:
    await taught(boss)
    refused = await people.use(boss, "test", data='[{"input": "a", "expected": "b"},\n {"input": "c" "expected": "d"}]')
    assert refused.content is not None
    assert "line 2" in refused.content
    assert "column" in refused.content
    block = refused.content.split("```")[1].strip("\n").split("\n")
    assert block[0] == ' {"input": "c" "expected": "d"}]'
    assert block[1].index("▲") == block[0].index('"expected"')


@pytest.mark.usefixtures("app")
async def test_a_row_without_an_answer_is_named(boss: Actor) -> None:
    await taught(boss)
    refused = await people.use(boss, "test", data='{"input": "a", "expected": "b"}\n{"input": "c"}')
    assert "line 2" in str(refused.content)
    assert "🎯" not in str(refused.content)


@pytest.mark.usefixtures("app")
async def test_the_difference_from_the_last_time(boss: Actor) -> None:
    await taught(boss)
    case = '[{"input": "where is the town hall", "expected": "On the square."}]'
    first = await people.use(boss, "test", file=("hall.json", case.encode()))
    assert "✅ Answered correctly: **0%**" in str(first.content)
    await people.use(boss, "train", text="where is the town hall => On the square.")
    second = await people.use(boss, "test", file=("hall.json", case.encode()))
    assert "✅ Answered correctly: **100%** (+100 points)" in str(second.content)
    assert str(second.content).endswith("in brackets: the change since the last test of this kind")
    third = await people.use(boss, "test", file=("hall.json", case.encode()))
    assert str(third.content).endswith("same result as the last test of this kind")


@pytest.mark.usefixtures("app")
async def test_nothing_taught_nothing_to_test(boss: Actor) -> None:
    refused = await people.use(boss, "test")
    assert refused.content == "There is nothing in it to test."
    refused = await people.use(boss, "test", data="[]", file=("a.json", b"[]"))
    assert refused.content == "Please give either data or a file, not both."


@pytest.mark.usefixtures("app")
async def test_without_pictures_the_figures_still_come(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    await taught(boss)
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    tested = await people.use(boss, "test")
    assert "🎯 Best answer was right" in str(tested.content)
    assert "The charts could not be drawn this time; the figures are complete." in str(tested.content)
    assert not tested.embeds


@pytest.mark.usefixtures("app")
async def test_as_a_message_the_mistakes_stay_private(town: Town, discord: StandIn, boss: Actor) -> None:
    await taught(boss)
    data = '[{"input": "where do I find the mill, way number 2", "expected": "church"}]'
    reply = await discord.wait_reply(await boss.say(f"{town.me} !test {data}"))
    await discord.wait_until(lambda: "🎯" in town.now(reply)["content"], 20)
    now = town.now(reply)
    assert "for you only" in now["content"]
    assert not [a for a in now["attachments"] if a["filename"].endswith(".jsonl")]
    assert now["embeds"]


@pytest.mark.usefixtures("app")
async def test_in_russian(town: Town, discord: StandIn, boss: Actor) -> None:
    await taught(boss)
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    tested = await people.use(olga, "проверка")
    assert tested.content is not None
    assert tested.content.startswith(
        "**Самопроверка набора `default`**: 54 вопроса, каждый задан так, будто ответу на него не учили."
    )
    assert "🎯 Лучший ответ верный: **" in tested.content
    assert "\u00a0%" in tested.content
