"""Compares the database with itself: its structure, references, keys and numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from chatterbot import models
from chatterbot.consistency.discrepancies import CheckedPart, Discrepancy, amount
from chatterbot.store import ConsistencyStore, DerivedKeys, KeyedRow, folded, integrity, links
from chatterbot.teaching import encoded_text, keyed, text_key

__all__ = ("answers", "keys", "numbers", "references", "structure")

BACKUP: Final = "only a backup has it as it was (docs/hosting.md)"
SHOWN: Final = 3
"""Messages of the database that are printed; more say nothing new."""


async def structure(store: ConsistencyStore, *, repair: bool) -> CheckedPart:
    """Ask the database whether its pages and indexes are in order; make damaged indexes anew."""
    found = await store.run(integrity.damage)
    looked = "every page, row and index"
    remarks: list[Discrepancy] = []
    if not await store.run(integrity.can_compare_indexes):
        looked = "whether all indexes are built"
        sentence = "indexes were not compared with their tables: the server's extension amcheck is not installed, or not yours to use"
        remarks.append(Discrepancy(sentence, harmless=True))
    if not found:
        return CheckedPart("structure", looked, tuple(remarks))
    of_indexes = await store.run(lambda connection: integrity.is_of_indexes(connection, found))
    told = "; ".join(found[:SHOWN]) + ("; and more" if len(found) > SHOWN else "")
    if of_indexes and repair:
        await store.mend(integrity.rebuild_indexes)
        if not await store.run(integrity.damage):
            done = Discrepancy(f"indexes were damaged, and were made anew from their tables ({told})", repaired=True)
            return CheckedPart("structure", looked, (*remarks, done))
        of_indexes = False
    sentence = f"damaged: {told}" + ("" if of_indexes else f"; {BACKUP}")
    return CheckedPart("structure", looked, (*remarks, Discrepancy(sentence, repairable=of_indexes)))


async def references(store: ConsistencyStore, *, repair: bool) -> CheckedPart:
    """Look for rows that name rows which are not there, or those of another server."""
    found: list[Discrepancy] = []
    for link in await store.run(links.broken_links):
        what = f"{amount(link.rows, 'row', 'rows')} of {link.table} with a {link.column} that {link.target} lacks"
        if not link.remedy:
            found.append(Discrepancy(f"{what}: rows of {link.target} are lost, and {BACKUP}"))
            continue
        if repair:
            await store.mend(lambda connection, link=link: links.mend_link(connection, link))
        done = "emptied" if link.remedy == "forget" else "deleted, as they hold numbers only"
        found.append(Discrepancy(f"{what}{f': {done}' if repair else ''}", repairable=True, repaired=repair))
    found += [
        Discrepancy(
            f"{amount(link.rows, 'row', 'rows')} of {link.table} with a {link.column} of another server's {link.target}: "
            "the database was changed by hand, or there is a fault in the program"
        )
        for link in await store.run(links.crossed_links)
    ]
    return CheckedPart("references", "every reference from row to row", tuple(found))


async def keys(store: ConsistencyStore, *, repair: bool) -> CheckedPart:
    """Work out again what follows from the words of examples and passages: keys, and the text that is searched."""
    seen = wrong = passages = wrong_passages = stuck = 0
    async for rows in store.examples():
        differing = await asyncio.to_thread(_differing, rows)
        seen, wrong = seen + len(rows), wrong + len(differing)
        if repair and differing:
            stuck += await store.set_keys(differing)
    async for parts in store.passages():
        right = ((row, text_key(encoded_text(row.heading, row.title, row.text))) for row in parts)
        changed = [(row.id, key) for row, key in right if row.text_key != key]
        passages, wrong_passages = passages + len(parts), wrong_passages + len(changed)
        if repair and changed:
            await store.set_passage_keys(changed)
    found: list[Discrepancy] = []
    if mended := wrong - stuck:
        sentence = f"{amount(mended, 'example is', 'examples are')} found by other words than they have"
        found.append(Discrepancy(_done(sentence, "made anew", repair), repairable=True, repaired=repair))
    if stuck:
        sentence = (
            f"{amount(stuck, 'example says', 'examples say')} what another one says, and cannot be told apart from it: "
            "look for it with /knowledge and remove one of the two"
        )
        found.append(Discrepancy(sentence))
    if wrong_passages:
        sentence = f"{amount(wrong_passages, 'passage has', 'passages have')} the key of other words"
        found.append(Discrepancy(_done(sentence, "made anew", repair), repairable=True, repaired=repair))
    return CheckedPart(
        "keys", f"{amount(seen, 'example', 'examples')}, {amount(passages, 'passage', 'passages')}", tuple(found)
    )


def _differing(rows: Sequence[KeyedRow]) -> list[tuple[int, DerivedKeys]]:
    """Return the examples whose keys are not those of their words, with the right ones."""
    found: list[tuple[int, DerivedKeys]] = []
    for row in rows:
        if row.reply is None and row.label is None and row.keys.answer is not None:
            continue  # its answer's words are lost: see `answers`
        right = keyed(models.NewExample(row.prompt, row.reply, row.label, positive=row.positive))
        # Without a label the answer may be that of another reply, which this one is given in turn with: then the row alone does not say it.
        own = row.label is not None or row.keys.answer is None
        answer = right.answer if own else row.keys.answer
        wanted = DerivedKeys(right.prompt_key, right.identity, answer, folded(row.prompt, row.reply, row.label))
        if wanted != row.keys:
            found.append((row.id, wanted))
    return found


async def answers(store: ConsistencyStore, *, repair: bool) -> CheckedPart:
    """Look for answers that nothing gives, servers that answer from nothing, and rows that say the wrong thing about whether they count."""
    found: list[Discrepancy] = []
    if empty := await store.run(links.answers_without_examples):
        sentence = (
            f"{amount(empty, 'answer', 'answers')} without a reply or a label: their words are lost, and {BACKUP}"
        )
        found.append(Discrepancy(sentence))
    if without := await store.run(links.scopes_without_dataset):
        sentence = (
            f"{amount(without, 'server has', 'servers have')} sets of examples and uses none of them: "
            "a manager chooses one with /select_dataset; till then the set `default` is used"
        )
        found.append(Discrepancy(sentence))
    if undone := await store.run(links.undo_differences):
        sentence = (
            f"{amount(undone, 'change is', 'changes are')} noted as undone by something that does not undo them, or the other way round: "
            "undo and redo them in /history, or restore a backup"
        )
        found.append(Discrepancy(sentence))
    listed = await store.run(links.wrongly_listed)
    if repair and listed:
        await store.mend(links.mend_listed)
    for table, rows in listed:
        sentence = f"{amount(rows, 'row', 'rows')} of {table} counted although undone, or the other way round"
        found.append(Discrepancy(_done(sentence, "set right by the history", repair), repairable=True, repaired=repair))
    return CheckedPart("answers", "answers, sets of examples, and what was undone", tuple(found))


async def numbers(store: ConsistencyStore, *, repair: bool) -> CheckedPart:
    """Look for numbers that cannot be: counters below zero, and a next id that was given already."""
    found: list[Discrepancy] = []
    for name in await store.run(links.late_numbers):
        if repair:
            await store.mend(lambda connection, name=name: links.mend_number(connection, name))
        sentence = f"new rows of {name} would get numbers that are taken"
        found.append(
            Discrepancy(_done(sentence, "they go on after the highest", repair), repairable=True, repaired=repair)
        )
    negative = await store.run(links.negative_counters)
    if repair and negative:
        await store.mend(links.mend_negative)
    for table, column, rows in negative:
        sentence = f"{amount(rows, 'counter', 'counters')} below zero in {table}.{column}"
        found.append(Discrepancy(_done(sentence, "set to zero", repair), repairable=True, repaired=repair))
    return CheckedPart("numbers", "counters, and the next number of each table", tuple(found))


def _done(sentence: str, what: str, repair: bool) -> str:
    return f"{sentence}: {what}" if repair else sentence
