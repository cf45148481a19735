"""Which answers count as right in a test: the expected one, and what says the same.

An answer that is not the expected one counts as right if one of these holds, in this order:

1. **The same words.** Both texts have the same normal form (`engine.normalise`): case, final punctuation and smileys do not matter. Texts that
   differ by a word are not the same: "now" and "not" differ less than most rewordings.
2. **Another wording, taught for this question.** Both answers were taught for the question that was asked.
3. **Another wording, taught for a paraphrase.** Both answers were taught for the question by which the answer was found.
4. **The same in another language.** Question and answer are both in another script than the question by which the answer was found and the
   answer given, and the questions are similar enough to be translations (`acts.TWIN`). Within one script a translation cannot be told from another
   question: there, a label that both share makes them one answer.

Nothing else is forgiven: an answer that is merely similar may be wrong in the one word that matters.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from chatterbot import models
from chatterbot.engine import SelfTestRow, normalise, script
from chatterbot.store import ExampleStore
from chatterbot.teaching import acts, changing, keys

__all__ = ("GivenAnswer", "SelfTested", "alike", "by_question", "right", "self_tested", "taught_for", "translated")


@dataclasses.dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that was given to a question, and the example it was found by."""

    question: str
    expected: str
    given: str
    nearest: str
    """The question of the example that gave the answer."""
    similarity: float
    """Of the two questions, in [0, 1]."""


@dataclasses.dataclass(frozen=True, slots=True)
class SelfTested:
    """The rows of a self-test that were judged.

    The starter examples are not among them: nobody here taught them. Nor are questions whose answer was taught with no other question: if
    such a question is left out, its answer is not known any more, so that it could only be answered wrongly.
    """

    rows: tuple[SelfTestRow, ...]
    """Judged rows. Where what was given counts as right, it is as expected."""
    words: Mapping[int, str]
    """The texts of what was given in place of the expected answer and counts as right, by the row's example."""
    alone: int
    """Number of own questions whose answer was taught with no other question."""

    @property
    def accuracy(self) -> float | None:
        """Share of questions with an answer whose best answer is right, in [0, 1], at any confidence; `None` without any."""
        rows = [row for row in self.rows if row.expected is not None]
        return sum(row.given == row.expected for row in rows) / len(rows) if rows else None


def alike(expected: str, given: str) -> bool:
    """Tell whether two answers have the same words; see the module's first rule."""
    return normalise(expected) == normalise(given)


def translated(found: GivenAnswer) -> bool:
    """Tell whether an answer is the expected one in another language; see the module's fourth rule."""
    if found.similarity < acts.TWIN:
        return False
    return _scripts_differ(found.question, found.nearest) and _scripts_differ(found.expected, found.given)


def _scripts_differ(first: str, second: str) -> bool:
    scripts = {script(normalise(first)), script(normalise(second))}
    return len(scripts) == 2 and 0 not in scripts


def right(found: GivenAnswer, expected: int, given: int, taught: Mapping[bytes, frozenset[int]]) -> bool:
    """Tell whether an answer counts as right.

    Parameters
    ----------
    found
        The texts.
    expected, given
        The engine's keys of both answers.
    taught
        All answers to the questions that `found` names, as `by_question` returns them.
    """
    both = {expected, given}
    return (
        expected == given
        or alike(found.expected, found.given)
        or any(both <= taught.get(keys.prompt_key(asked), frozenset()) for asked in (found.question, found.nearest))
        or translated(found)
    )


def by_question(taught: Iterable[tuple[str, int]]) -> dict[bytes, frozenset[int]]:
    """Return the keys of all answers to each question, by the question's key (`keys.prompt_key`), from pairs of a question and an answer's key."""
    found: dict[bytes, set[int]] = {}
    for question, answer in taught:
        found.setdefault(keys.prompt_key(question), set()).add(answer)
    return {question: frozenset(answers) for question, answers in found.items()}


async def taught_for(
    store: ExampleStore, scope_id: int, dataset_id: int, questions: Iterable[str]
) -> dict[bytes, frozenset[int]]:
    """Return the keys of all answers taught for these questions, as `by_question` does."""
    found: dict[bytes, set[int]] = {}
    wanted = {keys.prompt_key(question) for question in questions}
    for each in await store.answers_to(scope_id, dataset_id, wanted):
        if each.answer is not None:
            found.setdefault(each.prompt_key, set()).add(each.answer)
    return {key: frozenset(answers) for key, answers in found.items()}


async def self_tested(
    changes: changing.Changes, scope_id: int, dataset_id: int, rows: Sequence[SelfTestRow]
) -> SelfTested:
    """Judge the rows of the engine's self-test of a dataset."""
    store = changes.store.examples
    starter = await store.starter(scope_id, dataset_id)
    counts = collections.Counter(row.expected for row in rows)
    own = [row for row in rows if row.example_id not in starter]
    wrong = [row for row in own if None not in {row.expected, row.given} and row.expected != row.given]
    forgiven = await _forgiven(store, scope_id, dataset_id, wrong)
    judged: list[SelfTestRow] = []
    alone = 0
    for row in own:
        if row.example_id in forgiven:
            judged.append(dataclasses.replace(row, given=row.expected))
        elif row.expected is None or counts[row.expected] > 1:
            judged.append(row)
        else:
            alone += 1
    return SelfTested(tuple(judged), forgiven, alone)


async def _forgiven(
    store: ExampleStore, scope_id: int, dataset_id: int, wrong: Sequence[SelfTestRow]
) -> dict[int, str]:
    """Return the texts of those answers that count as right although they are not the expected ones, by the row's example."""
    if not wrong:
        return {}
    ids = {id_ for row in wrong for id_ in (row.example_id, row.nearest) if id_ is not None}
    examples = {example.id: example for example in await store.examples(scope_id, ids)}
    taught = await taught_for(store, scope_id, dataset_id, (example.prompt for example in examples.values()))
    found: dict[int, str] = {}
    for row in wrong:
        own, other = examples.get(row.example_id), examples.get(row.nearest or 0)
        if own is None or other is None or row.expected is None or row.given is None:
            continue
        said = models.spoken(other)
        pair = GivenAnswer(own.prompt, models.spoken(own), said, other.prompt, row.similarity)
        if right(pair, row.expected, row.given, taught):
            found[row.example_id] = said
    return found
