"""Changing an entry: an answer with all the questions it was taught for. Every act is one change."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from chatterbot import errors, models, texts
from chatterbot.store import ChangeKind, EntryKey, EntryState, KeyedExample, NewChange
from chatterbot.teaching import changing, keys, limits, receipts

__all__ = ("Editing", "EntryDraft", "EntryEdit")

FORM_CHARS: Final = 4_000
"""Characters of the questions that one form shows: as many as a field of a Discord form can have."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as it is put into a form."""

    state: str
    """Compared with the entry's when the form comes back: it differs if the entry was changed meanwhile."""
    prompts: tuple[str, ...]
    """The first questions, each on one line: as many as fit into a form."""
    hidden: int
    """How many further questions the entry has."""
    answer: str
    """What is answered, or must not be; empty: the questions must not be answered."""
    positive: bool


@dataclasses.dataclass(frozen=True, slots=True)
class EntryEdit:
    """What an entry is to become."""

    example_id: int
    """An example of the entry."""
    state: str
    """`EntryDraft.state` of what was edited."""
    prompts: tuple[str, ...]
    """The questions, in the place of those that the draft showed."""
    answer: str
    """The answer; empty: the questions must not be answered."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    """An entry that is being changed."""

    dataset_id: int
    key: EntryKey
    examples: tuple[models.Example, ...]
    state: str

    @property
    def model(self) -> models.Example:
        """The example that gives the answer, which new ones are made after."""
        return next((each for each in reversed(self.examples) if each.reply is not None), self.examples[-1])

    @property
    def shown(self) -> tuple[models.Example, ...]:
        """The examples whose questions fit into a form."""
        room, count = FORM_CHARS, 0
        for example in self.examples:
            room -= len(texts.one_line(example.prompt)) + 1
            if room < -1:
                break
            count += 1
        return self.examples[:count]


class Editing:
    """Changes entries; `Changes` does the changes."""

    def __init__(self, changes: changing.Changes) -> None:
        self._changes = changes

    async def draft(self, scope_id: int, example_id: int) -> EntryDraft:
        """Return an entry as it is put into a form.

        Raises
        ------
        errors.NotFoundError
            ``error-entry-unknown``, ``error-entry-elsewhere``, ``error-entry-gone``
        """
        dataset = await self._changes.indexes.ready(scope_id)
        entry = await self._read(scope_id, dataset.id, example_id)
        shown = tuple(dict.fromkeys(texts.one_line(example.prompt) for example in entry.shown))
        return EntryDraft(
            state=entry.state,
            prompts=shown,
            hidden=len(entry.examples) - len(entry.shown),
            answer=models.spoken(entry.model),
            positive=entry.key.positive,
        )

    async def edit(
        self, scope_id: int, author_id: int, wanted: EntryEdit, *, approved_by: int | None = None
    ) -> receipts.Edited:
        """Put other questions, another answer, or both, in the place of an entry's; what stays the same is not touched.

        Parameters
        ----------
        approved_by
            Who approved it, if the author proposed it.

        Raises
        ------
        errors.NotFoundError
            As `draft`.
        errors.RefusedError
            ``error-entry-changed``: the entry is another one by now
        errors.InvalidInputError
            ``error-edit-no-question``, ``error-edit-same``, ``error-edit-too-large(count, limit)``, ``error-teach-too-many(count, limit)``,
            and those of `limits.check_example`
        """
        began = self._changes.erasures.moment()
        lines = self._lines(wanted.prompts)
        await self._prepare(lines)
        async with self._changes.writing(scope_id) as dataset:
            entry = await self._read(scope_id, dataset.id, wanted.example_id)
            add, remove = await self._planned(scope_id, author_id, entry, wanted, lines)
            change = self._change(scope_id, author_id, entry, add, remove, approved_by=approved_by)
            applied = await self._changes.commit_locked(change, began)
        kept = [example.id for example in entry.examples if example.id not in set(applied.removed)]
        added = tuple(example for example, _ in applied.added)
        return receipts.Edited(
            applied.id, len(added), len(applied.removed), added[-1].id if added else (kept or [wanted.example_id])[-1]
        )

    async def check(self, scope_id: int, author_id: int, wanted: EntryEdit) -> None:
        """Raise what `edit` would raise, and change nothing."""
        lines = self._lines(wanted.prompts)
        dataset = await self._changes.indexes.ready(scope_id)
        await self._planned(
            scope_id, author_id, await self._read(scope_id, dataset.id, wanted.example_id), wanted, lines
        )

    async def add_questions(
        self, scope_id: int, author_id: int, example_id: int, prompts: Sequence[str]
    ) -> receipts.Taught:
        """Teach further questions for an entry's answer; raises what `edit` raises, and ``error-taught-already``."""
        lines = self._lines(prompts)
        await self._prepare(lines)

        def made(entry: _Entry) -> list[KeyedExample]:
            return [self._made(entry.model, line, author_id) for line in lines.values()]

        return await self._add(scope_id, author_id, example_id, made)

    async def add_answer(self, scope_id: int, author_id: int, example_id: int, answer: str) -> receipts.Taught:
        """Teach another answer to all questions of an entry, beside the one it has; raises what `edit` and `add_questions` raise."""
        answer = limits.check_reply(answer, self._changes.limits)
        dataset = await self._changes.indexes.ready(scope_id)
        entry = await self._read(scope_id, dataset.id, example_id)
        askers = await self._changes.store.entries.askers(scope_id, [example.id for example in entry.examples])

        def made(entry: _Entry) -> list[KeyedExample]:
            return [
                keys.keyed(
                    models.NewExample(example.prompt, answer, label=example.label, previous=example.previous),
                    _owner(example.author_id, askers.get(example.id), author_id),
                )
                for example in entry.examples
            ]

        return await self._add(scope_id, author_id, example_id, made)

    async def forget(
        self, scope_id: int, author_id: int, example_id: int, state: str, *, approved_by: int | None = None
    ) -> receipts.EntryForgotten:
        """Stop using everything of an entry; raises ``error-entry-changed`` and what `draft` raises."""
        began = self._changes.erasures.moment()
        async with self._changes.writing(scope_id) as dataset:
            entry = await self._read(scope_id, dataset.id, example_id)
            if entry.state != state:
                raise errors.RefusedError("error-entry-changed")
            remove = tuple(example.id for example in entry.examples)
            change = self._change(scope_id, author_id, entry, (), remove, approved_by=approved_by)
            change = dataclasses.replace(change, kind=ChangeKind.FORGET)
            change_id, fewer = await self._changes.forget_locked(change, began)
        return receipts.EntryForgotten(change_id, fewer, entry.model)

    # -- inside --------------------------------------------------------------------------------------------------

    async def _read(self, scope_id: int, dataset_id: int, example_id: int) -> _Entry:
        entries = self._changes.store.entries
        key = await entries.find(scope_id, dataset_id, example_id)
        examples = await entries.examples(scope_id, dataset_id, key)
        if not examples:
            raise errors.NotFoundError("error-entry-gone")
        state = EntryState(len(examples), sum(example.id for example in examples))
        return _Entry(dataset_id, key, tuple(examples), str(state))

    def _lines(self, prompts: Iterable[str]) -> dict[bytes, str]:
        """Return the questions by their keys: empty lines and repetitions left out."""
        lines = (texts.one_line(limits.clean(prompt)) for prompt in prompts)
        found: dict[bytes, str] = {}
        for line in lines:
            if not texts.is_blank(line):
                limits.check_example(models.NewExample(line), self._changes.limits)
                found.setdefault(keys.prompt_key(line), line)
        if not found:
            raise errors.InvalidInputError("error-edit-no-question")
        most = self._changes.limits.immediate_examples
        if len(found) > most:
            raise errors.InvalidInputError("error-teach-too-many", count=len(found), limit=most)
        return found

    async def _prepare(self, lines: Mapping[bytes, str]) -> None:
        """Encode many new questions before the lock, so that no other change waits for the encoder."""
        if len(lines) > changing.FEW:
            await self._changes.indexes.cache.features(list(lines.values()))

    async def _planned(
        self, scope_id: int, author_id: int, entry: _Entry, wanted: EntryEdit, lines: Mapping[bytes, str]
    ) -> tuple[list[KeyedExample], list[int]]:
        """Return what an edit adds and removes; raise if the entry is another one by now, or nothing differs."""
        if entry.state != wanted.state:
            raise errors.RefusedError("error-entry-changed")
        add, remove = await self._difference(scope_id, author_id, entry, lines, wanted.answer)
        if not add and not remove:
            raise errors.InvalidInputError("error-edit-same")
        return add, remove

    async def _difference(
        self, scope_id: int, author_id: int, entry: _Entry, lines: Mapping[bytes, str], answer: str
    ) -> tuple[list[KeyedExample], list[int]]:
        """Return what an edit adds and removes."""
        silent = entry.key.answer is None and texts.is_blank(answer)
        better = "" if silent else limits.check_reply(answer, self._changes.limits)
        model = entry.model
        renamed = better != models.spoken(model).strip()
        if renamed:
            self._check_size(entry)
        askers = await self._changes.store.entries.askers(scope_id, [example.id for example in entry.examples])
        shown = {example.id for example in entry.shown}
        add: list[KeyedExample] = []
        remove: list[int] = []
        known: set[bytes] = set()
        for example in entry.examples:
            key = keys.prompt_key(example.prompt)
            prompt = lines.get(key) if example.id in shown else example.prompt
            if prompt is None:
                remove.append(example.id)
                continue
            known.add(key)
            if prompt == texts.one_line(example.prompt):
                prompt = example.prompt  # its line breaks stay
            # Of a label only the reply that is said now is replaced: others of its replies, and examples without one, stay.
            says_other = renamed and (example.label is None or example.reply == model.reply or example is model)
            if prompt == example.prompt and not says_other:
                continue
            reply = better if says_other else example.reply
            remove.append(example.id)
            add.append(
                _again(example, prompt, reply, author_id, _owner(example.author_id, askers.get(example.id), author_id))
            )
        changed = dataclasses.replace(model, reply=better if renamed else model.reply)
        add += [self._made(changed, line, author_id) for key, line in lines.items() if key not in known]
        return add, remove

    def _check_size(self, entry: _Entry) -> None:
        most = self._changes.limits.immediate_examples
        if len(entry.examples) > most:
            raise errors.InvalidInputError("error-edit-too-large", count=len(entry.examples), limit=most)

    def _made(self, model: models.Example, prompt: str, author_id: int) -> KeyedExample:
        """Return a new example with the answer of another one."""
        limits.check_example(models.NewExample(prompt), self._changes.limits)
        return _again(dataclasses.replace(model, previous=None, correction=False), prompt, model.reply, author_id, None)

    async def _add(
        self, scope_id: int, author_id: int, example_id: int, made: Callable[[_Entry], list[KeyedExample]]
    ) -> receipts.Taught:
        began = self._changes.erasures.moment()
        async with self._changes.writing(scope_id) as dataset:
            entry = await self._read(scope_id, dataset.id, example_id)
            add = made(entry)
            self._check_size(dataclasses.replace(entry, examples=entry.examples[: len(add)]))
            applied = await self._changes.commit_locked(self._change(scope_id, author_id, entry, add, ()), began)
        if not applied.added:
            raise errors.InvalidInputError("error-taught-already")
        return receipts.Taught.of(applied)

    def _change(
        self,
        scope_id: int,
        author_id: int,
        entry: _Entry,
        add: Sequence[KeyedExample],
        remove: Sequence[int],
        *,
        approved_by: int | None = None,
    ) -> NewChange:
        return NewChange(
            scope_id,
            entry.dataset_id,
            author_id,
            ChangeKind.EDIT,
            entry.model.source,
            add=tuple(add),
            remove=tuple(remove),
            approved_by=approved_by,
        )


def _again(
    example: models.Example, prompt: str, reply: str | None, author_id: int, asker_id: int | None
) -> KeyedExample:
    """Return an example that takes the place of another one, or is made after it."""
    # Who changes the words makes them their own; the words that stay are still the other person's to erase.
    credited = example.credited_id
    if credited is None and reply == example.reply:
        credited = _owner(example.author_id, None, author_id)
    new = models.NewExample(
        prompt,
        reply,
        label=example.label,
        positive=example.positive,
        previous=example.previous,
        extras=example.extras,
        language=example.language,
        origin=example.origin,
        credited_id=credited,
    )
    return dataclasses.replace(keys.keyed(new, asker_id), correction=example.correction)


def _owner(author_id: int, other_id: int | None, editor_id: int) -> int | None:
    """Return whose words something is, if not the editor's: `other_id`, or else its author."""
    found = other_id or author_id
    return found if found not in {0, editor_id} else None
