"""What the engine knows of one dataset, as an immutable value: examples, vetoes, contexts, head and calibration.

Everything here is a pure function of its arguments. A change makes a new `Knowledge`; the head and the calibration are carried over
until the background refit replaces them.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from chatterbot.engine import calibration, distinction, examples, features, footprint, index, lexical, ranking, text
from chatterbot.engine import head as heads
from chatterbot.engine import options as options_
from chatterbot.engine import verifier as verifiers

__all__ = ("Knowledge",)

CANDIDATES = 3
"""Answers a verdict offers, unless more are asked for."""
MOST_VETOES = 8
"""Vetoes a verdict names."""

CHUNK_RECORDS = 8_192
"""Records unpacked at a time: about 6 MB."""

CORRECTION_BONUS = 0.05
"""Added to the similarity of an example taught by correcting, where it is above `CORRECTION_RANGE`: typing variants of a corrected
prompt go to the correction, other prompts are left alone (measured: .18 to .92 right on variants, -.1 points elsewhere)."""
CORRECTION_RANGE = 0.8

VETO_RANGE = 0.5
"""Similarity a veto needs to be about this prompt at all; paraphrases of a text are mostly above."""
VETO_MARGIN = 0.02
"""A later veto holds against an example nearer by no more than this; an earlier one must itself be nearer by as much."""

SHORT_WORDS = 2
"""Prompts of at most this many words mean little by themselves ("yes", "and you?")."""
SHORT_CONTEXT_BONUS = 0.15
"""Added, times the similarity of what was said before, to examples taught in a conversation, for short prompts."""
LONG_CONTEXT_BONUS = 0.03
"""The same for longer prompts: breaks ties only."""


@dataclasses.dataclass(frozen=True, slots=True)
class Contexts:
    """What was said before the examples that were taught in a conversation; `places` maps example ids to rows of the lists."""

    places: dict[int, int]
    key: npt.NDArray[np.uint64]
    norm: npt.NDArray[np.float32]
    lists: index.Ragged

    @classmethod
    def of(cls, taught: Sequence[examples.IndexedExample], before: Contexts | None, limit: int) -> Contexts:
        """Return the contexts of `before` and of these examples."""
        told = [example for example in taught if example.previous]
        if before is not None and not told:
            return before
        normals = [text.normalise(text.clean(example.previous or "", limit)) for example in told]
        found = lexical.extract(normals)
        keys = np.array([text.exact_key(normal) for normal in normals], np.uint64)
        norms = np.sqrt(found.counts).astype(np.float32)
        start = 0 if before is None else len(before.key)
        places = {example.example_id: start + place for place, example in enumerate(told)}
        flat, counts = found.features, found.counts
        if before is not None:
            places = before.places | places
            keys, norms = np.concatenate([before.key, keys]), np.concatenate([before.norm, norms])
            flat, counts = np.concatenate([before.lists.flat, flat]), np.concatenate([before.lists.counts, counts])
        return cls(places, keys, norms, index.Ragged(flat, np.cumsum(counts, dtype=np.int64) - counts, counts))

    def without(self, example_ids: Collection[int]) -> Contexts:
        """Return the contexts without these examples'; ids that have none are ignored."""
        if self.places.keys().isdisjoint(example_ids):
            return self
        kept = {example: place for example, place in self.places.items() if example not in example_ids}
        return dataclasses.replace(self, places=kept)

    def similarities(self, previous: str, example_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Say how alike, in [0, 1], a previous message is to that of each example; 0 where there is none."""
        result = np.zeros(len(example_ids), np.float32)
        pairs = [(i, self.places[e]) for i, e in enumerate(example_ids.tolist()) if e in self.places]
        normal = text.normalise(previous)
        if not pairs or not normal:
            return result
        found = lexical.extract([normal])
        which, rows = (np.array(column, np.intp) for column in zip(*pairs, strict=True))
        alike = index.overlap(found.features, float(np.sqrt(len(found.features))), self.lists, self.norm, rows)
        same = self.key[rows] == np.uint64(text.exact_key(normal))
        result[which] = np.where(same, np.float32(1), alike)
        return result


@dataclasses.dataclass(frozen=True, slots=True)
class Knowledge:
    """An immutable snapshot of one dataset, with all that is needed to answer from it."""

    options: options_.EngineOptions
    ordinary: index.Rows
    taught: index.Rows
    vetoes: index.Rows
    contexts: Contexts
    head: heads.Head | None
    calibration: calibration.Calibration
    starter: frozenset[int] = frozenset()
    """Ids of the examples that came with the program: they have several wordings each, and do not count as taught here."""
    verifier: verifiers.Verifier | None = None
    answers: int = 0
    """How many different answers people have taught."""

    @classmethod
    def empty(
        cls, options: options_.EngineOptions, ordinary: index.Rows, verifier: verifiers.Verifier | None = None
    ) -> Self:
        """Return the knowledge of a dataset without examples; `ordinary` are the background texts."""
        return cls(
            options,
            ordinary,
            index.Rows.empty(ordinary.dimensions),
            index.Rows.empty(ordinary.dimensions),
            Contexts.of([], None, options.max_text_chars),
            None,
            calibration.Calibration.initial(),
            verifier=verifier,
        )

    def changed(
        self,
        add: Sequence[examples.IndexedExample],
        records: Sequence[bytes],
        remove: Collection[int] = (),
    ) -> Self:
        """Return this knowledge without the examples `remove` and with the examples `add`, whose feature records are `records`."""
        positive = [i for i, example in enumerate(add) if example.positive]
        negative = [i for i, example in enumerate(add) if not example.positive]
        gone = (
            {*remove, *(example.example_id for example in add)} if self.taught.size or self.vetoes.size else set[int]()
        )
        parts: list[index.Rows] = []
        for rows, chosen in ((self.taught, positive), (self.vetoes, negative)):
            parts.append(_extended(rows.without(gone), [add[i] for i in chosen], [records[i] for i in chosen]))
        contexts = Contexts.of(add, self.contexts.without(gone), self.options.max_text_chars)
        starter = self.starter - gone
        return dataclasses.replace(
            self,
            taught=parts[0],
            vetoes=parts[1],
            contexts=contexts,
            starter=starter,
            answers=_different_answers(parts[0], starter),
        )

    def match(
        self,
        query: features.Query,
        words: int,
        previous: str | None,
        strictness: float | None,
        most: int = CANDIDATES,
        *,
        asked: str = "",
        likeness: distinction.Likeness | None = None,
    ) -> examples.Verdict:
        """Answer a query of `words` words, written as `asked` (empty: unknown), with at most `most` candidates."""
        matches = self._boosted(query, self.taught.search(query), words, previous)
        matches, barred, vetoes = self._vetoed(query, matches)
        ranked = ranking.rank(
            query,
            self.taught,
            matches,
            head=self.head,
            ordinary=self.ordinary.search(query).similarity,
            neighbours=self.options.neighbours,
            verifier=self.verifier,
            most=most,
        )
        found = [
            examples.AnswerCandidate(
                int(self.taught.ids[row]),
                None if answer == examples.UNANSWERED else int(answer),
                float(confidence),
                float(similarity),
            )
            for answer, row, confidence, similarity in zip(
                ranked.answers[: most + 1].tolist(),
                ranked.rows[: most + 1].tolist(),
                ranked.confidence[: most + 1].tolist(),
                ranked.similarity[: most + 1].tolist(),
                strict=True,
            )
        ]
        row = self._exact(query.key, previous)
        if row is not None:
            answer = int(self.taught.answers[row])
            exact = examples.AnswerCandidate(
                int(self.taught.ids[row]), None if answer == examples.UNANSWERED else answer, 1.0, 1.0
            )
            found = [exact, *(candidate for candidate in found if candidate.answer != exact.answer)]
        ordinary, caution = self._threshold(
            query, ranked, self.options.strictness if strictness is None else strictness
        )
        threshold = ordinary + caution
        if row is None and asked:
            found = self._doubted(asked, found, matches, threshold, likeness)
        return examples.Verdict(
            tuple(found[:most]), threshold, row is not None, barred, vetoes, calibration.OFFERED * ordinary
        )

    @property
    def memory(self) -> int:
        """About how many bytes this takes; background texts and verifier, which all datasets share, are left out."""
        own = self.taught, self.vetoes, self.contexts, self.head, self.calibration, self.starter
        return sum(map(footprint.bytes_of, own))

    def threshold(self, strictness: float) -> float:
        """Return the confidence in [0, 1] an answer needs at a strictness."""
        return self.calibration.threshold(strictness) + self._caution

    @property
    def _caution(self) -> float:
        return calibration.caution(self.taught.living - len(self.starter), self.answers)

    def similar(self, query: features.Query) -> list[tuple[int, float]]:
        """Return the ids of the examples nearest to a query, vetoes included, and how similar they are, nearest first: a few hundred."""
        found: list[tuple[int, float]] = []
        for rows in (self.taught, self.vetoes):
            matches = rows.search(query)
            found += zip(rows.ids[matches.rows].tolist(), matches.similarity.tolist(), strict=True)
        return sorted(found, key=lambda each: each[1], reverse=True)

    def has_wording(self, normal: str) -> bool:
        """Tell whether something was taught for just this normal form, vetoed or not: if not, `taught_as` returns `None`."""
        return bool(len(self.taught.exact(text.exact_key(normal))))

    def taught_as(self, normal: str, previous: str | None) -> features.Query | None:
        """Return the query of what was taught for just this normal form (vetoed ones are out), or `None`.

        It is the text's own but for its meaning, which is that of the wording that was taught, rounded as it is stored.
        """
        row = self._exact(text.exact_key(normal), previous)
        return None if row is None else self.taught.query(row)

    def _threshold(self, query: features.Query, ranked: ranking.Ranked, strictness: float) -> tuple[float, float]:
        """Return the threshold, for an answer taught in another script the uncalibrated one, and what is added to it while little is taught.

        The calibrated threshold was measured between texts that can share words, which these cannot.
        """
        threshold = self.calibration.threshold(strictness)
        if not len(ranked.rows):
            return threshold, self._caution
        script = int(self.taught.script[ranked.rows[0]])
        if query.script and script and query.script != script:
            threshold = min(threshold, calibration.uncalibrated(strictness))
        return threshold, 0.0 if int(self.taught.ids[ranked.rows[0]]) in self.starter else self._caution

    def _doubted(
        self,
        asked: str,
        found: list[examples.AnswerCandidate],
        matches: index.Matches,
        threshold: float,
        likeness: distinction.Likeness | None,
    ) -> list[examples.AnswerCandidate]:
        """Hold back the candidates whose nearest examples look like what is asked, and are about something else."""
        sure = [place for place, each in enumerate(found) if each.answer is not None and each.confidence >= threshold]
        if not sure:
            return found
        answers = self.taught.answers[matches.rows]
        rivals = answers[: distinction.OTHERS]
        doubted = list(found)
        for place in sure:
            own = matches.rows[answers == found[place].answer]
            near = self.taught.prompts[own[: distinction.EXAMPLES]]
            others = self.taught.prompts[matches.rows[: distinction.OTHERS][rivals != found[place].answer]]
            if distinction.is_another(
                asked, near.tolist(), likeness, others.tolist(), whole=len(own) <= distinction.EXAMPLES
            ):
                doubted[place] = dataclasses.replace(found[place], confidence=distinction.DOUBTED * threshold)
        return found if doubted == found else sorted(doubted, key=lambda each: each.confidence, reverse=True)

    def _boosted(
        self, query: features.Query, matches: index.Matches, words: int, previous: str | None
    ) -> index.Matches:
        """Prefer corrections to what is very similar and has the same signs, and examples taught after a similar message."""
        similarity = matches.similarity
        rows = matches.rows
        corrected = self.taught.bonus[rows] & (similarity > CORRECTION_RANGE) & (self.taught.signs[rows] == query.signs)
        bonus = np.where(corrected, np.float32(CORRECTION_BONUS), 0)
        if previous and self.contexts.places:
            weight = SHORT_CONTEXT_BONUS if words <= SHORT_WORDS else LONG_CONTEXT_BONUS
            bonus = bonus + weight * self.contexts.similarities(previous, self.taught.ids[rows])
        if not bonus.any():
            return matches
        similarity = (similarity + bonus).astype(np.float32)
        order = np.lexsort((-self.taught.ids[rows], -similarity))
        return index.Matches(rows[order], similarity[order])

    def _vetoed(
        self, query: features.Query, matches: index.Matches
    ) -> tuple[index.Matches, frozenset[int], tuple[examples.AnswerCandidate, ...]]:
        """Leave out the examples of answers that a nearer, or as near and later, veto forbids for this query.

        A veto of a question with other signs must be nearer: what is wrong for "C#" may be right for "C++". Of answers that no match has,
        those are returned, too, which a veto as near as the best match forbids; and all vetoes that no match speaks against.
        """
        if not self.vetoes.living:
            return matches, frozenset(), ()
        against = self.vetoes.search(query)
        close = against.rows[against.similarity >= VETO_RANGE]
        answers = self.taught.answers[matches.rows]
        forbidden: list[int] = []
        barred: set[int] = set()
        held: dict[int, tuple[int, float]] = {}
        for row, similarity in zip(close.tolist(), against.similarity.tolist(), strict=False):
            answer = int(self.vetoes.answers[row])
            places = np.flatnonzero(answers == answer)
            if answer in forbidden:
                continue
            if not len(places):
                held.setdefault(answer, (row, similarity))
                if (
                    len(matches.rows)
                    and similarity >= min(1.0, float(matches.similarity[0])) - VETO_MARGIN
                    and self.vetoes.signs[row] == query.signs
                ):
                    barred.add(answer)
                continue
            best = places[0]
            later = self.vetoes.ids[row] > self.taught.ids[matches.rows[best]] and self.vetoes.signs[row] == query.signs
            margin = -VETO_MARGIN if later else VETO_MARGIN
            if similarity >= float(matches.similarity[best]) + margin:
                forbidden.append(answer)
                held[answer] = row, similarity
        vetoes = tuple(
            examples.AnswerCandidate(int(self.vetoes.ids[row]), answer, 0.0, min(1.0, similarity))
            for answer, (row, similarity) in itertools.islice(held.items(), MOST_VETOES)
        )
        if not forbidden:
            return matches, frozenset(barred), vetoes
        kept = ~np.isin(answers, forbidden)
        return index.Matches(matches.rows[kept], matches.similarity[kept]), frozenset(barred), vetoes

    def _exact(self, key: int, previous: str | None) -> int | None:
        """Find the row taught for just this text: the latest, after the best fitting previous message; vetoed ones are out."""
        if key == text.EMPTY_KEY:
            return None
        rows = self.taught.exact(key)
        if not len(rows):
            return None
        if self.vetoes.living:
            against = self.vetoes.exact(key)
            later = {
                int(self.vetoes.answers[row]): int(self.vetoes.ids[row])
                for row in against[np.argsort(self.vetoes.ids[against])]
            }
            rows = rows[[later.get(int(self.taught.answers[row]), -1) < int(self.taught.ids[row]) for row in rows]]
            if not len(rows):
                return None
        ids = self.taught.ids[rows]
        fit = self.contexts.similarities(previous, ids) if previous and self.contexts.places else np.zeros(len(rows))
        return int(rows[np.lexsort((ids, fit))[-1]])


def _different_answers(rows: index.Rows, starter: Collection[int]) -> int:
    """Return how many different answers living examples have, without those of some ids."""
    alive = rows.alive()
    own = alive[~np.isin(rows.ids[alive], np.fromiter(starter, np.int64, len(starter)))]
    return len(np.unique(rows.answers[own]))


def _extended(rows: index.Rows, taught: Sequence[examples.IndexedExample], records: Sequence[bytes]) -> index.Rows:
    """Add examples in chunks, so that the unpacked records never lie in memory twice."""
    rows = rows.reserved(rows.size + len(taught))
    for start in range(0, len(taught), CHUNK_RECORDS):
        batch = features.from_records(records[start : start + CHUNK_RECORDS], rows.dimensions)
        rows = rows.added(taught[start : start + CHUNK_RECORDS], batch)
    return rows
