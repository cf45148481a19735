"""Texts to feature records and to meaning vectors, with the encoder in use; the vectors of texts encoded lately are remembered."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import encoders, features, recent, reference_texts, synonyms, text
from chatterbot.engine import options as options_

__all__ = ("NotEncodedError", "TextMeanings")

_LOGGER = logging.getLogger(__name__)


class NotEncodedError(Exception):
    """Something has to be encoded first."""


class TextMeanings:
    """Encodes texts. Its methods take as long as the encoder does: they are called in the engine's threads."""

    def __init__(
        self, encoder: encoders.TextEncoder, ordinary: reference_texts.ReferenceTexts, options: options_.EngineOptions
    ) -> None:
        self._encoder = encoder
        self._ordinary = ordinary
        self._options = options
        self._recent = recent.RecentVectors()
        self._synonyms = synonyms.load(encoder.id, encoder.dimensions)

    def cleaned(self, asked: str) -> str:
        """Return what is looked at of a text: its beginning, in characters that can be encoded."""
        return text.clean(asked, self._options.max_text_chars)

    def records(self, texts: Sequence[str], *, few: bool = False) -> list[bytes]:
        """Return the feature records of texts; of a `few`, which are asked for soon, the vectors are remembered."""
        cleaned = [self.cleaned(each) for each in texts]
        vectors = np.stack([self.vector(each) for each in cleaned]) if few else self.vectors(cleaned)
        batch, _ = features.make([text.normalise(each) for each in cleaned], vectors)
        return batch.records()

    def renewed(self, texts: Sequence[str], records: Sequence[bytes]) -> list[bytes]:
        """Return the feature records of texts, made from those of the layout before."""
        vectors = features.former_vectors(records, self._encoder.dimensions)
        return features.make([text.normalise(self.cleaned(each)) for each in texts], vectors)[0].records()

    def known(self, cleaned: str) -> npt.NDArray[np.float32] | None:
        """Return the meaning of a text that was encoded lately."""
        return self._recent.get(cleaned)

    def vector(self, cleaned: str) -> npt.NDArray[np.float32]:
        """Return the meaning of one text, from memory if it was encoded lately."""
        known = self._recent.get(cleaned)
        if known is None:
            rows = self.vectors([cleaned])
            self._recent.put([cleaned], rows)
            known = rows[0]
        return known

    def vectors(self, cleaned: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the meanings of texts (n, dimensions): centred unit vectors.

        Raises
        ------
        EncoderError
            The encoder failed on a text.
        """
        try:
            vectors = self._encoder.encode(cleaned)
        except Exception as error:  # whatever a library of the operator's choice raises
            raise errors.EncoderError(f"{self._encoder.description} failed: {error}") from error
        return reference_texts.centre(vectors, self._ordinary.mean)

    def likeness(self, one: str, two: str, *, encode: bool) -> float | None:
        """Return the log odds that two words mean the same; `None`: nobody knows, with this encoder or because it failed.

        Raises
        ------
        NotEncodedError
            The words would have to be encoded, and are not to be.
        """
        if self._synonyms is None:
            return None
        words = (one, two)
        if not encode and any(self._recent.get(word) is None for word in words):
            raise NotEncodedError
        try:
            return self._synonyms.log_odds(*(self.vector(word) for word in words))
        except errors.EncoderError as error:
            _LOGGER.warning("two words are not compared: %s", error)
            return None

    def forget(self) -> None:
        """Forget all texts that were encoded lately."""
        self._recent.forget()
