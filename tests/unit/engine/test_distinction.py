"""What looks like a taught question and asks something else is not answered, only offered."""

from __future__ import annotations

import pytest

from chatterbot import engine
from chatterbot.engine import distinction

pytestmark = pytest.mark.unit

Examples = list[tuple[str, int]]
OTHERS: Examples = [
    ("where can I park", 90),
    ("who runs the club", 91),
    ("как стать волонтёром", 92),
    ("what should I bring to the trip", 93),
]


async def ask(taught: Examples, text: str) -> engine.Verdict:
    """Teach examples, with a few others beside, and ask; words alone are compared."""
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none")) as replies:
        lessons = [
            engine.IndexedExample(number, prompt, answer) for number, (prompt, answer) in enumerate([*taught, *OTHERS])
        ]
        await replies.load(1, lessons, await replies.features([lesson.prompt for lesson in lessons]))
        await replies.settled(1)
        return await replies.match(1, text)


def answer(verdict: engine.Verdict) -> int | None:
    """The answer that would be given."""
    return None if verdict.chosen is None else verdict.chosen.answer


@pytest.mark.parametrize(
    ("taught", "other", "same"),
    [
        ("when do you open on Saturdays", "when do you close on Saturdays", "on saturdays when do you open"),
        ("how do I mute the bot", "how do I unmute the bot", "how do i mute teh bot"),
        ("soup of the day with meat", "soup of the day without meat", "the soup of the day, with meat"),
        ("what do I get at level 10", "what do I get at level 100", "what do i get at lvl 10, at level 10"),
        ("can I invite a friend here", "can a friend invite me here", "can i invite a friend here pls"),
        ("какие моды разрешены на сервере", "какие моды не разрешены на сервере", "на сервере какие моды разрешены"),
        ("поезд из Твери в Клин", "поезд из Клина в Тверь", "из Твери в Клин поезд"),
    ],
)
async def test_a_difference_in_the_same_frame_is_offered_not_answered(taught: str, other: str, same: str) -> None:
    verdict = await ask([(taught, 1)], other)
    assert answer(verdict) is None
    best = verdict.candidates[0]
    assert best.answer == 1
    assert best.confidence == pytest.approx(distinction.DOUBTED * verdict.threshold)
    assert answer(await ask([(taught, 1)], same)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "No, wait. When is the game?",
        "so when is the game, no?",
        "Guys, nobody answers me: when is the game?",
        "not sure, when is the game?",
        "<@&1> when is the game?",
        "<@123456789012345678> when is the game",
        "when is the game in <#123456789012345678>?",
        "<:kek:123456789012345678> when is the game?",
        "when is the game https://example.com/a/1",
        "when is the game <t:1618953630:R>",
        "hey 😀 when is the game",
        "🔥when is the game🔥",
        "> when is the game?",
    ],
)
async def test_what_is_said_beside_a_question_is_no_difference(text: str) -> None:
    assert answer(await ask([("when is the game?", 1)], text)) == 1


async def test_what_was_taught_word_for_word_is_answered() -> None:
    taught: Examples = [("when do you open", 1), ("when do you close", 2)]
    assert answer(await ask(taught, "When do you close?")) == 2
    assert answer(await ask(taught, "When do you open?")) == 1


@pytest.mark.parametrize(
    ("taught", "asked"),
    [("42", "43"), ("что?", "кто?"), ("on", "off"), ("да", "нет"), ("monday", "friday"), ("🔵", "🔴"), ("2+2", "2+3")],
)
async def test_one_word_is_another(taught: str, asked: str) -> None:
    assert answer(await ask([(taught, 1)], asked)) is None
    assert distinction.is_another(asked, [taught])
    assert answer(await ask([(taught, 1)], f" {taught.upper()}")) == 1


async def test_differences_within_an_answer_do_not_matter() -> None:
    taught: Examples = [("turn left 10 degrees", 1), ("turn right 10 degrees", 1), ("turn left 20 degrees", 1)]
    assert answer(await ask(taught, "turn right 20 degrees")) == 1
    assert answer(await ask(taught[:1], "turn right 20 degrees")) is None


async def test_a_removed_example_is_forgotten_at_once() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none")) as replies:
        lessons = [engine.IndexedExample(number, f"a long secret {number}", number) for number in range(30)]
        await replies.load(1, lessons, await replies.features([lesson.prompt for lesson in lessons]))
        await replies.change(1, remove=[7])
        held = replies._datasets[1].known.taught.prompts.tolist()
        assert "a long secret 7" not in held
        assert "a long secret 8" in held


@pytest.mark.parametrize(
    ("asked", "taught", "kind"),
    [
        ("when do you close", "when do you open", "opposites"),
        ("do you not open on Sundays", "do you open on Sundays", "negation"),
        ("pizza without cheese", "pizza with cheese", "without"),
        ("what is level 10", "what is level 11", "numbers"),
        ("do you teach C#", "do you teach C++", "signs"),
        ("where does it open", "when does it open", "question"),
        ("are you open on Monday", "are you open on Friday", "choices"),
        ("can an admin ban a mod", "can a mod ban an admin", "exchange"),
        ("a train from York", "a train to York", "direction"),
        ("is there a train from Bath to York", "is there a train from York to Bath", "direction"),
        ("reset the printer", "reset the router", "thing"),
    ],
)
def test_what_was_held_back_is_told_by_its_kind(asked: str, taught: str, kind: str) -> None:
    found = distinction.seen_difference(asked, taught, distinction.DOUBTED * 0.5, 0.5)
    assert found is not None
    assert found.kind == kind
    assert (found.asked, found.taught) == (("printer", "router") if kind == "thing" else ("", ""))


@pytest.mark.parametrize(("confidence", "threshold"), [(0.4, 0.5), (0.5, 0.5), (0.0, 0.0), (0.476, 0.5)])
def test_what_was_only_not_near_enough_was_not_held_back(confidence: float, threshold: float) -> None:
    assert distinction.seen_difference("when do you close", "when do you open", confidence, threshold) is None


def test_an_equal_question_was_not_held_back() -> None:
    assert distinction.seen_difference("do you open", "do you open", distinction.DOUBTED * 0.5, 0.5) is None


async def test_few_examples_that_are_worded_otherwise_do_not_hide_a_difference_and_many_do() -> None:
    address = ["how do I join the server", "what is the address of it", "which way in"]
    asked = "how do I leave the server"
    assert answer(await ask([(each, 1) for each in address], "how do i join teh server")) == 1
    assert answer(await ask([(each, 1) for each in address], asked)) is None
    many = [*address, "address please", "join the server", "the server, how to join it"]
    assert answer(await ask([(each, 1) for each in many[:2] + many[3:4] + many[2:3]], asked)) == 1
