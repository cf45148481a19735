"""What was not answered: grouped, counted, seen by those who may, gone when it is taught; numbers of days; tables."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.services.world import ADA, BOB, CHANNEL, HOME, World

from chatterbot import errors, gaps, models
from chatterbot.admission import Requester
from chatterbot.files import DataFolder
from chatterbot.gaps.noise import is_noise
from chatterbot.privacy import Privacy
from chatterbot.store import AnswerNumbers, Counted

pytestmark = pytest.mark.protocol

LOOKER = Requester(HOME, BOB)


async def everything(_channel_id: int) -> bool:
    return True


async def nothing(_channel_id: int) -> bool:
    return False


@pytest.fixture
def listed(world: World) -> gaps.Gaps:
    teaching = world.teaching
    return gaps.Gaps(world.engine, world.store, teaching.indexes, world.conversation.reply, teaching.erasures)


async def groups(listed: gaps.Gaps) -> list[str]:
    return [group.example for group in (await listed.page(LOOKER, everything, start=0, size=20)).groups]


async def counted(world: World) -> dict[str, int]:
    found = await world.store.gaps.daily(HOME, dt.date(2000, 1, 1))
    (day,) = found.values()
    assert list(found) == [dt.datetime.now(dt.UTC).date()]
    return {what.value: count for what, count in day.items() if count}


async def test_what_people_asked_comes_before_what_one_person_repeats(world: World, listed: gaps.Gaps) -> None:
    for number in range(5):
        await world.say("how do I mine copper ore?", message_id=10 + number)
    await world.say("where is the spawn point?", message_id=20)
    await world.say("where is the spawn point", author_id=BOB, message_id=21)
    await world.say("👍", message_id=30)
    page = await listed.page(LOOKER, everything, start=0, size=20)
    assert [(group.example, group.times, group.people) for group in page.groups] == [
        ("where is the spawn point", 2, 2),
        ("how do I mine copper ore?", 5, 1),
        ("👍", 1, 1),
    ]
    assert page.groups[0].askers == (BOB, ADA)
    assert not page.more
    assert (await listed.page(LOOKER, nothing, start=0, size=20)).groups == ()
    first = await listed.page(LOOKER, everything, start=0, size=2)
    assert first.more
    assert [group.example for group in (await listed.page(LOOKER, everything, start=2, size=2)).groups] == ["👍"]


async def test_the_list_shrinks_with_what_is_taught_and_grows_again_with_undo(world: World, listed: gaps.Gaps) -> None:
    await world.say("where is the spawn point?", message_id=20)
    await world.say("spawn point location where is it", message_id=21)
    await world.say("how do I mine copper ore?", message_id=22)
    before = await groups(listed)
    assert len(before) >= 2
    change = await world.teach(
        ("where is the spawn point?", "At 0, 0."), ("spawn point location where is it", "At 0, 0.")
    )
    assert await groups(listed) == ["how do I mine copper ore?"]
    await world.teach(("is there a map?", "No."))
    assert await groups(listed) == ["how do I mine copper ore?"]
    await world.teaching.undo(HOME, ADA, change)
    assert await groups(listed) == before


async def test_a_question_that_must_not_be_answered_is_not_listed(world: World, listed: gaps.Gaps) -> None:
    await world.say("what is the admin password?", message_id=20)
    await world.teaching.teach(HOME, ADA, [models.NewExample("what is the admin password?")], source="text")
    assert await groups(listed) == []


async def test_erasing_a_person_takes_their_questions_off_the_list(world: World, listed: gaps.Gaps) -> None:
    await world.say("where is the spawn point?", message_id=20)
    await world.say("how do I mine copper ore?", author_id=BOB, message_id=21)
    assert len(await groups(listed)) == 2
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert await groups(listed) == ["how do I mine copper ore?"]


async def test_features_of_questions_go_with_the_exchanges_but_not_those_of_examples(
    world: World, listed: gaps.Gaps
) -> None:
    await world.say("where is the spawn point?", message_id=20)
    await world.say("how do I mine copper ore?", message_id=21)
    await groups(listed)
    await world.teach(("how do I mine copper ore?", "With a pick."))
    texts = ["where is the spawn point?", "how do I mine copper ore?"]
    encoder = world.engine.encoder_id
    assert set(await world.store.features.get(encoder, texts)) == set(texts)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    questions = await world.store.turns.expired(later)
    assert questions == set(texts)
    assert await world.store.gaps.untaught(questions) == {texts[0]}


async def test_only_questions_without_an_answer_are_kept_encoded_and_go_when_they_are_too_old(world: World) -> None:
    await world.teach(("when do you open?", "At nine."))
    await world.say("when do you open, please?", message_id=20)
    turn = await world.say("where is the spawn point?", message_id=21)
    texts = [turn.prompt, "when do you open, please?"]
    encoder = world.engine.encoder_id
    assert set(await world.store.features.get(encoder, texts)) == {turn.prompt}
    later = Privacy(
        world.store,
        world.teaching.eraser,
        world.preferences,
        DataFolder(world.root),
        turns_kept=dt.timedelta(days=1),
        now=lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=2),
    )
    assert await later.purge_expired() == 2
    assert await world.store.features.get(encoder, texts) == {}


async def test_a_dismissed_question_takes_new_wordings_with_it_and_comes_back(world: World, listed: gaps.Gaps) -> None:
    await world.say("where is the spawn point?", message_id=20)
    (group,) = (await listed.page(LOOKER, everything, start=0, size=5)).groups
    dismissal = await listed.dismiss(HOME, BOB, group)
    assert await groups(listed) == []
    await world.say("so where is the spawn point?", message_id=21)
    assert await groups(listed) == []
    with pytest.raises(errors.NotFoundError, match="error-group-gone"):
        await listed.group(LOOKER, everything, group.turn_id)
    with pytest.raises(errors.NotFoundError, match="error-group-gone"):
        await listed.dismiss(HOME, BOB, group)
    with pytest.raises(errors.NotFoundError, match="error-dismissal-gone"):
        await listed.restore(HOME + 1, dismissal)  # of another scope
    assert await listed.restore(HOME, dismissal) == 1
    assert len(await groups(listed)) == 1
    with pytest.raises(errors.NotFoundError, match="error-dismissal-gone"):
        await listed.restore(HOME, dismissal)


async def test_what_is_taught_for_others_stays_theirs_to_erase(world: World, listed: gaps.Gaps) -> None:
    await world.say("where is the spawn point?", message_id=20)
    for author in (ADA, BOB):
        await world.say("how do I mine copper ore?", author_id=author, message_id=30 + author)
    lesson = await listed.lesson(
        HOME,
        ["  where is the\tspawn point?", "", "spawn?", "how do I mine copper ore?"],
        models.NewExample("", "At 0, 0."),
    )
    assert [example.prompt for example in lesson.examples] == [
        "where is the spawn point?",
        "spawn?",
        "how do I mine copper ore?",
    ]
    assert lesson.askers == {"where is the spawn point?": ADA}
    await world.teaching.teach(HOME, BOB, lesson.examples, source="unanswered", asker_id=lesson.askers)
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert [
        example.prompt
        for example in await world.store.examples.live_examples(HOME, (await world.teaching.indexes.ready(HOME)).id)
    ] == ["spawn?", "how do I mine copper ore?"]


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Привет!",
        "👍",
        "<:yes:123456789012345678>",
        "ok",
        "хахахаха",
        "lol",
        "спасибо большое"[:7],
        "?",
        "https://example.org/a?b",
        "<@12345>",
        "good morning",
        "a",
    ],
)
def test_noise(text: str) -> None:
    assert is_noise(text)


@pytest.mark.parametrize(
    "text", ["refund", "where is the map?", "как дела с сервером", "hi, where is the map", "ip?", "42", "how are you?"]
)
def test_questions_are_no_noise(text: str) -> None:
    assert not is_noise(text)


async def test_each_exchange_vote_and_correction_is_counted_once(world: World) -> None:
    await world.teach(("when do you open?", "Never."))
    turn = await world.say("when do you open?", message_id=1)
    await world.say("when do you open?", message_id=1)  # Discord repeats itself
    unknown = await world.say("where is the spawn point?", message_id=2)
    for vote in (models.Vote.UP, models.Vote.DOWN, models.Vote.DOWN):
        await world.teaching.feedback(HOME, ADA, vote=vote, turn=turn)
    assert await counted(world) == {"answered": 1, "declined": 1, "down": 1}
    await world.teaching.correct(HOME, ADA, turn, better="At nine.")
    example = models.NewExample("where is the spawn point?", "At 0, 0.")
    await world.teaching.teach(HOME, ADA, [example], source="chat", turn=unknown)
    assert await counted(world) == {"answered": 1, "declined": 1, "down": 1, "corrected": 1, "taught": 1}
    answered = await world.conversation.reply(models.Prompt(unknown.prompt, ADA, HOME, CHANNEL))
    await world.conversation.revise(await _turn(world, unknown.id), unknown.prompt, answered)
    assert (await counted(world)).get("declined") == 1  # it was put right by teaching, so nothing was revised


async def _turn(world: World, turn_id: int) -> models.Turn:
    turn = await world.store.turns.get(HOME, turn_id)
    assert turn is not None
    return turn


async def test_an_edited_question_is_counted_as_what_it_is_now(world: World) -> None:
    await world.teach(("when do you open?", "Never."))
    turn = await world.say("wen do yu opne", message_id=1)
    reply = await world.ask("when do you open?")
    assert await world.conversation.revise(turn, "when do you open?", reply) is not None
    assert await counted(world) == {"answered": 1}
    (used,) = await world.store.gaps.most_used(HOME, 5)
    assert (used.prompt, used.reply, used.uses) == ("when do you open?", "Never.", 1)
    assert await world.store.gaps.most_used(HOME + 1, 5) == []
    assert await world.store.gaps.most_used(None, 5) == [used]


async def test_numbers_outlive_the_exchanges_and_name_nobody(world: World) -> None:
    await world.say("where is the spawn point?", message_id=2)
    await world.store.turns.purge(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    await world.privacy.erase(ADA, None, keep_taught=False)
    assert await counted(world) == {"declined": 1}


async def test_insights_fill_days_without_questions_and_compare_with_the_days_before(world: World) -> None:
    await world.teach(("when do you open?", "At nine."))
    turn = await world.say("when do you open?", message_id=1)
    await world.teaching.feedback(HOME, BOB, vote=models.Vote.UP, turn=turn)
    today = dt.datetime.now(dt.UTC).date()
    numbers = await gaps.insight_numbers(world.store.gaps, HOME, 7, today)
    assert [day.asked for day in numbers.days] == [0, 0, 0, 0, 0, 0, 1]
    assert (numbers.total.asked, numbers.total.up, numbers.before.asked) == (1, 1, 0)
    assert numbers.minutes_saved == gaps.MINUTES_SAVED
    assert [each.prompt for each in numbers.helpful] == ["when do you open?"]
    assert numbers.unhelpful == ()
    next_week = await gaps.insight_numbers(world.store.gaps, HOME, 7, today + dt.timedelta(days=7))
    assert (next_week.total.asked, next_week.before.asked) == (0, 1)
    everyone = await gaps.insight_numbers(world.store.gaps, None, 7, today)
    assert everyone.total == numbers.total


async def test_tables_open_in_a_spreadsheet_and_run_nothing(world: World) -> None:
    made = gaps.as_csv([("=1+1", "+7 900", "-x", "@cmd", "\t=1", "Всё «хорошо», да", 'a "b"', "two\nlines", -5)])
    assert made.startswith("\ufeff".encode())
    assert (
        made.decode("utf-8-sig")
        == '\'=1+1,\'+7 900,\'-x,\'@cmd,\'\t=1,"Всё «хорошо», да","a ""b""","two\nlines",-5\r\n'
    )
    answers = [AnswerNumbers(1, "=HYPERLINK()", "ok", None, uses=3), AnswerNumbers(1, "=HYPERLINK()", "ok", None, up=2)]
    numbers = await gaps.insight_numbers(world.store.gaps, HOME, 1, dt.date(2026, 1, 1))
    both = gaps.answer_table(
        gaps.InsightNumbers(
            days=numbers.days,
            total=numbers.total,
            before=numbers.before,
            most_used=tuple(answers[:1]),
            helpful=tuple(answers[1:]),
            unhelpful=(),
        )
    )
    assert gaps.as_csv(both).decode("utf-8-sig").splitlines()[1] == "'=HYPERLINK(),ok,3,2,0"
    assert gaps.as_csv(gaps.day_table(numbers)).decode("utf-8-sig").splitlines()[1].startswith("2026-01-01,0,")
    assert Counted.UP.value in gaps.day_table(numbers)[0]
