"""`PassageSearch`: the passages of all datasets, in memory, changed while they are searched."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import encoders, footprint, options, reference_texts, text
from chatterbot.engine import workers as workers_
from chatterbot.engine.passages import confidence, index, records, terms, windows

__all__ = ("PassageSearch", "PassageVerdict")

_LOGGER: Final = logging.getLogger(__name__)

CANDIDATES: Final = 3
"""Passages that a verdict offers."""
NEAREST: Final = 5
"""Background texts whose mean similarity says how much a question is like what people say to no purpose."""
LONGEST_HEADING: Final = 120
"""Characters of a heading that are encoded with each window."""
MEASURED_FROM: Final = 8
"""Passages from which on the background texts are asked: with fewer, the threshold needs no measuring."""


@dataclasses.dataclass(frozen=True, slots=True)
class PassageVerdict:
    """The best passages for a question."""

    hits: tuple[index.PassageHit, ...]
    """At most `CANDIDATES`, best first."""
    threshold: float
    """The confidence that a passage needs, in [0, 1]."""

    @property
    def chosen(self) -> index.PassageHit | None:
        """The best passage, if it is sure enough."""
        return self.hits[0] if self.hits and self.hits[0].confidence >= self.threshold else None


@dataclasses.dataclass(slots=True)
class _Collection:
    """The passages of one dataset."""

    passages: index.PassageIndex
    strangers: npt.NDArray[np.float32]
    """Sorted confidences of the background texts; empty: not measured."""
    writing: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    version: int = 0
    measuring: asyncio.Task[None] | None = None


class PassageSearch:
    """Searches passages; part of `ReplyEngine`, whose threads and encoder it uses.

    Parameters
    ----------
    vector
        Returns the centred unit vector of a question, remembered or encoded; raises `EncoderError`.
    """

    def __init__(
        self,
        workers: workers_.Workers,
        encoder: encoders.TextEncoder,
        ordinary: reference_texts.ReferenceTexts,
        vector: Callable[[str], npt.NDArray[np.float32]],
        engine_options: options.EngineOptions,
    ) -> None:
        self.encoder_id = f"{encoder.id}+{records.LAYOUT}"
        """Identifies passages' records."""
        self._workers = workers
        self._encoder = encoder
        self._ordinary = ordinary
        self._vector = vector
        self._options = engine_options
        self._collections: dict[int, _Collection] = {}
        rows = ordinary.rows
        self._background = rows.vectors(np.arange(rows.size))

    async def features(self, passage: index.IndexedPassage) -> bytes:
        """Return the record of a passage: its windows are encoded one by one, so that queries get their turn.

        Raises
        ------
        EncoderError
            The encoder failed, or the engine closes.
        """
        spans = windows.window_spans(passage.text)
        heading = passage.heading[:LONGEST_HEADING]
        vectors: list[npt.NDArray[np.float32]] = []
        try:
            for start, end in spans:
                vectors.append(await self._workers.background(self._encoded, heading, passage.text[start:end]))
            return await self._workers.background(self._record, vectors, f"{passage.heading}\n{passage.text}")
        except workers_.Stopped as error:
            raise errors.EncoderError("the engine closed while it encoded") from error

    def is_whole(self, record: bytes) -> bool:
        """Tell whether a record is undamaged and can be used."""
        return records.is_whole(record, self._encoder.dimensions)

    async def load(self, key: int, passage_ids: Sequence[int], features: Sequence[bytes]) -> None:
        """Replace the passages of the dataset `key` by exactly these; without any, the dataset has no index.

        Raises
        ------
        EncoderError
            A record was made by another encoder.
        """
        if not passage_ids:
            self.unload(key)
            return
        kept = self._collection(key)
        async with kept.writing:
            empty = index.PassageIndex.empty(self._encoder.dimensions)
            kept.passages = await asyncio.to_thread(empty.changed, passage_ids, features)
            self._measure(key, kept)

    async def change(self, key: int, *, add: Sequence[tuple[int, bytes]] = (), remove: Collection[int] = ()) -> None:
        """Remove passages by id, then add passages with their records; in use on return.

        Raises
        ------
        EncoderError
            A record was made by another encoder.
        """
        if not add and not remove:
            return
        kept = self._collection(key)
        async with kept.writing:
            # Not in the engine's thread for changes: with 100,000 passages it takes seconds, and nobody else's change must wait for that.
            ids, features = [passage_id for passage_id, _ in add], [record for _, record in add]
            kept.passages = await asyncio.to_thread(kept.passages.changed, ids, features, remove)
            self._measure(key, kept)

    def unload(self, key: int) -> None:
        """Forget a dataset's passages."""
        kept = self._collections.pop(key, None)
        if kept is not None and kept.measuring is not None:
            kept.measuring.cancel()

    def memory(self, key: int) -> int:
        """Return about how many bytes the passages of a dataset take."""
        kept = self._collections.get(key)
        return 0 if kept is None else footprint.bytes_of(kept.passages)

    def size(self, key: int) -> int:
        """Return how many passages of a dataset are searched."""
        kept = self._collections.get(key)
        return 0 if kept is None else len(kept.passages)

    async def settled(self, key: int) -> None:
        """Wait until the threshold follows from the last change (for tests and benchmarks)."""
        kept = self._collections.get(key)
        while kept is not None and kept.measuring is not None and not kept.measuring.done():
            await asyncio.wait([kept.measuring])

    async def match(self, key: int, question: str, strictness: float | None = None) -> PassageVerdict:
        """Return the best passages for a question.

        Parameters
        ----------
        strictness
            As in `ReplyEngine.match`.

        Raises
        ------
        EncoderError
            The encoder failed on the question.
        """
        kept = self._collections.get(key)
        wanted = self._options.strictness if strictness is None else strictness
        if kept is None or not len(kept.passages):
            return PassageVerdict((), confidence.threshold(wanted, np.empty(0, np.float32)))
        hits = await self._workers.query(self._match, kept.passages, question)
        return PassageVerdict(tuple(hits), confidence.threshold(wanted, kept.strangers))

    def window(self, question: str, hit: index.PassageHit, parts: Sequence[str]) -> int:
        """Return which window of a found passage is best: without an encoder, the one with the most words of the question.

        `parts` are the passage's windows, at least one.
        """
        if self._encoder.dimensions:
            return min(hit.window, len(parts) - 1)
        asked = terms.terms(self._clean(question))
        shared = [len(np.intersect1d(asked, terms.terms(part), assume_unique=True)) for part in parts]
        return int(np.argmax(shared))

    async def sentences(self, question: str, heading: str, parts: Sequence[str]) -> list[float]:
        """Return how near in meaning each of a few sentences below a heading is to a question; zeros without an encoder.

        Raises
        ------
        EncoderError
            The encoder failed.
        """
        return await self._workers.query(self._sentences, question, heading, parts)

    # -- in the threads --------------------------------------------------------------------------------------------

    def _clean(self, each: str) -> str:
        return text.clean(each, self._options.max_text_chars)

    def _encoded(self, heading: str, part: str) -> npt.NDArray[np.float32]:
        self._workers.pause()
        return self._passage_vector(heading, part)

    def _passage_vector(self, heading: str, part: str) -> npt.NDArray[np.float32]:
        cleaned = text.clean(f"{heading}. {part}" if heading else part, LONGEST_HEADING + windows.LONGEST_SENTENCE)
        try:
            vectors = self._encoder.encode_passages([cleaned])
        except Exception as error:  # whatever a library of the operator's choice raises
            raise errors.EncoderError(f"{self._encoder.description} failed: {error}") from error
        return reference_texts.centre(vectors, self._ordinary.mean)[0]

    def _record(self, vectors: list[npt.NDArray[np.float32]], whole: str) -> bytes:
        dimensions = self._encoder.dimensions
        stacked = np.stack(vectors) if vectors else np.zeros((0, dimensions), np.float32)
        return records.pack(stacked.astype(np.float32), terms.terms(whole))

    def _match(self, passages: index.PassageIndex, question: str) -> list[index.PassageHit]:
        cleaned = self._clean(question)
        vector = self._vector(cleaned)
        return passages.search(vector, terms.terms(cleaned), self._ordinariness(vector), CANDIDATES)

    def _ordinariness(self, vector: npt.NDArray[np.float32], but: int | None = None) -> float:
        if not self._encoder.dimensions:
            return 0.0
        cosines = np.einsum("ij,j->i", self._background, vector)
        if but is not None:
            cosines[but] = -1
        return float(np.partition(cosines, -NEAREST)[-NEAREST:].mean())

    def _sentences(self, question: str, heading: str, parts: Sequence[str]) -> list[float]:
        if not self._encoder.dimensions:
            return [0.0] * len(parts)
        vector = self._vector(self._clean(question))
        return [float(np.dot(self._passage_vector(heading, part), vector)) for part in parts]

    # -- the threshold ---------------------------------------------------------------------------------------------

    def _collection(self, key: int) -> _Collection:
        if key not in self._collections:
            empty = index.PassageIndex.empty(self._encoder.dimensions)
            self._collections[key] = _Collection(empty, np.empty(0, np.float32))
        return self._collections[key]

    def _measure(self, key: int, kept: _Collection) -> None:
        kept.version += 1
        if kept.measuring is None or kept.measuring.done():
            kept.measuring = asyncio.create_task(self._measured(kept), name=f"engine-passages-{key}")

    async def _measured(self, kept: _Collection) -> None:
        """Ask the background texts, until nothing has changed meanwhile."""
        version = -1
        while version != kept.version:
            version, passages = kept.version, kept.passages
            try:
                kept.strangers = await self._workers.background(self._strangers, passages)
            except workers_.Stopped:
                return
            except Exception:
                _LOGGER.exception("the threshold of passages could not be measured; the one before stays")
                return

    def _strangers(self, passages: index.PassageIndex) -> npt.NDArray[np.float32]:
        found: list[float] = []
        if len(passages) >= MEASURED_FROM:
            for place, each in enumerate(reference_texts.texts()):
                self._workers.pause()
                vector = self._background[place]
                hits = passages.search(vector, terms.terms(each), self._ordinariness(vector, place), 1)
                found.append(hits[0].confidence if hits else 0.0)
        return np.sort(np.array(found, np.float32))

    async def close(self) -> None:
        """Stop measuring; called by the engine when it closes."""
        tasks = [kept.measuring for kept in self._collections.values() if kept.measuring is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._collections.clear()
