"""Answers to one question that differ: named, and kept, replaced or left, as somebody chooses."""

from __future__ import annotations

import json

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.teaching import Conflict, Policy, TrainSource

pytestmark = pytest.mark.unit

SOURCE = TrainSource.of_text(
    "When do we meet? => Friday\nwhen do we meet => Saturday\nWho leads? => Bob\nWHO LEADS?? => Bob"
)


async def taught(world: worlds.World) -> list[tuple[str, str | None]]:
    lines = (await world.teaching.export(HOME)).decode().splitlines()
    return [(row["prompt"], row.get("reply") or row.get("label")) for row in map(json.loads, lines)]


async def test_answers_that_differ_in_a_source_are_named_and_kept(world: worlds.World) -> None:
    receipt = await world.train(SOURCE)
    assert receipt.conflicts == (Conflict("When do we meet?", ("Friday", "Saturday"), ()),)
    assert (receipt.conflicting, receipt.replaced, receipt.left, receipt.added) == (1, 0, 0, 3)
    assert (await world.ask("When do we meet?")).text == "Saturday"


async def test_answers_that_differ_from_what_is_known_are_named(world: worlds.World) -> None:
    await world.teach(("When do we meet?", "Monday"), ("Who leads?", "Bob"))
    receipt = await world.train(SOURCE)
    assert receipt.conflicts == (Conflict("When do we meet?", ("Friday", "Saturday"), ("Monday",)),)
    again = await world.train(SOURCE)  # it adds nothing to the contradiction
    assert (again.conflicting, again.added) == (0, 0)


@pytest.mark.parametrize(
    ("policy", "stays", "replaced", "left"), [(Policy.REPLACE, "Saturday", 1, 1), (Policy.LEAVE, "Monday", 0, 2)]
)
async def test_a_source_replaces_or_leaves_in_one_change(
    world: worlds.World, policy: Policy, stays: str, replaced: int, left: int
) -> None:
    await world.teach(("When do we meet?", "Monday"))
    before = await taught(world)
    receipt = await world.train(SOURCE, policy=policy)
    assert (receipt.conflicting, receipt.replaced, receipt.left) == (1, replaced, left)
    assert {answer for question, answer in await taught(world) if "meet" in question} == {stays}
    assert (await world.ask("when do we meet")).text == stays
    assert (await world.ask("who leads")).text == "Bob"
    await world.teaching.undo(HOME, ADA, receipt.change_id)
    assert await taught(world) == before
    assert (await world.ask("when do we meet")).text == "Monday"


async def test_a_source_that_was_kept_can_be_sent_again_to_replace(world: worlds.World) -> None:
    await world.teach(("When do we meet?", "Monday"))
    await world.train(SOURCE)
    receipt = await world.train(SOURCE, policy=Policy.REPLACE)
    assert (receipt.added, receipt.conflicting, receipt.replaced) == (0, 1, 2)
    assert {answer for question, answer in await taught(world) if "meet" in question} == {"Saturday"}


@pytest.mark.parametrize("policy", [Policy.REPLACE, Policy.LEAVE])
async def test_without_a_known_answer_the_last_or_the_first_of_the_source_stays(
    world: worlds.World, policy: Policy
) -> None:
    await world.train(SOURCE, policy=policy)
    stays = "Saturday" if policy is Policy.REPLACE else "Friday"
    assert {answer for question, answer in await taught(world) if "meet" in question} == {stays}


@pytest.mark.parametrize(("policy", "stays", "removed"), [(Policy.REPLACE, "Saturday", 2), (Policy.LEAVE, "Monday", 2)])
async def test_a_choice_after_the_receipt_is_a_change_of_its_own(
    world: worlds.World, policy: Policy, stays: str, removed: int
) -> None:
    await world.teach(("When do we meet?", "Monday"))
    before = await taught(world)
    receipt = await world.train(SOURCE)
    kept = await taught(world)
    settled = await world.teaching.settle(HOME, BOB, receipt.change_id, policy)
    assert settled.removed == removed
    assert {answer for question, answer in await taught(world) if "meet" in question} == {stays}
    assert (await world.ask("when do we meet")).text == stays
    assert not await world.teaching.stands(HOME, receipt)  # its receipt would say something else
    with pytest.raises(errors.RefusedError, match="error-conflicts-none"):
        await world.teaching.settle(HOME, BOB, receipt.change_id, policy)
    await world.teaching.undo(HOME, BOB, settled.change_id)
    assert await taught(world) == kept
    await world.teaching.undo(HOME, ADA, receipt.change_id)
    assert await taught(world) == before


async def test_a_choice_for_what_is_not_there_is_refused(world: worlds.World) -> None:
    receipt = await world.train(SOURCE)
    await world.teaching.undo(HOME, ADA, receipt.change_id)
    with pytest.raises(errors.RefusedError, match="error-change-undone"):
        await world.teaching.settle(HOME, ADA, receipt.change_id, Policy.LEAVE)
    with pytest.raises(errors.NotFoundError, match="error-change-unknown"):
        await world.teaching.settle(HOME + 1, ADA, receipt.change_id, Policy.LEAVE)


async def test_what_differs_for_a_reason_is_no_contradiction(world: worlds.World) -> None:
    rows: list[dict[str, object]] = [
        {"prompt": "yes", "reply": "Tea it is.", "previous": "Tea?"},
        {"prompt": "yes", "reply": "Rain it is.", "previous": "Rain?"},
        {"prompt": "hi", "reply": "Hello!", "label": "greeting"},
        {"prompt": "hi", "reply": "Good day!", "label": "greeting"},
        {"prompt": "bye", "reply": "Never.", "positive": False},
        {"prompt": "bye", "reply": "See you."},
    ]
    receipt = await world.train(TrainSource.of_file("x.jsonl", "\n".join(map(json.dumps, rows)).encode()))
    assert receipt.conflicting == 0


async def test_an_answer_against_none_and_against_a_label_are_contradictions(world: worlds.World) -> None:
    await world.teaching.teach(HOME, ADA, [models.NewExample("secret"), models.NewExample("hi", label="a")], source="x")
    rows = [{"prompt": "secret", "reply": "42"}, {"text": "hi", "label": "b"}]
    receipt = await world.train(TrainSource.of_file("x.jsonl", "\n".join(map(json.dumps, rows)).encode()))
    assert receipt.conflicts == (Conflict("secret", ("42",), ("",)), Conflict("hi", ("b",), ("a",)))


async def test_many_contradictions_are_counted_and_the_first_named(world: worlds.World) -> None:
    lines = "\n".join(f"question {number} => {answer}" for number in range(30) for answer in "ab")
    receipt = await world.train(TrainSource.of_text(lines))
    assert (receipt.conflicting, len(receipt.conflicts)) == (30, 10)
