"""The values of this package."""

from __future__ import annotations

import dataclasses
import datetime as dt

__all__ = ("GapPage", "QuestionGroup", "Wording")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One way in which a question was asked."""

    key: bytes
    """As `teaching.keys.prompt_key`: wordings that differ in capitals and signs at the end alone are one."""
    text: str
    """As it was written last."""
    times: int
    asker_id: int | None
    """Whose words it is; `None`: several people asked it so."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Questions that mean the same, and that the bot could not answer, or not well."""

    turn_id: int
    """The latest exchange of the group: its name in buttons, which work as long as that exchange is kept."""
    channel_id: int
    """Where that was."""
    wordings: tuple[Wording, ...]
    """The most frequent first."""
    times: int
    askers: tuple[int, ...]
    """Who asked, the latest first."""
    disliked: int
    """Answers that got 👎."""
    corrected: int
    """Answers that were corrected, and are given still or again."""
    first: dt.datetime
    last: dt.datetime
    is_noise: bool
    """It asks nothing: a greeting, an emoji, "ok"."""
    languages: tuple[str, ...] = ()
    """Codes of the languages that it was asked in, the most frequent first."""

    @property
    def example(self) -> str:
        """The wording that was used most often."""
        return self.wordings[0].text

    @property
    def people(self) -> int:
        """How many people asked."""
        return len(self.askers)


@dataclasses.dataclass(frozen=True, slots=True)
class GapPage:
    """A part of the list of groups."""

    groups: tuple[QuestionGroup, ...]
    start: int
    """How many groups come before."""
    more: bool
    """Whether there are more after it."""
