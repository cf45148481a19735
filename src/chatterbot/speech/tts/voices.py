"""Who can speak: what a voice is, what makes sound out of text, and which voices come in which order for a text."""

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
"""Name of the online synthesizer: Microsoft's read-aloud voices."""

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
"""Older or neighbouring codes and the one used here (ISO 639-1, else 639-3)."""


class Gender(enum.StrEnum):
    """How a voice sounds, as its makers say."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = ""


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice that can be chosen."""

    id: str
    """Unique among all: ``<engine>/<the engine's own name>``; what settings and preferences keep."""
    name: str
    """For people: ``Svetlana``."""
    language: str
    """ISO 639-1 code (639-3 where there is none)."""
    gender: Gender
    engine: str
    """Name of the synthesizer that has it."""
    locale: str = ""
    """With region, ``pt-BR``; empty where the engine does not say."""
    multilingual: bool = False
    """Speaks other languages than its own, too."""

    @property
    def own_name(self) -> str:
        """What the engine itself calls it."""
        return self.id.partition("/")[2]

    def speaks(self, language: str) -> bool:
        """Whether texts of this language may be given to it."""
        return self.multilingual or self.language == language


class SynthesisFault(enum.Enum):
    """What a failure says about the synthesizer."""

    SERVICE = enum.auto()
    """It does not work at the moment, whatever one asks of it."""
    SLOW = enum.auto()
    """It did not begin in time: asking again at once would make the next person wait as long."""
    VOICE = enum.auto()
    """This voice or text cannot be had; others may well."""


class SynthesisError(errors.TextToSpeechError):
    """One attempt of one synthesizer failed."""

    def __init__(self, message: str, fault: SynthesisFault = SynthesisFault.SERVICE) -> None:
        super().__init__(message, retryable=fault is not SynthesisFault.VOICE)
        self.fault = fault


class Synthesizer(Protocol):
    """Makes sound out of text with any of its voices."""

    @property
    def name(self) -> str:
        """Short, unique: ``edge``, ``piper``, ``espeak-ng``."""
        ...

    @property
    def remote(self) -> bool:
        """Whether the text leaves this machine."""
        ...

    @property
    def cacheable(self) -> bool:
        """Whether making the sound takes so long that keeping it pays."""
        ...

    def voices(self) -> Sequence[VoiceInfo]:
        """All voices, the preferred one of each language first."""
        ...

    def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Give the sound as it is made, mono; closing the generator stops the work and leaves nothing behind.

        Parameters
        ----------
        text
            At most one piece (`sentences.MAX_PIECE`), speakable.
        voice
            One of `voices`.
        rate
            Speed: 1 is the voice's own, 2 twice as fast.

        Raises
        ------
        SynthesisError
            If it cannot; some sound may have been given before.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceCandidate:
    """A voice and who makes it speak."""

    synthesizer: Synthesizer
    voice: VoiceInfo


class VoiceRegistry:
    """All voices of all synthesizers.

    Parameters
    ----------
    synthesizers
        The most wanted first.
    preferred
        Voice id by language, where the operator chose one.
    """

    def __init__(self, synthesizers: Sequence[Synthesizer], preferred: Mapping[str, str] | None = None) -> None:
        self._synthesizers = tuple(synthesizers)
        self._preferred = {language_of(language): voice for language, voice in (preferred or {}).items()}

    def voices(self, language: str | None = None) -> list[VoiceInfo]:
        """Those whose own language it is, then those that speak it too; all of them for `None`."""
        every = [voice for synthesizer in self._synthesizers for voice in synthesizer.voices()]
        if language is None:
            return every
        wanted = language_of(language)
        fitting = [voice for voice in every if voice.speaks(wanted)]
        return sorted(fitting, key=lambda voice: voice.language != wanted)

    def find(self, name: str) -> VoiceInfo | None:
        """The voice with this id; its engine's own name does as well, in any case."""
        folded = name.strip().casefold()
        for voice in self.voices():
            if folded in (voice.id.casefold(), voice.own_name.casefold()):
                return voice
        return None

    def chain(self, language: str, wanted: str | None = None) -> tuple[VoiceCandidate, ...]:
        """Who speaks a text of this language, in order; each but the first is asked only where the one before fails.

        Parameters
        ----------
        language
            Of the text.
        wanted
            The voice somebody chose; it is passed over where it does not speak the language.
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
    """The language in a tag such as ``pt-BR`` or ``zh_TW``, under the code used here."""
    code = tag.replace("_", "-").partition("-")[0].strip().lower()
    return _SYNONYMS.get(code, code)


def edge_voice(short_name: str, locale: str, gender: str) -> VoiceInfo:
    """Describe one voice of Microsoft's as its list does: ``ru-RU-SvetlanaNeural``, ``ru-RU``, ``Female``."""
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
    """The voices this version knows of, so that one can choose without asking the service."""
    source = importlib.resources.files("chatterbot.speech").joinpath("data/edge_voices.txt").read_text("utf-8")
    return tuple(_parsed(line for line in source.splitlines() if line and not line.startswith("#")))


def _parsed(lines: Iterable[str]) -> Iterable[VoiceInfo]:
    for line in lines:
        locale, *names = line.split()
        for name, _, gender in (entry.partition(":") for entry in names):
            yield edge_voice(f"{locale}-{name}Neural", locale, gender)
