"""Compares what the engine has with what was taught: encoded texts, and whether questions are found by their own words."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Final

from chatterbot.consistency.discrepancies import CheckedPart, Discrepancy, amount
from chatterbot.engine import ReplyEngine
from chatterbot.store import ConsistencyStore, FeatureRow, Store, StoredExample, text_key
from chatterbot.teaching import distinct, indexed

__all__ = ("features", "index")

ASKED: Final = 200
"""Questions of each set of examples that the index is asked for, evenly spread: some milliseconds each."""


async def features(
    store: ConsistencyStore, engine: ReplyEngine, starter: Collection[str], *, repair: bool
) -> CheckedPart:
    """Look for encoded texts that are damaged, and for those of texts that are no longer kept."""
    wanted = await store.encoded_keys() | set(map(text_key, starter))
    seen = damaged = orphaned = foreign = 0
    async for rows in store.features():
        seen += len(rows)
        broken = await asyncio.to_thread(_damaged, engine, rows)
        lost = [row for row in rows if row.text_key not in wanted and row not in broken]
        damaged, orphaned = damaged + len(broken), orphaned + len(lost)
        foreign += sum(row.encoder_id not in _known(engine) for row in rows)
        if repair and (gone := [*broken, *lost]):
            await store.drop_features(gone)
    found: list[Discrepancy] = []
    done = ": deleted, and encoded again where they are needed" if repair else ""
    if damaged:
        sentence = f"{amount(damaged, 'encoded text is', 'encoded texts are')} damaged or of the wrong size{done}"
        found.append(Discrepancy(sentence, repairable=True, repaired=repair))
    if orphaned:
        done = ": deleted" if repair else ""
        cut_off = await store.has_cut_off_jobs()
        reason = ", as jobs leave them that were cut off" if cut_off else ""
        sentence = f"{amount(orphaned, 'encoded text', 'encoded texts')} of what is no longer kept{reason}{done}"
        found.append(Discrepancy(sentence, repairable=True, repaired=repair, harmless=cut_off))
    if foreign:
        sentence = f"{amount(foreign, 'encoded text', 'encoded texts')} of another encoder: the bot deletes them when it needs them no more"
        found.append(Discrepancy(sentence, harmless=True))
    return CheckedPart("encoded texts", amount(seen, "encoded text", "encoded texts"), tuple(found))


def _known(engine: ReplyEngine) -> frozenset[str]:
    return frozenset({engine.encoder_id, engine.former_id, engine.passages.encoder_id})


def _damaged(engine: ReplyEngine, rows: list[FeatureRow]) -> list[FeatureRow]:
    """Return the encoded texts of this encoder that are not whole. Computes."""
    found = [
        row
        for row in rows
        if row.encoder_id == engine.passages.encoder_id and not engine.passages.is_whole(row.features)
    ]
    for encoder_id, former in ((engine.encoder_id, False), (engine.former_id, True)):
        own = [row for row in rows if row.encoder_id == encoder_id]
        whole = engine.are_whole([row.features for row in own], former=former) if own else []
        found += [row for row, fits in zip(own, whole, strict=True) if not fits]
    return found


async def index(store: Store, consistency: ConsistencyStore, engine: ReplyEngine, *, repair: bool) -> CheckedPart:
    """Build the index of every set of examples, as the bot does, and ask it some of the questions in their own words."""
    held = asked = missing = wrong = 0
    gone: list[FeatureRow] = []
    for scope_id, dataset_id in await consistency.datasets():
        taught = distinct(await store.examples.live_indexed(scope_id, dataset_id))
        known = await store.features.get(engine.encoder_id, list({each.prompt: None for each in taught}))
        whole = await asyncio.to_thread(_whole, engine, known)
        present = [each for each in taught if each.prompt in whole]
        missing += len(taught) - len(present)
        if not present:
            continue
        await engine.load(dataset_id, [indexed(each) for each in present], [whole[each.prompt] for each in present])
        try:
            held += engine.size(dataset_id)
            if engine.size(dataset_id) != len(present):
                wrong += abs(engine.size(dataset_id) - len(present))
            sample = _sample(present)
            asked += len(sample)
            for each in sample:
                verdict = await engine.match(dataset_id, each.prompt)
                if not verdict.exact:
                    wrong += 1
                    gone.append(FeatureRow(engine.encoder_id, text_key(each.prompt), b""))
        finally:
            engine.unload(dataset_id)
    if repair and gone:
        await consistency.drop_features(gone)
    found: list[Discrepancy] = []
    if wrong:
        done = ": what was encoded of them is deleted, and they are encoded again at their next use" if repair else ""
        sentence = (
            f"{amount(wrong, 'taught question is', 'taught questions are')} not found by the words they have{done}"
        )
        found.append(Discrepancy(sentence, repairable=True, repaired=repair and bool(gone)))
    if missing:
        sentence = f"{amount(missing, 'taught question is', 'taught questions are')} not encoded yet: that is done at their next use"
        found.append(Discrepancy(sentence, harmless=True))
    looked = f"{amount(held, 'question', 'questions')} in memory, {amount(asked, 'of them asked', 'of them asked')}"
    return CheckedPart("index", looked, tuple(found))


def _whole(engine: ReplyEngine, known: dict[str, bytes]) -> dict[str, bytes]:
    if not known:
        return {}
    fits = engine.are_whole(list(known.values()))
    return {text: record for (text, record), whole in zip(known.items(), fits, strict=True) if whole}


def _sample(taught: list[StoredExample]) -> list[StoredExample]:
    """Return questions with an answer to give, evenly spread."""
    given = [each for each in taught if each.positive]
    return given[:: max(1, -(-len(given) // ASKED))]
