"""What is sent along with an answer: checked, kept with the answer by whichever wording, undone, exported; triggers beside it."""

from __future__ import annotations

import json

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.store import NewTrigger, TriggerSamples
from chatterbot.teaching import TrainSource, add_answer, extras, set_extras, triggers

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("link", "stored"),
    [
        ("https://example.org", "https://example.org"),
        (" <HTTP://Example.org:8080/a b> ", None),
        ("HTTP://Example.org:8080/a", "http://example.org:8080/a"),
        ("https://пример.рф/путь?q=ё#я", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C?q=%D1%91#%D1%8F"),
        ("https://example.org/%D0%BF?a=b&c=d", "https://example.org/%D0%BF?a=b&c=d"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt://example.org/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("https://", None),
        ("https://localhost", None),
        ("https://example", None),
        ("https://exa mple.org", None),
        ("https://user@example.org", None),
        ("https://example.org:99999", None),
        ("https://[::1", None),
        ("https://example.org/\u202egnp", None),
        ("https://example.org/\n", "https://example.org/"),
        ("https://www.discord.gg/abc", None),
        ("https://discord.com/invite/abc", None),
        ("https://discord.gg./abc", None),
        ("https://ptb.discord.com/invite/abc", None),
        ("https://canary.discordapp.com/invite/abc", None),
        ("https://discord.com//invite/abc", None),
        ("https://discord.com/x/../%69nvite/abc", None),
        ("https://discord.com/channels/1/2", "https://discord.com/channels/1/2"),
        (f"https://example.org/{'a' * 500}", None),
        ("https://-.org", None),
        (f"https://{'a' * 70}.org", None),
    ],
)
def test_links_are_addresses_that_a_button_can_open(link: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(errors.InvalidInputError):
            extras.check_link(link)
    else:
        assert extras.check_link(link) == stored


@pytest.mark.parametrize(
    "path", ["../x.png", "/etc/passwd", "C:\\x.png", "a/../../x.png", ".secret", "a/.secret", "uploads/", "a\0b", "CON"]
)
def test_files_stay_in_the_data_folder(path: str) -> None:
    with pytest.raises(errors.UserError):
        extras.check(models.AnswerExtras(file=path))


def test_extras_are_kept_as_they_can_be_sent() -> None:
    checked = extras.check(
        models.AnswerExtras(
            file="./pictures/map.png", link="https://example.org", link_label=" two\nlines ", title="t" * 300, colour=5
        )
    )
    assert checked is not None
    assert (checked.file, checked.link_label, len(checked.title or "")) == ("pictures/map.png", "two lines", 256)
    assert extras.check(models.AnswerExtras(link_label="alone", colour=5, title="\u200b", file=" ")) is None
    with pytest.raises(errors.InvalidInputError):
        extras.check(models.AnswerExtras(title="t", colour=0x1000000))


LINK = models.AnswerExtras(link="https://example.org")


async def test_extras_belong_to_the_answer_and_are_undone(world: worlds.World) -> None:
    await world.teach(("where is the map?", "Here."), ("map please", "Here."), ("when is the game?", "On Friday."))
    reply = await world.ask("where is the map?")
    assert reply.example_id is not None
    done = await set_extras(world.teaching.changes, HOME, BOB, reply.example_id, LINK)
    (example,) = done.examples
    assert (example.prompt, example.author_id, example.credited_id) == ("where is the map?", BOB, ADA)
    for question in ("where is the map?", "map please"):
        assert (await world.ask(question)).extras == LINK
    assert (await world.ask("when is the game?")).extras is None
    with pytest.raises(errors.InvalidInputError) as same:
        await set_extras(world.teaching.changes, HOME, BOB, reply.example_id, LINK)
    assert same.value.key == "error-extras-same"
    # By another wording there is one place all the same.
    other = await set_extras(
        world.teaching.changes,
        HOME,
        BOB,
        (await world.ask("map please")).example_id or 0,
        models.AnswerExtras(title="T"),
    )
    assert (await world.ask("where is the map?")).extras == models.AnswerExtras(title="T")
    await world.teaching.undo(HOME, BOB, other.change_id)
    assert (await world.ask("map please")).extras == LINK
    await world.teaching.undo(HOME, BOB, done.change_id)
    assert (await world.ask("where is the map?")).extras is None


async def test_a_correction_with_extras_stays_a_correction(world: worlds.World) -> None:
    await world.teach(("where is the map?", "Hre."))
    turn = await world.say("where is the map?", message_id=1)
    correction = await world.teaching.correct(HOME, ADA, turn, "Here.")
    done = await set_extras(world.teaching.changes, HOME, BOB, correction.example.id, LINK)
    assert done.examples[0].correction
    again = await world.teaching.correct(HOME, ADA, await world.say("where is the map?", message_id=2), "Over here.")
    assert again.example.extras == LINK, "the words are put right, the rest stays"
    assert (await world.ask("where is the map?")).extras == LINK


async def test_what_is_exported_gives_the_same_answers_back(world: worlds.World) -> None:
    await world.teach(("where is the map?", "Here."), ("map please", "Here."), ("when is the game?", "On Friday."))
    first = (await world.ask("where is the map?")).example_id or 0
    await add_answer(world.teaching.changes, HOME, ADA, first, "On the wall.")
    await set_extras(world.teaching.changes, HOME, ADA, first, models.AnswerExtras(title="T", colour=0x00FF00))
    turn = await world.say("map please", message_id=1)
    await world.teaching.reject(HOME, ADA, turn)
    exported = await world.teaching.export(HOME)
    rows = [json.loads(line) for line in exported.splitlines()]
    assert {"prompt": "where is the map?", "reply": "On the wall.", "language": "en", "alternative_to": "Here."} in rows
    assert {"prompt": "where is the map?", "reply": "Here.", "title": "T", "colour": "#00FF00"} in rows
    other = HOME + 1
    await world.train(TrainSource.of_file("copy.jsonl", exported), scope_id=other)
    assert await world.teaching.export(other) == exported
    heard = {
        (await world.say("where is the map?", scope_id=other, message_id=number)).reply.text for number in range(2, 4)
    }
    assert heard == {"Here.", "On the wall."}
    barred = {(await world.say("map please", scope_id=other, message_id=number)).reply.text for number in range(4, 6)}
    assert barred == {"Here.", "On the wall."} - {turn.reply.text}


async def test_triggers_are_bounded_and_erased_with_their_author(world: worlds.World) -> None:
    changes = world.teaching.changes
    wifi = NewTrigger(kind=models.TriggerKind.KEYWORD, pattern="wifi", reply="On the board.")
    added = await triggers.add(changes, HOME, BOB, wifi)
    assert (await world.ask("wifi?")).trigger_id == added.trigger.id
    assert (await world.ask("wifi?", scope_id=HOME + 1)).source is models.ReplySource.UNKNOWN
    with pytest.raises(errors.NotFoundError):
        await triggers.remove(changes, HOME + 1, BOB, added.trigger.id)
    for number in range(1, triggers.MOST_TRIGGERS):
        await triggers.add(changes, HOME, ADA, NewTrigger(kind=wifi.kind, pattern=f"word{number}", reply="Yes."))
    with pytest.raises(errors.RefusedError) as full:
        await triggers.add(changes, HOME, ADA, NewTrigger(kind=wifi.kind, pattern="one more", reply="No."))
    assert full.value.key == "error-triggers-full"
    many = TriggerSamples(hit=tuple(f"wlan {number}" for number in range(21)))
    new = NewTrigger(kind=wifi.kind, pattern="wlan", reply="Yes.", samples=many)
    with pytest.raises(errors.InvalidInputError) as samples:
        await triggers.replace(changes, HOME, ADA, added.trigger.id, new)
    assert samples.value.key == "error-trigger-samples"
    await world.privacy.erase(BOB, HOME, keep_taught=False)
    assert (await world.ask("wifi?")).source is models.ReplySource.UNKNOWN
    assert len(await triggers.listed(changes, HOME)) == triggers.MOST_TRIGGERS - 1
