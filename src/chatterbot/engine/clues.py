"""What speaks for and against a candidate: a few dozen numbers about the question, the example that answers it and what lies around.

`verifier` judges candidates by them. They are made of what the index holds, without the texts: meaning vectors, lexical features and
codes. All of them are about one community only as far as it says how dense it is there; what they mean was learned on other communities.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import codes, features, index, lexical, markers

__all__ = ("AROUND", "NAMES", "Scored", "of_candidates")

AROUND: Final = 96
"""Matches that are looked at around a question."""
MATES: Final = 48
"""Of these, those among which the density around the nearest examples is measured."""

RIVALS: Final = 3
"""Candidates with which one is compared in what is measured for candidates alone."""

_WORDS_END: Final = np.uint16(1 << 12)
"""Lexical features below this are whole words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """Answers by their score, best first: what neighbours and head say of each, and the row of its nearest example."""

    answers: npt.NDArray[np.int64]
    rows: npt.NDArray[np.intp]
    similarity: npt.NDArray[np.float32]
    score: npt.NDArray[np.float64]
    votes: npt.NDArray[np.float64]
    """Shares of the vote, before the head is heard."""
    shares: npt.NDArray[np.float64]
    """The head's shares; 0 for what it does not know."""
    background: float
    """Share of the vote that went to background texts."""
    strength: float
    """Logarithm of all votes together."""
    head: npt.NDArray[np.float64] | None
    """The head's shares of all answers it knows, largest first; `None` without a head."""
    logits: npt.NDArray[np.float64]
    """The head's logits; 0 for what it does not know."""
    energy: float
    """Logarithm of the sum of the head's exponentiated logits: strangers have less of it (Liu et al. 2020); 0 without a head."""

    @property
    def confidence(self) -> npt.NDArray[np.float64]:
        """The confidence without a verifier: it says "rather this than the others" and "like something that was taught"."""
        return SIMILARITY_WEIGHT * self.similarity + (1 - SIMILARITY_WEIGHT) * self.score


SIMILARITY_WEIGHT: Final = 0.4
"""Weight of the best similarity in the confidence without a verifier; the rest is the score."""

NAMES: Final = (
    "living",
    "answers",
    "background_best",
    "background_mean",
    "background_share",
    "strength",
    "length",
    "top_mean",
    "head",
    "head_top",
    "head_margin",
    "head_entropy",
    "energy",
    "logit",
    "words_known",
    "rare_known",
    "rank",
    "similarity",
    "meaning",
    "words",
    "score",
    "score_margin",
    "votes",
    "share",
    "share_margin",
    "head_knows",
    "similarity_margin",
    "meaning_margin",
    "words_margin",
    "near_share",
    "near_count",
    "mates_mean",
    "centre",
    "centre_margin",
    "mate",
    "mate_less",
    "stranger_less",
    "code_mate_less",
    "code_stranger_less",
    "question_in_example",
    "example_in_question",
    "question_in_answer",
    "rare_in_example",
    "rare_of_example",
    "rare_in_answer",
    "rarest_missing",
    "word_in_example",
    "word_of_example",
    "word_in_answer",
    "rare_word_missing",
    "negation",
    "other_question",
    "question_word",
    "numbers",
    "opposites",
    "signs",
    "frame",
    "replaced",
    "substituted",
    "negation_alone",
    "question_alone",
    "numbers_alone",
    "opposites_alone",
    "signs_alone",
    "foreign",
    "longer",
)
"""Names of the clues in their order; the verifier's file must name the same."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Case:
    """A question, the first `count` candidates, and the matches around it with the number of the candidate each belongs to (`count`: to none)."""

    query: features.Query
    rows: index.Rows
    scored: Scored
    count: int
    around: npt.NDArray[np.intp]
    similarity: npt.NDArray[np.float32]
    place: npt.NDArray[np.intp]

    @property
    def nearest(self) -> npt.NDArray[np.intp]:
        """The row of each candidate's nearest example."""
        return self.scored.rows[: self.count]


def of_candidates(
    query: features.Query,
    rows: index.Rows,
    matches: index.Matches,
    scored: Scored,
    *,
    ordinary: npt.NDArray[np.float32],
    most: int,
) -> npt.NDArray[np.float32]:
    """Return the clues (n, `NAMES`) of the first `most` candidates of `scored`; `ordinary` are similarities to background texts, nearest first."""
    count = min(most, len(scored.answers))
    around, similarity = matches.rows[:AROUND], matches.similarity[:AROUND]
    place = np.full(len(around), count, np.intp)
    for number in range(count):
        place[rows.answers[around] == scored.answers[number]] = number
    case = _Case(query, rows, scored, count, around, similarity, place)
    found = _scores(scored, count) | _meanings(case) | _words(case)
    for name, value in _asked(case, ordinary).items():
        found[name] = np.full(count, value)
    return np.stack([found[name] for name in NAMES], axis=1).astype(np.float32)


def _asked(case: _Case, ordinary: npt.NDArray[np.float32]) -> dict[str, float]:
    """Return what is the same for all candidates."""
    scored, head = case.scored, case.scored.head
    return {
        "energy": scored.energy,
        "living": np.log1p(case.rows.living),
        "answers": np.log1p(len(scored.answers)),
        "background_best": float(ordinary[0]) if len(ordinary) else 0.0,
        "background_mean": float(ordinary[:10].mean()) if len(ordinary) else 0.0,
        "background_share": scored.background,
        "strength": max(scored.strength, -12.0),
        "length": np.log1p(len(case.query.features)),
        "top_mean": float(case.similarity[:10].mean()),
        "head": float(head is not None),
        "head_top": float(head[0]) if head is not None else 0.0,
        "head_margin": float(head[0] - head[1]) if head is not None and len(head) > 1 else 0.0,
        "head_entropy": float(-(head * np.log(head + 1e-9)).sum() / np.log(len(head) + 1)) if head is not None else 0.0,
    }


def _others(values: npt.NDArray[np.floating], count: int) -> npt.NDArray[np.floating]:
    """Return for each of the first `count` values the largest of the others; 0 where there is none."""
    if len(values) < 2:
        return np.zeros(count)
    first, second = np.partition(values, -2)[[-1, -2]]
    return np.where(values[:count] == first, second, first)


def _rivals(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return for each value the largest of the others among the first `RIVALS`, so that it does not matter how many are looked at."""
    first = _others(values[:RIVALS], len(values[:RIVALS]))
    return np.concatenate([first, np.full(len(values) - len(first), values[:RIVALS].max(initial=0))])


def _scores(scored: Scored, count: int) -> dict[str, npt.NDArray[np.floating]]:
    similarity = np.minimum(scored.similarity, 1)
    known = scored.shares > 0
    return {
        "rank": np.minimum(np.arange(count), 4) / 4,
        "similarity": similarity[:count],
        "similarity_margin": similarity[:count] - _others(similarity, count),
        "score": scored.score[:count],
        "score_margin": scored.score[:count] - _others(scored.score, count),
        "votes": scored.votes[:count],
        "share": scored.shares[:count],
        "share_margin": scored.shares[:count] - (0.0 if scored.head is None else np.where(
            scored.shares[:count] >= scored.head[0], scored.head[min(1, len(scored.head) - 1)], scored.head[0]
        )),
        "logit": scored.logits[:count],
        "head_knows": known[:count].astype(np.float32),
    }  # fmt: skip


def _best(values: npt.NDArray[np.floating], place: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.floating]:
    """Return the largest value of each candidate's rows, and behind them that of all other rows; -1 where there are none."""
    result = np.full(count + 1, -1.0)
    np.maximum.at(result, place, values)
    return result


def _meanings(case: _Case) -> dict[str, npt.NDArray[np.floating]]:
    """Return what the meaning vectors say, and how near the examples around are to each other."""
    query, rows, around, place, count = case.query, case.rows, case.around, case.place, case.count
    nearest = case.nearest
    number = np.bincount(place, minlength=count + 1)[:count]
    sums = np.bincount(place, case.similarity, count + 1)[:count]
    result: dict[str, npt.NDArray[np.floating]] = {
        "near_share": np.bincount(place[:10], minlength=count + 1)[:count] / max(min(10, len(around)), 1),
        "near_count": np.log1p(number),
        "mates_mean": np.where(number > 0, sums / np.maximum(number, 1), case.scored.similarity[:count]),
    }
    close = around[:MATES]
    owner = place[:MATES]
    same = (owner[None, :] == np.arange(count)[:, None]) & (close[None, :] != nearest[:, None])
    other = owner[None, :] != np.arange(count)[:, None]
    bits = np.bitwise_count(rows.code[:, nearest][:, :, None] ^ rows.code[:, close][:, None, :]).sum(0, dtype=np.int64)
    coded = np.cos(np.pi * bits / codes.BITS)
    asked = np.bitwise_count(rows.code[:, nearest] ^ query.code[:, None]).sum(0, dtype=np.int64)
    to_example = np.cos(np.pi * asked / codes.BITS)
    result["code_mate_less"] = to_example - _largest(coded, same, to_example)
    result["code_stranger_less"] = to_example - _largest(coded, other, np.zeros(count))
    if not rows.dimensions or not len(query.semantic):
        zero = np.zeros(count)
        names = ("meaning", "meaning_margin", "centre", "centre_margin", "mate", "mate_less", "stranger_less")
        return result | dict.fromkeys(names, zero)
    vectors = rows.vectors(around)
    to_all = np.einsum("ij,j->i", vectors, query.semantic)
    examples = rows.vectors(nearest)
    meaning = np.einsum("ij,j->i", examples, query.semantic)
    best = _best(to_all, place, count)
    centres = np.zeros((count + 1, rows.dimensions), np.float32)
    chosen = number > 0
    for each in np.flatnonzero(chosen):
        centres[each] = vectors[place == each][:8].mean(0)
    centres[:count][~chosen] = examples[~chosen]
    lengths = np.maximum(np.linalg.norm(centres, axis=1), 1e-6)
    centre = (np.einsum("ij,j->i", centres, query.semantic) / lengths)[:count]
    near = np.einsum("id,jd->ij", examples, vectors[:MATES])
    mate = _largest(near, same, meaning)
    result |= {
        "meaning": meaning,
        "meaning_margin": meaning - np.array([np.delete(best, each).max() for each in range(count)]),
        "centre": centre,
        "centre_margin": centre - _rivals(centre),
        "mate": mate,
        "mate_less": meaning - mate,
        "stranger_less": meaning - _largest(near, other, np.zeros(count)),
    }
    return result


def _largest(
    values: npt.NDArray[np.floating], chosen: npt.NDArray[np.bool_], otherwise: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    """Return the largest chosen value of each line; `otherwise` where none is chosen."""
    if not values.shape[1]:
        return otherwise
    return np.where(chosen.any(1), np.where(chosen, values, -1).max(1), otherwise)


def _words(case: _Case) -> dict[str, npt.NDArray[np.floating]]:
    """Return what the words and letters say: which of the question are in the example and which are not, and how rare they are here."""
    query, rows, around, count = case.query, case.rows, case.around, case.count
    nearest = case.nearest
    looked = np.concatenate([nearest, around])
    flat, begins = rows.text.gather(looked)
    lengths = rows.text.counts[looked].astype(np.intp)
    examples = [flat[begins[number] : begins[number] + lengths[number]] for number in range(count)]
    asked = query.features
    # Only what the question and the examples have is counted: a table of all features takes longer to make than all the rest.
    met = np.zeros(lexical.DIMENSIONS, np.bool_)
    for each in (asked, *examples):
        met[each] = True
    meant = np.flatnonzero(met)
    spot = np.full(lexical.DIMENSIONS, -1, np.int16)
    spot[meant] = np.arange(len(meant))
    at = spot[flat]
    common = np.flatnonzero(at >= 0)
    spots, of_row = at[common], np.repeat(np.arange(len(looked)), lengths)[common]
    often = np.bincount(spots[of_row >= count], minlength=len(meant))
    rarity = (np.log(len(around) + 1) - np.log(np.arange(len(around) + 1) + 0.5) + 0.1).astype(np.float32)[often]
    whose = np.concatenate([np.arange(count), case.place])[of_row]
    has = np.zeros((count + 1, len(meant)), np.bool_)
    has[whose[of_row < count], spots[of_row < count]] = True
    answer = has.copy()
    answer[whose, spots] = True
    here = spot[asked]
    in_example, in_answer = has[:count, here], answer[:count, here]
    known = often[here] > 0
    weight = lexical.SQUARED_WEIGHTS[asked]
    rare = weight * rarity[here]
    word = asked < _WORDS_END
    rare_word = np.where(word, rarity[here], 0)
    of_question = np.zeros(len(meant), np.bool_)
    of_question[here] = True
    weights = lexical.SQUARED_WEIGHTS[meant]
    parts = [
        _share(has[:count] & of_question, each, has[:count])
        for each in (weights, weights * rarity, (meant < _WORDS_END).astype(np.float32))
    ]
    inside = _share(in_example, weight)
    cosine = inside * weight.sum() / np.maximum(rows.norm[nearest] * max(query.norm, 1e-6), 1e-6)
    signs = (rows.signs[nearest] != query.signs).astype(np.float32)
    marks = markers.marked(query.normal, rows.prompts[nearest].tolist())
    # A difference matters most where all the rest is the same.
    of_words = meant < _WORDS_END
    shared, mine = (has[:count] & of_question & of_words).sum(1), int(word.sum())
    theirs = (has[:count] & of_words).sum(1)
    frame = shared / np.maximum(np.maximum(mine, theirs), 1)
    replaced = np.minimum(mine - shared, theirs - shared)
    scripts = rows.script[nearest]
    return {
        "words": cosine,
        "words_margin": cosine - _rivals(cosine),
        "words_known": np.full(count, _share(known[None, :], word.astype(np.float32))[0]),
        "rare_known": np.full(count, _share(known[None, :], rare)[0]),
        "question_in_example": inside,
        "example_in_question": parts[0],
        "question_in_answer": _share(in_answer, weight),
        "rare_in_example": _share(in_example, rare),
        "rare_of_example": parts[1],
        "rare_in_answer": _share(in_answer, rare),
        "rarest_missing": np.where(in_answer, 0, rarity[here]).max(1, initial=0),
        "word_in_example": _share(in_example, word.astype(np.float32)),
        "word_of_example": parts[2],
        "word_in_answer": _share(in_answer, word.astype(np.float32)),
        "rare_word_missing": np.where(in_answer, 0, rare_word).max(1, initial=0),
        "signs": signs,
        "frame": frame,
        "replaced": np.minimum(replaced, 4) / 4,
        "substituted": frame * (replaced > 0),
        "negation_alone": frame * marks["negation"],
        "question_alone": frame * marks["other_question"],
        "numbers_alone": frame * marks["numbers"],
        "opposites_alone": frame * marks["opposites"],
        "signs_alone": frame * signs,
        "foreign": ((scripts != query.script) & (scripts != 0) & (query.script != 0)).astype(np.float32),
        "longer": np.log((len(asked) + 1) / (lengths[:count] + 1)),
        **marks,
    }


def _share(
    inside: npt.NDArray[np.bool_], weight: npt.NDArray[np.float32], whole: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.floating]:
    """Return the share of the weights that is inside, of those of `whole` (`None`: of all), for each line."""
    total = weight.sum() if whole is None else np.einsum("ij,j->i", whole, weight)
    return np.einsum("ij,j->i", inside, weight) / np.maximum(total, 1e-6)
