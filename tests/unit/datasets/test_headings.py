"""Which first lines of a table name its columns, and which are a question and its answer."""

from __future__ import annotations

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit

PAIR = models.NewExample("When?", "Friday")


def read(text: str) -> datasets.ParsedDataset:
    return datasets.read(text.encode(), "x.csv")


@pytest.mark.parametrize(
    "heading",
    [
        *("Questions,Answers", "Question Text,Answer Text", "Question:,Answer:", "User question,Bot response"),
        *("Q,A", "User,Bot", "Human,Assistant", "Keyword,Response", "TRIGGER,Reply", "Question 1,Answer 1"),
        *("Frage,Antwort", "Вопросы,Ответы", "Pregunta,Respuesta", "question,réponse", "Domanda,Risposta"),
        *("Pergunta,Resposta", "Pytanie,Odpowiedź", "Otázka,Odpověď", "Soru,Cevap", "Vraag,Antwoord", "Fråga,Svar"),
        *("Питання,Відповідь", "Ερώτηση,Απάντηση", "質問,回答", "问题,答案", "질문,답변", "सवाल,जवाब", "คำถาม,คำตอบ"),
        *("سؤال,جواب", "שאלה,תשובה", "Câu hỏi,Trả lời", '="Question",="Answer"', "В,О", " q , a "),
    ],
)
def test_names_of_columns_are_not_taught(heading: str) -> None:
    assert read(f"{heading}\nWhen?,Friday\n") == datasets.ParsedDataset((PAIR,), ())
    first, second = heading.split(",")
    assert read(f"{second},{first}\nFriday,When?\n") == datasets.ParsedDataset((PAIR,), ())


@pytest.mark.parametrize(
    "row",
    [
        *(
            "hello,answer",
            "question,вопрос",
            "Frage,question",
            "answer,42",
            "Question?,Answer!",
            "bot,help",
            "text,reply me",
        ),
        *(
            "user,assist",
            "Q&A,see #faq",
            "a,q b",
            "the,a",
            "Ask me a question,Give me an answer today and every day please",
        ),
        *("Who asks the questions?,I give answers", "call,response time"),
    ],
)
def test_a_pair_is_not_swallowed_as_names(row: str) -> None:
    first, second = row.split(",")
    assert read(f"{row}\nWhen?,Friday\n").examples == (models.NewExample(first, second), PAIR)


@pytest.mark.parametrize("row", ["Q,A", "Frage,Antwort", "user,bot"])
def test_a_single_line_is_a_pair(row: str) -> None:
    first, second = row.split(",")
    assert read(row).examples == (models.NewExample(first, second),)


def test_further_columns_stand_beside_the_named_ones() -> None:
    parsed = read("Nr.;Frage;Antwort;Text\n1;When?;Friday;x\n2;Who?;Bob;\n")
    assert parsed.examples == (PAIR, models.NewExample("Who?", "Bob"))
    assert read("Topic,User,Bot,Label\nx,When?,Friday,times\n").examples == (
        models.NewExample("When?", "Friday", "times"),
    )


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Question,Question,Answer", "error-dataset-doubled-key"),
        ("Frage,Antwort,Antworten", "error-dataset-columns"),
        ("Questions,x,Questions", "error-dataset-columns"),
    ],
)
def test_two_columns_of_one_kind_are_not_guessed(heading: str, key: str) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        read(f"{heading}\na,b,c\n")
    assert caught.value.key == key


def test_spreadsheets_marks_of_text_are_taken_off() -> None:
    parsed = read('question,answer\r\n="When?",="Friday"\r\n"=""a, ""b""""",=1+1\r\n="cut, in two"\r\n')
    assert parsed.examples == (PAIR, models.NewExample('a, "b"', "=1+1"))
    assert [(line.line, line.reason_key) for line in parsed.refused] == [(4, "error-row-not-csv")]


def test_markdowns_line_below_the_head_is_no_row() -> None:
    assert read("Question | Answer\n---|:---:\nWhen? | Friday\n") == datasets.ParsedDataset((PAIR,), ())


def test_a_comma_of_the_text_is_not_taken_for_the_delimiter() -> None:
    assert read("Where?;In the hall, to the left").examples == (
        models.NewExample("Where?", "In the hall, to the left"),
    )


def test_a_table_of_what_people_said_is_no_dataset() -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        read("AuthorID,Author,Date,Content,Attachments,Reactions\n1,ann,today,hello,,\n")
    assert (caught.value.key, caught.value.params) == ("error-dataset-chat-export", {"file": "x.csv"})
