"""`Gaps`: what was asked and not answered, grouped by meaning, and what people do about it."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import hashlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Final, Protocol

from chatterbot import errors, models
from chatterbot.admission import Admission, AdmissionLimits, AdmissionRefusals, Requester
from chatterbot.engine import ReplyEngine
from chatterbot.erasures import Erasures
from chatterbot.gaps import collecting
from chatterbot.gaps.values import GapPage, QuestionGroup
from chatterbot.store import FeedbackRecord, Store, UnansweredTurn

__all__ = ("Gaps", "Lesson", "Sees")

MOST_QUESTIONS: Final = 10_000
"""The latest exchanges that are looked at; as many as `engine.grouping` takes."""
CHECKED: Final = 10
"""Wordings of a group, the most frequent ones, of which it is looked up what would be answered now."""
MOST_CHECKED: Final = 250
"""Wordings that are looked up for one page: about 5 s with an encoder. What was looked up before is remembered until something is taught."""
MOST_SCOPES: Final = 64
"""Scopes of which is remembered what means the same and what is answered by now: hashes and numbers, at most 1 MB each."""
NEAREST_OF: Final = 5
"""Wordings of a group whose nearest taught questions are looked up."""
MOST_NEAREST: Final = 20
"""Most taught questions offered to attach a group to: a menu on Discord has 25 entries."""
MOST_OPINIONS: Final = 200

_LIMITS: Final = AdmissionLimits(running=1, open=32, open_by_scope=6, open_by_person=2)
_REFUSALS: Final = AdmissionRefusals(
    person="error-gaps-busy", scope="error-gaps-busy", process="error-work-busy-everywhere"
)

Sees = Callable[[int], Awaitable[bool]]
"""Tells whether the person who looks may see a channel."""
Progress = Callable[[int, int], None]


class LoadedIndexes(Protocol):
    """Loads the examples of a scope (`teaching.Indexes` does)."""

    @property
    def cache(self) -> EncodedTexts:
        """The features of texts."""
        ...

    async def ready(self, scope_id: int) -> models.Dataset:
        """Return the active dataset of a scope, once its index is loaded."""
        ...


class EncodedTexts(Protocol):
    """Gives the features of texts."""

    async def features(self, texts: Sequence[str], progress: Progress | None = None) -> dict[str, bytes]:
        """Return the features of texts; those that are not cached are encoded."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be taught for a group."""

    examples: tuple[models.NewExample, ...]
    askers: Mapping[str, int]
    """Who asked a question, by the question: whose words they are. Left out is what several people asked in the same words."""


@dataclasses.dataclass(slots=True)
class _Memory:
    """What is remembered of one scope: no words."""

    questions: bytes = b""
    """Hash of the keys of all questions when they were grouped."""
    numbers: Mapping[bytes, int] = dataclasses.field(default_factory=dict[bytes, int])
    change: int = 0
    """The latest change when `answers` were looked up."""
    answers: dict[bytes, str | None] = dataclasses.field(default_factory=dict[bytes, "str | None"])
    """Hash of what is answered to a question now, by its key; `None`: not known."""


class Gaps:
    """Lists the questions of a scope that were declined, voted 👎 or corrected.

    Parameters
    ----------
    indexes
        Loads a scope's index, and has the features of texts.
    reply
        What would be answered (`Conversation.reply`): nothing is recorded.
    erasures
        A dismissal by somebody who was erased meanwhile is not kept.
    place
        Returns the ids of a channel and of what it belongs to, nearest first: a place may have settings of its own.
    """

    def __init__(
        self,
        engine: ReplyEngine,
        store: Store,
        indexes: LoadedIndexes,
        reply: Callable[[models.Prompt], Awaitable[models.Reply]],
        erasures: Erasures,
        *,
        place: Callable[[int], tuple[int, ...]] = lambda channel_id: (channel_id,),
    ) -> None:
        self._engine = engine
        self._store = store
        self._indexes = indexes
        self._reply = reply
        self._erasures = erasures
        self._place = place
        self._admission = Admission(_LIMITS, _REFUSALS)
        self._memory: collections.OrderedDict[int, _Memory] = collections.OrderedDict()

    async def page(
        self, requester: Requester, sees: Sees, *, start: int, size: int, progress: Progress | None = None
    ) -> GapPage:
        """Return `size` groups from the one with number `start` on: those that most people asked first.

        What would be answered by now is left out.

        Parameters
        ----------
        sees
            Tells whether the person who looks may see a channel: only what was asked there is shown and counted.
        progress
            Called with the number of questions encoded and of all; encoding takes 20 ms each, at the first time.

        Raises
        ------
        errors.RefusedError
            ``error-gaps-busy(waiting)``, ``error-work-busy-everywhere(waiting)``
        errors.ServiceError
            If the database or the encoder fails.
        """
        async with self._admission.request(requester):
            scope_id = requester.scope_id
            found: list[QuestionGroup] = []
            checked, limit = 0, start + size + 1
            memory = await self._current(scope_id)
            for members in await self._groups(scope_id, sees, progress):
                before = len(memory.answers)
                open_ = await self._unanswered(scope_id, memory, members)
                checked += len(memory.answers) - before
                if open_:
                    found.append(collecting.group_of(open_))
                if len(found) >= limit:
                    break
                if checked >= MOST_CHECKED and len(found) > start:
                    limit = 0
                    break
            shown = tuple(map(collecting.with_languages, found[start : start + size]))
            return GapPage(shown, start, len(found) > start + size or limit == 0)

    async def group(self, requester: Requester, sees: Sees, turn_id: int) -> QuestionGroup:
        """Return the group that an exchange belongs to.

        Raises
        ------
        errors.NotFoundError
            ``error-group-gone``: all of it is answered by now, dismissed, too old, or in channels that the person does not see.
        errors.RefusedError
            As `page`.
        """
        async with self._admission.request(requester):
            memory = await self._current(requester.scope_id)
            for members in await self._groups(requester.scope_id, sees, None):
                if any(turn.id == turn_id for _, turn in members):
                    open_ = await self._unanswered(requester.scope_id, memory, members)
                    if open_:
                        return collecting.with_languages(collecting.group_of(open_))
        raise errors.NotFoundError("error-group-gone")

    async def nearest(self, scope_id: int, group: QuestionGroup) -> list[models.Example]:
        """Return taught questions near a group's, each with another answer, the nearest first."""
        dataset = await self._indexes.ready(scope_id)
        best: dict[int, tuple[float, int]] = {}
        for wording in group.wordings[:NEAREST_OF]:
            verdict = await self._engine.match(dataset.id, wording.text)
            for near in verdict.candidates:
                if near.answer is not None:
                    best[near.answer] = max(best.get(near.answer, (0.0, 0)), (near.confidence, near.example_id))
        ids = [example_id for _, example_id in sorted(best.values(), reverse=True)[:MOST_NEAREST]]
        found = {example.id: example for example in await self._store.examples.examples(scope_id, ids)}
        return [found[example_id] for example_id in ids if example_id in found]

    async def lesson(self, scope_id: int, wordings: Sequence[str], like: models.NewExample) -> Lesson:
        """Return what to teach so that several wordings get the same answer, with whose words they are.

        Parameters
        ----------
        wordings
            What the teacher left or made of a group's.
        like
            An example with the answer.
        """
        texts = tuple(filter(None, dict.fromkeys(" ".join(each.split()) for each in wordings)))
        asked: dict[str, set[int]] = {text: set() for text in texts}
        for turn in await self._store.gaps.questions(scope_id, MOST_QUESTIONS):
            if (text := " ".join(turn.prompt.split())) in asked:
                asked[text].add(turn.author_id)
        askers = {text: next(iter(people)) for text, people in asked.items() if len(people) == 1}
        return Lesson(tuple(dataclasses.replace(like, prompt=text) for text in texts), askers)

    async def dismiss(self, scope_id: int, author_id: int, group: QuestionGroup) -> int:
        """Leave a group out of the list from now on; return the number by which `restore` takes that back.

        Raises
        ------
        errors.NotFoundError
            ``error-group-gone``: somebody dismissed it just now.
        """
        async with self._erasures.writing(self._erasures.moment(), scope_id, author_id):
            kept = await self._store.gaps.dismiss(scope_id, author_id, [wording.key for wording in group.wordings])
        if kept is None:
            raise errors.NotFoundError("error-group-gone")
        return kept

    async def restore(self, scope_id: int, dismissal_id: int) -> int:
        """Put what was dismissed back into the list; return how many wordings.

        Raises
        ------
        errors.NotFoundError
            ``error-dismissal-gone``: it was taken back already.
        """
        count = await self._store.gaps.restore(scope_id, dismissal_id)
        if not count:
            raise errors.NotFoundError("error-dismissal-gone")
        return count

    async def opinions(self, scope_id: int) -> Sequence[FeedbackRecord]:
        """Return what people thought of the bot and of its answers in words, newest first."""
        return await self._store.gaps.opinions(scope_id, MOST_OPINIONS)

    # -- inside --------------------------------------------------------------------------------------------------

    def _remembered(self, scope_id: int) -> _Memory:
        memory = self._memory.setdefault(scope_id, _Memory())
        self._memory.move_to_end(scope_id)
        if len(self._memory) > MOST_SCOPES:
            self._memory.popitem(last=False)
        return memory

    async def _current(self, scope_id: int) -> _Memory:
        """Return what is remembered of a scope, without what the changes since then may have made wrong."""
        memory = self._remembered(scope_id)
        mark = await self._store.gaps.changed_since(scope_id, memory.change)
        if mark.last != memory.change:
            # What is answered stays answered while examples are only added.
            memory.answers = {
                key: answer for key, answer in memory.answers.items() if mark.only_added and answer is not None
            }
            memory.change = mark.last
        return memory

    async def _groups(self, scope_id: int, sees: Sees, progress: Progress | None) -> list[list[collecting.Keyed]]:
        turns = await self._store.gaps.questions(scope_id, MOST_QUESTIONS)
        gathered = await asyncio.to_thread(collecting.gather, turns)
        seen = await _seen(sees, [turn.channel_id for turn in turns])
        numbers = await self._numbers(scope_id, gathered, progress)
        dismissed = await self._store.gaps.dismissed(scope_id)
        return await asyncio.to_thread(collecting.in_order, gathered, numbers, dismissed, seen)

    async def _numbers(
        self, scope_id: int, gathered: collecting.GatheredQuestions, progress: Progress | None
    ) -> Mapping[bytes, int]:
        """Return the number of each question's group, remembered for as long as the questions are the same."""
        memory, keys = self._remembered(scope_id), list(gathered.texts)
        questions = hashlib.sha256(b"".join(keys)).digest()
        if memory.questions != questions:
            texts = list(gathered.texts.values())
            records = await self._indexes.cache.features(texts, progress)
            numbers = await self._engine.grouped([records[text] for text in texts])
            memory.questions, memory.numbers = questions, dict(zip(keys, numbers, strict=True))
        return memory.numbers

    async def _unanswered(
        self, scope_id: int, memory: _Memory, members: Sequence[collecting.Keyed]
    ) -> list[collecting.Keyed]:
        """Return those exchanges of a group whose question would still get no answer, or the same one that people did not like."""
        frequent = [key for key, _ in collections.Counter(key for key, _ in members).most_common(CHECKED)]
        latest = dict(reversed(members))
        for key in frequent:
            if key not in memory.answers:
                turn = latest[key]
                place = self._place(turn.channel_id)
                reply = await self._reply(models.Prompt(turn.prompt, 0, scope_id, turn.channel_id, place=place))
                memory.answers[key] = _answer_of(reply)
        # Wordings that were not looked up are rarer, and like the others: they are open if any of those is.
        open_ = [
            (key, turn) for key, turn in members if key not in memory.answers or _is_open(turn, memory.answers[key])
        ]
        return open_ if any(key in memory.answers for key, _ in open_) else []


async def _seen(sees: Sees, channels: Collection[int]) -> frozenset[int]:
    """Return those channels that the person may see, each asked about once."""
    return frozenset([channel for channel in dict.fromkeys(channels) if await sees(channel)])


def _is_open(turn: UnansweredTurn, answer: str | None) -> bool:
    """Tell whether a question would get no answer now, or the one again that people did not like."""
    return answer is None or (bool(turn.reply) and answer == _hash(turn.reply))


def _answer_of(reply: models.Reply) -> str | None:
    """Return a hash of an answer, `None` if there is none. What was taught not to be answered counts as answered."""
    if reply.source is not models.ReplySource.UNKNOWN:
        return _hash(reply.text)
    return "" if reply.confidence >= reply.threshold and reply.confidence > 0 else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
