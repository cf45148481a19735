"""CSV and its relatives."""

from __future__ import annotations

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit


def read(text: str, name: str = "x.csv") -> datasets.ParsedDataset:
    return datasets.read(text.encode(), name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("header", [("prompt", "reply"), ("Question", "ANSWER"), ("вопрос", "ответ"), None])
def test_delimiters_and_headers(delimiter: str, header: tuple[str, str] | None) -> None:
    rows = [*([header] if header else []), ("What, when; who?", "x|y"), ("q", "a")]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert read(text).examples == (models.NewExample("What, when; who?", "x|y"), models.NewExample("q", "a"))


def test_unquoted_text_with_other_delimiters_in_it() -> None:
    assert read("prompt;reply\nHi, you;Hello, me\nA, b, c;D").examples[0] == models.NewExample("Hi, you", "Hello, me")


def test_quotes_and_line_breaks_inside_cells_keep_the_line_numbers() -> None:
    parsed = read('prompt,reply\n"a ""quoted"" word","two\nlines"\n,empty\n"q",a\n')
    assert parsed.examples == (models.NewExample('a "quoted" word', "two\nlines"), models.NewExample("q", "a"))
    assert [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused] == [
        (4, "error-row-empty", {"field": "prompt"})
    ]


def test_optional_columns_may_be_empty() -> None:
    parsed = read("text,label,reply,positive,previous\nq,l,,,\nq,,a,,\nq,l,a,no,p\nq,oos,,,\n\n,,,,\n")
    assert parsed.examples == (
        models.NewExample("q", label="l"),
        models.NewExample("q", "a"),
        models.NewExample("q", "a", "l", positive=False, previous="p"),
        models.NewExample("q"),
    )
    assert parsed.refused == ()


def test_a_row_without_its_only_answer_is_refused() -> None:
    parsed = read("text,label,reply\nq,,\nq,l,\n")
    assert [(line.line, line.reason_key) for line in parsed.refused] == [(2, "error-row-empty")]


def test_rows_of_another_width_are_refused() -> None:
    parsed = read("prompt,reply\nq,a\nq\nq,a,b\n")
    assert [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused] == [
        (3, "error-row-columns", {"found": 1, "expected": 2}),
        (4, "error-row-columns", {"found": 3, "expected": 2}),
    ]


def test_excels_own_note_is_obeyed() -> None:
    parsed = read("sep=;\nprompt;reply\nq;a\nq;\n")
    assert parsed.examples == (models.NewExample("q", "a"),)
    assert [line.line for line in parsed.refused] == [4]


def test_a_quote_that_is_never_closed_is_blamed_on_its_own_line() -> None:
    parsed = read('prompt,reply\nq,a\n"open,a\nq,a\n')
    assert parsed.examples == (models.NewExample("q", "a"),)
    assert [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused] == [
        (3, "error-row-not-csv", {"expected": "quote"})
    ]


def test_text_after_a_closing_quote_is_refused() -> None:
    parsed = read('prompt,reply\n"q"x,a\nq,a\n')
    assert [(line.line, dict(line.params)) for line in parsed.refused] == [(2, {"expected": "delimiter"})]
    assert len(parsed.examples) == 1


def test_a_cell_without_end_is_refused_and_the_rest_goes_on() -> None:
    parsed = read("prompt,reply\nq," + "a" * 200_000 + "\nq,a\n")
    assert parsed.examples == (models.NewExample("q", "a"),)
    assert [(line.line, dict(line.params)) for line in parsed.refused] == [(2, {"expected": "shorter"})]


@pytest.mark.parametrize(
    ("text", "found"), [("a,b,c\nd,e,f\n", 3), ("just text\nmore\n", 1), ("id,reply,x\n1,a,b\n", 3)]
)
def test_a_table_without_prompt_and_reply_is_refused(text: str, found: int) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        read(text)
    assert caught.value.key == "error-dataset-columns"
    assert caught.value.params == {"file": "x.csv", "found": found}


def test_tsv_is_the_same() -> None:
    assert read("q\ta", "x.TSV").examples == (models.NewExample("q", "a"),)


@pytest.mark.parametrize("end", ["", ",,", ",x,y"])
def test_a_title_above_the_names_of_the_columns_is_no_row(end: str) -> None:
    extra = "," * end.count(",")
    text = f"FAQ of our club,{extra}\nQuestion,Answer{end}\nWhen?,At 9{extra}\n"
    expected = (models.NewExample("When?", "At 9"),)
    assert datasets.read(text.encode(), "x.csv") == datasets.ParsedDataset(expected, ())


def test_a_first_line_with_one_cell_above_mere_rows_is_refused() -> None:
    parsed = datasets.read(b"Where?,\nWhen?,At 9\n", "x.csv")
    assert [line.reason_key for line in parsed.refused] == ["error-row-empty"]


@pytest.mark.parametrize(("word", "positive"), [("FALSCH", False), ("ЛОЖЬ", False), ("Истина", True), ("FAUX", False)])
def test_flags_of_spreadsheets_in_other_languages(word: str, *, positive: bool) -> None:
    parsed = datasets.read(f"prompt;reply;positive\na;b;{word}\n".encode(), "x.csv")
    assert [example.positive for example in parsed.examples] == [positive]
