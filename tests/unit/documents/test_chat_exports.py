"""Channels that DiscordChatExporter saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests import documents

from chatterbot.documents import values

pytestmark = pytest.mark.unit


def notes(document: values.ParsedDocument) -> dict[str, Any]:
    return {note.key.removeprefix("document-note-"): dict(note.params) for note in document.notes}


def test_replies_to_questions_become_pairs_with_their_authors() -> None:
    document = documents.parsed(documents.kept("chat.json"))
    assert document.title == "help"
    first, second = document.examples
    assert (first.questions, first.answer, first.credited_id) == (("Where is the entrance?",), "In the yard. 🚪", 20)
    assert first.origin == "https://discord.com/channels/1000/2000/2"
    assert (second.questions, second.answer) == (("как войти на сервер",), "Нажмите **кнопку**.")
    assert notes(document) == {"chat": {"messages": 8, "pairs": 2, "unasked": 1}}
    assert document.passages == ()


def test_the_page_of_a_chat_says_the_same() -> None:
    document = documents.parsed(documents.kept("chat.html"))
    assert document.title == "Help / help"
    (pair,) = document.examples
    assert (pair.questions, pair.answer, pair.credited_id) == (
        ("Where is the entrance?",),
        "In the **yard**\nand ring.",
        20,
    )
    assert pair.origin == ""


def test_a_page_keeps_what_a_message_shows() -> None:
    document = documents.parsed(documents.kept("chat-2026.html"))
    (pair,) = document.examples
    assert pair.questions == ("how do I run it?",)
    assert pair.answer == (
        "Like this :pepe:🙂\n```sh\ncd club\n  make run\n```\n> a \\*quote\\*\n> two\n**Then**\n"
        "- open `a*b`\n- see [the page](https://example.org/x)\nDone"
    )
    assert pair.credited_id == 20
    assert notes(document)["chat"]["messages"] == 4


def test_a_page_of_the_years_before_2022() -> None:
    document = documents.parsed(documents.kept("chat-2020.html"))
    (pair,) = document.examples
    assert (pair.questions, pair.answer) == (("How do I run it?",), "Say `make`\n```\ncd x\n  make\n```\n> why")
    assert pair.credited_id == 20
    assert notes(document)["chat"] == {"messages": 3, "pairs": 1, "unasked": 0}


def test_a_page_of_2022_says_its_replies_by_another_name() -> None:
    page = documents.kept("chat.html").data.replace(b"chatlog__reply-link", b"chatlog__reference-link")
    page = page.replace(b"chatlog__author-tag", b"chatlog__bot-label")
    assert len(documents.parsed(documents.source("chat.html", page)).examples) == 1


def test_quotes_in_each_other_without_end() -> None:
    page = documents.kept("chat.html").data
    deep = b'<div class="chatlog__markdown-quote">' * 2_000 + b"In the yard" + b"</div>" * 2_000
    page = page.replace(b"In the <strong>yard</strong>", deep)
    (pair,) = documents.parsed(documents.source("chat.html", page)).examples
    assert pair.answer == f"{'> ' * 8}In the yard\nand ring."


def chat(*messages: dict[str, Any]) -> values.SourceFile:
    content = {"guild": {"id": "1"}, "channel": {"id": "2", "name": "help"}, "messages": list(messages)}
    return documents.source("chat.json", json.dumps(content))


def said(number: int, author: int, content: str, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "type": "Default", "content": content, "author": {"id": str(author)}, **more}


def reply(number: int, author: int, content: str, to: int, kind: str = "Default") -> dict[str, Any]:
    return said(number, author, content, reference={"type": kind, "messageId": str(to)})


@pytest.mark.parametrize(
    "content",
    [
        "@Ann of the Club where is the yard?",
        "@Ann of the Club, @Ann where is the yard?",
        "@helpers where is the yard?",
        "where is the yard?",
    ],
)
def test_whom_a_question_is_addressed_to_is_no_part_of_it(content: str) -> None:
    people = [{"id": "9", "name": "Ann", "nickname": "Ann of the Club"}, {"name": 5, "nickname": ""}, None]
    (pair,) = documents.parsed(chat(said(1, 10, content, mentions=people), reply(2, 20, "Here.", 1))).examples
    assert pair.questions == ("where is the yard?",)


def test_a_forwarded_message_answers_nothing() -> None:
    file = chat(said(1, 10, "Where?"), reply(2, 20, "Look:", 1, "Forward"), reply(3, 20, "Here.", 1))
    assert documents.pairs(documents.parsed(file)) == {"Where?": "Here."}


@pytest.mark.parametrize(
    "message", [5, None, {"id": "1"}, {"type": "Reply", "author": [], "reference": "x", "content": 3}]
)
def test_odd_messages_are_left_out(message: object) -> None:
    content = json.loads(documents.kept("chat.json").data)
    content["messages"].append(message)
    document = documents.parsed(documents.source("chat.json", json.dumps(content)))
    assert len(document.examples) == 2
