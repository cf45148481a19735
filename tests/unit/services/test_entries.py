"""Looking through what was taught: lists, filters, pages, one entry, how it is used, its history."""

from __future__ import annotations

import datetime as dt
import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME, World

from chatterbot import errors, models
from chatterbot.browsing import FIRST, Browsing, EntryList, EntrySearch, ListPosition
from chatterbot.store import ChangeKind, EntrySelection

pytestmark = pytest.mark.unit


def browsing(world: World) -> Browsing:
    return Browsing(world.engine, world.store, world.teaching.indexes)


async def found(world: World, *, position: ListPosition = FIRST, **search: object) -> list[str]:
    """The answers on a page, in order."""
    page = await browsing(world).page(HOME, EntrySearch(**search), position)  # pyright: ignore[reportArgumentType] - by name
    return [entry.answer for entry in page.entries]


async def opened(world: World, question: str) -> int:
    """The id of the newest example with that question."""
    page = await browsing(world).page(HOME, EntrySearch(text=question))
    return page.entries[0].example.id


# -- lists -------------------------------------------------------------------------------------------------------------


async def test_an_entry_is_an_answer_with_all_its_questions(world: World) -> None:
    await world.teach(
        ("when is the game?", "Friday."), ("where is it?", "At the mill."), ("when do we play", "Friday.")
    )
    page = await browsing(world).page(HOME, EntrySearch())
    assert [(entry.answer, entry.wordings) for entry in page.entries] == [("Friday.", 2), ("At the mill.", 1)]
    assert page.entries[0].example.prompt == "when do we play"
    assert (page.start, page.total, page.previous, page.next) == (0, 2, None, None)


async def test_words_are_found_whatever_their_capitals_and_dots_are(world: World) -> None:
    await world.teach(("Где ёлка?", "В ЗАЛЕ."), ("50% off_now", "a'b\\c"), ("nothing", "else"))
    assert await found(world, text="ЕЛКА зале") == ["В ЗАЛЕ."]
    assert await found(world, text="ёлк") == ["В ЗАЛЕ."]
    assert await found(world, text="50%") == ["a'b\\c"]  # signs of SQL patterns are no patterns
    assert await found(world, text="o__f") == []


async def test_what_has_no_letters_is_found_too(world: World) -> None:
    await world.teach(("🎉", "Congratulations!"), ("hello", "Hi."))
    assert await found(world, text="🎉") == ["Congratulations!"]
    assert await found(world, text="\ud800\0") == []


async def test_pages_follow_the_newest_example_and_stay_in_order_while_something_is_taught(world: World) -> None:
    await world.teach(*((f"question {number}", f"answer {number}") for number in range(25)))
    first = await browsing(world).page(HOME, EntrySearch())
    await world.teach(("something new", "new answer"))
    assert first.next is not None
    second = await browsing(world).page(HOME, EntrySearch(), first.next)
    assert [entry.answer for entry in second.entries] == [f"answer {number}" for number in range(14, 4, -1)]
    assert (second.start, second.total) == (11, 26)
    third = await browsing(world).page(HOME, EntrySearch(), second.next or FIRST)
    assert [entry.answer for entry in third.entries] == [f"answer {number}" for number in range(4, -1, -1)]
    assert third.next is None
    back = await browsing(world).page(HOME, EntrySearch(), third.previous or FIRST)
    assert back == second
    before = await browsing(world).page(HOME, EntrySearch(), second.previous or FIRST)
    assert [entry.answer for entry in before.entries] == [f"answer {number}" for number in range(24, 14, -1)]
    # A page that is no longer there is the first one.
    gone = await browsing(world).page(HOME, EntrySearch(), ListPosition(before=1))
    assert gone.start == 0


async def test_what_nothing_says_in_these_words_is_found_by_meaning(world: World) -> None:
    await world.teach(
        ("when does the library open", "At nine."), ("where is the game", "Here."), ("open the gate", "Open!")
    )
    page = await browsing(world).page(HOME, EntrySearch(text="when is the library opening"))
    assert page.by_meaning
    assert page.entries[0].answer == "At nine."
    page = await browsing(world).page(HOME, EntrySearch(text="open"))
    assert not page.by_meaning
    assert await found(world, text="when does the library close", by_meaning=True, shown=EntrySelection.VETOES) == []
    assert await found(world, text="zzz qqq") == []


async def test_pages_of_what_was_found_by_meaning(world: World) -> None:
    await world.teach(*((f"the opening hours of library {number}", f"answer {number}") for number in range(15)))
    wanted = EntrySearch(text="opening hours of the library", by_meaning=True)
    first = await browsing(world).page(HOME, wanted)
    assert (len(first.entries), first.total, first.next) == (10, 15, ListPosition(skip=10))
    second = await browsing(world).page(HOME, wanted, first.next or FIRST)
    assert (second.start, len(second.entries), second.previous) == (10, 5, ListPosition(skip=0))
    assert not {entry.key for entry in first.entries} & {entry.key for entry in second.entries}


async def test_filters(world: World) -> None:
    await world.teach(("what is love?", "A river."), ("who are you?", "A bot."), author_id=BOB)
    await world.teach(("what is love?", "A verb."))
    await world.teaching.teach(
        HOME,
        ADA,
        [
            models.NewExample("are you real?", "Yes.", positive=False),
            models.NewExample("tell me a secret"),
            models.NewExample("hi", label="greeting"),
            models.NewExample("hello", "Hello there!", label="greeting"),
        ],
        source="faq.csv",
    )
    assert await found(world, shown=EntrySelection.ANSWERS) == ["Hello there!", "A verb.", "A bot.", "A river."]
    assert await found(world, shown=EntrySelection.VETOES) == ["Yes."]
    assert await found(world, shown=EntrySelection.SILENT) == [""]
    assert await found(world, shown=EntrySelection.CONFLICTING) == ["A verb.", "A river."]
    assert await found(world, label="greeting") == ["Hello there!"]
    assert await found(world, source="faq.csv") == ["Hello there!", "", "Yes."]
    assert await found(world, teacher_id=BOB) == ["A bot.", "A river."]
    assert await found(world, since=dt.datetime.now(dt.UTC) + dt.timedelta(days=1)) == []
    assert await found(world, text="love", teacher_id=BOB) == ["A river."]
    assert await browsing(world).labels(HOME, "GREET", 5) == ["greeting"]
    assert await browsing(world).sources(HOME, 5) == ["faq.csv", "text"]
    named = await browsing(world).named(HOME, "WHAT lov", 5)
    assert [example.reply for example in named] == ["A verb.", "A river."]


async def test_another_guild_sees_nothing(world: World) -> None:
    await world.teach(("what is love?", "A river."))
    example_id = await opened(world, "love")
    page = await browsing(world).page(HOME + 1, EntrySearch(text="love"))
    assert page.entries == ()
    with pytest.raises(errors.NotFoundError, match="error-entry-unknown"):
        await browsing(world).entry(HOME + 1, example_id)


# -- use ---------------------------------------------------------------------------------------------------------------


async def test_each_answer_given_is_counted_also_one_that_was_chosen(world: World) -> None:
    await world.teach(("when is the game?", "Friday."), ("where is the mill?", "By the river."))
    for message_id in (1, 2, 2):  # Discord repeats itself
        await world.say("when is the game?", message_id=message_id)
    view = await browsing(world).entry(HOME, await opened(world, "game"))
    assert view.use.uses == 2
    assert view.use.last_used_at is not None
    assert await found(world, shown=EntrySelection.UNUSED) == ["By the river."]
    unknown = await world.say("something else entirely", message_id=3)
    await world.conversation.choose(unknown, await opened(world, "mill"))
    assert await found(world, shown=EntrySelection.UNUSED) == []
    # The count outlives the exchanges.
    await world.store.turns.purge(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert (await browsing(world).entry(HOME, view.example_id)).use.uses == 2


async def test_an_answer_that_is_revised_to_itself_is_counted_once(world: World) -> None:
    await world.teach(("when is the game?", "Friday."))
    turn = await world.say("when is the game?", message_id=1)
    assert await world.conversation.revise(turn, "when is the game??", turn.reply) is not None
    assert (await browsing(world).entry(HOME, await opened(world, "game"))).use.uses == 1


async def test_an_answer_erased_meanwhile_is_not_counted_and_the_exchange_is_kept(world: World) -> None:
    await world.teach(("when is the game?", "Friday."), author_id=BOB)
    prompt = worlds.prompt("when is the game?")
    reply = await world.conversation.reply(prompt)
    await world.privacy.erase(BOB, HOME, keep_taught=False)
    assert (await world.conversation.delivered(prompt, reply, 5)).id


async def test_an_answer_is_disputed_while_more_people_are_against_it_than_for_it(world: World) -> None:
    await world.teach(("what is love?", "A river."), ("and the Volga?", "A river."), ("who are you?", "A bot."))
    turn = await world.say("what is love?", message_id=1)
    await world.teaching.feedback(HOME, ADA, vote=models.Vote.DOWN, turn=turn)
    assert await found(world, shown=EntrySelection.DISPUTED) == ["A river."]
    await world.teaching.feedback(HOME, BOB, vote=models.Vote.UP, turn=turn)
    assert await found(world, shown=EntrySelection.DISPUTED) == []
    correction = await world.teaching.correct(HOME, ADA, turn, "A verb.")
    assert await found(world, shown=EntrySelection.DISPUTED) == ["A river."]
    view = await browsing(world).entry(HOME, turn.reply.example_id or 0)
    assert (view.use.likes, view.use.dislikes) == (1, 1)
    await world.teaching.undo(HOME, ADA, correction.change_id)
    assert await found(world, shown=EntrySelection.DISPUTED) == []


# -- one entry ---------------------------------------------------------------------------------------------------------


async def test_an_entry_says_all_about_itself(world: World) -> None:
    await world.teaching.teach(
        HOME,
        ADA,
        [
            models.NewExample(
                "what is love?", "A river.", origin="https://discord.com/channels/1/2/3", credited_id=BOB
            ),
            models.NewExample("love?", "A river.", language="en"),
        ],
        source="text",
    )
    await world.teach(("love?", "A verb."), author_id=BOB)
    view = await browsing(world).entry(HOME, await opened(world, "river"))
    contents = view.contents
    assert [example.prompt for example in contents.examples] == ["what is love?", "love?"]
    assert view.answer == "A river."
    assert [example.language for example in contents.replies] == ["en"]
    assert (contents.authors, contents.origins) == ((ADA,), ("https://discord.com/channels/1/2/3",))
    assert [other.answer for other in view.others] == ["A verb."]
    (history,) = view.history
    assert (history.change.kind, history.change.added, history.undone_by) == (ChangeKind.TRAIN, 2, None)


async def test_the_history_holds_what_was_taken_from_an_entry(world: World) -> None:
    await world.teach(("what is love?", "A river."), ("love?", "A river."))
    example_id = await opened(world, "what is love")
    await world.teaching.forget(HOME, BOB, await opened(world, "love?"))
    view = await browsing(world).entry(HOME, example_id)
    assert [(each.change.kind, each.change.author_id) for each in view.history] == [
        (ChangeKind.FORGET, BOB),
        (ChangeKind.TRAIN, ADA),
    ]


async def test_an_entry_that_is_gone_is_told_from_one_of_another_dataset(world: World) -> None:
    await world.teach(("what is love?", "A river."))
    example_id = await opened(world, "love")
    forgotten = await world.teaching.forget(HOME, ADA, example_id)
    with pytest.raises(errors.NotFoundError, match="error-entry-gone"):
        await browsing(world).entry(HOME, example_id)
    await world.teaching.undo(HOME, ADA, forgotten.change_id)
    assert (await browsing(world).entry(HOME, example_id)).answer == "A river."
    world.own.mkdir(parents=True, exist_ok=True)
    (world.own / "other.txt").write_text("a => b")
    await world.teaching.select_dataset(HOME, ADA, "other.txt")
    with pytest.raises(errors.NotFoundError, match="error-entry-elsewhere"):
        await browsing(world).entry(HOME, example_id)


async def test_entries_survive_a_restart(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as before:
        await before.teach(("what is love?", "A river."))
        await before.say("what is love?", message_id=1)
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        page: EntryList = await browsing(world).page(HOME, EntrySearch(text="river"))
        assert [(entry.answer, entry.uses) for entry in page.entries] == [("A river.", 1)]
