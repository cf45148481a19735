"""The limits of teaching, with their reasons: how long texts may be, how many jobs may wait."""

from __future__ import annotations

import dataclasses

from chatterbot import admission, errors, models, texts
from chatterbot.teaching import eviction, extras

__all__ = ("Limits", "check_example", "check_reply", "clean")


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """Limits of what people may teach."""

    prompt_chars: int = models.LONGEST_PROMPT
    """Longest prompt, in characters; the engine compares its beginning."""
    reply_chars: int = 4_000
    """Longest reply, in characters: as many as a field of a Discord form can have; it is sent as several messages if needed."""
    label_chars: int = 200
    """Longest label, in characters."""
    immediate_examples: int = 200
    """Most examples taught at once without a job."""
    waiting_jobs: int = 3
    """Most training jobs that wait on one server behind the running one."""
    waiting_jobs_direct: int = 1
    """The same for the direct messages of one person."""
    running_jobs: int = 3
    """Training jobs that run at once in the whole program: each holds its parsed file in memory."""
    open_jobs: int = 40
    """Training jobs that run or wait in the whole program."""
    short_job_bytes: int = 16 * 1024
    """Largest source of a short job, in bytes: some 200 examples, which take a few seconds. Short jobs do not wait for long ones."""
    examples: int = 200_000
    """Most examples in use of one server, in all its datasets together."""
    examples_direct: int = 5_000
    """The same for the direct messages of one person."""
    passages: int = 20_000
    """Most passages of documents in use of one server, in all its datasets together: 3,000 pages."""
    passages_direct: int = 1_000
    """The same for the direct messages of one person."""
    database_bytes: int = 8 << 30
    """Size of the database, in bytes, from which on nothing more is taught."""
    indexes: eviction.IndexBounds = dataclasses.field(default_factory=eviction.IndexBounds)
    """How many indexes are kept in memory."""
    encoded_at_once: int = 128
    """Texts encoded and cached at a time: about a second with a neural encoder; a crash loses no more."""
    encoded_inline: int = 256
    """Most texts without features that are encoded before a scope answers; if there are more, they are encoded in the background."""
    scored_examples: int = 50
    """Fewest questions of a self-test whose result is given as a percentage: with fewer, one question counts more than 2 points."""
    score_s: float = 20.0
    """Most seconds that scoring may take; for a sample of 3,000 examples it takes a few."""
    feedback_chars: int = 2_000
    """Longest text of feedback, in characters."""

    @property
    def jobs(self) -> admission.AdmissionLimits:
        """The limits of training jobs; in one scope they run one after the other."""
        return admission.AdmissionLimits(
            running=self.running_jobs,
            open=self.open_jobs,
            open_by_scope=self.waiting_jobs + 1,
            open_by_person=self.waiting_jobs + 1,
            open_by_direct=self.waiting_jobs_direct + 1,
            running_by_scope=1,
            long_cost=self.short_job_bytes,
        )


def clean(text: str) -> str:
    """Return a text without characters that a database refuses (NUL, lone surrogates), and without spaces around it."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()


def check_reply(reply: str, limits: Limits) -> str:
    """Check a reply and return it as it is stored.

    Raises
    ------
    errors.InvalidInputError
        ``error-reply-empty``, ``error-reply-too-long(length, limit)``
    """
    reply = clean(reply)
    if texts.is_blank(reply):
        raise errors.InvalidInputError("error-reply-empty")
    if len(reply) > limits.reply_chars:
        raise errors.InvalidInputError("error-reply-too-long", length=len(reply), limit=limits.reply_chars)
    return reply


def check_example(example: models.NewExample, limits: Limits) -> models.NewExample:
    """Check an example and return it as it is stored.

    Raises
    ------
    errors.InvalidInputError
        ``error-prompt-empty``, ``error-prompt-too-long(length, limit)``, ``error-label-empty``, ``error-label-too-long(length,
        limit)``, and those of `check_reply` and `extras.check`
    """
    prompt = clean(example.prompt)
    if texts.is_blank(prompt):
        raise errors.InvalidInputError("error-prompt-empty")
    if len(prompt) > limits.prompt_chars:
        raise errors.InvalidInputError("error-prompt-too-long", length=len(prompt), limit=limits.prompt_chars)
    label = None if example.label is None else clean(example.label)
    if label is not None and texts.is_blank(label):
        raise errors.InvalidInputError("error-label-empty")
    if label is not None and len(label) > limits.label_chars:
        raise errors.InvalidInputError("error-label-too-long", length=len(label), limit=limits.label_chars)
    return dataclasses.replace(
        example,
        prompt=prompt,
        reply=None if example.reply is None else check_reply(example.reply, limits),
        label=label,
        extras=None if example.extras is None else extras.check(example.extras),
        previous=(clean(example.previous)[: limits.reply_chars] or None) if example.previous is not None else None,
    )
