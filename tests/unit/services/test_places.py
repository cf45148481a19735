"""What holds in single channels: their dataset and strictness, and where what is taught there goes."""

from __future__ import annotations

import dataclasses

import pytest
from tests.unit.services.world import ADA, CHANNEL, HOME, World, prompt

from chatterbot import errors, models
from chatterbot.preferences import CallMode, ChannelOverride, GuildPreferences, calls_at, override_at

pytestmark = pytest.mark.unit

THREAD, CATEGORY, ELSEWHERE = 70, 80, 90


def test_each_value_comes_from_the_nearest_place_that_has_one() -> None:
    chosen = GuildPreferences(
        overrides={
            CATEGORY: ChannelOverride(dataset="games", answers=True),
            CHANNEL: ChannelOverride(answers=False, strictness=0.2),
        }
    )
    assert override_at(chosen, (THREAD, CHANNEL, CATEGORY)) == ChannelOverride(
        dataset="games", answers=False, strictness=0.2
    )
    assert override_at(chosen, (ELSEWHERE, CATEGORY)) == ChannelOverride(dataset="games", answers=True)
    assert override_at(chosen, ()) == ChannelOverride()


@pytest.mark.parametrize(
    ("voice", "expected"), [(None, CallMode.PRESENT), (True, CallMode.COME), (False, CallMode.NEVER)]
)
def test_a_voice_channel_may_be_come_into_or_left_alone(voice: bool | None, expected: CallMode) -> None:
    chosen = GuildPreferences(overrides={CATEGORY: ChannelOverride(voice=voice)})
    assert calls_at(chosen, (CHANNEL, CATEGORY)) is expected
    assert calls_at(chosen, (ELSEWHERE,)) is CallMode.PRESENT


def write(world: World, name: str) -> None:
    world.own.mkdir(parents=True, exist_ok=True)
    (world.own / name).write_text("when do you open? => At midnight.", encoding="utf-8")


async def ask(world: World, text: str, *place: int) -> models.Reply:
    return await world.conversation.reply(dataclasses.replace(prompt(text), place=place))


async def test_a_place_answers_from_its_own_dataset_beside_the_active_one(world: World) -> None:
    await world.teach(("when do you open?", "At nine."))
    write(world, "games.txt")
    selected = await world.teaching.select_dataset(HOME, ADA, "games.txt")
    await world.teaching.undo(HOME, ADA, selected.change_id)
    await world.preferences.change_override(HOME, CATEGORY, dataset="games.txt")
    assert (await ask(world, "when do you open?", CHANNEL)).text == "At nine."
    inside = await ask(world, "when do you open?", THREAD, CHANNEL, CATEGORY)
    assert (inside.text, inside.source) == (
        "",
        models.ReplySource.UNKNOWN,
    )  # the undo took back what the selection had taught
    await world.teaching.select_dataset(HOME, ADA, "games.txt")
    await world.teaching.select_dataset(HOME, ADA, "default")
    assert (await ask(world, "when do you open?", THREAD, CHANNEL, CATEGORY)).text == "At midnight."

    turn = await world.conversation.delivered(
        prompt("when do you open?"), await ask(world, "when do you open?", CHANNEL, CATEGORY), 1
    )
    done = await world.teaching.correct(HOME, ADA, turn, "At dusk.")
    assert (await ask(world, "when do you open?", CHANNEL, CATEGORY)).text == "At dusk."
    assert (await ask(world, "when do you open?", CHANNEL)).text == "At nine."
    await world.teaching.undo(HOME, ADA, done.change_id)
    assert (await ask(world, "when do you open?", CHANNEL, CATEGORY)).text == "At midnight."


async def test_a_dataset_that_does_not_exist_counts_as_not_chosen(world: World) -> None:
    await world.teach(("when do you open?", "At nine."))
    await world.preferences.change_override(HOME, CHANNEL, dataset="gone.txt")
    assert (await ask(world, "when do you open?", CHANNEL)).text == "At nine."
    write(world, "gone.txt")
    await world.teaching.select_dataset(HOME, ADA, "gone.txt")
    await world.teaching.select_dataset(HOME, ADA, "default")
    assert (await ask(world, "when do you open?", CHANNEL)).text == "At midnight."


async def test_a_place_without_own_values_is_left_out_and_bad_values_change_nothing(world: World) -> None:
    await world.preferences.change_override(HOME, CHANNEL, strictness=0.2, answers=True)
    assert await world.preferences.strictness(HOME, (THREAD, CHANNEL)) == 0.2
    with pytest.raises(errors.InvalidInputError):
        await world.preferences.change_override(HOME, CHANNEL, strictness=2.0)
    await world.preferences.change_override(HOME, CHANNEL, strictness=None)
    assert await world.preferences.strictness(HOME, (CHANNEL,)) is None
    assert not (await world.preferences.change_override(HOME, CHANNEL, answers=None)).overrides
