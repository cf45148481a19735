"""What the Python library ChatterBot knows: its database and its corpora."""

from __future__ import annotations

import pathlib
import sqlite3

import pytest
from tests import documents

from chatterbot.documents import values
from chatterbot.documents.formats.refusals import DocumentRefusal

pytestmark = pytest.mark.unit

KINDS = values.DocumentKind


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


def test_a_database_of_chatterbot_in_a_project_of_django(tmp_path: pathlib.Path) -> None:
    table = TABLE.replace("statement", "django_chatterbot_statement").replace("search_text", "persona")
    rows = "('Hi!', 'Hello', 'bot:Bo'), ('Hey!', 'Hello', ''), ('Beep', 'Noise?', 'bot:Bo')"
    fill = f"INSERT INTO django_chatterbot_statement (text, in_response_to, persona) VALUES {rows}"
    document = documents.parsed(database(tmp_path / "a.db", table, fill))
    assert documents.pairs(document) == {"Hello": "Hey!"}


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


def test_what_chatterbot_exports_for_training() -> None:
    content = '{"conversations": [["Hello", "Hi"], ["Bye", "See you"]]}'
    document = documents.parsed(documents.source("export.json", content), kind=KINDS.CHATTERBOT)
    assert documents.pairs(document) == {"Hello": "Hi", "Bye": "See you"}
