"""What a message without a text is taken for, as Discord's own JSON describes it."""

from __future__ import annotations

from typing import Any

import hikari
import pytest
from hikari.impl import EntityFactoryImpl

from chatterbot.discord.addressing import Incoming, Wordless, understand

pytestmark = pytest.mark.unit

ME, ROLE, ANN, GUILD = 100, 200, 300, 400
USER: dict[str, Any] = {"id": str(ANN), "username": "ann", "discriminator": "0", "avatar": None, "flags": 0}
BOT: dict[str, Any] = {
    "id": str(ME),
    "username": "chatterbot",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "mfa_enabled": True,
    "verified": True,
    "flags": 0,
}


class App:
    """What the factory hands to the objects it builds; nothing here uses it."""


def file(name: str, kind: str | None) -> dict[str, Any]:
    url = f"https://cdn.example/{name}"
    return {"id": "1", "filename": name, "content_type": kind, "size": 3, "url": url, "proxy_url": url}


def read(*, reads_all: bool = False, guild: int | None = GUILD, **given: Any) -> Incoming:
    factory = EntityFactoryImpl(App())  # type: ignore[arg-type] - never used here
    message: dict[str, Any] = {
        "id": "1",
        "channel_id": "2",
        "type": 0,
        "content": "",
        "author": USER,
        "timestamp": "2026-11-30T07:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": 0,
        **({} if guild is None else {"guild_id": str(guild)}),
        **given,
    }
    incoming = understand(
        factory.deserialize_message(message), factory.deserialize_my_user(BOT), roles={ROLE}, reads_all=reads_all
    )
    assert incoming is not None
    return incoming


def replied(author: dict[str, Any]) -> dict[str, Any]:
    before = {"id": "9", "channel_id": "2", "type": 0, "content": "Hi.", "author": author, "attachments": []}
    rest = {"timestamp": "2026-11-30T07:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False}
    lists = {"mentions": [], "mention_roles": [], "embeds": [], "pinned": False}
    return {"type": 19, "referenced_message": {**before, **rest, **lists}}


SNAPSHOT = {
    "message": {
        "type": 0,
        "content": "when is the game?",
        "embeds": [],
        "attachments": [],
        "timestamp": "2026-11-30T07:00:00+00:00",
        "edited_timestamp": None,
        "flags": 0,
        "mentions": [],
        "mention_roles": [],
        "components": [],
    }
}


@pytest.mark.parametrize(
    ("given", "wordless"),
    [
        ({"content": f"<@{ME}>"}, Wordless.MENTION),
        (
            {"content": f"<@{ME}>", "attachments": [file("message.txt", "text/plain; charset=utf-8")]},
            Wordless.TEXT_FILE,
        ),
        ({"attachments": [file("NOTES.MD", None)]}, Wordless.TEXT_FILE),
        ({"attachments": [file("a.txt", "text/plain"), file("b.txt", "text/plain")]}, Wordless.FILE),
        ({"attachments": [file("a.txt", "application/zip")]}, Wordless.FILE),
        ({"attachments": [file("shot.png", "image/png")]}, Wordless.FILE),
        ({"attachments": [file("a.ogg", "audio/ogg")]}, Wordless.RECORDING),
        ({"sticker_items": [{"id": "1", "name": "wave", "format_type": 1}]}, Wordless.STICKER),
        ({"message_snapshots": [SNAPSHOT]}, Wordless.FORWARD),
        ({}, Wordless.OTHER),
    ],
)
def test_a_message_without_words_is_told_by_what_it_holds(given: dict[str, Any], wordless: Wordless) -> None:
    assert read(guild=None, **given).wordless is wordless


def test_a_forwarded_text_is_read() -> None:
    assert read(guild=None, message_snapshots=[SNAPSHOT]).forwarded == "when is the game?"


def test_a_scope_is_the_guild_or_in_a_direct_message_the_person() -> None:
    assert read(content="hello").scope_id == GUILD
    assert read(guild=None, content="hello").scope_id == ANN


def test_the_message_that_is_replied_to_is_read() -> None:
    mine, theirs = read(content="why?", **replied(BOT)).replied, read(content="why?", **replied(USER)).replied
    assert (mine and mine.content, mine and mine.mine) == ("Hi.", True)
    assert (theirs and theirs.content, theirs and theirs.mine) == ("Hi.", False)
    assert read(content="why?").replied is None


def test_a_message_that_addresses_others_is_known_as_such() -> None:
    assert read(content="why?", **replied(USER)).addressing.others
    assert read(content="<@5> why?", mentions=[{**USER, "id": "5"}]).addressing.others
    assert read(content="@everyone who is in?", mention_everyone=True).addressing.others
    assert not read(content=f"<@{ME}> why?", mentions=[BOT]).addressing.others
    assert not read(content="why?", **replied(BOT)).addressing.others


def test_words_make_a_message_that_is_not_wordless() -> None:
    incoming = read(content=f"<@{ME}> when?", attachments=[file("shot.png", "image/png")])
    assert (incoming.wordless, incoming.text, incoming.addressing.direct) == (None, "when?", True)


@pytest.mark.parametrize(
    ("given", "reads_all", "direct", "wordless"),
    [
        (replied(BOT), False, True, Wordless.HIDDEN),
        (replied(BOT), True, True, Wordless.OTHER),
        (replied(USER), False, False, Wordless.HIDDEN),
        ({"mention_roles": [str(ROLE)]}, False, True, Wordless.HIDDEN_ROLE),
        ({"mention_roles": ["999"]}, False, False, Wordless.HIDDEN),
        ({"mention_roles": [str(ROLE)], "content": f"<@&{ROLE}>"}, True, True, Wordless.MENTION),
    ],
)
def test_hidden_words_are_known_as_such(
    given: dict[str, Any], *, reads_all: bool, direct: bool, wordless: Wordless
) -> None:
    incoming = read(reads_all=reads_all, **given)
    assert (incoming.addressing.direct, incoming.wordless) == (direct, wordless)


def test_mentions_of_the_bots_role_are_removed_from_the_text() -> None:
    assert read(content=f"<@&{ROLE}>, when does <@&{ROLE}> play? <@&{ROLE}>").text == "when does chatterbot play?"
    assert read(content="<@&999> when?").text == "<@&999> when?"


def test_a_message_of_nobody_is_not_understood() -> None:
    factory = EntityFactoryImpl(App())  # type: ignore[arg-type] - never used here
    message = factory.deserialize_partial_message({"id": "1", "channel_id": "2"})
    assert understand(message, factory.deserialize_my_user(BOT)) is None
    assert isinstance(message, hikari.PartialMessage)
