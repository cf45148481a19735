"""What the store remembers is what the database says, whatever was written meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, CHANNEL, HOME

from chatterbot import models
from chatterbot.store import memory
from chatterbot.teaching import TrainSource

pytestmark = pytest.mark.unit

AWAY = 200
GREETING = [models.NewExample("hello", "Hi!", "greeting")]


async def spoken(world: worlds.World, text: str, scope_id: int = HOME) -> str:
    """Ask twice: the second answer is from memory, and has to be the first."""
    first = (await world.ask(text, scope_id=scope_id)).text
    assert (await world.ask(text, scope_id=scope_id)).text == first
    return first


async def test_a_labels_reply_follows_what_is_taught_and_undone(world: worlds.World) -> None:
    for scope_id in (HOME, AWAY):
        await world.teaching.teach(scope_id, ADA, GREETING, source="text")
        assert await spoken(world, "hello", scope_id) == "Hi!"
    later = [models.NewExample("good morning", "Good day!", "greeting")]
    taught = await world.teaching.teach(HOME, ADA, later, source="text")
    assert await spoken(world, "hello") == "Good day!"
    assert await spoken(world, "hello", AWAY) == "Hi!"
    await world.teaching.undo(HOME, ADA, taught.change_id)
    assert await spoken(world, "hello") == "Hi!"


async def test_a_correction_is_said_by_the_next_reply(world: worlds.World) -> None:
    await world.teach(("what is love", "a song"))
    turn = await world.say("what is love", message_id=1)
    assert turn.reply.text == "a song"
    done = await world.teaching.correct(HOME, BOB, turn, "baby, don't hurt me")
    assert await spoken(world, "what is love") == "baby, don't hurt me"
    await world.teaching.undo(HOME, BOB, done.change_id)
    assert await spoken(world, "what is love") == "a song"


async def test_another_dataset_says_its_own_words(world: worlds.World) -> None:
    await world.teaching.teach(HOME, ADA, GREETING, source="text")
    assert await spoken(world, "hello") == "Hi!"
    world.own.mkdir(parents=True)
    (world.own / "faq.csv").write_text("text,reply,label\nhello,Welcome!,greeting\n", encoding="utf-8")
    await world.teaching.select_dataset(HOME, ADA, "faq.csv")
    assert await spoken(world, "hello") == "Welcome!"
    await world.teaching.select_dataset(HOME, ADA, "default")
    assert await spoken(world, "hello") == "Hi!"


async def test_what_was_erased_is_not_said_again(world: worlds.World) -> None:
    change = await world.teach(("secret", "the treasure is under the oak"), author_id=BOB)
    assert change
    assert "oak" in await spoken(world, "secret")
    example_id = (await world.ask("secret")).example_id
    assert example_id is not None
    dataset = await world.teaching.indexes.ready(HOME)
    await world.privacy.erase(BOB, None, keep_taught=False)
    assert await spoken(world, "secret") == ""
    assert await world.store.answers.replies(HOME, dataset.id, example_id, 1) == ()


async def test_recent_exchanges_are_those_of_the_database(world: worlds.World) -> None:
    await world.teach(("ping", "pong"))
    assert await world.conversation.recent_turns(HOME, CHANNEL, 3) == []
    turns = [await world.say("ping", message_id=number) for number in range(1, 14)]
    for limit in (1, 3, memory.RECENT, 25):
        assert await world.conversation.recent_turns(HOME, CHANNEL, limit) == turns[::-1][:limit]
    assert await world.conversation.recent_turns(AWAY, CHANNEL, 3) == []
    await world.say("ping", message_id=13)  # the gateway repeats itself
    assert await world.conversation.recent_turns(HOME, CHANNEL, 3) == turns[::-1][:3]


async def test_exchanges_of_an_erased_person_are_forgotten(world: worlds.World) -> None:
    await world.teach(("ping", "pong"))
    await world.say("ping", author_id=BOB, message_id=1)
    kept = await world.say("ping", author_id=ADA, message_id=2)
    assert len(await world.conversation.recent_turns(HOME, CHANNEL, 3)) == 2
    await world.privacy.erase(BOB, HOME, keep_taught=True)
    assert await world.conversation.recent_turns(HOME, CHANNEL, 3) == [kept]


async def test_exchanges_past_their_time_are_forgotten(world: worlds.World) -> None:
    await world.teach(("ping", "pong"))
    await world.say("ping", message_id=1)
    assert len(await world.conversation.recent_turns(HOME, CHANNEL, 3)) == 1
    assert await world.store.turns.purge(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)) == 1
    assert await world.conversation.recent_turns(HOME, CHANNEL, 3) == []


async def test_many_exchanges_at_once_are_remembered_in_order(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        await world.teach(("ping", "pong"))

        async def exchange(number: int) -> None:
            await world.say("ping", message_id=number)
            await world.conversation.recent_turns(HOME, CHANNEL, 3)

        await asyncio.gather(*(exchange(number) for number in range(1, 30)))
        remembered = await world.conversation.recent_turns(HOME, CHANNEL, memory.RECENT)
        stored = await world.conversation.recent_turns(HOME, CHANNEL, 25)
        assert remembered == stored[: memory.RECENT]
        assert [turn.id for turn in stored] == sorted((turn.id for turn in stored), reverse=True)


async def test_training_changes_what_a_label_says(world: worlds.World) -> None:
    await world.teaching.teach(HOME, ADA, GREETING, source="text")
    assert await spoken(world, "hello") == "Hi!"
    await world.train(TrainSource.of_file("more.csv", b"text,reply,label\ngood evening,Good evening!,greeting\n"))
    assert await spoken(world, "hello") == "Good evening!"


def test_what_was_read_before_something_changed_is_not_kept() -> None:
    known = memory.ReplyMemory()
    before, turns = known.mark_examples(1), known.mark_turns()
    known.taught(1)
    old = (memory.AnswerReply("old", (3,)),)
    known.keep_replies(1, 2, 4, old, before)
    assert known.replies(1, 2, 4) is None
    known.keep_replies(1, 2, 4, old, known.mark_examples(1))
    assert known.replies(1, 2, 4) == old
    known.keep_rich(1, 2, rich=False, mark=before)
    assert known.rich(2) is None
    known.keep_spoken(1, 3, "own", before)
    assert known.spoken(1, 3) == "own"
    known.forget()
    assert known.replies(1, 2, 4) is None
    known.keep_spoken(1, 3, "own", before)
    assert known.spoken(1, 3) is None
    known.keep_recent(1, 5, [], turns)
    assert known.recent(1, 5) is None


def test_the_number_of_remembered_exchanges_is_limited() -> None:
    known = memory.ReplyMemory(most_replies=3 * (memory.ENTRY + 10), most_channels=2)
    for number in range(5):
        known.keep_spoken(1, number, "x" * 10, known.mark_examples(1))
        known.keep_recent(1, number, [], known.mark_turns())
    assert [known.spoken(1, number) is not None for number in range(5)] == [False, False, True, True, True]
    assert [known.recent(1, number) is not None for number in range(5)] == [False, False, False, True, True]
