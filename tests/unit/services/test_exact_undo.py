"""What counts is what all changes that stand have done, in order: whatever is undone, and done again, in any order."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import itertools
import pathlib
import secrets
from collections.abc import Generator

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.store import AppliedChange, AppliedUndo, ChangeKind, NewChange, NewUndo, tables
from chatterbot.teaching import keys

pytestmark = pytest.mark.unit

FRANCE, TEA = "capital of france", "best tea in town"
PARIS, LYON = models.NewExample(FRANCE, "Paris"), models.NewExample(FRANCE, "Lyon")
VETO = models.NewExample(FRANCE, "Paris", positive=False)
LESSONS = (
    *(PARIS, PARIS, PARIS, LYON, LYON, VETO, VETO),
    models.NewExample("Capital of FRANCE?", "Paris"),
    models.NewExample(FRANCE, "Paris", previous="Tea?"),
    models.NewExample(FRANCE),
    models.NewExample(TEA, "Earl Grey"),
)
"""What is chosen from: some of it often, so that people repeat and contradict each other."""
PHASES = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.shrink]
"""Without shrinking, which takes minutes here: a failing sequence is short enough."""

_lesson = st.sampled_from(LESSONS)
_pick = st.integers(0, 13)
_undo = st.tuples(st.just("undo"), _pick)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("teach"), st.lists(_lesson, min_size=1, max_size=1)),
        st.tuples(st.just("teach"), st.lists(_lesson, min_size=1, max_size=1)),
        st.tuples(st.just("teach"), st.lists(_lesson, min_size=2, max_size=3)),
        st.tuples(st.just("correct"), st.sampled_from([FRANCE, TEA]), st.sampled_from(["Paris", "Lyon", "Nice"])),
        st.tuples(st.just("reject"), st.just(FRANCE)),
        st.tuples(st.just("forget"), _pick),
        st.tuples(st.just("replace"), _pick, _lesson),
        *(_undo, _undo, _undo),
    ),
    min_size=5,
    max_size=14,
)


@dataclasses.dataclass
class Done:
    """One change, as it was given to the store."""

    change: NewChange | None
    undoes: int | None = None
    forgot: tuple[int, ...] = ()


class Played:
    """A scope in which people do things, and the record of what they did."""

    def __init__(self, world: worlds.World, scope_id: int) -> None:
        self.world = world
        self.scope_id = scope_id
        self.done: dict[int, Done] = {}

    @contextlib.contextmanager
    def recording(self) -> Generator[None]:
        """Note what the store is given."""
        store = self.world.store.examples
        apply, undo = store.apply, store.undo

        async def applying(change: NewChange) -> AppliedChange:
            applied = await apply(change)
            self.done[applied.id] = Done(change)
            return applied

        async def undoing(undos: list[NewUndo]) -> list[AppliedUndo]:
            applied = await undo(undos)
            forgot = {back.change_id: back.forget for back in undos}
            self.done |= {one.id: Done(None, one.change_id, forgot[one.change_id]) for one in applied}
            return applied

        store.apply, store.undo = applying, undoing  # type: ignore[method-assign,assignment]
        try:
            yield
        finally:
            del store.apply, store.undo

    def stands(self, change_id: int) -> bool:
        return not any(done.undoes == change_id and self.stands(undoer) for undoer, done in self.done.items())

    async def act(self, act: tuple[object, ...]) -> None:
        """Do one thing; what is refused changes nothing."""
        teaching, scope = self.world.teaching, self.scope_id
        with contextlib.suppress(errors.UserError):
            match act:
                case "teach", list(examples):
                    await teaching.teach(scope, ADA, examples, source="text")
                case "correct", str(prompt), str(better):
                    turn = await self.world.say(prompt, scope_id=scope)
                    await teaching.correct(scope, BOB, turn, better)
                case "reject", str(prompt):
                    await teaching.reject(scope, BOB, await self.world.say(prompt, scope_id=scope))
                case "forget", int(place):
                    live = await live_of(self.world, scope)
                    if live:
                        await teaching.forget(scope, BOB, live[place % len(live)].id)
                case "replace", int(place), models.NewExample() as example:
                    live = await live_of(self.world, scope)
                    dataset = await teaching.indexes.ready(scope)
                    remove = (live[place % len(live)].id,) if live else ()
                    await teaching.changes.commit(
                        NewChange(
                            scope, dataset.id, ADA, ChangeKind.TRAIN, "x", add=(keys.keyed(example),), remove=remove
                        )
                    )
                case "undo", int(place):
                    if self.done:
                        change_id = list(self.done)[place % len(self.done)]
                        await teaching.undo(scope, ADA, change_id, any_author=True)
                case _:
                    raise AssertionError(act)


async def live_of(world: worlds.World, scope_id: int) -> list[models.Example]:
    dataset = await world.teaching.indexes.ready(scope_id)
    return await world.store.examples.live_examples(scope_id, dataset.id)


async def _anew(played: Played, scope_id: int) -> None:
    """Do in another scope only the changes that stand."""
    world = played.world
    dataset = await world.teaching.indexes.ready(scope_id)
    for change_id, done in played.done.items():
        if not played.stands(change_id):
            continue
        removed = list(done.change.remove) if done.change else list(done.forgot)
        gone = {
            (keys.prompt_key(each.prompt), each.reply, each.positive)
            for each in await world.store.examples.examples(played.scope_id, removed)
        }
        remove = tuple(
            each.id
            for each in await live_of(world, scope_id)
            if (keys.prompt_key(each.prompt), each.reply, each.positive) in gone
        )
        if done.change is None:
            change = NewChange(scope_id, dataset.id, BOB, ChangeKind.FORGET, "", remove=remove)
        else:
            correction = done.change.correction
            change = dataclasses.replace(
                done.change,
                scope_id=scope_id,
                dataset_id=dataset.id,
                remove=remove,
                correction=correction and dataclasses.replace(correction, key=secrets.token_hex(16)),
            )
        await world.teaching.changes.commit(change)


async def _state(world: worlds.World, scope_id: int) -> tuple[object, ...]:
    """What counts for each question, in order of teaching, and what is answered: by the index as it is, and as it is after a restart."""
    live = [
        (each.prompt, each.reply, each.positive, each.correction, each.previous)
        for each in await live_of(world, scope_id)
    ]
    by_question = sorted(live, key=lambda each: keys.prompt_key(each[0]))
    asked = [(FRANCE, None), (FRANCE, "Tea?"), ("the capital of france", None), (TEA, None)]
    now = [(await world.ask(prompt, scope_id=scope_id, previous=before)).text for prompt, before in asked]
    world.teaching.indexes.forget(scope_id)
    later = [(await world.ask(prompt, scope_id=scope_id, previous=before)).text for prompt, before in asked]
    assert now == later
    return by_question, now


def test_what_counts_is_what_the_changes_that_stand_did(tmp_path: pathlib.Path) -> None:
    scopes = itertools.count(1_000)

    with asyncio.Runner() as runner:
        opening = worlds.opened(tmp_path)
        world = runner.run(opening.__aenter__())

        async def play(acts: list[tuple[object, ...]]) -> None:
            played = Played(world, next(scopes))
            with played.recording():
                for act in acts:
                    await played.act(act)
                    hypothesis.event(str(act[0]))
            again = next(scopes)
            await _anew(played, again)
            assert await _state(world, played.scope_id) == await _state(world, again)
            # Everything undone, oldest first: the beginning.
            for change_id in list(played.done):
                if played.done[change_id].change is not None and played.stands(change_id):
                    await world.teaching.undo(played.scope_id, ADA, change_id, any_author=True)
            assert await live_of(world, played.scope_id) == []

        @hypothesis.settings(max_examples=15, deadline=None, phases=PHASES)
        @hypothesis.given(ACTS)
        def check(acts: list[tuple[object, ...]]) -> None:
            runner.run(play(acts))

        try:
            check()
        finally:
            runner.run(opening.__aexit__(None, None, None))


# -- what people see -------------------------------------------------------------------------------------------------


async def answer(world: worlds.World) -> str:
    return (await world.ask("capital of france")).text


async def test_what_a_vandal_did_to_a_good_answer_is_undone_with_its_vetoes(world: worlds.World) -> None:
    await world.teach(("capital of france", "Paris"))
    turn = await world.say("Capital of France, please", message_id=900)
    done = await world.teaching.correct(HOME, BOB, turn, "Pizza")
    assert await answer(world) == "Paris"  # another wording
    assert (await world.ask("Capital of France, please")).text == "Pizza"
    await world.teaching.undo(HOME, ADA, done.change_id, any_author=True)
    assert (await world.ask("Capital of France, please")).text == "Paris"
    assert [example.positive for example in await live_of(world, HOME)] == [True]


async def test_what_was_taught_stands_though_both_that_came_after_are_undone(world: worlds.World) -> None:
    await world.teach(("capital of france", "Paris"))
    veto = await world.teaching.teach(HOME, BOB, [VETO], source="text")
    again = await world.teach(("capital of france", "Paris"))
    await world.teaching.undo(HOME, BOB, veto.change_id)
    assert await answer(world) == "Paris"
    await world.teaching.undo(HOME, ADA, again)
    assert await answer(world) == "Paris"


@pytest.mark.parametrize("wording", ["capital of france", "Capital of FRANCE?"])
async def test_what_two_taught_stays_while_one_of_them_does(world: worlds.World, wording: str) -> None:
    first = await world.teach(("capital of france", "Paris"))
    second = await world.teach((wording, "Paris"), author_id=BOB)
    undone = await world.teaching.undo(HOME, ADA, first)
    assert (undone.removed, undone.restored) == (0, 0)
    assert await answer(world) == "Paris"
    assert [example.prompt for example in await live_of(world, HOME)] == [wording]
    await world.teaching.undo(HOME, BOB, second)
    assert await live_of(world, HOME) == []


async def test_a_change_is_done_again_by_undoing_its_undo(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    corrected = await world.teaching.correct(HOME, ADA, turn, "Paris")
    before = await live_of(world, HOME)
    undone = await world.teaching.undo(HOME, ADA, corrected.change_id)
    assert await answer(world) == "Lyon"
    again = await world.teaching.undo(HOME, ADA, undone.change_id)
    assert (again.removed, again.restored) == (1, 2)
    assert await live_of(world, HOME) == before
    with pytest.raises(errors.RefusedError, match="error-change-undone"):
        await world.teaching.undo(HOME, ADA, undone.change_id)
    await world.teaching.undo(HOME, ADA, again.change_id)
    assert await answer(world) == "Lyon"


async def test_forgetting_a_correction_takes_all_of_it_back(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    before = await live_of(world, HOME)
    turn = await world.say("Capital of France, please", message_id=900)
    corrected = await world.teaching.correct(HOME, ADA, turn, "Paris", question="capital of france")
    after = await live_of(world, HOME)
    forgotten = await world.teaching.forget(HOME, BOB, corrected.example.id)
    assert forgotten.example.reply == "Paris"
    assert await live_of(world, HOME) == before
    assert await answer(world) == (await world.ask("Capital of France, please")).text == "Lyon"
    with pytest.raises(errors.RefusedError, match="error-change-undone"):
        await world.teaching.undo(HOME, ADA, corrected.change_id)
    await world.teaching.undo(HOME, BOB, forgotten.change_id)
    assert await live_of(world, HOME) == after


async def test_what_is_forgotten_does_not_come_back_by_itself(world: worlds.World) -> None:
    """The correction repeated an answer that was taught before the wrong one: forgetting it forgets that as well."""
    await world.teach(("capital of france", "Paris"))
    await world.teach(("capital of france", "Lyon"))
    corrected = await world.teaching.correct(HOME, ADA, await world.say("capital of france", message_id=900), "Paris")
    forgotten = await world.teaching.forget(HOME, ADA, corrected.example.id)
    assert await answer(world) == "Lyon"
    await world.teaching.undo(HOME, ADA, forgotten.change_id)
    assert await answer(world) == "Paris"


async def test_a_selection_is_undone_and_done_again(world: worlds.World) -> None:
    world.own.mkdir(parents=True)
    (world.own / "other.txt").write_text("capital of france => Paris", encoding="utf-8")
    await world.teach(("capital of france", "Lyon"))
    selected = await world.teaching.select_dataset(HOME, ADA, "other.txt")
    undone = await world.teaching.undo(HOME, ADA, selected.change_id)
    assert await answer(world) == "Lyon"
    await world.teaching.undo(HOME, ADA, undone.change_id)
    assert await answer(world) == "Paris"


@pytest.mark.parametrize("wording", ["capital of france", "Capital of FRANCE?"])
async def test_what_others_taught_as_well_stays_when_a_person_is_erased(world: worlds.World, wording: str) -> None:
    await world.teach(("capital of france", "Paris"))
    second = await world.teach((wording, "Paris"), author_id=BOB)
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert await answer(world) == "Paris"
    assert [(each.prompt, each.author_id) for each in await live_of(world, HOME)] == [(wording, BOB)]
    await world.teaching.undo(HOME, BOB, second)
    assert await live_of(world, HOME) == []


async def test_who_is_erased_no_longer_keeps_what_others_taught(world: worlds.World) -> None:
    first = await world.teach(("capital of france", "Paris"))
    await world.teach(("capital of france", "Paris"), author_id=BOB)
    await world.privacy.erase(BOB, HOME, keep_taught=False)
    await world.teaching.undo(HOME, ADA, first)
    assert await live_of(world, HOME) == []


async def test_what_an_erased_person_replaced_counts_again(world: worlds.World) -> None:
    await world.teach(("capital of france", "Paris"))
    await world.teaching.correct(HOME, BOB, await world.say("capital of france", message_id=900), "Pizza")
    assert await answer(world) == "Pizza"
    await world.privacy.erase(BOB, HOME, keep_taught=False)
    assert await answer(world) == "Paris"
    assert [example.author_id for example in await live_of(world, HOME)] == [ADA]


async def test_rows_of_documents_and_triggers_follow_the_changes_that_stand(world: worlds.World) -> None:
    added = await world.teach(("capital of france", "Paris"))
    removed = await world.teach(("best tea", "Earl Grey"))
    row = {
        "scope_id": HOME, "dataset_id": 1, "kind": "keyword", "pattern": "tea", "reply": "Tea!", "author_id": ADA,
        "created_at": dt.datetime.now(dt.UTC), "added_by": added, "removed_by": removed, "live": False,
    }  # fmt: skip

    async def live() -> bool | None:
        async with world.store._database.read() as connection:
            return await connection.scalar(sa.select(tables.triggers.c.live))

    async with world.store._database.write() as connection:
        await connection.execute(sa.insert(tables.triggers).values(row))
    back = await world.teaching.undo(HOME, ADA, removed)
    assert await live() is True
    gone = await world.teaching.undo(HOME, ADA, added)
    assert await live() is False
    await world.teaching.undo(HOME, ADA, gone.change_id)
    assert await live() is True
    await world.teaching.undo(HOME, ADA, back.change_id)
    assert await live() is False
