"""What the store remembers of its tables, so that a reply waits for no database.

One process owns the database (`chatterbot.lock`), and everything that changes it goes through `Store`: what was read stays right until
the part that writes says here what it wrote, after its commit. A reader takes a mark before it reads and gives it back with what it found:
if something was written meanwhile, the mark is out of date and the finding is not kept.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Sequence
from typing import Final

from chatterbot import models

__all__ = ("RECENT", "AnswerReply", "ReplyMemory")

RECENT: Final = 10
"""Exchanges remembered of a channel: what the bot said last to a person is looked for among so many."""

MOST_CHANNELS: Final = 500
"""Channels remembered: about 5 MB of usual messages, 40 MB of the longest."""

MOST_REPLIES: Final = 4_000_000
"""Characters of replies remembered, each counted with `ENTRY`: about 5 MB, 20,000 short replies."""

MOST_ANSWERS: Final = 1_000
"""Answers with several replies, or extras, remembered: of usual length about 2 MB, of the greatest 40 MB."""

MOST_DATASETS: Final = 10_000
"""Datasets of which is remembered whether they have any, about 200 bytes each."""

ENTRY: Final = 200
"""What a remembered reply costs beside its characters, in bytes."""


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerReply:
    """One of the replies of an answer, which are given in turn."""

    text: str
    examples: tuple[int, ...]
    """The live examples that have it, the latest first."""
    language: str | None = None
    """Of the text, such as ``ru``; `None`: not known."""
    extras: models.AnswerExtras | None = None

    def example_for(self, nearest: int) -> int:
        """Return the example to name as the source of this reply, where `nearest` is the one that the question was found by."""
        return nearest if nearest in self.examples else self.examples[0]


class ReplyMemory:
    """Words of replies, and the latest exchanges of channels; what was used longest ago is let go."""

    def __init__(self, most_replies: int = MOST_REPLIES, most_channels: int = MOST_CHANNELS) -> None:
        self._most_replies = most_replies
        self._most_channels = most_channels
        self._deleted = 0
        self._added = 0
        self._taught: collections.Counter[int] = collections.Counter()
        self._subscribers: list[Callable[[int], None]] = []
        self._triggered: collections.Counter[int] = collections.Counter()
        self._replies: collections.OrderedDict[tuple[int, int], str] = collections.OrderedDict()
        self._answers: collections.OrderedDict[tuple[int, ...], tuple[AnswerReply, ...]] = collections.OrderedDict()
        self._rich: dict[int, bool] = {}
        self._size = 0
        self._turns: collections.OrderedDict[tuple[int, int], list[models.Turn]] = collections.OrderedDict()

    # -- the words of replies ------------------------------------------------------------------------------------

    def mark_examples(self, scope_id: int) -> tuple[int, int]:
        """Mark what is known of a scope's examples."""
        return self._deleted, self._taught[scope_id]

    def spoken(self, scope_id: int, example_id: int) -> str | None:
        """Return the words of an example without a label, if they are remembered: they never change."""
        found = self._replies.get((scope_id, example_id))
        if found is not None:
            self._replies.move_to_end((scope_id, example_id))
        return found

    def keep_spoken(self, scope_id: int, example_id: int, text: str, mark: tuple[int, int]) -> None:
        """Remember the words of an example without a label."""
        if mark[0] != self._deleted:
            return
        if (scope_id, example_id) not in self._replies:
            self._replies[scope_id, example_id] = text
            self._size += len(text) + ENTRY
        while self._size > self._most_replies:
            _, text = self._replies.popitem(last=False)
            self._size -= len(text) + ENTRY

    def replies(self, scope_id: int, dataset_id: int, answer: int) -> tuple[AnswerReply, ...] | None:
        """Return the replies of an answer, if they are remembered and nothing was taught since."""
        found = self._answers.get((scope_id, dataset_id, answer, self._taught[scope_id]))
        if found is not None:
            self._answers.move_to_end((scope_id, dataset_id, answer, self._taught[scope_id]))
        return found

    def keep_replies(
        self, scope_id: int, dataset_id: int, answer: int, replies: tuple[AnswerReply, ...], mark: tuple[int, int]
    ) -> None:
        """Remember the replies of an answer; they are found only until more is taught."""
        if mark[0] == self._deleted:
            self._answers[scope_id, dataset_id, answer, mark[1]] = replies
            if len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)

    def rich(self, dataset_id: int) -> bool | None:
        """Return whether a dataset ever had an answer that is more than one reply's words; `None`: it has to be read."""
        return self._rich.get(dataset_id)

    def keep_rich(self, scope_id: int, dataset_id: int, *, rich: bool, mark: tuple[int, int] | None = None) -> None:
        """Remember whether a dataset ever had an answer that is more than one reply's words; a mark says when that was read."""
        if mark is not None and mark != self.mark_examples(scope_id):
            return
        if len(self._rich) > MOST_DATASETS:
            self._rich.clear()
        self._rich[dataset_id] = rich

    def mark_triggers(self, scope_id: int) -> tuple[int, int]:
        """Mark what is known of a scope's triggers."""
        return self._deleted, self._triggered[scope_id]

    def triggered(self, scope_id: int) -> None:
        """Note that a trigger was added or removed in a scope, or may have been by an undo."""
        self._triggered[scope_id] += 1

    def taught(self, scope_id: int) -> None:
        """Note that something was taught, undone or forgotten in a scope."""
        self._taught[scope_id] += 1
        for told in self._subscribers:
            told(scope_id)

    def subscribe(self, told: Callable[[int], None]) -> None:
        """Call `told` with the scope whenever something was taught, undone or forgotten; `told` must not raise."""
        self._subscribers.append(told)

    def changed_elsewhere(self, scope_id: int) -> None:
        """Forget what another process has changed in a scope; that process tells those who want to know of changes."""
        self.forget()
        self._taught[scope_id] += 1
        self._triggered[scope_id] += 1

    # -- exchanges -----------------------------------------------------------------------------------------------

    def mark_turns(self) -> tuple[int, int]:
        """Mark what is known of exchanges."""
        return self._deleted, self._added

    def recent(self, scope_id: int, channel_id: int) -> list[models.Turn] | None:
        """Return the latest `RECENT` exchanges of a channel, newest first, if they are remembered."""
        turns = self._turns.get((scope_id, channel_id))
        if turns is not None:
            self._turns.move_to_end((scope_id, channel_id))
        return turns

    def keep_recent(self, scope_id: int, channel_id: int, turns: Sequence[models.Turn], mark: tuple[int, int]) -> None:
        """Remember the latest `RECENT` exchanges of a channel, as they were read."""
        if mark == self.mark_turns():
            self._turns[scope_id, channel_id] = list(turns)
            if len(self._turns) > self._most_channels:
                self._turns.popitem(last=False)

    def said(self, turn: models.Turn) -> None:
        """Note that an exchange was added, or got another reply."""
        self._added += 1
        turns = self._turns.get((turn.scope_id, turn.channel_id))
        if turns is not None:
            # By id, because two that were written one after the other may be added here the other way round; and a turn may be added again.
            known = {each.id: each for each in (*turns, turn)}
            self._turns[turn.scope_id, turn.channel_id] = [known[key] for key in sorted(known, reverse=True)][:RECENT]

    # -- both ----------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Forget everything, because something was deleted."""
        self._deleted += 1
        self._replies.clear()
        self._answers.clear()
        self._rich.clear()
        self._size = 0
        self._turns.clear()
