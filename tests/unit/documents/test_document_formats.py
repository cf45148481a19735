"""Each format, from files that real programs write, and files that are not what they say."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import random
import zipfile

import pytest
from tests import documents

from chatterbot import errors
from chatterbot.documents import kinds, limits, values
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


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.md", documents.pdf([[("BodyText", "Text of a page that is long enough.")]]), KINDS.PDF),
        ("a.pdf", documents.docx([("Normal", "Text")]), KINDS.DOCX),
        ("a.docx", documents.xlsx({"A": [["a", "b"]]}), KINDS.SPREADSHEET),
        ("a.txt", b"<!-- x --><!DOCTYPE html><p>Text", KINDS.HTML),
        ("a.xlsx", b"Just some text.", KINDS.TEXT),
        ("a.pdf", b"\xef\xbb\xbf<html><p>Text", KINDS.HTML),
        ("a.json", documents.kept("chat.json").data, KINDS.CHAT),
        ("a.html", documents.kept("chat.html").data, KINDS.CHAT),
        ("a.zip", documents.packed({"agent.json": {}, "intents/a.json": {}}), KINDS.DIALOGFLOW),
        ("a.bin", b"SQLite format 3\0" + bytes(100), KINDS.CHATTERBOT),
    ],
)
def test_the_content_says_what_a_file_is(name: str, data: bytes, kind: values.DocumentKind) -> None:
    assert kinds.kind_of(documents.source(name, data)) is kind


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        ("a.md", b"MZ" + bytes(50), "program"),
        ("a.docx", documents.packed({"ppt/presentation.xml": "<p/>"}), "slides"),
        ("a.docx", documents.packed({"readme.txt": "hello"}), "archive"),
        ("a.doc", b"{\\rtf1 hello}", "rtf"),
        (
            "a.odt",
            documents.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
            "opendocument",
        ),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(50), "media"),
    ],
)
def test_what_is_no_document_is_named(name: str, data: bytes, found: str) -> None:
    with pytest.raises(DocumentRefusal) as refused:
        documents.parsed(documents.source(name, data))
    assert (refused.value.key, refused.value.params) == ("error-document-kind", {"found": found})


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        (
            "a.pdf",
            documents.pdf([[("BodyText", "Secret text of the club.")]], password="secret"),
            "error-document-encrypted",
        ),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
            "error-document-encrypted",
        ),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le"),
            "error-document-old-word",
        ),
        ("a.pdf", b"%PDF-1.7\n" + b"\xff" * 500, "error-document-broken"),
        ("a.docx", documents.packed({"word/document.xml": "<w:document>"}), "error-document-broken"),
        ("a.docx", documents.docx([("Normal", "Text")])[:-200], "error-document-broken"),
        ("a.xlsx", documents.packed({"xl/workbook.xml": "<workbook>"}), "error-document-broken"),
        ("a.md", b"", "error-document-empty"),
        ("a.md", b" \n\t ", "error-document-empty"),
        ("a.html", b"<html><body><nav>Menu</nav>", "error-document-empty"),
        ("a.json", b'{"guild": {"id": "1"}, "messages": 5}', "error-document-broken"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(name: str, data: bytes, key: str) -> None:
    with pytest.raises(DocumentRefusal) as refused:
        documents.parsed(documents.source(name, data))
    assert refused.value.key == key


@pytest.mark.parametrize("data", [b"a\0b\0c", b"text \x00 with NULs and \x07 bells"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-dataset-"):
        documents.parsed(documents.source("a.md", data))


def test_limits_of_pages_and_cells() -> None:
    small = limits.ParseLimits(max_pages=2, max_cells=10)
    with pytest.raises(DocumentRefusal) as pages:
        documents.parsed(documents.source("a.pdf", documents.pdf([[("BodyText", FILLER)]] * 3)), within=small)
    assert pages.value.params == {"pages": 3, "limit": 2}
    for name, data in (
        ("a.xlsx", documents.xlsx({"A": [[1, 2, 3, 4, 5]] * 3})),
        ("a.csv", b"one,two,three\n" * 9),
    ):
        with pytest.raises(DocumentRefusal, match="error-document-too-many-cells"):
            documents.parsed(documents.source(name, data), within=small)


def test_a_bullet_is_told_from_a_sentence() -> None:
    assert text.BULLET.match("- a")
    assert text.BULLET.match("  12. a")
    assert text.BULLET.match("2026 was good") is None
    assert text.BULLET.match("-5 degrees") is None


SEEDS = {
    "a.pdf": documents.pdf(
        [[("Heading1", "Opening"), ("BodyText", FILLER), ("Heading2", "How?"), ("BodyText", "Press <b>it</b>.")]]
    ),
    "handbook.md": documents.kept("handbook.md").data,
    "page.html": documents.kept("page.html").data,
    "chat.json": documents.kept("chat.json").data,
    "chat.html": documents.kept("chat.html").data,
    "a.docx": documents.docx([("Heading 1", "How?"), ("Normal", "**Press** it.")], [["a", "b"]]),
    "a.xlsx": documents.xlsx({"A": [["Question", "Answer"], ["q", "a"]]}),
}
PARTS = {"a.docx": "word/document.xml", "a.xlsx": "xl/worksheets/sheet1.xml"}
PIECES = (
    b"<",
    b">",
    b"&",
    b"<details>",
    b"<summary>",
    b"</p>",
    b"<table><tr><td>",
    b"<dl><dt>",
    b"**",
    b"Q:",
    b"A:",
    b"\n\n",
    b"#",
    b"|",
)
MORE_PIECES = (
    b"```",
    b"\0",
    b"\xff",
    b"[",
    b"](",
    b": ",
    b"- ",
    b"?",
    b"<li>",
    b"</ul>",
    b"<h2>",
    b"<br>",
    b"{",
    b'"',
    b"null",
)


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_document_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)
    for _ in range(4 if name == "a.docx" else 40):
        data = SEEDS[name]
        if (part := PARTS.get(name)) is not None:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                content = archive.read(part)
            data = documents.replaced(data, part, damaged(content, chance))
        else:
            data = damaged(data, chance)
        with contextlib.suppress(DocumentRefusal, errors.InvalidInputError):
            documents.parsed(documents.source(name, data))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes taken out, doubled, changed, and signs of the formats put in."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place:place] = chance.choice(PIECES + MORE_PIECES)
            case 1:
                content[place : place + chance.randint(1, 20)] = b""
            case 2:
                content[place:place] = content[place : place + chance.randint(1, 200)]
            case _:
                content[place] = chance.randrange(256)
    return bytes(content)
