"""Plain text, as people type it.

::

    # a comment
    What is love? => Baby, don't hurt me.

    Q: When do we meet?
    A: On Thursdays at eight,
    in the usual place.

A reply after ``A:`` goes on until an empty line or the next ``Q:``. ``В:`` and ``О:`` (вопрос, ответ) do the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chatterbot.datasets import rows, values

__all__ = ("lines",)

_ARROW: Final = "=>"
_COMMENT: Final = re.compile(r"\s*+#(?:\s|$)")
"""A hash and a blank: so ``#general => ...`` is a question, and an example that was commented out is none."""
_QUESTION: Final = re.compile(r"\s*+(?:q|question|в|вопрос)\s*:", re.IGNORECASE)
_ANSWER: Final = re.compile(r"\s*+(?:a|answer|о|ответ)\s*:", re.IGNORECASE)


def lines(text: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read ``question => answer`` lines and ``Q:``/``A:`` pairs."""
    question: tuple[int, list[str]] | None = None
    answer: list[str] | None = None
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if found := _QUESTION.match(line):
            if question is not None:
                yield _pair(question, answer, limits)
            question, answer = (number, [line[found.end() :]]), None
        elif (found := _ANSWER.match(line)) and question is not None and answer is None:
            answer = [line[found.end() :]]
        elif found:
            yield values.RefusedLine(number, "error-row-answer-without-question", {})
        elif not line.strip():
            if question is not None and answer is not None:
                yield _pair(question, answer, limits)
                question, answer = None, None
        elif question is not None:
            (question[1] if answer is None else answer).append(line)
        elif _COMMENT.match(line):
            continue
        elif _ARROW in line:
            prompt, _, reply = line.partition(_ARROW)
            yield _row(number, prompt, reply, limits)
        elif not line.lstrip().startswith("#"):
            yield values.RefusedLine(number, "error-row-no-arrow", {})
    if question is not None:
        yield _pair(question, answer, limits)


def _pair(
    question: tuple[int, list[str]], answer: list[str] | None, limits: values.DatasetLimits
) -> rows.Row | values.RefusedLine:
    if answer is None:
        return values.RefusedLine(question[0], "error-row-question-without-answer", {})
    return _row(question[0], "\n".join(question[1]), "\n".join(answer), limits)


def _row(line: int, prompt: str, reply: str, limits: values.DatasetLimits) -> rows.Row | values.RefusedLine:
    try:
        return rows.Row(line, rows.pair(prompt, reply, limits))
    except rows.RowError as error:
        return values.RefusedLine(line, error.key, error.params)
