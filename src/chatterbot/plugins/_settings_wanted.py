"""The options of /settings that a person gave, and what they change."""

from __future__ import annotations

import dataclasses
from typing import Any

from chatterbot import errors
from chatterbot.calls import AnswerSpeaker
from chatterbot.discord import Languages
from chatterbot.plugins._settings_choices import DEFAULT, LANGUAGE_NAMES, STRICTNESS
from chatterbot.plugins._settings_voice import WantedTalk
from chatterbot.preferences import AnswerMode, CallMode, GuildPreferences, ModelMode, TalkMode, TeacherMode

__all__ = ("WantedSettings",)


@dataclasses.dataclass(frozen=True, slots=True)
class WantedSettings:
    """The options a person gave; `None`: not given."""

    answers_in: AnswerMode | None = None
    channel: int | None = None
    """Added to the chosen channels, or taken away if it is among them."""
    language: str | None = None
    strictness: str | None = None
    speak: bool | None = None
    voice_answers: bool | None = None
    voice: str | None = None
    """A voice's id, or ``default:`` and the language whose chosen voice is to be forgotten."""
    calls: CallMode | None = None
    teachers: TeacherMode | None = None
    model: ModelMode | None = None
    talk: TalkMode | None = None
    names: str | None = None
    mirror: bool | None = None
    transcripts: int | None = None

    @property
    def talking(self) -> WantedTalk:
        """The options about spoken conversations."""
        return WantedTalk(talk=self.talk, names=self.names, mirror=self.mirror, transcripts_kept=self.transcripts)

    @property
    def anywhere(self) -> bool:
        """Whether all given options have a meaning in direct messages, too."""
        given = (self.answers_in, self.channel, self.calls, self.teachers)
        return self.talking.nothing and all(each is None for each in given)

    def changes(self, present: GuildPreferences, languages: Languages, speaking: AnswerSpeaker) -> dict[str, Any]:
        """Return the fields of the preferences to change.

        Raises
        ------
        errors.UserError
            If there is no such language or voice, or no channel would be left to answer in.
        """
        return self._answering(present, languages) | self._voices(present, speaking) | self.talking.changes(present)

    def _answering(self, present: GuildPreferences, languages: Languages) -> dict[str, Any]:
        """Return the fields about answers and people.

        Raises
        ------
        errors.InvalidInputError
            ``error-settings-language(languages)``, if the bot does not speak it; ``error-settings-channel-needed``, if no
            channel would be left to answer in.
        """
        changes: dict[str, Any] = {}
        if self.answers_in is not None:
            changes["answers_in"] = self.answers_in
        if self.channel is not None:
            changes["channels"] = present.channels ^ {self.channel}
            if self.channel not in present.channels and self.answers_in is None:
                changes["answers_in"] = AnswerMode.CHANNELS
        mode = changes.get("answers_in", present.answers_in)
        if mode is AnswerMode.CHANNELS and not changes.get("channels", present.channels):
            if self.answers_in is AnswerMode.CHANNELS:
                raise errors.InvalidInputError("error-settings-channel-needed")
            changes["answers_in"] = AnswerMode.ADDRESSED  # the last channel was taken away
        if self.language is not None:
            changes["language"] = _language(self.language, languages)
        if self.strictness is not None:
            changes["strictness"] = STRICTNESS[self.strictness]
        if self.speak is not None:
            changes["speak"] = self.speak
        if self.voice_answers is not None:
            changes["voice_answers"] = self.voice_answers
        if self.calls is not None:
            changes["calls"] = self.calls
        if self.teachers is not None:
            changes["teachers"] = self.teachers
        if self.model is not None:
            changes["model"] = self.model
        return changes

    def _voices(self, present: GuildPreferences, speaking: AnswerSpeaker) -> dict[str, Any]:
        """Return the voices, if one is to be changed.

        Raises
        ------
        errors.UserError
            If there is no such voice, or there are none; see `AnswerSpeaker.voice`.
        """
        if self.voice is None:
            return {}
        default, _, language = self.voice.partition(":")
        if default == DEFAULT:
            return {"voices": {code: voice for code, voice in present.voices.items() if code != language}}
        voice = speaking.voice(self.voice)
        return {"voices": {**present.voices, voice.language: voice.id}}


def _language(given: str, languages: Languages) -> str | None:
    """Return the code of a language given by code, by its own name or by its name in a language of the bot; `None` for the default."""
    written = given.strip().casefold()
    for code in languages.codes:
        if written in {code, LANGUAGE_NAMES.get(code, code).casefold()}:
            return code
    for named in languages.everywhere("settings-language-words").values():
        for code, _, words in (part.strip().partition(":") for part in named.split(";")):
            if code in {DEFAULT, *languages.codes} and written in {
                word.strip().casefold() for word in words.split(",")
            }:
                return None if code == DEFAULT else code
    known = ", ".join(LANGUAGE_NAMES.get(code, code) for code in languages.codes)
    raise errors.InvalidInputError("error-settings-language", languages=known)
