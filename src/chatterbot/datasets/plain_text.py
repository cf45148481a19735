"""Plain text, as people type it.

::

    # a comment
    What is love? => Baby, don't hurt me.

    Q: When do we meet?
    A: On Thursdays at eight,
    in the usual place.

A reply after ``A:`` goes on until an empty line or the next ``Q:``; what comes after the empty line must be a question again, so
that nobody's second paragraph is lost. A code block in a reply belongs to it whole, whatever stands in it. Numbers (``Q1:``, ``A1.``), bold marks, other languages' words and full-width colons are
taken, too, and both on one line (``Q: When? A: At six.``). ``->`` and ``→`` are arrows as well; headings that ask are questions
(`markdown`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Final

from chatterbot.datasets import markdown, marks, rows, values

__all__ = ("has_marks", "is_chat_export", "lines")

_COMMENT: Final = re.compile(r"\s*+#(?:\s|$)")
"""A hash and a blank: so ``#general => ...`` is a question, and an example that was commented out is none."""
_RULE: Final = re.compile(r"\s*+(?:-{3,}+|={3,}+|_{3,}+|\*{3,}+|—{2,}+)\s*+")
"""A line drawn between two pairs: as good as an empty one."""
_DATE: Final = r"\d{1,4}[./-](?:\d{1,2}|[A-Za-z]{3})[./-]\d{2,4},?\s\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_SAID: Final = re.compile(
    rf"[\u200e\u202a]*+(?:\[{_DATE}\]\s\S|{_DATE}\s[-–]\s[^:\n]{{1,80}}:\s|\[\d{{1,2}}:\d{{2}}(?::\d{{2}})?\]\s<\S)"
)
"""A line of what people said to each other, as WhatsApp, DiscordChatExporter and IRC programs write it."""
_LOOKED_AT: Final = 200
"""Lines looked at to tell a chat export."""
_FENCE: Final = re.compile(r"\s*+(?P<fence>`{3,}+|~{3,}+)(?P<rest>[^`]*+)")
"""The first or last line of a code block."""


@dataclasses.dataclass(slots=True)
class _Pair:
    """A question that waits for the end of its answer."""

    line: int
    mark: marks.Mark
    question: list[str]
    answer: list[str] | None = None
    ended: bool = False
    """Whether an empty line has followed the answer."""
    refused: bool = False

    def begins_another(self, question: marks.Mark) -> bool:
        """Tell whether a mark inside this pair is the next question's; ``Q.`` may as well stand in a text of pairs with ``Q:``."""
        return question.sign == ":" or self.ended or question.sign == self.mark.sign

    def takes(self, answer: marks.Mark) -> bool:
        """Tell whether an answer's mark belongs to this question: the only one, of the same kind and number."""
        if self.answer is not None or self.ended or answer.sign not in {":", self.mark.sign}:
            return False
        return not answer.number or not self.mark.number or answer.number == self.mark.number

    def is_answered(self) -> bool:
        """Tell whether it has an answer, so that an empty line ends it."""
        return self.answer is not None or marks.inline("\n".join(self.question)) is not None


def lines(text: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read ``question => answer`` lines and ``Q:``/``A:`` pairs; without any of them, headings that ask."""
    if not has_marks(text) and markdown.is_markdown(text):
        yield from markdown.sections(text, limits)
        return
    pair: _Pair | None = None
    blocks = _code_blocks(text)
    block_end = 0
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if pair is not None and pair.answer is not None and number <= block_end:
            pair.answer.append(line)
            continue
        question, answer = marks.question(line), marks.answer(line)
        if question is not None and (pair is None or pair.begins_another(question)):
            yield from _made(pair, limits)
            pair = _Pair(number, question, [question.rest])
        elif answer is not None and pair is not None and pair.takes(answer):
            pair.answer = [answer.rest]
            block_end = blocks.get(number, 0)
        elif answer is not None and answer.sign == ":":
            yield values.RefusedLine(number, "error-row-answer-without-question", {})
        elif not line.strip() or _RULE.fullmatch(line):
            if pair is not None:
                pair.ended = pair.ended or pair.is_answered()
        elif pair is not None and not pair.ended:
            (pair.question if pair.answer is None else pair.answer).append(line)
            block_end = blocks.get(number, 0)
        elif _COMMENT.match(line):
            continue
        elif (sides := marks.arrow(line)) is not None:
            yield from _made(pair, limits)
            pair = None
            yield _row(number, *sides, limits)
        elif line.lstrip().startswith("#"):
            continue
        elif pair is not None:
            # The answer's second paragraph, perhaps: without it, what is taught would be half an answer.
            if not pair.refused:
                yield values.RefusedLine(pair.line, "error-row-answer-goes-on", {"next": number})
            pair.refused = True
        else:
            several = marks.arrows(line) > 1
            yield values.RefusedLine(number, "error-row-several-arrows" if several else "error-row-no-arrow", {})
    yield from _made(pair, limits)


def is_chat_export(text: str) -> bool:
    """Tell whether a text is what people said to each other, with the times: two lines or more are like that."""
    return sum(_SAID.match(line) is not None for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT]) > 1


def _code_blocks(text: str) -> dict[int, int]:
    """Return the first and last line of each code block that is closed."""
    blocks: dict[int, int] = {}
    fence, start = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        answer = None if fence else marks.answer(line)
        found = _FENCE.fullmatch(line if answer is None else answer.rest)
        if found is None:
            continue
        if not fence:
            fence, start = found["fence"], number
        elif found["fence"].startswith(fence) and not found["rest"].strip():
            blocks[start] = number
            fence = ""
    return blocks


def has_marks(text: str) -> bool:
    """Tell whether a question or an arrow is marked outside of code blocks."""
    blocks = _code_blocks(text)
    block_end = 0
    for number, line in enumerate(text.split("\n"), start=1):
        block_end = max(block_end, blocks.get(number, 0))
        if number > block_end and (marks.question(line) or marks.arrow(line)):
            return True
    return False


def _made(pair: _Pair | None, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Yield what a pair gives, now that nothing more belongs to it."""
    if pair is None or pair.refused:
        return
    asked = "\n".join(pair.question)
    if pair.answer is not None:
        yield _row(pair.line, asked, "\n".join(pair.answer), limits)
    elif (both := marks.inline(asked)) is not None:
        yield _row(pair.line, *both, limits)
    else:
        yield values.RefusedLine(pair.line, "error-row-question-without-answer", {})


def _row(line: int, prompt: str, reply: str, limits: values.DatasetLimits) -> rows.Row | values.RefusedLine:
    try:
        return rows.Row(line, rows.pair(prompt, reply, limits))
    except rows.RowError as error:
        return values.RefusedLine(line, error.key, error.params)
