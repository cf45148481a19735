"""What other bots export."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests import documents

from chatterbot.documents import limits, values
from chatterbot.documents.formats.refusals import DocumentRefusal

pytestmark = pytest.mark.unit

KINDS = values.DocumentKind


def notes(document: values.ParsedDocument) -> dict[str, Any]:
    return {note.key.removeprefix("document-note-"): dict(note.params) for note in document.notes}


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


def test_red_leaves_other_braces_as_they_are() -> None:
    commands = {
        "css": {"response": "a {color: red} and {name}"},
        "time": {"response": "{0:int} {message.created_at}"},
        "greet": {"response": "Hello, {0.mention:Member}!"},
    }
    document = documents.parsed(documents.source("settings.json", red(commands)))
    assert documents.pairs(document) == {"css": "a {color: red} and {name}"}
    assert notes(document)["placeholders"] == {"count": 2}


@pytest.mark.parametrize(
    ("author", "editors", "credited"), [(5, [], 5), (5, [5], 5), (5, [5, 6], None), (0xDE1, [], None), (5, None, 5)]
)
def test_a_command_of_red_is_credited_to_who_alone_wrote_it(author: int, editors: Any, credited: int | None) -> None:
    commands = {"rules": {"response": "Be kind.", "author": {"id": author, "name": "ann"}, "editors": editors}}
    (pair,) = documents.parsed(documents.source("settings.json", red(commands))).examples
    assert pair.credited_id == credited


NADEKO = """# Keys are triggers, Each key has a LIST of expressions in the following format:
# - res: Response string

how do I join:
  - res: Ask a moderator.
    id: 1a
    ca: true
  - res: Read <#5>.
    id: 1b
    react:
      - 👍
"%bot.mention% hi":
  - res: Hello %user.mention%!
  - res: 100% sure, 50% more
  - res: "[serious] no [embed]"
quiet:
  - res: "-"
  - res: never said
card:
  - res: >-
      {"title": "Card", "description": "x"}
nothing: []
"""


def test_expressions_of_nadeko() -> None:
    document = documents.parsed(documents.source("exprs-export.yml", NADEKO))
    assert document.kind is KINDS.NADEKO
    join, greeting = document.examples
    assert (join.questions, join.answer, join.further_answers) == (
        ("how do I join",),
        "Ask a moderator.",
        ("Read <#5>.",),
    )
    assert join.keyword
    assert (greeting.questions, greeting.answer) == (("hi",), "100% sure, 50% more")
    assert greeting.further_answers == ("[serious] no [embed]",)
    assert notes(document) == {"placeholders": {"count": 2}}


def test_expressions_of_nadekos_fork() -> None:
    content = f"# WARNING: crossposting information is not saved.\n{NADEKO}".replace("expressions", "custom reactions")
    assert len(documents.parsed(documents.source("exprs-export.yml", content)).examples) == 2


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


def rasa(responses: str, examples: str = "- hi") -> values.SourceFile:
    rule = "rules:\n- rule: a\n  steps:\n  - intent: a\n  - action: utter_a\n"
    nlu = f"nlu:\n- intent: a\n  examples: |\n    {examples}\n"
    return documents.source("a.yml", f"{nlu}responses:\n  utter_a:\n{responses}{rule}")


def test_rasas_responses_for_some_conversations_only_are_left_out() -> None:
    condition = "  - text: Good night!\n    condition:\n    - {type: slot, name: late, value: true}\n"
    channel = "  - text: Slack!\n    channel: slack\n"
    (pair,) = documents.parsed(rasa(f"{condition}{channel}  - text: Hello!\n")).examples
    assert (pair.answer, pair.further_answers) == ("Hello!", ())
    with pytest.raises(DocumentRefusal, match="error-document-export"):
        documents.parsed(rasa(condition))


def test_rasas_examples_as_rasa_reads_them() -> None:
    examples = '- to [NY][{"entity": "city"}, {"entity": "place"}]\n    -no space\n    no example\n    - -5 degrees'
    (pair,) = documents.parsed(rasa("  - text: Hello!\n", examples)).examples
    assert pair.questions == ("to NY", "no space", "-5 degrees")


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


def test_an_agent_of_dialogflow_says_all_its_messages() -> None:
    messages = (
        {"type": "0", "lang": "es-419", "speech": ["Sí.", "Claro."]},
        {"type": "0", "lang": "es-419", "speech": []},
        {"type": "0", "lang": "es-419", "speech": "https://example.org"},
        {"type": "0", "platform": "slack", "lang": "es-419", "speech": "Slack"},
    )
    (pair,) = documents.parsed(agent(apply=(answers(*messages), {"es-419": [["¿en línea?"]]}))).examples
    assert (pair.answer, pair.further_answers) == ("Sí.\nhttps://example.org", ("Claro.\nhttps://example.org",))


def test_an_agent_of_dialogflow_that_asks_or_runs_code() -> None:
    text = answers({"type": "0", "lang": "en", "speech": "Done."})
    asks = {"responses": [{**text["responses"][0], "parameters": [{"name": "day", "required": True}]}]}
    file = agent(
        fixed=(text, {"en": [["fixed"]]}),
        code=({**text, "webhookUsed": True}, {"en": [["code"]]}),
        asks=(asks, {"en": [["asks"]]}),
    )
    document = documents.parsed(file)
    assert documents.pairs(document) == {"fixed": "Done."}
    assert notes(document) == {"unanswered": {"count": 2}}


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


ENTRY: dict[str, Any] = {
    "id": "a",
    "data": {"enabled": True, "action": "text", "questions": {"en": ["Open?"]}, "answers": {"en": ["Yes."]}},
}
INTENT = {"name": "a", "utterances": {"en": ["Open?"]}, "metadata": {"enabled": True, "answers": {"en": ["Yes."]}}}
OLDEST = {"id": "a", "data": {"enabled": True, "questions": ["Open?"], "answers": ["Yes."], "category": "global"}}


@pytest.mark.parametrize("content", [[ENTRY], ENTRY, {"qnas": [ENTRY]}, [INTENT], OLDEST])
def test_questions_of_botpress_in_all_their_forms(content: object) -> None:
    document = documents.parsed(documents.source("qna.json", json.dumps(content)))
    assert document.kind is KINDS.BOTPRESS
    assert documents.pairs(document) == {"Open?": "Yes."}


def test_answers_of_botpress_that_are_content_elements() -> None:
    answers = {"en": ["#!builtin_text-a1", "#!builtin_image-b2", "#!builtin_text-gone"], "ru": ["#!builtin_text-a1"]}
    entry = {"id": "a", "data": {"questions": {"en": ["Open?"], "ru": ["Открыто?"]}, "answers": answers}}
    elements = [
        {"id": "builtin_text-a1", "contentType": "builtin_text", "formData": {"text$en": "Yes.", "text$ru": "Да."}},
        {"id": "builtin_image-b2", "contentType": "builtin_image", "formData": {"title$en": "A picture"}},
        {"id": 5},
    ]
    content = json.dumps({"qnas": [entry], "contentElements": elements})
    document = documents.parsed(documents.source("qna.json", content))
    assert documents.pairs(document) == {"Open?": "Yes.", "Открыто?": "Да."}
    assert notes(document) == {"placeholders": {"count": 2}}


def test_questions_of_botpress_that_only_lead_on() -> None:
    lead = {"id": "b", "data": {**ENTRY["data"], "action": "redirect"}}
    document = documents.parsed(documents.source("qna.json", json.dumps({"qnas": [ENTRY, lead]})))
    assert len(document.examples) == 1
    assert notes(document) == {"unanswered": {"count": 1}}


@pytest.mark.parametrize("kind", [KINDS.RED, KINDS.NADEKO, KINDS.RASA, KINDS.DIALOGFLOW, KINDS.BOTPRESS])
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
