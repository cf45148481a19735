"""A channel's messages as DiscordChatExporter saves them (JSON and HTML): what was asked, and what people replied to it.

Only replies become pairs, and only those to a question: nothing else of a conversation is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from chatterbot import errors
from chatterbot.datasets import decode
from chatterbot.documents import limits, values
from chatterbot.documents.chats import chat_page
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import pages
from chatterbot.documents.sections import questions

__all__ = ("pairs",)

_SAID: Final = frozenset({"default", "reply", "0", "19"})
"""Types of messages that people write; the others are Discord's own ("joined the server")."""
_ID: Final = re.compile(r"\d{1,20}")
_QUESTION: Final = re.compile(r"[?？؟](?:\s|$)")
"""A question mark that ends a word: not one in an address."""
_MENTIONS_AHEAD: Final = re.compile(r"(?:@\S{1,40}\s++|<@[!&]?\d{1,20}>\s*+){1,9}")
"""Whom a question is addressed to."""


def pairs(
    data: bytes, parse_limits: limits.ParseLimits
) -> tuple[str, list[values.FoundPair], list[values.DocumentNote]]:
    """Return the channel's name, its questions with their replies, and what was left out.

    Raises
    ------
    DocumentRefusal
        ``error-document-broken``, ``error-document-no-replies(messages)``, ``error-document-too-many-examples(limit)``.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        title, base, messages = _of_json(data)
    else:
        title, base, messages = _of_page(data)
    known: dict[str, chat_page.SavedMessage] = {}
    for message in messages:
        known.setdefault(message.id, message)
    found: list[values.FoundPair] = []
    unasked = 0
    for reply in known.values():
        asked = known.get(reply.replies_to)
        if asked is None or reply.is_bot or asked.is_bot or reply.author == asked.author or not reply.text:
            continue
        question = (
            _MENTIONS_AHEAD.sub("", asked.words, count=1).strip() if _MENTIONS_AHEAD.match(asked.words) else asked.words
        )
        if not _asks(question):
            unasked += 1
            continue
        if len(question) > parse_limits.max_question or len(reply.text) > parse_limits.max_answer:
            continue
        if len(found) >= parse_limits.max_examples:
            raise DocumentRefusal("error-document-too-many-examples", limit=parse_limits.max_examples)
        credited = int(reply.author) if _ID.fullmatch(reply.author) else None
        origin = f"{base}/{reply.id}" if base and _ID.fullmatch(reply.id) else ""
        found.append(values.FoundPair((question,), reply.text, credited_id=credited, origin=origin))
    if not found:
        raise DocumentRefusal("error-document-no-replies", messages=len(known))
    notes = [
        values.DocumentNote("document-note-chat", {"messages": len(known), "pairs": len(found), "unasked": unasked})
    ]
    return title, found, notes


def _asks(text: str) -> bool:
    return _QUESTION.search(text) is not None or questions.is_question(text)


def _of_json(data: bytes) -> tuple[str, str, list[chat_page.SavedMessage]]:
    try:
        content: Any = json.loads(decode(data, ""))
    except (ValueError, RecursionError, errors.InvalidInputError) as error:
        raise DocumentRefusal("error-document-broken") from error
    guild, channel = _mapping(content, "guild"), _mapping(content, "channel")
    listed = content.get("messages") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise DocumentRefusal("error-document-broken")
    ids = [str(place.get("id", "")) for place in (guild, channel)]
    # Direct messages have the guild 0 in an export; links to them have "@me".
    base = f"https://discord.com/channels/{ids[0]}/{ids[1]}" if all(map(_ID.fullmatch, ids)) and ids[0] != "0" else ""
    return str(channel.get("name", ""))[: values.LONGEST_TITLE], base, list(_json_messages(cast("list[Any]", listed)))


def _json_messages(listed: Iterable[Any]) -> Iterator[chat_page.SavedMessage]:
    for message in listed:
        if not isinstance(message, dict) or str(message.get("type", "Default")).casefold() not in _SAID:
            continue
        author, reference = _mapping(message, "author"), _mapping(message, "reference")
        content = message.get("content")
        text = content.strip() if isinstance(content, str) else ""
        # A forwarded message is passed on, not answered.
        replies = str(reference.get("type", "Default")).casefold() != "forward"
        yield chat_page.SavedMessage(
            str(message.get("id", "")),
            str(author.get("id", "")),
            author.get("isBot") is True,
            text,
            _unaddressed(text, cast("dict[str, Any]", message).get("mentions")),
            str(reference.get("messageId") or "") if replies else "",
        )


def _unaddressed(text: str, mentions: Any) -> str:
    """Return a text without those whom it mentions at its beginning: an export writes their names, which may have spaces."""
    people = cast("list[Any]", mentions) if isinstance(mentions, list) else []
    names = [person.get(name) for person in people if isinstance(person, dict) for name in ("nickname", "name")]
    known = sorted({f"@{name}" for name in names if isinstance(name, str) and name}, key=len, reverse=True)
    for _ in known:
        text = next((text[len(name) :].lstrip(" ,:") for name in known if text.startswith(name)), text)
    return text


def _mapping(content: Any, name: str) -> Mapping[str, Any]:
    held = content.get(name) if isinstance(content, dict) else None
    return cast("dict[str, Any]", held) if isinstance(held, dict) else {}


def _of_page(data: bytes) -> tuple[str, str, Iterable[chat_page.SavedMessage]]:
    page = pages.parsed(pages.decoded(data))
    return chat_page.title_of(page)[: values.LONGEST_TITLE], "", chat_page.messages(page)
