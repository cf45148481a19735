"""Names of columns, in the words and languages people give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

__all__ = ("Kind", "columns", "kind_of", "may_ask", "weak_pair")

Kind = Literal["prompt", "reply"]

_QUESTIONS: Final = (
    "question questions prompt prompts вопрос вопросы питання запитання пытанне въпрос въпроси питање питања pitanje pitanja "
    "frage fragen pregunta preguntas domanda domande pergunta perguntas pytanie pytania otázka otázky otázok soru sorular vraag "
    "vragen fråga frågor spørsmål spørgsmål kysymys kysymykset kérdés kérdések întrebare întrebări ερώτηση ερωτήσεις vprašanje "
    "vprašanja klausimas klausimai jautājums jautājumi küsimus küsimused pertanyaan soalan demando galdera сұрақ "
    "câu_hỏi 質問 問題 问题 提问 問 问 問い 질문 물음 سؤال السؤال أسئلة الأسئلة پرسش שאלה שאלות प्रश्न सवाल คำถาม"
)
"""One word each, ``_`` for a space in it."""
_ANSWERS: Final = (
    "answer answers reply replies response responses ответ ответы відповідь відповіді адказ отговор отговори одговор одговори "
    "odgovor odgovori antwort antworten respuesta respuestas réponse réponses risposta risposte resposta respostas odpowiedź "
    "odpowiedzi odpověď odpovědi odpoveď odpovede cevap cevaplar yanıt yanıtlar antwoord antwoorden svar vastaus vastaukset "
    "válasz válaszok răspuns răspunsuri απάντηση απαντήσεις atsakymas atsakymai atbilde atbildes vastus vastused jawaban jawapan "
    "respondo erantzuna жауап "
    "trả_lời câu_trả_lời 回答 答案 答え 答 解答 답변 대답 답 جواب الجواب إجابة الإجابة أجوبة پاسخ תשובה תשובות उत्तर जवाब คำตอบ"
)
_FILLERS: Final = (
    "text texts the a your our my user users bot bots s customer example sample column full short correct expected best "
    "пользователя бота текст правильный der die das des el la le il o texto texte testo del de"
)
"""Words beside the one that tells: "Question Text", "Bot's answer"."""

_PAIRS: Final = (
    (("q",), ("a",)),
    (("в",), ("о",)),
    (("user", "human", "customer", "you", "пользователь", "человек"), ("bot", "assistant", "ai", "chatbot", "бот")),
    (
        (
            "keyword",
            "keywords",
            "trigger",
            "triggers",
            "pattern",
            "patterns",
            "input",
            "message",
            "text",
            "instruction",
        ),
        ("response", "responses", "reply", "replies", "answer", "answers", "output"),
    ),
)
"""Words that name columns only beside one another: each alone may as well be what somebody says."""

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 40
"""Characters of a column's name: more is a text."""


def columns(cells: Sequence[str]) -> list[Kind | None] | None:
    """Return what each column of a table holds, if its first line names them; `None`: in doubt, it is a question and its answer.

    Both a question and an answer must be named: in their own words, or in two that only make sense as a pair of names.
    """
    kinds: list[Kind | None] = [kind_of(cell) for cell in cells]
    if "prompt" in kinds and "reply" in kinds:
        return kinds
    return weak_pair(cells)


def kind_of(name: str) -> Kind | None:
    """Return what a name says by itself: a question's column, an answer's, or neither."""
    if len(name) > _LONGEST or "?" in name:
        return None
    folded = _folded(name)
    if (whole := _TELLING.get(folded.strip(" \t:."))) is not None:
        return whole  # also a word of a script whose vowels are no letters to `_WORD`
    told = [word for word in _WORD.findall(folded) if word not in _FILLING and not word.isdigit()]
    if len(told) != 1:
        return None
    return _TELLING.get(told[0])


def may_ask(names: Sequence[str]) -> bool:
    """Tell whether one of the names is a question's in some pair of names, such as "q": then its answer is what is missing."""
    folded = {_folded(name).strip(" \t:.") for name in names}
    return any(kind_of(name) == "prompt" for name in names) or any(not folded.isdisjoint(asked) for asked, _ in _PAIRS)


def weak_pair(names: Sequence[str]) -> list[Kind | None] | None:
    """Return what names say that only tell as a pair, such as "user" and "bot"."""
    folded = [_folded(name).strip(" \t:.") for name in names]
    for questions, answers in _PAIRS:
        asked = [index for index, name in enumerate(folded) if name in questions]
        told = [index for index, name in enumerate(folded) if name in answers]
        if len(asked) == len(told) == 1:
            kinds: list[Kind | None] = [None] * len(names)
            kinds[asked[0]], kinds[told[0]] = "prompt", "reply"
            return kinds
    return None


def _folded(text: str) -> str:
    """Return small letters without accents: people leave them out."""
    split = unicodedata.normalize("NFKD", text[: _LONGEST + 1]).casefold()
    return unicodedata.normalize("NFC", "".join(sign for sign in split if not unicodedata.combining(sign)))


_TELLING: Final[dict[str, Kind]] = {
    **{_folded(word.replace("_", " ")): "prompt" for word in _QUESTIONS.split()},
    **{_folded(word.replace("_", " ")): "reply" for word in _ANSWERS.split()},
}
_FILLING: Final = frozenset(map(_folded, _FILLERS.split()))
