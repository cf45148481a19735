"""Which language each person in a call speaks: it stays the same through single words, and follows who really changes it."""

from __future__ import annotations

__all__ = ("SpokenLanguages",)


class SpokenLanguages:
    """Remembers the language that each person spoke last.

    A single word is often taken for another language. So it changes nothing, unless the next utterance is in that language, too.
    """

    def __init__(self) -> None:
        self._spoken: dict[int, str] = {}
        self._doubtful: dict[int, str] = {}
        """The language of the latest single word, where it is another one."""

    def of(self, user_id: int) -> str | None:
        """Return the language that a person speaks; `None` if they said nothing yet."""
        return self._spoken.get(user_id)

    def note(self, user_id: int, language: str, words: int) -> None:
        """Take note of an utterance: its language (ISO 639-1; empty if it is not known), and how many words it had."""
        if not language:
            return
        before = self._spoken.get(user_id, language)
        if words > 1 or language in {before, self._doubtful.get(user_id)}:
            self._spoken[user_id] = language
            self._doubtful.pop(user_id, None)
        else:
            self._doubtful[user_id] = language

    def forget(self, user_id: int) -> None:
        """Remember nothing of a person."""
        self._spoken.pop(user_id, None)
        self._doubtful.pop(user_id, None)
