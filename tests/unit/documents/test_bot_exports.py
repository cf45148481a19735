"""What other bots and tools export."""

from __future__ import annotations

import json
import pathlib
import sqlite3
from typing import Any

import pytest
from tests import documents

from chatterbot.documents import limits, values
from chatterbot.documents.formats.refusals import DocumentRefusal

pytestmark = pytest.mark.unit

KINDS = values.DocumentKind


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


@pytest.mark.parametrize(
    "message", [5, None, {"id": "1"}, {"type": "Reply", "author": [], "reference": "x", "content": 3}]
)
def test_odd_messages_are_left_out(message: object) -> None:
    content = json.loads(documents.kept("chat.json").data)
    content["messages"].append(message)
    document = documents.parsed(documents.source("chat.json", json.dumps(content)))
    assert len(document.examples) == 2


def red(commands: object, server: str = "77") -> str:
    return json.dumps({"414589031223512": {"GUILD": {server: {"commands": commands}}}})


def test_custom_commands_of_red() -> None:
    commands = {
        "rules": {"response": "Be kind.", "author": {"id": 5, "name": "ann"}, "cooldowns": {}},
        "hi": {"response": ["Hello!", "Hi!", "Hey {author.mention}"], "author": {"id": "x"}},
        "hug": {"response": "{author} hugs {0}", "author": {}},
        "gone": None,
        "empty": {"response": ""},
    }
    document = documents.parsed(documents.source("settings.json", red(commands)))
    assert document.kind is KINDS.RED
    rules, hi = document.examples
    assert (rules.questions, rules.answer, rules.credited_id, rules.keyword) == (("rules",), "Be kind.", 5, True)
    assert (hi.answer, hi.further_answers, hi.credited_id, hi.place.part) == ("Hello!", ("Hi!",), None, "77")
    assert notes(document) == {"servers": {"count": 1}, "placeholders": {"count": 2}}


RASA = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning [Bob](name)
    - [hi]{"entity": "word"} there
- intent: price
  examples:
  - text: how much
- intent: faq/hours
  examples: |
    - when are you open
- intent: book
  examples: |
    - book a table
- intent: ambiguous
  examples: |
    - hm
- synonym: nyc
  examples: |
    - New York
responses:
  utter_greet:
  - text: Hello!
  - text: Hi!
  utter_ask:
  - text: How can I help?
  utter_price:
  - text: "{price} euros"
  utter_faq/hours:
  - text: From nine to five.
rules:
- rule: greet
  steps:
  - intent: greet
  - action: utter_greet
  - action: utter_ask
- rule: price
  steps:
  - intent: price
  - action: utter_price
- rule: faq
  steps:
  - intent: faq
  - action: utter_faq
stories:
- story: one
  steps:
  - intent: ambiguous
  - action: utter_greet
- story: two
  steps:
  - intent: ambiguous
  - action: utter_ask
- story: booking
  steps:
  - intent: book
  - action: booking_form
  - active_loop: booking_form
"""


def test_a_project_of_rasa() -> None:
    document = documents.parsed(documents.source("domain.yml", RASA))
    assert document.kind is KINDS.RASA
    greet, hours = document.examples
    assert greet.questions == ("hello", "good morning Bob", "hi there")
    assert (greet.answer, greet.further_answers) == ("Hello!\n\nHow can I help?", ("Hi!\n\nHow can I help?",))
    assert greet.label == "greet"
    assert (hours.questions, hours.answer) == (("when are you open",), "From nine to five.")
    assert notes(document) == {"placeholders": {"count": 1}, "unanswered": {"count": 2}}


def test_a_project_of_rasa_in_several_files() -> None:
    nlu, rest = RASA.split("responses:")
    files = (documents.source("data/nlu.yml", nlu), documents.source("domain.yml", f"responses:{rest}"))
    assert len(documents.parsed(*files, kind=KINDS.RASA).examples) == 2


@pytest.mark.parametrize(
    "content",
    [
        "a: &a [x]\nb: [*a, *a, *a]\nnlu: []\nresponses: {}",
        "nlu: []\nresponses: {}\nx: " + "[" * 500 + "]" * 500,
        "nlu: [\nresponses:",
        "nlu: []\nresponses: {}",
    ],
)
def test_a_project_of_rasa_that_cannot_be_used(content: str) -> None:
    with pytest.raises(DocumentRefusal, match="error-document-export"):
        documents.parsed(documents.source("a.yml", content), kind=KINDS.RASA)


def database(path: pathlib.Path, *statements: str, journal: str = "delete") -> values.SourceFile:
    base = sqlite3.connect(path)
    base.execute(f"PRAGMA journal_mode = {journal}")
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    return documents.source("database.sqlite3", path.read_bytes())


TABLE = "CREATE TABLE statement (id INTEGER PRIMARY KEY, text VARCHAR(255), search_text TEXT, conversation TEXT, created_at TEXT, in_response_to VARCHAR(255))"


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_database_of_chatterbot(tmp_path: pathlib.Path, journal: str) -> None:
    said = [("Hi!", "Hello"), ("Hey!", "Hello"), ("Hey!", "Hello"), ("Hello", None), ("x", ""), ("Иду", "Где ты?")]
    rows = ", ".join(f"({text!r}, {'NULL' if before is None else repr(before)})" for text, before in said)
    file = database(
        tmp_path / "a.db", TABLE, f"INSERT INTO statement (text, in_response_to) VALUES {rows}", journal=journal
    )
    document = documents.parsed(file)
    assert document.kind is KINDS.CHATTERBOT
    hello, where = document.examples
    assert (hello.questions, hello.answer, hello.further_answers) == (("Hello",), "Hey!", ("Hi!",))
    assert where.answer == "Иду"


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE other (id INTEGER)"],
        [
            "CREATE VIEW statement AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS text, i AS in_response_to FROM n"
        ],
        ["CREATE TABLE statement (text TEXT)"],
        [TABLE],
    ],
)
def test_a_database_that_is_not_chatterbots(tmp_path: pathlib.Path, statements: list[str]) -> None:
    with pytest.raises(DocumentRefusal, match="error-document-export"):
        documents.parsed(database(tmp_path / "a.db", *statements))


def test_a_damaged_database(tmp_path: pathlib.Path) -> None:
    data = database(tmp_path / "a.db", TABLE).data
    with pytest.raises(DocumentRefusal, match="error-document-export"):
        documents.parsed(documents.source("a.db", data[:100] + b"\xff" * 3000))


def test_a_corpus_of_chatterbot() -> None:
    corpus = "categories:\n- greetings\nconversations:\n- - Hello\n  - Hi\n- - Bye\n  - See you\n"
    document = documents.parsed(
        documents.source("a.yml", corpus), documents.source("b.yml", corpus), kind=KINDS.CHATTERBOT
    )
    assert documents.pairs(document) == {"Hello": "Hi", "Bye": "See you"}


def agent(**intents: tuple[dict[str, Any], dict[str, list[Any]]]) -> values.SourceFile:
    files: dict[str, Any] = {"agent.json": {"language": "en"}, "package.json": {"version": "1.0.0"}}
    for name, (intent, phrases) in intents.items():
        files[f"intents/{name}.json"] = {"name": name, **intent}
        for language, said in phrases.items():
            files[f"intents/{name}_usersays_{language}.json"] = [
                {"data": [{"text": part} for part in phrase], "isTemplate": False} for phrase in said
            ]
    return documents.source("agent.zip", documents.packed(files))


def answers(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"responses": [{"messages": list(messages)}]}


def test_an_agent_of_dialogflow() -> None:
    file = agent(
        price=(
            answers(
                {"type": "0", "lang": "en", "speech": ["Ten.", "It is $amount."]},
                {"type": 0, "lang": "ru", "speech": "Десять."},
            ),
            {"en": [["how much ", "today"], ["price"]], "ru": [["сколько"]]},
        ),
        fallback=({**answers({"type": "0", "lang": "en", "speech": "What?"}), "fallbackIntent": True}, {"en": [["x"]]}),
        follow=({**answers({"type": "0", "lang": "en", "speech": "Yes."}), "contexts": ["price"]}, {"en": [["yes"]]}),
        card=(answers({"type": "1", "lang": "en", "title": "Card"}), {"en": [["card"]]}),
    )
    document = documents.parsed(file)
    assert document.kind is KINDS.DIALOGFLOW
    english, russian = document.examples
    assert (english.questions, english.answer, english.further_answers, english.label) == (
        ("how much today", "price"),
        "Ten.",
        (),
        "price",
    )
    assert (russian.questions, russian.answer) == (("сколько",), "Десять.")
    assert notes(document) == {"placeholders": {"count": 1}, "unanswered": {"count": 3}}


def test_an_archive_of_another_agent_is_refused() -> None:
    with pytest.raises(DocumentRefusal, match="error-document-export"):
        documents.parsed(documents.source("agent.zip", documents.packed({"agent.json": {}, "flows/a/a.json": {}})))


def test_questions_of_botpress() -> None:
    entry = {
        "enabled": True,
        "questions": {"en": ["How much?", "Price?"], "ru": ["Сколько?"]},
        "answers": {"en": ["Ten."], "ru": []},
    }
    off = {"enabled": False, "questions": {"en": ["Off?"]}, "answers": {"en": ["Off."]}}
    content = {"qnas": [{"id": "a", "data": entry}, {"id": "b", "data": off}], "contentElements": []}
    document = documents.parsed(documents.source("qna.json", json.dumps(content)))
    assert document.kind is KINDS.BOTPRESS
    (pair,) = document.examples
    assert (pair.questions, pair.answer) == (("How much?", "Price?"), "Ten.")
    assert notes(document) == {"unanswered": {"count": 1}}


@pytest.mark.parametrize("kind", [KINDS.RED, KINDS.RASA, KINDS.DIALOGFLOW, KINDS.BOTPRESS])
@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"GUILD": 5}', b'{"qnas": [5]}', b"[" * 5000, b"\x89PNG", b"- a\n- b"]
)
def test_what_is_no_export_is_refused(kind: values.DocumentKind, data: bytes) -> None:
    with pytest.raises(DocumentRefusal) as refused:
        documents.parsed(documents.source("a.json", data), kind=kind)
    assert refused.value.key in {"error-document-export", "error-document-broken"}


def test_too_many_commands_are_refused() -> None:
    commands = {f"c{number}": {"response": "x"} for number in range(11)}
    with pytest.raises(DocumentRefusal, match="error-document-too-many-examples"):
        documents.parsed(documents.source("a.json", red(commands)), within=limits.ParseLimits(max_examples=10))
