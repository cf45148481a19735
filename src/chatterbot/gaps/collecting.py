"""From exchanges and the numbers of their groups to `QuestionGroup`s in order: pure."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from chatterbot import texts
from chatterbot.gaps.noise import is_noise
from chatterbot.gaps.values import QuestionGroup, Wording
from chatterbot.speech.tts import detect_language
from chatterbot.store import UnansweredTurn
from chatterbot.teaching import prompt_key

__all__ = ("GatheredQuestions", "gather", "group_of", "in_order", "with_languages")

LANGUAGES_OF: Final = 20
"""Wordings of a group whose language is looked at."""

Keyed = tuple[bytes, UnansweredTurn]


@dataclasses.dataclass(frozen=True, slots=True)
class GatheredQuestions:
    """Exchanges with the keys of their questions, newest first."""

    turns: tuple[Keyed, ...]
    texts: Mapping[bytes, str]
    """Each question as it was written last."""


def gather(turns: Iterable[UnansweredTurn]) -> GatheredQuestions:
    """Return the exchanges whose question can be seen, with its key."""
    keyed = tuple((prompt_key(turn.prompt), turn) for turn in turns if not texts.is_blank(turn.prompt))
    written: dict[bytes, str] = {}
    for key, turn in keyed:
        written.setdefault(key, turn.prompt)
    return GatheredQuestions(keyed, written)


def in_order(
    gathered: GatheredQuestions, numbers: Mapping[bytes, int], dismissed: Collection[bytes], seen: Collection[int]
) -> list[list[Keyed]]:
    """Return the exchanges of each group, the group that most people asked first; what asks nothing comes last.

    Parameters
    ----------
    numbers
        The number of each question's group.
    dismissed
        Questions that need no answer. A group in which at least half of the wordings are such needs none as a whole: people go on asking in
        other words.
    seen
        The channels whose questions are wanted.
    """
    groups: dict[int, list[Keyed]] = collections.defaultdict(list)
    for key, turn in gathered.turns:
        groups[numbers[key]].append((key, turn))
    kept: list[tuple[tuple[bool, int, int, int], list[Keyed]]] = []
    for members in groups.values():
        keys = {key for key, _ in members}
        if 2 * len(keys.intersection(dismissed)) >= len(keys):
            continue
        shown = [(key, turn) for key, turn in members if key not in dismissed and turn.channel_id in seen]
        if shown:
            people = len({turn.author_id for _, turn in shown})
            is_last = all(is_noise(gathered.texts[key]) for key in {key for key, _ in shown})
            kept.append(((is_last, -people, -len(shown), -shown[0][1].id), shown))
    return [members for _, members in sorted(kept, key=lambda each: each[0])]


def group_of(members: Sequence[Keyed]) -> QuestionGroup:
    """Return the group of some exchanges, which are newest first."""
    times = collections.Counter(key for key, _ in members)
    written: dict[bytes, str] = {}
    askers: dict[bytes, set[int]] = collections.defaultdict(set)
    for key, turn in members:
        written.setdefault(key, turn.prompt)
        askers[key].add(turn.author_id)
    wordings = tuple(
        Wording(
            key=key,
            text=written[key],
            times=count,
            asker_id=next(iter(askers[key])) if len(askers[key]) == 1 else None,
        )
        for key, count in sorted(times.items(), key=lambda each: (is_noise(written[each[0]]), -each[1]))
    )
    latest = members[0][1]
    return QuestionGroup(
        turn_id=latest.id,
        channel_id=latest.channel_id,
        wordings=wordings,
        times=len(members),
        askers=tuple(dict.fromkeys(turn.author_id for _, turn in members)),
        disliked=sum(turn.disliked for _, turn in members),
        corrected=sum(turn.corrected for _, turn in members),
        first=members[-1][1].created_at,
        last=latest.created_at,
        is_noise=all(is_noise(each.text) for each in wordings),
    )


def with_languages(group: QuestionGroup) -> QuestionGroup:
    """Return the group with the languages of its questions."""
    found: collections.Counter[str] = collections.Counter()
    for wording in group.wordings[:LANGUAGES_OF]:
        if (language := detect_language(wording.text)) is not None:
            found[language] += wording.times
    return dataclasses.replace(group, languages=tuple(language for language, _ in found.most_common()))
