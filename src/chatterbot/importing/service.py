"""`Importer`: documents in, examples and passages in use, each import one change that can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Final, Self

from chatterbot import errors
from chatterbot.documents.fetching import DocumentFetcher, FetchLimits
from chatterbot.documents.limits import ParseLimits
from chatterbot.documents.reading import DocumentReader
from chatterbot.documents.values import DocumentKind, SourceFile
from chatterbot.importing import committing, found, receipts
from chatterbot.store import ChangeKind, DocumentRecord, NewChange, NewDraft, Store
from chatterbot.teaching import Teaching, TrainJob, TrainOrder, TrainReceipt, TrainSource

__all__ = ("Draft", "ImportSource", "Importer", "import_receipt")

MOST_DRAFTS: Final = 5
"""Documents of a scope that wait to be looked at; the oldest goes when another one comes."""


@dataclasses.dataclass(frozen=True, slots=True)
class ImportSource:
    """What is to be imported; make one with `of_files` or `of_address`."""

    name: str
    """By which the document is recognised when it is imported again."""
    files: tuple[SourceFile, ...] = ()
    address: str = ""
    """To be fetched, if there are no files."""
    kind: DocumentKind | None = None
    """`None`: told by the content."""

    @classmethod
    def of_files(cls, *files: SourceFile, name: str = "", kind: DocumentKind | None = None) -> Self:
        """Return a source of one file, or of the files of one bot."""
        return cls(name or files[0].name, files, kind=kind)

    @classmethod
    def of_address(cls, address: str, *, kind: DocumentKind | None = None) -> Self:
        """Return a source on the web."""
        address = address.strip().partition("#")[0]
        return cls(address, (), address, kind)


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read, before somebody has decided about it."""

    id: int
    author_id: int
    document: found.FoundDocument
    left_out: frozenset[int]
    """Places of the pairs that are not wanted."""


class Importer:
    """Reads documents, keeps drafts, imports, updates and removes."""

    def __init__(
        self,
        teaching: Teaching,
        store: Store,
        *,
        reader: DocumentReader | None = None,
        fetcher: DocumentFetcher | None = None,
    ) -> None:
        self._teaching = teaching
        self._store = store
        self._reader = reader or DocumentReader(ParseLimits())
        self._fetcher = fetcher or DocumentFetcher(FetchLimits())

    @property
    def max_bytes(self) -> int:
        """Bytes of the largest file that is read."""
        return self._reader.limits.max_bytes

    async def read(self, source: ImportSource) -> found.FoundDocument:
        """Fetch (if need be) and read a document; nothing is kept.

        Raises
        ------
        errors.UserError
            What `DocumentFetcher.fetch` and `DocumentReader.read` raise; ``error-import-empty(name)``, if nothing was found in it.
        """
        files = source.files or (await self._fetcher.fetch(source.address),)
        parsed = await self._reader.read(*files, kind=source.kind)
        if not parsed.examples and not parsed.passages:
            raise errors.InvalidInputError("error-import-empty", name=files[0].name)
        read = found.of_parsed(source.name, found.digest_of(files), parsed)
        return read if read.address or not source.address else dataclasses.replace(read, address=source.address)

    async def unchanged(self, scope_id: int, document: found.FoundDocument) -> DocumentRecord | None:
        """Return the document as it is in use, if it has the same bytes."""
        dataset = await self._teaching.indexes.ready(scope_id)
        known = await self._store.documents.named(scope_id, dataset.id, document.name)
        return known if known is not None and known.digest == document.digest else None

    async def new_pairs(self, scope_id: int, document: found.FoundDocument) -> list[int]:
        """Return the places of the pairs that the document has not taught yet."""
        dataset = await self._teaching.indexes.ready(scope_id)
        taught = await self._store.documents.taught(scope_id, dataset.id, document.name)
        return [
            place
            for place, identities in enumerate(found.identities_of(document, self._teaching.changes.limits))
            if not identities <= taught.keys()
        ]

    # -- drafts ------------------------------------------------------------------------------------------------------

    async def keep(self, scope_id: int, author_id: int, document: found.FoundDocument) -> Draft:
        """Keep a document until somebody has decided about it.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``
        """
        draft = NewDraft(
            document.name,
            document.title,
            document.kind,
            document.address or None,
            document.digest,
            found.to_json(document),
        )
        erasures = self._teaching.erasures
        async with erasures.writing(erasures.moment(), scope_id, author_id):
            draft_id = await self._store.documents.add_draft(scope_id, author_id, draft, MOST_DRAFTS)
        return Draft(draft_id, author_id, document, frozenset())

    async def draft(self, scope_id: int, draft_id: int) -> Draft:
        """Return a draft.

        Raises
        ------
        errors.NotFoundError
            ``error-import-gone``: somebody has decided about it, or it is too old.
        """
        kept = await self._store.documents.draft(scope_id, draft_id)
        if kept is None:
            raise errors.NotFoundError("error-import-gone")
        document = found.from_json(
            kept.content,
            name=kept.name,
            title=kept.title,
            kind=kept.kind,
            address=kept.url or "",
            digest=kept.digest,
        )
        return Draft(kept.id, kept.author_id, document, frozenset(kept.left_out))

    async def choose(self, scope_id: int, draft: Draft, shown: Collection[int], wanted: Collection[int]) -> Draft:
        """Note which of the pairs at the places `shown` are wanted, and return the draft as it is then."""
        left_out = (draft.left_out - set(shown)) | (set(shown) - set(wanted))
        await self._store.documents.leave_out(scope_id, draft.id, sorted(left_out))
        return dataclasses.replace(draft, left_out=frozenset(left_out))

    async def cancel(self, scope_id: int, draft_id: int) -> None:
        """Forget a draft.

        Raises
        ------
        errors.NotFoundError
            ``error-import-gone``
        """
        if not await self._store.documents.drop_draft(scope_id, draft_id):
            raise errors.NotFoundError("error-import-gone")

    # -- changes -----------------------------------------------------------------------------------------------------

    async def take(self, scope_id: int, author_id: int, draft_id: int, *, everything: bool = False) -> TrainJob:
        """Queue the import of a draft without the pairs that are left out, or with `everything`.

        Raises
        ------
        errors.NotFoundError
            ``error-import-gone``
        errors.RefusedError
            As `start`.
        """
        draft = await self.draft(scope_id, draft_id)

        async def work(job: TrainJob) -> TrainReceipt:
            present = await self.draft(scope_id, draft_id)  # two people may have pressed the button
            left_out = () if everything else sorted(present.left_out)
            receipt = await committing.commit(self._teaching.changes, job, present.document, left_out)
            await self._store.documents.drop_draft(scope_id, draft_id)
            return receipt

        order = self._order(scope_id, author_id, draft.document.name)
        return await self._teaching.queue.start(order, work, _size(draft.document))

    async def start(self, scope_id: int, author_id: int, document: found.FoundDocument) -> TrainJob:
        """Queue the import of everything in a document.

        Raises
        ------
        errors.RefusedError
            ``error-train-busy(waiting)``, ``error-train-busy-everywhere(waiting)``

        Notes
        -----
        `TrainJob.finished` returns an `ImportReceipt`, and raises ``error-examples-full``, ``error-passages-full``,
        ``error-database-full`` and what `TrainJob.finished` raises.
        """

        async def work(job: TrainJob) -> TrainReceipt:
            return await committing.commit(self._teaching.changes, job, document)

        return await self._teaching.queue.start(self._order(scope_id, author_id, document.name), work, _size(document))

    async def documents(self, scope_id: int) -> list[DocumentRecord]:
        """Return the documents of the scope's active dataset, newest first."""
        dataset = await self._teaching.indexes.ready(scope_id)
        return await self._store.documents.documents(scope_id, dataset.id)

    async def document(self, scope_id: int, document_id: int) -> DocumentRecord:
        """Return a document of the scope's active dataset that is in use.

        Raises
        ------
        errors.NotFoundError
            ``error-document-gone``
        """
        found_ = next((each for each in await self.documents(scope_id) if each.id == document_id), None)
        if found_ is None:
            raise errors.NotFoundError("error-document-gone")
        return found_

    async def remove(self, scope_id: int, author_id: int, document_id: int) -> tuple[DocumentRecord, int]:
        """Take a document out of use, with the examples that came from it; return it, and the id of the change, which can be undone.

        Raises
        ------
        errors.NotFoundError
            ``error-document-gone``
        """
        document = await self.document(scope_id, document_id)
        changes = self._teaching.changes
        async with changes.writing(scope_id) as dataset:
            document = await self.document(scope_id, document_id)  # another one may have removed it meanwhile
            taught = await self._store.documents.taught(scope_id, dataset.id, document.name)
            applied = await changes.commit_locked(
                NewChange(
                    scope_id,
                    dataset.id,
                    author_id,
                    ChangeKind.IMPORT,
                    document.name,
                    remove=tuple(sorted(taught.values())),
                    drop_documents=(document.id,),
                )
            )
        return document, applied.id

    @staticmethod
    def _order(scope_id: int, author_id: int, name: str) -> TrainOrder:
        return TrainOrder(scope_id, author_id, TrainSource(name, None), skip_bad=True)


def _size(document: found.FoundDocument) -> int:
    """Return the characters that have to be encoded: short documents do not wait for long ones."""
    return sum(len(passage.text) for passage in document.passages) + sum(
        len(question) for pair in document.pairs for question in pair.questions
    )


def import_receipt(receipt: TrainReceipt) -> receipts.ImportReceipt:
    """Return the receipt of an import.

    Raises
    ------
    TypeError
        If it is another job's; that is a bug.
    """
    if not isinstance(receipt, receipts.ImportReceipt):
        raise TypeError("the job was no import")
    return receipt
