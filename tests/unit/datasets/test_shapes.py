"""Rows of other programs: Alpaca, ShareGPT, intents, chats, exports of channels; and names that stand twice."""

from __future__ import annotations

import json

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit


def read(value: object, name: str = "x.json") -> datasets.ParsedDataset:
    text = "\n".join(map(json.dumps, value)) if name.endswith("l") and isinstance(value, list) else json.dumps(value)
    return datasets.read(text.encode(), name)


def reasons(parsed: datasets.ParsedDataset) -> list[tuple[int, str, dict[str, object]]]:
    return [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused]


ALPACA = [
    {"instruction": "When?", "input": "", "output": "Friday"},
    {"instruction": "Translate.", "input": "Bonjour", "output": "Hello", "text": "### Instruction: ..."},
    {"instruction": "Who?", "input": None, "output": "Bob"},
    {"instruction": "", "input": "Where?", "output": "Here"},
]


@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_alpacas_instruction_and_input_are_one_question(name: str) -> None:
    assert read(ALPACA, name) == datasets.ParsedDataset(
        (
            models.NewExample("When?", "Friday"),
            models.NewExample("Translate.\nBonjour", "Hello"),
            models.NewExample("Who?", "Bob"),
            models.NewExample("Where?", "Here"),
        ),
        (),
    )


def test_alpaca_as_a_table_and_its_empty_rows() -> None:
    parsed = datasets.read(b"instruction,input,output\nWhen?,,Friday\nDo it.,x,y\n,,z\nq,,\n", "x.csv")
    assert parsed.examples == (models.NewExample("When?", "Friday"), models.NewExample("Do it.\nx", "y"))
    assert reasons(parsed) == [
        (4, "error-row-empty", {"field": "instruction"}),
        (5, "error-row-empty", {"field": "output"}),
    ]
    wrong = {"instruction": ["a"], "input": "", "output": "b"}
    assert reasons(read(wrong)) == [(1, "error-row-not-text", {"field": "instruction", "found": "list"})]


SHARE = {
    "id": "a1",
    "conversations": [
        {"from": "system", "value": "Be kind."},
        {"from": "human", "value": "When?"},
        {"from": "gpt", "value": "Friday"},
        {"from": "human", "value": "And where?"},
        {"from": "gpt", "value": "Here"},
    ],
}
SHARED = (models.NewExample("When?", "Friday"), models.NewExample("And where?", "Here", previous="Friday"))


@pytest.mark.parametrize(
    ("value", "name"), [(SHARE, "x.json"), ([SHARE], "x.json"), ([SHARE], "x.jsonl"), ([SHARE], "x.yml")]
)
def test_conversations_of_sharegpt_become_examples(value: object, name: str) -> None:
    assert read(value, name) == datasets.ParsedDataset(SHARED, ())
    assert read([SHARE, SHARE]).examples == SHARED * 2


def test_a_chat_under_either_name_with_either_names_of_its_turns() -> None:
    turns = [{"role": "user", "content": "When?"}, {"role": "assistant", "content": "Friday"}]
    assert read({"conversations": turns}).examples == SHARED[:1]
    assert read({"messages": SHARE["conversations"]}).examples == SHARED
    wrong = {"conversations": [{"from": "narrator", "value": "Once"}]}
    assert reasons(read(wrong)) == [(1, "error-row-role", {"found": "narrator"})]


INTENTS = {
    "intents": [
        {"tag": "opening", "patterns": ["When are you open?", "hours"], "responses": ["Nine to five.", "From nine."]},
        {"tag": "bye", "patterns": ["bye"], "responses": ["See you!"], "context": [""]},
        {"tag": "noanswer", "patterns": [], "responses": ["Sorry?"]},
    ]
}


@pytest.mark.parametrize("name", ["x.json", "x.yml"])
def test_intents_keep_every_response_and_give_the_first(name: str) -> None:
    parsed = read(INTENTS, name)
    assert parsed.examples == (
        models.NewExample("When are you open?", "From nine.", "opening"),
        models.NewExample("When are you open?", "Nine to five.", "opening"),
        models.NewExample("hours", "Nine to five.", "opening"),
        models.NewExample("bye", "See you!", "bye"),
    )
    assert [(key, params) for _, key, params in reasons(parsed)] == [("error-row-empty", {"field": "patterns"})]


def test_intents_without_their_list_and_without_a_tag() -> None:
    assert read(INTENTS["intents"][1:2], "x.jsonl").examples == (models.NewExample("bye", "See you!", "bye"),)
    assert read({"questions": ["a", "b"], "answers": "c"}).examples == (
        models.NewExample("a", "c"),
        models.NewExample("b", "c"),
    )
    assert reasons(read({"patterns": ["a"], "responses": []})) == [(1, "error-row-empty", {"field": "responses"})]
    assert reasons(read({"patterns": [5], "responses": ["b"]}))[0][1] == "error-row-not-text"


def test_names_that_tell_as_a_pair() -> None:
    rows = [{"user": "q", "bot": "a"}, {"Frage": "q", "Antwort": "a"}, {"q": "q", "a": "a", "id": 5}]
    assert read(rows).examples == (models.NewExample("q", "a"),) * 3
    assert reasons(read({"reply": "a", "user": "17"})) == [(1, "error-row-no-prompt", {"found": "reply, user"})]


@pytest.mark.parametrize(
    "message",
    [
        {"id": "3", "type": "Default", "timestamp": "2026", "content": "hi", "author": {"name": "ann"}},  # Discord's
        {"id": 3, "type": "message", "date": "2026", "from": "Ann", "from_id": "user1", "text": "hi"},  # Telegram's
    ],
)
def test_what_people_wrote_to_each_other_is_refused_in_words(message: object) -> None:
    assert reasons(read({"name": "general", "messages": [message]})) == [(1, "error-row-chat-export", {})]


@pytest.mark.parametrize(
    ("text", "name", "line", "key"),
    [
        ('{"prompt": "q", "reply": "a"}\n{"prompt": "q", "reply": "a", "reply": "b"}', "x.jsonl", 2, "reply"),
        ('[{"prompt": "q",\n"prompt": "r", "reply": "a"}]', "x.json", 1, "prompt"),
        ("question: q\nanswer: a\nquestion: r\nanswer: b\n", "x.yml", 3, "question"),
        ("- question: q\n  answer: a\n  answer: b\n- [q, a]\n", "x.yml", 3, "answer"),
        (
            "- messages:\n  - {role: user, role: user, content: q}\n  - {role: assistant, content: a}\n",
            "x.yml",
            1,
            "role",
        ),
        ('{"messages": [{"role": "user", "content": "a", "content": "b"}]}', "x.jsonl", 1, "content"),
    ],
)
def test_a_key_that_stands_twice_loses_nothing_in_silence(text: str, name: str, line: int, key: str) -> None:
    refused = datasets.read(text.encode(), name).refused
    assert [(row.line, row.reason_key, dict(row.params)) for row in refused] == [
        (line, "error-row-doubled-key", {"name": key})
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"examples": [["q", "a"]],\n"examples": [["r", "b"]]}', "x.json"),
        ("data:\n- [q, a]\ndata: [[r, b]]\n", "x.yml"),
    ],
)
def test_a_list_that_stands_twice_is_refused(text: str, name: str) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(text.encode(), name)
    assert caught.value.key == "error-dataset-doubled-key"
    assert caught.value.params["line"] == (2 if name == "x.json" else 3)


def test_what_stands_twice_where_nothing_is_taught_does_no_harm() -> None:
    assert datasets.read(b'{"meta": {"a": 1, "a": 2}, "prompt": "q", "reply": "a"}', "x.json").refused == ()


@pytest.mark.parametrize("name", ["q", "user", "вопросы", "keyword"])
def test_a_row_with_a_question_alone_lacks_its_answer(name: str) -> None:
    assert reasons(read({name: "When?"})) == [(1, "error-row-no-reply", {"found": name})]
