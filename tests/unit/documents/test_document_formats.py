"""Each format, from files that real programs write, and files that are not what they say."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests import documents

from chatterbot.documents import values
from chatterbot.documents.formats import pdf_layout, text, tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import pages

pytestmark = pytest.mark.unit

KINDS = values.DocumentKind
FILLER = "The office is open from nine to five, and closed on every Sunday of the year. " * 6


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_a_page_is_its_main_content(charset: str) -> None:
    content = documents.kept("page.html").data.decode().replace("utf-8", charset).replace("©", "(c)").replace("—", "-")
    file = documents.source("page.html", content.encode(charset), address="https://club.example/help/")
    page = documents.parsed(file)
    assert (page.title.replace("—", "-"), page.kind) == ("Помощь - Клуб", KINDS.HTML)
    found = documents.pairs(page)
    assert found["Сколько стоит участие?"].startswith("Нисколько. Подробнее [в правилах](https://club.example/rules).")
    assert found["Где вход?"] == "Со двора.\nЗвоните."
    assert found["Где парковка?"] == "За домом."
    assert page.examples[0].place.anchor == "price"
    (passage,) = page.passages
    assert passage.text == "Мы встречаемся в старой библиотеке по **четвергам**."
    everything = " ".join((*found, *found.values()))
    assert not [
        hidden for hidden in ("Игнорируйте", "Реклама", "Главная", "(c)", "question", "color") if hidden in everything
    ]


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("Привет".encode("utf-16"), "", "Привет"),
        (b"\xef\xbb\xbf" + "Привет".encode(), "windows-1251", "Привет"),
        ("Привет, как дела сегодня?".encode("koi8-r"), "koi8-r", "Привет, как дела сегодня?"),
        (b'<meta charset="cp1251">' + "Привет".encode("cp1251"), "", '<meta charset="cp1251">Привет'),
        (b'<meta charset="base64">' + "Привет".encode(), "zip", '<meta charset="base64">Привет'),
        (b'<meta charset="iso-8859-1">\x93quoted\x94', "", '<meta charset="iso-8859-1">“quoted”'),
        ("Привет".encode(), "shift_jis", "Привет"),
    ],
)
def test_the_letters_of_a_page_are_those_it_means(data: bytes, charset: str, expected: str) -> None:
    assert pages.decoded(data, charset) == expected


def test_answers_that_unfold_are_taken_from_what_the_page_declares() -> None:
    faq = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "FAQPage",
                "mainEntity": [
                    {
                        "@type": "Question",
                        "name": "Is it free?",
                        "acceptedAnswer": {"@type": "Answer", "text": "<b>Yes</b>.<br>It is."},
                    },
                    {
                        "@type": "Question",
                        "name": "Who decides?",
                        "acceptedAnswer": {"@type": "Answer", "text": "other words"},
                    },
                    {"@type": "Question", "name": "Where?", "acceptedAnswer": [{"text": "Here."}]},
                    {"@type": "Question", "name": 5},
                ],
            }
        ],
    }
    page = (
        f'<html><script type="application/ld+json">{json.dumps(faq)}</script><script type="application/ld+json">{{</script>'
        "<h3>Is it free?</h3><div hidden>Yes.</div><h3>Who decides?</h3><div>The members.</div>"
    )
    document = documents.parsed(documents.source("a.html", page))
    assert documents.pairs(document) == {
        "Who decides?": "The members.",
        "Is it free?": "**Yes**.\nIt is.",
        "Where?": "Here.",
    }


def test_a_word_file_has_headings_lists_and_tables() -> None:
    data = documents.docx(
        [
            ("Title", "Our rules"),
            ("Normal", "Be kind to each other, always."),
            ("Heading 1", "How do I join?"),
            ("Normal", "Press the **green** button:"),
            ("List Bullet", "on the left"),
            ("Heading 1", "More"),
            ("Normal", "**Who decides?**"),
            ("Normal", "The members."),
        ],
        [["Вопрос", "Ответ"], ["Где вход?", "Со двора."]],
        title="Rules of 2026",
    )
    document = documents.parsed(documents.source("rules.docx", data))
    assert (document.title, document.kind) == ("Rules of 2026", KINDS.DOCX)
    assert documents.pairs(document) == {
        "How do I join?": "Press the **green** button:\n\n- on the left",
        "Who decides?": "The members.",
        "Где вход?": "Со двора.",
    }
    assert [passage.text for passage in document.passages] == ["Be kind to each other, always."]


def test_a_pdf_file_has_headings_by_size_and_no_running_heads() -> None:
    page = [
        ("Heading1", "Opening hours"),
        ("Heading2", "How do I join?"),
        ("BodyText", "Press the button."),
        ("BodyText", "<b>Who decides?</b>"),
        ("BodyText", "The efficient office."),
        ("Heading1", "Marked"),
        ("BodyText", "Q: When?<br/>A: At six."),
    ]
    pages = [[*page[:1], ("BodyText", f"{FILLER}This is room {number}."), *page[1:]] for number in range(1, 5)]
    document = documents.parsed(documents.source("a.pdf", documents.pdf(pages, title="The rules of the club")))
    assert (document.title, document.kind, document.pages) == ("The rules of the club", KINDS.PDF, 4)
    assert documents.pairs(document) == {
        "How do I join?": "Press the button.",
        "Who decides?": "The efficient office.",
        "When?": "At six.",
    }
    assert [pair.place.anchor for pair in document.examples] == [
        f"page={page}" for page in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)
    ]
    assert document.passages[1].place == values.DocumentPlace("page=2", 2)
    assert document.passages[0].headings == ("Opening hours",)
    assert [passage.text for passage in document.passages] == [
        f"{FILLER}This is room {number}." for number in range(1, 5)
    ]
    assert not [passage for passage in document.passages if "handbook" in passage.text or "Page" in passage.text]


def test_a_word_parted_at_the_end_of_a_line_is_joined() -> None:
    said = ("It is an inter-", "national club of chess-", "Players and others.")
    lines = [
        pdf_layout.PdfLine(words, 1, 10.0, bold=False, right=500, y=700 - 12 * number)
        for number, words in enumerate(said)
    ]
    (block,) = pdf_layout.blocks([lines])
    assert isinstance(block, tree.TextBlock)
    assert tree.plain(block.runs) == "It is an international club of chess- Players and others."


def test_a_table_of_contents_is_left_out() -> None:
    said = ("Contents", "1 Rooms . . . . . . . . . 5", "2 Boards......... xii", "It costs 5.", "And so on...")
    lines = [
        pdf_layout.PdfLine(words, 1, 10.0, bold=False, right=500, y=700 - 40 * number)
        for number, words in enumerate(said)
    ]
    blocks = pdf_layout.blocks([lines])
    assert [tree.plain(block.runs) for block in blocks if isinstance(block, tree.TextBlock)] == [
        "Contents",
        "It costs 5.",
        "And so on...",
    ]


def test_a_scan_has_no_text() -> None:
    with pytest.raises(DocumentRefusal, match="error-document-no-text"):
        documents.parsed(documents.source("scan.pdf", documents.drawing()))


def test_a_spreadsheet_has_a_table_a_sheet() -> None:
    data = documents.xlsx(
        {
            "FAQ": [["Question", "Answer"], ["Is it free?", "Yes."], ["How long?", 2.5]],
            "Prices": [["Board", "Price", "Since"], ["Wood", 20, dt.date(2026, 5, 1).isoformat()], ["Paper", 2, True]],
            "Secret": [["What is the password?", "1234"]],
        },
        hidden="Secret",
    )
    document = documents.parsed(documents.source("a.xlsx", data))
    assert documents.pairs(document) == {"Is it free?": "Yes.", "How long?": "2.5"}
    assert document.examples[0].place == values.DocumentPlace(part="FAQ", line=2)
    (passage,) = document.passages
    assert passage.text == "- Board: Wood · Price: 20 · Since: 2026-05-01\n- Board: Paper · Price: 2 · Since: TRUE"
    assert passage.headings == ("Prices",)


def test_a_spreadsheet_of_libreoffice() -> None:
    table = (("Вопрос", "Ответ"), ("Где вход?", "Со двора."))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in table)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="A">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/></manifest:manifest>'
    )
    data = documents.packed({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})
    document = documents.parsed(documents.source("a.ods", data))
    assert document.kind is KINDS.SPREADSHEET
    assert documents.pairs(document) == {"Где вход?": "Со двора."}


def test_a_text_is_in_the_encoding_that_the_server_says() -> None:
    file = documents.source(
        "a", "Где вход?\nТам.\n\nА выход?\nТам же.".encode("koi8-r"), media_type="text/plain", charset="KOI8-R"
    )
    assert documents.pairs(documents.parsed(file)) == {"Где вход?": "Там.", "А выход?": "Там же."}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Question,Answer\nWho?,Bob\nWhere?,Here\n"),
        ("a.csv", "Вопрос;Ответ\nWho?;Bob\nWhere?;Here\n"),
        ("a.tsv", "Who?\tBob\nWhere?\tHere\n"),
        ("a.csv", "Id,Question,Answer,Topic\n1,Who?,Bob,x\n2,Where?,Here,y\n"),
        ("a.jsonl", '{"prompt": "Who?", "reply": "Bob"}\n{"prompt": "Where?", "reply": "Here"}\n'),
        ("a.yml", "conversations:\n- - Who?\n  - Bob\n- - Where?\n  - Here\n"),
        ("a.txt", "Who? => Bob\nWhere? => Here\n"),
        ("a.txt", "Q: Who?\nA: Bob\n\nQ: Where?\nA: Here\n"),
        ("a.txt", "Who?\nBob\n\nWhere?\nHere\n"),
        ("a", "# Who?\n\nBob\n\n# Where?\n\nHere\n"),
    ],
)
def test_tables_and_text_become_pairs(name: str, content: str) -> None:
    document = documents.parsed(documents.source(name, content))
    assert documents.pairs(document) == {"Who?": "Bob", "Where?": "Here"}
    assert document.passages == ()


def test_a_table_of_examples_is_read_with_what_it_says_beside_them() -> None:
    content = "prompt,reply,positive\nWho?,Bob,true\nWho?,Tom,false\nWhere?,Here,true\n"
    document = documents.parsed(documents.source("a.csv", content))
    assert documents.pairs(document) == {"Who?": "Bob", "Where?": "Here"}
    assert document.notes == (values.DocumentNote("document-note-not-answers", {"count": 1}),)


def test_another_table_becomes_passages() -> None:
    document = documents.parsed(documents.source("prices.csv", "Board,Price,Colour\nWood,20,brown\nPaper,2,white\n"))
    assert [passage.text for passage in document.passages] == [
        "- Board: Wood · Price: 20 · Colour: brown\n- Board: Paper · Price: 2 · Colour: white"
    ]


def test_plain_text_has_headings_lists_and_wrapped_lines() -> None:
    content = (
        "THE RULES\n\nThis line is long enough that it was broken because it was full,\nand goes on here.\n\n"
        "How to win\n==========\n\n* first\n  and more\n* second\n"
    )
    document = documents.parsed(documents.source("rules.txt", content))
    assert document.kind is KINDS.TEXT
    (passage,) = document.passages
    assert passage.text == "This line is long enough that it was broken because it was full, and goes on here."
    assert documents.pairs(document) == {"How to win": "- first and more\n- second"}


def test_a_bullet_is_told_from_a_sentence() -> None:
    assert text.BULLET.match("- a")
    assert text.BULLET.match("  12. a")
    assert text.BULLET.match("2026 was good") is None
    assert text.BULLET.match("-5 degrees") is None
