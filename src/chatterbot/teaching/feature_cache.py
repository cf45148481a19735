"""The features of texts as the database keeps them: each text is encoded once, by content and encoder."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from chatterbot import errors
from chatterbot.engine import LexicalOnly, ReplyEngine
from chatterbot.store import Store

__all__ = ("FeatureCache",)

_LOGGER: Final = logging.getLogger(__name__)

QUICK_S: Final = 0.5
"""If a batch of texts is encoded in less than this, the next batch is twice as large; in seconds."""

RENEWED_AT_ONCE: Final = 256
"""Texts whose features are converted to the present layout at a time: about 20 ms, so that other work does not wait long."""


class FeatureCache:
    """Encodes texts, and reads what was encoded before.

    Parameters
    ----------
    at_once
        Texts that are encoded and cached at a time.
    """

    def __init__(self, engine: ReplyEngine, store: Store, at_once: int) -> None:
        self._engine = engine
        self._store = store
        self._at_once = at_once
        self._tidy = False

    async def features(
        self,
        texts: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
        pause: Callable[[], Awaitable[None]] | None = None,
        made: list[str] | None = None,
    ) -> dict[str, bytes]:
        """Return the features of texts: cached ones, the rest encoded and cached in batches (a crash loses one batch).

        `progress` is called with the number of texts done and of all texts; `pause` is awaited before each batch; the texts
        that were not cached are added to `made`.
        """
        wanted = list(dict.fromkeys(texts))
        known = await self.known(wanted)
        missing = [text for text in wanted if text not in known]
        done = len(known)
        if progress is not None:
            progress(done, len(wanted))
        at_once = self._at_once
        start = 0
        while start < len(missing):
            if pause is not None:
                await pause()
            part = missing[start : start + at_once]
            if made is not None:
                made += part
            began = time.monotonic()
            encoded = dict(zip(part, await self._engine.features(part), strict=True))
            if time.monotonic() - began < QUICK_S:
                at_once *= 2  # with an encoder this quick (words only), most time would go into transactions
            await self._store.features.put(self._engine.encoder_id, encoded)
            known |= encoded
            start += len(part)
            done += len(part)
            if progress is not None:
                progress(done, len(wanted))
        return known

    async def encoded(self, texts: Sequence[str]) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Return the features of a few texts, and separately those of them that are not cached yet."""
        known = await self.known(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        made = dict(zip(missing, await self._engine.features(missing), strict=True)) if missing else {}
        return known | made, made

    async def known(self, texts: Sequence[str]) -> dict[str, bytes]:
        """Return the cached features of texts; those in the former layout are converted, which needs no encoder."""
        known = await self._undamaged(self._engine.encoder_id, texts)
        missing = [text for text in texts if text not in known]
        for start in range(0, len(missing), RENEWED_AT_ONCE):
            part = missing[start : start + RENEWED_AT_ONCE]
            former = await self._undamaged(self._engine.former_id, part)
            if former:
                try:
                    records = await self._engine.renewed(list(former), list(former.values()))
                except errors.EncoderError as error:
                    _LOGGER.warning(
                        "%d texts are encoded again, as their features could not be converted: %s", len(former), error
                    )
                    continue
                made = dict(zip(former, records, strict=True))
                await self._store.features.renew(self._engine.former_id, self._engine.encoder_id, made)
                known |= made
        return known

    async def _undamaged(self, encoder_id: str, texts: Sequence[str]) -> dict[str, bytes]:
        """Return the cached features of texts; damaged ones are deleted, so that their texts are encoded again."""
        known = await self._store.features.get(encoder_id, texts)
        if not known:
            return known
        former = encoder_id == self._engine.former_id
        whole = await asyncio.to_thread(self._engine.are_whole, list(known.values()), former=former)
        damaged = [text for text, is_whole in zip(known, whole, strict=True) if not is_whole]
        if damaged:
            await self._store.features.drop(damaged)
            _LOGGER.warning("the cached features of %d texts are damaged: these texts are encoded again", len(damaged))
        for text in damaged:
            del known[text]
        return known

    async def forget_other_encoders(self) -> None:
        """Delete features made by other encoders; done once, after texts had to be encoded again.

        Not if this encoder only replaces one that could not be loaded, and not for the words-only encoder, which the operator may be
        trying out: encoding 100,000 texts again takes half an hour.
        """
        stands_in = self._engine.degraded is not None or self._engine.encoder_id.startswith(LexicalOnly.id)
        if self._tidy or stands_in:
            return
        self._tidy = True
        try:
            dropped = await self._store.features.forget_other_encoders(
                # Features in the former layout, of scopes that are not loaded, are converted when these are loaded.
                [self._engine.encoder_id, self._engine.former_id, self._engine.passages.encoder_id]
            )
        except errors.StoreError as error:
            _LOGGER.warning("features of another encoder could not be deleted: %s; the next start tries again", error)
            return
        if dropped:
            _LOGGER.info("the encoder was changed: deleted the features of %d texts made by another one", dropped)
