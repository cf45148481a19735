"""A channel's messages as DiscordChatExporter saves them (JSON and HTML): what was asked, and what people replied to it.

Only replies become pairs, and only those to a question: nothing else of a conversation is kept.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from chatterbot import errors
from chatterbot.datasets import decode
from chatterbot.documents import limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import pages, styles
from chatterbot.documents.sections import questions, rendering

__all__ = ("pairs",)

_SAID: Final = frozenset({"default", "reply", "0", "19"})
"""Types of messages that people write; the others are Discord's own ("joined the server")."""
_SCROLL: Final = re.compile(r"scrollToMessage\s?\(\s?event\s?,\s?['\"](?P<id>\d{1,20})['\"]")
_ID: Final = re.compile(r"\d{1,20}")
_QUESTION: Final = re.compile(r"[?？؟](?:\s|$)")
"""A question mark that ends a word: not one in an address."""
_MENTIONS_AHEAD: Final = re.compile(r"(?:@\S{1,40}\s++|<@[!&]?\d{1,20}>\s*+){1,9}")
"""Whom a question is addressed to."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Message:
    id: str
    author: str
    is_bot: bool
    text: str
    """In Discord's Markdown."""
    words: str
    """Without styles, where the export can tell."""
    replies_to: str


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
    known: dict[str, _Message] = {}
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


def _of_json(data: bytes) -> tuple[str, str, list[_Message]]:
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


def _json_messages(listed: Iterable[Any]) -> Iterator[_Message]:
    for message in listed:
        if not isinstance(message, dict) or str(message.get("type", "Default")).casefold() not in _SAID:
            continue
        author, reference = _mapping(message, "author"), _mapping(message, "reference")
        text = message.get("content")
        yield _Message(
            str(message.get("id", "")),
            str(author.get("id", "")),
            author.get("isBot") is True,
            text.strip() if isinstance(text, str) else "",
            text.strip() if isinstance(text, str) else "",
            str(reference.get("messageId") or ""),
        )


def _mapping(content: Any, name: str) -> Mapping[str, Any]:
    held = content.get(name) if isinstance(content, dict) else None
    return cast("dict[str, Any]", held) if isinstance(held, dict) else {}


def _of_page(data: bytes) -> tuple[str, str, list[_Message]]:
    page = pages.parsed(pages.decoded(data))
    entries = [node.text(deep=True).strip() for node in page.css(".preamble__entry")]
    title = entries[1] if len(entries) > 1 else pages.title_of(page)
    return title[: values.LONGEST_TITLE], "", list(_page_messages(page))


def _page_messages(page: Any) -> Iterator[_Message]:
    for group in page.css(".chatlog__message-group"):
        author, is_bot = "", False
        for node in group.css(".chatlog__message-container"):
            named = node.css_first(".chatlog__author")
            if named is not None:  # only the first message of a group says who wrote it
                author = named.attributes.get("data-user-id") or ""
                is_bot = node.css_first(".chatlog__author-tag, .chatlog__bot-label, .chatlog__bot-tag") is not None
            link = node.css_first(".chatlog__reply-link")
            reference = _SCROLL.search((link.attributes.get("onclick") or "")[:200]) if link is not None else None
            content = _runs(node.css_first(".chatlog__content"))
            yield _Message(
                node.attributes.get("data-message-id") or "",
                author,
                is_bot,
                rendering.inline(content),
                tree.plain(content),
                reference["id"] if reference else "",
            )


def _runs(node: Any) -> tuple[tree.TextRun, ...]:
    """Return the text of a message."""
    if node is None:
        return ()
    runs: list[tree.TextRun] = []
    stack = [(node, styles.PLAIN)]
    while stack:
        current, style = stack.pop()
        if current.is_text_node:
            runs.append(dataclasses.replace(style, text=current.text_content or ""))
        elif current.is_element_node:
            if current.tag == "br":
                runs.append(tree.TextRun("\n"))
            elif current.tag == "img":  # an emoji
                runs.append(tree.TextRun(current.attributes.get("alt") or ""))
            elif "chatlog__edited-timestamp" not in (current.attributes.get("class") or ""):
                inner = styles.styled(style, current.tag, "")
                children: list[Any] = []
                child = current.first_child
                while child is not None:
                    children.append(child)
                    child = child.next
                stack += [(child, inner) for child in reversed(children)]
    return styles.collapsed(runs)
