"""What of a document becomes a pair, and what a passage."""

from __future__ import annotations

import itertools

import pytest
from tests import documents

from chatterbot.documents import limits, values
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.sections import passages, questions, sentences

pytestmark = pytest.mark.unit


def test_a_handbook_becomes_pairs_and_passages() -> None:
    handbook = documents.parsed(documents.kept("handbook.md"))
    assert handbook.title == "The club's handbook"
    found = documents.pairs(handbook)
    assert found["How do I join?"] == (
        "Press **Join** on [our page](https://club.example/join), then wait.\n\n"
        "**On a phone**\n1. Open the app\n2. Press the button\n  - the green one"
    )
    assert found["When is the next one?"] == "On the first of May, at six."
    assert found["Who may play?"] == "Everybody who paid."
    assert found["Как войти?"] == "Нажмите кнопку."
    assert found["Сколько стоит участие?"].startswith("Бесплатно.")
    assert found["May I bring my own board?"] == "Yes, please."
    assert found["Are there clocks?"] == "Two of them."
    assert found["Is there coffee?"] == "Yes, *hot* coffee."
    assert found["Elo"] == "A number that says how well somebody plays."
    assert found["Parking"] == "Behind the house.\n\n```text\ngate code: ask\n```"
    assert handbook.examples[1].questions == ("Is it free?", "Does it cost anything?")
    assert len(found) == len(handbook.examples) == 11


def test_pairs_and_passages_know_where_they_stand() -> None:
    handbook = documents.parsed(documents.kept("handbook.md", address="https://club.example/help#top"))
    joining = handbook.examples[0]
    assert joining.place == values.DocumentPlace("joining", line=9)
    assert joining.place.link(handbook.address) == "https://club.example/help#joining"
    assert handbook.examples[2].headings == ("Tournaments",)
    assert values.DocumentPlace().link("") == ""
    assert values.DocumentPlace("a").link("") == ""


def test_nothing_is_in_a_pair_and_in_a_passage() -> None:
    handbook = documents.parsed(documents.kept("handbook.md"))
    told = "\n".join(passage.text for passage in handbook.passages)
    assert "We meet in the old library." in told
    assert "The rules of play are printed on the wall." in told
    assert "- Board: Wood · Price: 20" in told
    assert not [pair.answer for pair in handbook.examples if pair.answer in told]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "How do I join?",
            "Как войти?",
            "どうやって参加しますか？",
            "¿Cómo entro",
            "هل هو مجاني؟",
            "1. Is it free?",
            "Q3: Is it free?",
        ),
        *(
            "How to reset a password",
            "Где найти правила клуба",
            "Можно ли привести друга",
            "**Wie melde ich mich an?**",
        ),
    ],
)
def test_a_heading_that_asks_is_seen(heading: str) -> None:
    assert questions.is_question(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Opening hours",
        "What's new",
        "How it works",
        "Who we are",
        "???",
        "",
        "Do not feed the bears",
        "Когда-нибудь",
        "How to:",
        "Правила",
    ],
)
def test_a_heading_that_asks_nothing_is_none(heading: str) -> None:
    assert not questions.is_question(heading)


def test_a_question_in_an_answer_is_part_of_it() -> None:
    text = "## How do I join?\n\nAsk yourself: do you want it?\n\nIf so, press **Join**.\n\nReady?\n\nGo."
    document = documents.parsed(documents.source("a.md", text))
    assert documents.pairs(document) == {
        "How do I join?": "Ask yourself: do you want it?\n\nIf so, press **Join**.\n\nReady?\n\nGo."
    }
    assert document.passages == ()


def test_quarters_of_a_year_and_initials_are_no_questions() -> None:
    text = "# Report\n\nQ1: 3 million\n\nQ2: 4 million\n\n## Q3: 5 million\n\nIt went well.\n\nA: first group\n\nB: second group"
    document = documents.parsed(documents.source("a.md", text))
    assert document.examples == ()
    assert "Q1: 3 million" in document.passages[0].text


def test_a_marked_question_without_an_answer_stays_as_it_was() -> None:
    text = "Q: Is it open?\n\nQ: When?\n\nA: At six.\n\nThe end of it."
    document = documents.parsed(documents.source("a.md", text))
    assert documents.pairs(document) == {"When?": "At six."}
    assert [passage.text for passage in document.passages] == ["Q: Is it open?\n\nThe end of it."]


def test_an_answer_that_is_too_long_becomes_passages_below_its_question() -> None:
    text = "# Help\n\n## How does it work?\n\n" + "\n\n".join(
        f"Step {number} is done here. " * 20 for number in range(20)
    )
    document = documents.parsed(documents.source("a.md", text))
    assert document.examples == ()
    assert {passage.headings for passage in document.passages} == {("How does it work?",)}


def test_passages_have_whole_sentences_and_the_right_length() -> None:
    said = [
        f"Sentence number {number} tells something of some interest, e.g. this, in quite a few words."
        for number in range(100)
    ]
    text = f"# Title\n\n## Part\n\n{' '.join(said)}\n"
    document = documents.parsed(documents.source("a.md", text))
    assert all(
        passages.FEWEST_WORDS <= sentences.words(passage.text) <= passages.MOST_WORDS for passage in document.passages
    )
    assert all(
        passage.text.startswith("Sentence number") and passage.text.endswith("words.") for passage in document.passages
    )
    assert " ".join(passage.text for passage in document.passages) == " ".join(said)
    assert {passage.headings for passage in document.passages} == {("Part",)}


def test_a_list_and_code_stay_whole_with_the_line_that_leads_to_them() -> None:
    filler = "Some words that fill the page here. " * 20
    items = "\n".join(f"- item {number} is here" for number in range(20))
    text = f"# T\n\n{filler}\n\nYou need:\n\n{items}\n\n{filler}\n\nThen run:\n\n```sh\nmake run\nmake test\n```\n"
    document = documents.parsed(documents.source("a.md", text))
    texts = [passage.text for passage in document.passages]
    assert any(f"You need:\n\n{items}" in one for one in texts)
    assert any("Then run:\n\n```sh\nmake run\nmake test\n```" in one for one in texts)


def test_each_row_of_a_long_table_can_be_read_alone() -> None:
    rows = "\n".join(f"| board {number} | {number} euros |" for number in range(100))
    document = documents.parsed(documents.source("a.md", f"# Prices\n\n| Name | Price |\n|---|---|\n{rows}\n"))
    assert len(document.passages) > 2
    lines = list(itertools.chain.from_iterable(passage.text.split("\n") for passage in document.passages))
    assert lines == [f"- Name: board {number} · Price: {number} euros" for number in range(100)]


def test_tiny_sections_are_quoted_together() -> None:
    text = "# Club\n\n## Rooms\n\nThree.\n\n## Boards\n\nTen.\n\n## Clocks\n\nFive."
    (passage,) = documents.parsed(documents.source("a.md", text)).passages
    assert passage.text == "**Rooms**\nThree.\n\n**Boards**\nTen.\n\n**Clocks**\nFive."
    assert passage.place.anchor == "rooms"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It is 5.5 km. Dr. Smith knows, e.g. Tom. Really?! Yes",
            ["It is 5.5 km.", "Dr. Smith knows, e.g. Tom.", "Really?!", "Yes"],
        ),
        ("Это т.е. так. А. С. Пушкин писал. Да…", ["Это т.е. так.", "А. С. Пушкин писал.", "Да…"]),
        ("最初です。次です！終わり", ["最初です。", "次です！", "終わり"]),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences.sentences(text) == expected


def test_signs_of_the_document_do_not_become_markdown() -> None:
    html = "<h2>What is it?</h2><p>2*3*4, _this_, snake_case, `tick`, ||bars|| ~~no~~ <b> bold</b><i>er</i></p><p># no heading</p>"
    document = documents.parsed(documents.source("a.html", f"<html>{html}</html>"))
    assert documents.pairs(document) == {
        "What is it?": r"2\*3\*4, \_this\_, snake_case, \`tick\`, \||bars\|| \~~no\~~ **bold***er*"
        "\n\n\\# no heading"
    }


def test_a_link_that_looks_like_another_address_is_shown_as_it_is() -> None:
    html = '<h2>Where?</h2><p><a href="https://evil.example/">https://good.example/</a> <a href="javascript:alert(1)">press</a></p>'
    document = documents.parsed(documents.source("a.html", f"<html>{html}</html>"))
    assert documents.pairs(document) == {"Where?": "https://evil.example/ press"}


def test_a_summary_that_only_invites_is_no_question() -> None:
    html = "<h2>Rooms</h2><details><summary>Show more</summary><p>Three.</p><h3>Upstairs</h3><p>One.</p></details><p>Down.</p>"
    document = documents.parsed(documents.source("a.html", f"<html>{html}</html>"))
    assert document.examples == ()
    assert [passage.text for passage in document.passages] == ["Three.\n\n**Upstairs**\nOne.\n\nDown."]


@pytest.mark.parametrize("title", ["Table of Contents", "Содержание:"])
def test_a_list_of_the_documents_own_headings_is_left_out(title: str) -> None:
    text = f"# Club\n\n## {title}\n\n- [Rooms](#rooms)\n- [Boards](#boards)\n\n## Rooms\n\nThree.\n"
    (passage,) = documents.parsed(documents.source("a.md", text)).passages
    assert (passage.headings, passage.text) == (("Rooms",), "Three.")


def test_too_many_pairs_or_characters_are_refused() -> None:
    faq = "\n\n".join(f"## Question {number}?\n\nAnswer." for number in range(50))
    with pytest.raises(DocumentRefusal, match="error-document-too-many-examples"):
        documents.parsed(documents.source("a.md", faq), within=limits.ParseLimits(max_examples=10))
    with pytest.raises(DocumentRefusal, match="error-document-too-long"):
        documents.parsed(documents.source("a.md", "Words. " * 1000), within=limits.ParseLimits(max_characters=1000))
    with pytest.raises(DocumentRefusal, match="error-document-empty"):
        documents.parsed(documents.source("a.md", "---\ntitle: nothing\n---\n"))
