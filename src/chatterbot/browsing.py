"""`Browsing`: looks through what a scope was taught, by words and by meaning.

An *entry* is one answer with the questions it was taught for; answers that must not be given, and questions that must not be answered, make
entries of their own. A list is read in pages beside an example's id, so that it stays in order while things are taught; what is found by
meaning is ordered by likeness instead, and counted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final, Protocol

from chatterbot import errors, folding, models, texts
from chatterbot.engine import ReplyEngine
from chatterbot.store import (
    EntryContents,
    EntryFilter,
    EntryHistory,
    EntryKey,
    EntrySelection,
    EntrySummary,
    EntryUse,
    Store,
)

__all__ = ("FIRST", "Browsing", "EntryList", "EntrySearch", "EntryView", "ListPosition")

ON_A_PAGE: Final = 10
"""Entries of a page: each is two lines, and all fit into one message."""
ALIKE: Final = 0.35
"""Similarity from which on an entry is like a text: paraphrases are mostly above 0.5, texts about something else below."""
MOST_ALIKE: Final = 50
"""Most entries that are found by meaning."""
MOST_WORDS: Final = 12
"""Words that are looked for at once: each takes time, and further ones of a long text narrow the search no more."""
CONTENTS: Final = 60
"""Examples read of an entry that is opened: more than a message shows."""
HISTORY: Final = 5
"""Changes shown of an entry."""


class ActiveDatasets(Protocol):
    """Loads the index of a scope's active dataset (`teaching.Indexes` does)."""

    async def ready(self, scope_id: int) -> models.Dataset:
        """Return the active dataset of a scope, once its index is loaded."""
        ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EntrySearch:
    """What a person looks for."""

    text: str = ""
    """Words, or a question; empty: everything."""
    by_meaning: bool = False
    """Look for what means something like the text, not for its words."""
    shown: EntrySelection = EntrySelection.ALL
    label: str | None = None
    source: str | None = None
    teacher_id: int | None = None
    since: dt.datetime | None = None

    @property
    def filter(self) -> EntryFilter:
        """The search without its text."""
        return EntryFilter(
            shown=self.shown,
            label=None if self.label is None else storable(self.label),
            source=None if self.source is None else storable(self.source),
            author_id=self.teacher_id,
            since=self.since,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class ListPosition:
    """Where in a list a page lies; without anything: at its beginning."""

    before: int | None = None
    """After the entry of this example, in a list by words."""
    after: int | None = None
    """Right before the entry of this example, in a list by words."""
    skip: int = 0
    """How many entries stand before it, in a list by meaning."""


FIRST: Final = ListPosition()
"""The beginning of a list."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryList:
    """A page of a list."""

    dataset: models.Dataset
    entries: tuple[EntrySummary, ...]
    start: int
    """How many entries stand before these."""
    total: int
    by_meaning: bool
    """Whether they were found by meaning: also where nothing holds the words."""

    @property
    def previous(self) -> ListPosition | None:
        """The page before this one; `None`: this is the first."""
        if not self.start or not self.entries:
            return None
        if self.by_meaning:
            return ListPosition(skip=max(0, self.start - ON_A_PAGE))
        return ListPosition(after=self.entries[0].example.id)

    @property
    def next(self) -> ListPosition | None:
        """The page after this one; `None`: this is the last."""
        if not self.entries or self.start + len(self.entries) >= self.total:
            return None
        if self.by_meaning:
            return ListPosition(skip=self.start + ON_A_PAGE)
        return ListPosition(before=self.entries[-1].example.id)


@dataclasses.dataclass(frozen=True, slots=True)
class EntryView:
    """One entry."""

    example_id: int
    """The example by which it was opened."""
    key: EntryKey
    contents: EntryContents
    answer: str
    """What is answered, or must not be; empty: nothing is answered."""
    use: EntryUse
    history: tuple[EntryHistory, ...]
    others: tuple[EntrySummary, ...]
    """Entries with one of the same questions."""


class Browsing:
    """Looks through what a scope was taught.

    Parameters
    ----------
    scopes
        Loads a scope's index, which searches by meaning ask.
    """

    def __init__(self, engine: ReplyEngine, store: Store, scopes: ActiveDatasets) -> None:
        self._engine = engine
        self._store = store
        self._scopes = scopes

    async def page(self, scope_id: int, search: EntrySearch, position: ListPosition = FIRST) -> EntryList:
        """Return a page of the entries of the active dataset that are looked for; of the words' own entries the newest first.

        Where no entry holds the words, those are found that mean something like them. A page that no longer exists is the first one.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        dataset = await self._scopes.ready(scope_id)
        if search.by_meaning and search.text:
            return await self._by_meaning(dataset, search, position.skip)
        wanted = dataclasses.replace(search.filter, words=words(search.text))
        entries = self._store.entries
        page = await entries.page(scope_id, dataset.id, wanted, ON_A_PAGE, before=position.before, after=position.after)
        if not page.rows and position != FIRST:
            page = await entries.page(scope_id, dataset.id, wanted, ON_A_PAGE)
        if not page.rows and search.text:
            return await self._by_meaning(dataset, search, 0)
        summaries = await entries.summaries(scope_id, dataset.id, page.rows)
        return EntryList(dataset, tuple(summaries), page.before, page.total, by_meaning=False)

    async def _by_meaning(self, dataset: models.Dataset, search: EntrySearch, skip: int) -> EntryList:
        near = await self._engine.similar(dataset.id, search.text)
        alike = [example_id for example_id, similarity in near if similarity >= ALIKE]
        rows = await self._store.entries.ranked(dataset.scope_id, dataset.id, search.filter, alike)
        rows = rows[:MOST_ALIKE]
        start = skip if skip < len(rows) else 0
        shown = rows[start : start + ON_A_PAGE]
        summaries = await self._store.entries.summaries(dataset.scope_id, dataset.id, shown)
        return EntryList(dataset, tuple(summaries), start, len(rows), by_meaning=True)

    async def named(self, scope_id: int, typed: str, most: int) -> list[models.Example]:
        """Return the newest examples of the active dataset that hold what was typed so far, one of each answer first."""
        dataset = await self._scopes.ready(scope_id)
        found = await self._store.entries.named(scope_id, dataset.id, words(typed), 4 * most)
        seen: set[tuple[str, bool]] = set()
        distinct: list[models.Example] = []
        for example in found:
            answer = (models.spoken(example), example.positive)
            if answer not in seen:
                seen.add(answer)
                distinct.append(example)
        return distinct[:most]

    async def labels(self, scope_id: int, typed: str, most: int) -> list[str]:
        """Return the labels of the active dataset that hold what was typed."""
        dataset = await self._scopes.ready(scope_id)
        return await self._store.entries.labels(scope_id, dataset.id, typed, most)

    async def sources(self, scope_id: int, most: int) -> list[str]:
        """Return where a scope's examples came from, the latest first."""
        return await self._store.entries.sources(scope_id, most)

    async def entry(self, scope_id: int, example_id: int) -> EntryView:
        """Return the entry that an example belongs to, or belonged to before it was removed from it.

        Raises
        ------
        errors.NotFoundError
            ``error-entry-unknown``: there is no such example in this scope; ``error-entry-elsewhere``: it is in a dataset that is not
            in use now; ``error-entry-gone``: nothing of it is taught any more
        """
        entries = self._store.entries
        dataset = await self._scopes.ready(scope_id)
        key = await entries.find(scope_id, dataset.id, example_id)
        contents = await entries.contents(scope_id, dataset.id, key, CONTENTS)
        if contents is None:
            raise errors.NotFoundError("error-entry-gone")
        return EntryView(
            example_id=example_id,
            key=key,
            contents=contents,
            answer=spoken(contents),
            use=await entries.use(scope_id, dataset.id, key),
            history=tuple(await entries.history(scope_id, dataset.id, key, HISTORY)),
            others=tuple(await entries.summaries(scope_id, dataset.id, contents.others)),
        )

    async def whole(self, scope_id: int, example_id: int, most: int) -> list[models.Example]:
        """Return all examples of an entry, at most `most`, in the order of teaching; raises what `entry` raises."""
        dataset = await self._scopes.ready(scope_id)
        key = await self._store.entries.find(scope_id, dataset.id, example_id)
        found = await self._store.entries.examples(scope_id, dataset.id, key, most)
        if not found:
            raise errors.NotFoundError("error-entry-gone")
        return found


def spoken(contents: EntryContents) -> str:
    """Return the text that an entry answers with: of a label the reply taught last, or else the label itself."""
    return models.spoken((contents.replies or contents.examples)[-1])


def words(text: str) -> tuple[str, ...]:
    """Return the folded words that are looked for: of a text without any (an emoji, say) the text itself."""
    line = folding.fold(texts.one_line(storable(text)))
    return tuple(dict.fromkeys(folding.words(text)))[:MOST_WORDS] or ((line,) if line else ())


def storable(text: str) -> str:
    """Return a text without what a database refuses: NUL and lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
