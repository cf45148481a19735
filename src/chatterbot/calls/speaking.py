"""The bot's voice: spoken versions of replies, and the sound of texts."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import functools
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final, Protocol

import hikari

from chatterbot import errors
from chatterbot.admission import Admission, AdmissionLimits, AdmissionRefusals, Requester
from chatterbot.audio import AudioFrame
from chatterbot.calls import voice_messages
from chatterbot.calls.vocabulary import MOST_SCOPES, GuildVocabulary, Vocabulary
from chatterbot.discord import Translator, splitting
from chatterbot.preferences import CallMode, GuildPreferences
from chatterbot.speech.codecs import encoding
from chatterbot.speech.tts import Gender, Speaker, VoiceInfo, WordTiming, detect_language

__all__ = ("MOST_SAID", "AnswerSpeaker", "CallOutput", "SpokenAnswer")

_log = logging.getLogger(__name__)

MOST_SAID: Final = 1000
"""Characters said at once: about a minute. Of a longer reply only the beginning is spoken; the text is there to read."""
PATIENCE_S: Final = 60.0
"""Seconds until a spoken version is given up, its waiting included: nobody would wait longer."""
REFUSALS: Final = AdmissionRefusals(
    person="error-speaking-busy", scope="error-speaking-busy-here", process="error-speaking-busy-everywhere"
)

Sound = Callable[[], AsyncGenerator[AudioFrame]]


class CallOutput(Protocol):
    """Speaks in voice channels (`CallManager`)."""

    def say(self, guild_id: int, user_id: int, sound: Sound, *, come: bool, is_answer: bool) -> int | None:
        """Speak in the voice channel that a person is in; return the channel, `None` if it will not be said.

        Parameters
        ----------
        sound
            Called when it is its turn; makes the sound, of any sample rate. The taker of the frames closes the generator.
        come
            Whether to join the person first.
        is_answer
            Whether it replaces an answer to the same person that has not begun.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class SpokenAnswer:
    """A reply to be spoken."""

    text: str
    channel_id: int
    message_id: int
    """The message of the reply. The voice message replies to it, so that people see what it says and can correct it."""
    preferences: GuildPreferences
    guild_id: int | None
    author_id: int
    """The person who is answered."""
    as_message: bool
    """Whether a voice message is wanted; otherwise it is only spoken in the person's voice channel."""


class AnswerSpeaker:
    """Turns texts into sound, and sends it.

    Parameters
    ----------
    rest
        The client to send with.
    speaker
        The voices; `None`: there are none.
    language
        Code of the language of texts whose own cannot be told.
    limits
        How many voice messages are made at the same time and wait.
    output
        Speaks in voice channels; `None`: none are used.
    vocabulary
        Knows which answers may be needed, so that their sound is ready; `None`: none is prepared.
    """

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        speaker: Speaker | None,
        *,
        language: str,
        limits: AdmissionLimits,
        output: CallOutput | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._rest = rest
        self._speaker = speaker
        self._language = language
        self._output = output
        self._vocabulary = vocabulary
        self._prepared: collections.OrderedDict[int, GuildVocabulary] = collections.OrderedDict()
        """What was prepared last, by scope."""
        self.admission = Admission(limits, REFUSALS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = False

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Speak the replies given to `later`, during the block; leaving it ends all of that."""
        self._open = self._speaker is not None
        try:
            yield
        finally:
            self._open = False
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def language(self) -> str:
        """Code of the language of texts whose own cannot be told."""
        return self._language

    @property
    def speaker(self) -> Speaker | None:
        """The voices."""
        return self._speaker

    @property
    def works(self) -> bool:
        """Whether a voice can speak now, as far as is known; `check` finds out more."""
        return self._speaker is not None and any(one.available for one in self._speaker.health())

    async def check(self) -> None:
        """Try the online voices if nobody used them yet and there are no others; the result is in `works`."""
        if self._speaker is not None:
            await self._speaker.check()

    async def record(
        self,
        text: str,
        preferences: GuildPreferences,
        requester: Requester,
        *,
        voice: VoiceInfo | None = None,
        names: Mapping[int, str] | None = None,
    ) -> encoding.VoiceMessage:
        """Return a voice message of a text, when it is its turn.

        Parameters
        ----------
        requester
            Who wants it: the turns of scopes and people are fair (`admission`).
        voice
            `None`: the one chosen for the text's language.
        names
            Names of the people mentioned in the text, by their ids.

        Raises
        ------
        errors.RefusedError
            ``error-speaking-off``; ``error-speaking-busy(waiting)``, ``error-speaking-busy-here(waiting)`` and
            ``error-speaking-busy-everywhere(waiting)`` if too many are being made
        errors.InvalidInputError
            ``error-speech-nothing-to-say``
        errors.TextToSpeechError
            If no voice can speak.
        """
        if self._speaker is None:
            raise errors.RefusedError("error-speaking-off")
        async with (
            self.admission.request(requester),
            contextlib.aclosing(self._sound(text, preferences, voice=voice, names=names)) as sound,
        ):
            frames = [frame async for frame in sound]
            return await asyncio.to_thread(encoding.voice_message, frames)

    def _sound(
        self,
        text: str,
        preferences: GuildPreferences,
        *,
        voice: VoiceInfo | None = None,
        names: Mapping[int, str] | None = None,
        likely: str | None = None,
        live: bool = False,
        told: WordTiming | None = None,
    ) -> AsyncGenerator[AudioFrame]:
        if self._speaker is None:
            raise errors.RefusedError("error-speaking-off")
        text = splitting.split(text, MOST_SAID)[0] if text.strip() else ""
        likely = voice.language if voice else likely or preferences.language or self._language
        language, chosen = self._choice(text, likely, preferences)
        chosen = voice.id if voice else chosen
        return self._speaker.synthesize(text, language=language, voice=chosen, names=names, live=live, timing=told)

    def _choice(self, text: str, likely: str, preferences: GuildPreferences) -> tuple[str, str | None]:
        """Return a text's language, and the voice that the guild chose for that language."""
        language = detect_language(text, [likely]) or likely
        return language, preferences.voices.get(language)

    def aloud(
        self, text: str, preferences: GuildPreferences, language: str, told: WordTiming
    ) -> AsyncGenerator[AudioFrame]:
        """Return the sound of a text, for people who are listening now.

        Parameters
        ----------
        language
            Code of the likeliest language; empty: the guild's.
        told
            Gets the time of each word.

        Raises
        ------
        errors.UserError, errors.TextToSpeechError
            As `record`, while the sound is made.
        """
        return self._sound(text, preferences, likely=language or None, live=True, told=told)

    async def prepare(self, scope_id: int, preferences: GuildPreferences) -> None:
        """Make the sound of a scope's answers for the cache when there is nothing else to do."""
        if self._vocabulary is None or self._speaker is None:
            return
        known = await self._vocabulary.of(scope_id)
        if self._prepared.get(scope_id) is known:
            return
        self._prepared[scope_id] = known
        self._prepared.move_to_end(scope_id)
        if len(self._prepared) > MOST_SCOPES:
            self._prepared.popitem(last=False)
        likely = preferences.language or self._language
        for answer in known.answers:
            if len(answer) <= MOST_SAID:
                language, voice = self._choice(answer, likely, preferences)
                self._speaker.prepare([answer], language=language, voice=voice)
            await asyncio.sleep(0)  # each takes about a millisecond to plan

    def voice(self, name: str) -> VoiceInfo:
        """Return a voice by its id, or by the name its engine gives it.

        Raises
        ------
        errors.RefusedError
            ``error-speaking-off``
        errors.InvalidInputError
            ``error-voice-unknown(name)``
        """
        if self._speaker is None:
            raise errors.RefusedError("error-speaking-off")
        found = self._speaker.voice(name)
        if found is None:
            raise errors.InvalidInputError("error-voice-unknown", name=name[:50])
        return found

    def named(self, name: str) -> str:
        """Return the name to show for a voice id; the id itself if there is no such voice any more."""
        voice = self._speaker.voice(name) if self._speaker else None
        return name if voice is None else label(voice)

    def choices(self, own: str, typed: str) -> list[tuple[str, str]]:
        """Return the names and ids of voices that fit what was typed: those of the language `own` first, then one of each other language."""
        every = [] if self._speaker is None else self._speaker.voices()
        shown = [(label(voice), voice) for voice in every]
        wanted = typed.casefold()
        fitting = [(name, voice) for name, voice in shown if wanted in f"{name} {voice.id}".casefold()]
        seen: set[str] = set()
        first: list[tuple[str, str]] = []
        rest: list[tuple[str, str]] = []
        for name, voice in fitting:
            leading = voice.language == own or voice.language not in seen
            seen.add(voice.language)
            (first if leading else rest).append((name, voice.id))
        first.sort(key=lambda choice: not choice[0].startswith(own))
        return [*first, *rest]

    def status(self, translate: Translator) -> str:
        """Return which engines speak, which do not work at the moment, and what spoke last, for /status."""
        if self._speaker is None:
            return translate("status-voices-off")
        lines: list[str] = []
        for one in self._speaker.health():
            key = (
                ""
                if one.available and not one.failures
                else "status-voice-failed"
                if one.available
                else "status-voice-down"
            )
            lines.append(translate(key, voice=one.engine) if key else one.engine)
        last = self._speaker.last_voice
        lines.append(translate("status-voice-none") if last is None else translate("status-voice-last", voice=last.id))
        return "\n".join(lines)

    @property
    def failing(self) -> tuple[int, int]:
        """How many engines failed when they were last used, and how many there are."""
        health = () if self._speaker is None else self._speaker.health()
        return sum(not one.available or one.failures > 0 for one in health), len(health)

    def later(self, spoken: SpokenAnswer) -> None:
        """Speak a reply as soon as possible; since people can read it, a failure is only logged."""
        chosen = spoken.preferences
        come = chosen.calls is CallMode.COME
        if chosen.calls is not CallMode.NEVER and self.say_there(
            spoken.text, chosen, spoken.guild_id, spoken.author_id, come=come, is_answer=True
        ):
            spoken = dataclasses.replace(spoken, as_message=False)  # not twice
        elif self._speaker is None or not spoken.as_message:
            return
        if self._open:
            task = asyncio.create_task(self._work(spoken), name=f"speaking {spoken.message_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def say_there(
        self,
        text: str,
        preferences: GuildPreferences,
        guild_id: int | None,
        user_id: int,
        *,
        voice: VoiceInfo | None = None,
        come: bool = False,
        is_answer: bool = False,
    ) -> int | None:
        """Say a text in the voice channel a person is in; return the channel, `None` if it will not be said. See `CallOutput.say`."""
        if self._speaker is None or self._output is None or guild_id is None:
            return None
        sound = functools.partial(self._sound, text, preferences, voice=voice, live=True)
        return self._output.say(guild_id, user_id, sound, come=come, is_answer=is_answer)

    async def _work(self, spoken: SpokenAnswer) -> None:
        scope_id = spoken.author_id if spoken.guild_id is None else spoken.guild_id
        try:
            if spoken.as_message:
                async with asyncio.timeout(PATIENCE_S):
                    requester = Requester(scope_id, spoken.author_id)
                    recorded = await self.record(spoken.text, spoken.preferences, requester)
                    await voice_messages.post(self._rest, spoken.channel_id, recorded, reply_to=spoken.message_id)
            await self.prepare(scope_id, spoken.preferences)
        except (errors.ChatterbotError, hikari.HikariError, TimeoutError) as error:
            reason = error or type(error).__name__
            _log.warning("guild or person %d: reply %d is not spoken: %s", scope_id, spoken.message_id, reason)
        except Exception:  # noqa: BLE001 - a bug with one reply must not be lost in its task
            _log.exception("guild or person %d: reply %d is not spoken, by a bug", scope_id, spoken.message_id)


def label(voice: VoiceInfo) -> str:
    """Return a voice's entry in a list: language, name, engine."""
    sign = {Gender.FEMALE: " ♀", Gender.MALE: " ♂"}.get(voice.gender, "")
    return f"{voice.locale or voice.language} · {voice.name}{sign} · {voice.engine}"
