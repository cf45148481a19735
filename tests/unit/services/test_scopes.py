"""No scope reaches into another: every public method is tried with another's ids."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Awaitable, Callable

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.store import examples, features, journal, people, proposals, turns
from chatterbot.teaching import TrainSource

pytestmark = pytest.mark.unit

AWAY = 200
ANSWERS = "the answer is at home"


async def test_answers_stay_in_their_scope(world: worlds.World) -> None:
    await world.teach(("where is it", ANSWERS))
    assert (await world.ask("where is it", scope_id=AWAY)).source is models.ReplySource.UNKNOWN
    await world.teach(("where is it", "away"), scope_id=AWAY)
    assert (await world.ask("where is it")).text == ANSWERS
    assert (await world.ask("where is it", scope_id=AWAY)).text == "away"


async def test_a_shared_label_is_shared_in_one_scope_only(world: worlds.World) -> None:
    for scope_id, reply in ((HOME, ANSWERS), (AWAY, None)):
        example = models.NewExample("where is it", reply, "place")
        await world.teaching.teach(scope_id, ADA, [example], source="text")
    assert (await world.ask("where is it", scope_id=AWAY)).text == "place"


async def test_every_service_refuses_the_ids_of_another_scope(world: worlds.World) -> None:
    change = await world.teach(("where is it", ANSWERS))
    turn = await world.say("where is it", message_id=900)
    assert turn.reply.example_id is not None
    example_id = turn.reply.example_id
    await world.teaching.feedback(HOME, BOB, vote=models.Vote.UP, turn=turn)
    await world.train(TrainSource.of_text("one more => yes"))
    await world.teach(("something else", "x"), scope_id=AWAY)
    stolen = dataclasses.replace(turn, scope_id=AWAY)  # even a forged turn gives nothing away

    refused: dict[str, Callable[[], Awaitable[object]]] = {
        "error-example-unknown": lambda: world.teaching.example(AWAY, example_id),
        "error-example-unknown ": lambda: world.teaching.forget(AWAY, ADA, example_id),
        "error-change-unknown": lambda: world.teaching.undo(AWAY, ADA, change),
        "error-turn-unknown": lambda: world.conversation.turn(AWAY, 900),
        "error-turn-unknown ": lambda: world.conversation.explain(AWAY, turn),
        "error-turn-unknown  ": lambda: world.teaching.correct(AWAY, ADA, turn, "stolen"),
        "error-turn-unknown   ": lambda: world.teaching.reject(AWAY, ADA, turn),
        "error-turn-unknown    ": lambda: world.teaching.feedback(AWAY, ADA, vote=models.Vote.DOWN, turn=turn),
        "error-turn-unknown     ": lambda: world.teaching.feedback(AWAY, ADA, vote=models.Vote.DOWN, turn=stolen),
        "error-turn-unanswered": lambda: world.teaching.reject(AWAY, ADA, stolen),
    }
    for key, act in refused.items():
        with pytest.raises(errors.UserError) as raised:
            await act()
        assert raised.value.key == key.strip()

    explained = await world.conversation.explain(AWAY, stolen)
    assert (explained.example, explained.runner_up) == (None, None)
    assert await world.conversation.recent_turns(AWAY, worlds.CHANNEL) == []
    assert await world.teaching.jobs(AWAY) == []
    assert world.teaching.training(AWAY) == []
    assert ANSWERS not in (await world.teaching.export(AWAY)).decode()
    assert [dataset.examples for dataset in await world.teaching.datasets(AWAY)] == [1]
    report = await world.privacy.stored_about(ADA, AWAY)
    assert report.counts["turns"] == 0
    await world.privacy.erase(ADA, AWAY, keep_taught=False)
    assert (await world.ask("where is it")).text == ANSWERS
    assert await world.conversation.turn(HOME, 900) == turn
    assert await world.store.turns.votes(AWAY) == {models.Vote.UP: 0, models.Vote.DOWN: 0}


async def test_preferences_and_consents_stay_in_their_scope(world: worlds.World) -> None:
    await world.preferences.change(HOME, language="ru")
    assert (await world.preferences.get(AWAY)).language is None
    await world.store.people.put_consent(HOME, ADA, "voice", granted=True)
    assert await world.store.people.consent(AWAY, ADA, "voice") is None
    await world.store.people.put_consent(HOME, ADA, "voice", granted=False)
    assert await world.store.people.consent(HOME, ADA, "voice") is False


@pytest.mark.parametrize(
    ("part", "for_the_program"),
    [
        (examples.ExampleStore, {"apply", "undo"}),  # a change names its scope
        (
            turns.TurnStore,
            {"add", "expired", "may_revise", "purge", "revise"},
        ),  # a prompt or turn names its scope; purging gives nothing away
        (journal.JournalStore, {"close_open_jobs"}),
        (people.PeopleStore, {"corrections"}),  # for the log of the operator
        (proposals.ProposalStore, {"purge"}),
        (features.FeatureStore, {"get", "put", "renew", "drop", "forget_other_encoders"}),  # by content
    ],
)
def test_every_method_of_the_store_takes_the_scope_first(part: type, for_the_program: set[str]) -> None:
    methods = {name: method for name, method in inspect.getmembers(part, inspect.isfunction) if name[0] != "_"}
    others = {
        name for name, method in methods.items() if list(inspect.signature(method).parameters)[1:2] != ["scope_id"]
    }
    assert others == for_the_program


async def test_a_change_that_names_the_dataset_of_another_scope_is_refused(world: worlds.World) -> None:
    home = await world.teaching.indexes.ready(HOME)
    await world.teaching.indexes.ready(AWAY)
    change = examples.records.NewChange(AWAY, home.id, ADA, examples.records.ChangeKind.TRAIN, "text")
    with pytest.raises(errors.StoreError, match="another scope"):
        await world.store.examples.apply(change)
