"""Training jobs as data: what is asked for, how far it is, and what came of it."""

from __future__ import annotations

import dataclasses

from chatterbot import datasets
from chatterbot.teaching import conflicts

__all__ = ("TeachingTerms", "TrainOrder", "TrainProgress", "TrainReceipt", "TrainSource", "TrainStage")

TrainStage = str
"""``waiting``, ``reading``, ``archiving`` (of a selection), ``encoding``, ``teaching``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TeachingTerms:
    """What was decided about something that is taught, beside its words."""

    approved_by: int | None = None
    """Who approved it, if its author may not teach and proposed it."""
    replace: bool = False
    """Whether other answers to exactly the same questions are no longer used."""
    remove: tuple[int, ...] = ()
    """Ids of examples whose place it takes."""
    beside: int | None = None
    """The example with whose answer this one is given in turn, where the question is the same."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainSource:
    """What a job teaches; make one with `of_text`, `of_file` or `of_path`."""

    name: str
    """As shown to people: ``text``, a file's name, a path in the data folder."""
    data: bytes | None
    """The content; `None`: read the file or folder `name` of the scope's data folder."""
    positive: bool = True
    """`False`: these are answers that must not be given."""

    @classmethod
    def of_text(cls, text: str, *, positive: bool = True) -> TrainSource:
        """Return a source of lines that a person typed, in any of the formats (``question => answer``)."""
        return cls("text", text.encode("utf-8", "replace"), positive)

    @classmethod
    def of_file(cls, filename: str, data: bytes, *, positive: bool = True) -> TrainSource:
        """Return a source of a file that a person sent."""
        return cls(filename, data, positive)

    @classmethod
    def of_path(cls, path: str, *, positive: bool = True) -> TrainSource:
        """Return a source of a file or folder in the scope's data folder."""
        return cls(path, None, positive)


@dataclasses.dataclass(frozen=True, slots=True)
class TrainOrder:
    """What a person asked to have trained."""

    scope_id: int
    author_id: int
    source: TrainSource
    skip_bad: bool
    """Teach the good rows although there are bad ones; otherwise one bad row refuses the whole source."""
    policy: conflicts.Policy = conflicts.Policy.KEEP
    """What becomes of answers that contradict each other, or what is known."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainProgress:
    """How much of a job is done."""

    stage: TrainStage
    done: int = 0
    total: int = 0
    """0 if it is not known."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainReceipt:
    """The result of a job; what it taught is in use."""

    job_id: int
    change_id: int
    dataset_id: int
    added: int
    duplicates: int
    refused: tuple[datasets.RefusedLine, ...]
    score_before: float | None
    """Share of taught prompts that are answered right if each is left out once, in [0, 1], at the engine's last finished refit;
    `None` if there was none yet, or too few can be scored."""
    score_after: float | None
    """The same with what was taught; `None` before `Teaching.scored`, and if no score is possible."""
    scorable: bool
    """Whether `Teaching.scored` can add a score: something was added, and there are enough examples."""
    seconds: float
    """From queueing the job to its commit."""
    taught: int = 0
    """Examples that people have taught by now, in all; those that came with the program are not among them."""
    conflicts: tuple[conflicts.Conflict, ...] = ()
    """Questions for which the source has contradicting answers, or another one than was known: the first `conflicts.NAMED`."""
    conflicting: int = 0
    """The number of all such questions."""
    replaced: int = 0
    """Number of known examples that were replaced."""
    left: int = 0
    """Number of rows of the source that were left out for a known answer, or for another row."""
