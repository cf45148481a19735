"""What a voice is, the interface of the synthesizers that make sound out of text, and which voices are used for a text in which order."""

from __future__ import annotations

import dataclasses
import enum
import functools
import importlib.resources
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import Final, Protocol

from chatterbot import audio, errors

__all__ = (
    "EDGE",
    "Gender",
    "SynthesisError",
    "SynthesisFault",
    "Synthesizer",
    "VoiceCandidate",
    "VoiceInfo",
    "VoiceRegistry",
    "edge_voice",
    "language_of",
    "shipped_edge_voices",
)

EDGE: Final = "edge"
"""The name of the online synthesizer: Microsoft's read-aloud voices."""

_SYNONYMS: Final[Mapping[str, str]] = {
    "no": "nb",
    "nn": "nb",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "tl": "fil",
    "cmn": "zh",
    "sh": "sr",
}
"""Outdated or closely related language codes, and the code used here (ISO 639-1, else 639-3)."""


class Gender(enum.StrEnum):
    """The gender of a voice, as its makers state it."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = ""


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice that can be chosen."""

    id: str
    """Unique among all voices: ``<engine>/<the engine's own name>``; settings and preferences store it."""
    name: str
    """The name that people see: ``Svetlana``."""
    language: str
    """ISO 639-1 code (639-3 where there is none)."""
    gender: Gender
    engine: str
    """The name of the voice's synthesizer."""
    locale: str = ""
    """The language with its region, ``pt-BR``; empty if the engine does not state it."""
    multilingual: bool = False
    """Whether it speaks other languages than its own, too."""

    @property
    def own_name(self) -> str:
        """The engine's own name of the voice."""
        return self.id.partition("/")[2]

    def speaks(self, language: str) -> bool:
        """Tell whether the voice can speak texts in this language."""
        return self.multilingual or self.language == language


class SynthesisFault(enum.Enum):
    """What a failure says about the synthesizer."""

    SERVICE = enum.auto()
    """The synthesizer does not work at the moment, for any voice or text."""
    SLOW = enum.auto()
    """It did not begin in time: another request right now would make the next person wait as long."""
    VOICE = enum.auto()
    """This voice or this text does not work; others may."""


class SynthesisError(errors.TextToSpeechError):
    """Raised when one attempt of one synthesizer failed."""

    def __init__(self, message: str, fault: SynthesisFault = SynthesisFault.SERVICE) -> None:
        super().__init__(message, retryable=fault is not SynthesisFault.VOICE)
        self.fault = fault


class Synthesizer(Protocol):
    """Makes sound out of text with one of its voices."""

    @property
    def name(self) -> str:
        """A short unique name: ``edge``, ``piper``, ``espeak-ng``."""
        ...

    @property
    def remote(self) -> bool:
        """Whether the text is sent to another machine."""
        ...

    @property
    def cacheable(self) -> bool:
        """Whether the synthesis takes so long that caching the sound is worth it."""
        ...

    def voices(self) -> Sequence[VoiceInfo]:
        """Return all voices, the preferred one of each language first."""
        ...

    def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Yield the sound as it is synthesized, mono; closing the generator stops the work and frees all resources.

        Parameters
        ----------
        text
            At most one piece (`sentences.MAX_PIECE` characters), without markup.
        voice
            One of `voices`.
        rate
            Speed: 1 is the voice's own speed, 2 is twice as fast.

        Raises
        ------
        SynthesisError
            If the synthesis fails; some sound may have been yielded before.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceCandidate:
    """A voice and its synthesizer."""

    synthesizer: Synthesizer
    voice: VoiceInfo


class VoiceRegistry:
    """All voices of all synthesizers.

    Parameters
    ----------
    synthesizers
        The preferred one first.
    preferred
        Voice id by language, where the operator has chosen one.
    """

    def __init__(self, synthesizers: Sequence[Synthesizer], preferred: Mapping[str, str] | None = None) -> None:
        self._synthesizers = tuple(synthesizers)
        self._preferred = {language_of(language): voice for language, voice in (preferred or {}).items()}

    def synthesizer(self, name: str) -> Synthesizer:
        """Return the synthesizer of this name; raise `KeyError` if there is none."""
        return {one.name: one for one in self._synthesizers}[name]

    def voices(self, language: str | None = None) -> list[VoiceInfo]:
        """Return the voices made for a language, then multilingual ones; all voices for `None`."""
        every = [voice for synthesizer in self._synthesizers for voice in synthesizer.voices()]
        if language is None:
            return every
        wanted = language_of(language)
        fitting = [voice for voice in every if voice.speaks(wanted)]
        return sorted(fitting, key=lambda voice: voice.language != wanted)

    def find(self, name: str) -> VoiceInfo | None:
        """Return the voice with this id, or with this name in its engine, in upper or lower case; `None` if there is none."""
        folded = name.strip().casefold()
        for voice in self.voices():
            if folded in (voice.id.casefold(), voice.own_name.casefold()):
                return voice
        return None

    def missing(self) -> list[str]:
        """Return the preferred voices that are not there; another voice speaks in their place."""
        return [name for name in self._preferred.values() if self.find(name) is None]

    def candidates(self, language: str, wanted: str | None = None) -> tuple[VoiceCandidate, ...]:
        """Return the voices for a text in this language, in order; each is used only if the one before fails.

        Parameters
        ----------
        language
            The language of the text.
        wanted
            The id or name of the voice that was chosen for this text; ignored if it does not speak the language.
        """
        language = language_of(language)
        named = [self.find(name) for name in (wanted, self._preferred.get(language)) if name]
        chosen = [voice for voice in named if voice is not None and voice.speaks(language)]
        for synthesizer in self._synthesizers:
            own = (voice for voice in synthesizer.voices() if voice.language == language)
            if (voice := next(own, None)) is not None:
                chosen.append(voice)
        engines = {synthesizer.name: synthesizer for synthesizer in self._synthesizers}
        return tuple(VoiceCandidate(engines[voice.engine], voice) for voice in dict.fromkeys(chosen))


def language_of(tag: str) -> str:
    """Return the language of a tag such as ``pt-BR`` or ``zh_TW``, as the code used here (ISO 639-1, else 639-3)."""
    code = tag.replace("_", "-").partition("-")[0].strip().lower()
    return _SYNONYMS.get(code, code)


def edge_voice(short_name: str, locale: str, gender: str) -> VoiceInfo:
    """Return one of Microsoft's voices from the fields of its list: ``ru-RU-SvetlanaNeural``, ``ru-RU``, ``Female``."""
    own = short_name.removeprefix(f"{locale}-").removesuffix("Neural")
    genders = {"f": Gender.FEMALE, "m": Gender.MALE}
    return VoiceInfo(
        id=f"{EDGE}/{short_name}",
        name=own.removesuffix("Multilingual"),
        language=language_of(locale),
        gender=genders.get(gender[:1].lower(), Gender.UNKNOWN),
        engine=EDGE,
        locale=locale,
        multilingual=own.endswith("Multilingual"),
    )


@functools.cache
def shipped_edge_voices() -> tuple[VoiceInfo, ...]:
    """Return the online voices that this version knows, so that one can be chosen without a request to the service."""
    source = importlib.resources.files("chatterbot.speech").joinpath("data/edge_voices.txt").read_text("utf-8")
    return tuple(_parsed(line for line in source.splitlines() if line and not line.startswith("#")))


def _parsed(lines: Iterable[str]) -> Iterable[VoiceInfo]:
    for line in lines:
        locale, *names = line.split()
        for name, _, gender in (entry.partition(":") for entry in names):
            yield edge_voice(f"{locale}-{name}Neural", locale, gender)
