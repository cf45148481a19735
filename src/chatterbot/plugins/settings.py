"""/settings: what a guild (or a person, in direct messages) chose, shown and changed with one command."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.calls import AnswerSpeaker
from chatterbot.discord import (
    AccessLevel,
    CommandIds,
    Context,
    InteractionContext,
    Languages,
    Loader,
    TextContext,
    Translator,
    autocomplete,
    completion,
    permissions,
)
from chatterbot.plugins import _settings_voice
from chatterbot.plugins._settings_voice import WantedTalk
from chatterbot.preferences import (
    MOST_DAYS,
    AnswerMode,
    CallMode,
    GuildPreferences,
    Preferences,
    TalkMode,
    TeacherMode,
)
from chatterbot.settings import Settings

__all__ = ("loader",)

loader = Loader()

DEFAULT: Final = "default"
"""The choice that gives a decision back to whoever runs the bot."""
STRICTNESS: Final[Mapping[str, float | None]] = {
    "relaxed": 0.01,
    DEFAULT: None,
    "strict": 0.08,
    "very-strict": 0.2,
}
"""Levels by name: share of right answers given up to keep wrong ones back; `None`: as the program is set (0.03). What each does to
right and wrong answers, as their names say it, is measured in `benchmarks/RESULTS.md` (`engine_quality.py --strictness`)."""
STRICTNESS_NAMES: Final[Mapping[str, str]] = {
    "relaxed": "choice-settings-strictness-relaxed",
    DEFAULT: "choice-settings-strictness-default",
    "strict": "choice-settings-strictness-strict",
    "very-strict": "choice-settings-strictness-very-strict",
}
ANSWERS_IN: Final[Mapping[AnswerMode, str]] = {
    AnswerMode.ADDRESSED: "choice-settings-answers_in-addressed",
    AnswerMode.CHANNELS: "choice-settings-answers_in-channels",
    AnswerMode.EVERYWHERE: "choice-settings-answers_in-everywhere",
}
CALLS: Final[Mapping[CallMode, str]] = {
    CallMode.NEVER: "choice-settings-calls-never",
    CallMode.PRESENT: "choice-settings-calls-present",
    CallMode.COME: "choice-settings-calls-come",
}
TEACHERS: Final[Mapping[TeacherMode, str]] = {
    TeacherMode.EVERYONE: "choice-settings-teachers-everyone",
    TeacherMode.MANAGERS: "choice-settings-teachers-managers",
}
LANGUAGE_NAMES: Final[Mapping[str, str]] = {"en": "English", "ru": "Русский"}
"""Languages in their own words; one without an entry is shown by its code."""
CHANNELS_SHOWN: Final = 20
"""Channels named in the answer: more would not fit beside the rest."""


@completion
async def languages_there(context: lightbulb.AutocompleteContext[str], languages: Languages) -> list[tuple[str, str]]:
    """Languages the bot speaks, and the choice of none."""
    typed = autocomplete.typed(context).casefold()
    translate = languages.of_locale(str(context.interaction.locale))
    choices = [(LANGUAGE_NAMES.get(code, code), code) for code in languages.codes]
    choices.append((translate("settings-language-default"), DEFAULT))
    return [choice for choice in choices if typed in choice[0].casefold() or typed in choice[1]]


@completion
async def voices_there(
    context: lightbulb.AutocompleteContext[str], languages: Languages, speaking: AnswerSpeaker, preferences: Preferences
) -> list[tuple[str, str]]:
    """The voices that fit what was typed, those of the person's language first; last the way back to the default."""
    translate, typed = languages.of_locale(str(context.interaction.locale)), autocomplete.typed(context)
    present = await preferences.get(autocomplete.scope_of(context))
    back = [
        (translate("settings-voice-default", language=LANGUAGE_NAMES.get(code, code)), f"{DEFAULT}:{code}")
        for code in present.voices
    ]
    found = speaking.choices(translate.language, typed)
    return [*found[: autocomplete.CHOICES - len(back)], *back]


@loader.command
class SettingsCommand(
    lightbulb.SlashCommand,
    name="command-settings",
    description="command-settings-about",
    localize=True,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
    hooks=[permissions.managers],
):
    """Show and change what was chosen."""

    answers_in = lightbulb.string(
        "option-settings-answers_in",
        "option-settings-answers_in-about",
        localize=True,
        default=None,
        choices=[lightbulb.Choice(key, mode.value, localize=True) for mode, key in ANSWERS_IN.items()],
    )
    channel = lightbulb.channel(
        "option-settings-channel",
        "option-settings-channel-about",
        localize=True,
        default=None,
        channel_types=[hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS],
    )
    language = lightbulb.string(
        "option-settings-language",
        "option-settings-language-about",
        localize=True,
        default=None,
        autocomplete=languages_there,
    )
    strictness = lightbulb.string(
        "option-settings-strictness",
        "option-settings-strictness-about",
        localize=True,
        default=None,
        choices=[lightbulb.Choice(key, level, localize=True) for level, key in STRICTNESS_NAMES.items()],
    )
    speak = lightbulb.boolean("option-settings-speak", "option-settings-speak-about", localize=True, default=None)
    voice_answers = lightbulb.boolean(
        "option-settings-voice_answers", "option-settings-voice_answers-about", localize=True, default=None
    )
    voice = lightbulb.string(
        "option-settings-voice",
        "option-settings-voice-about",
        localize=True,
        default=None,
        autocomplete=voices_there,
    )
    calls = lightbulb.string(
        "option-settings-calls",
        "option-settings-calls-about",
        localize=True,
        default=None,
        choices=[lightbulb.Choice(key, mode.value, localize=True) for mode, key in CALLS.items()],
    )
    teachers = lightbulb.string(
        "option-settings-teachers",
        "option-settings-teachers-about",
        localize=True,
        default=None,
        choices=[lightbulb.Choice(key, mode.value, localize=True) for mode, key in TEACHERS.items()],
    )
    talk = lightbulb.string(
        "option-settings-talk",
        "option-settings-talk-about",
        localize=True,
        default=None,
        choices=[lightbulb.Choice(key, mode.value, localize=True) for mode, key in _settings_voice.TALK.items()],
    )
    names = lightbulb.string(
        "option-settings-names",
        "option-settings-names-about",
        localize=True,
        default=None,
        max_length=_settings_voice.LONGEST_NAMES,
    )
    mirror = lightbulb.boolean("option-settings-mirror", "option-settings-mirror-about", localize=True, default=None)
    transcripts_kept = lightbulb.integer(
        "option-settings-transcripts",
        "option-settings-transcripts-about",
        localize=True,
        default=None,
        min_value=0,
        max_value=MOST_DAYS,
    )

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        *,
        preferences: Preferences,
        languages: Languages,
        settings: Settings,
        commands: CommandIds,
        speaking: AnswerSpeaker,
    ) -> None:
        wanted = WantedSettings(
            answers_in=None if self.answers_in is None else AnswerMode(self.answers_in),
            channel=None if self.channel is None else int(self.channel.id),
            language=self.language,
            strictness=self.strictness,
            speak=self.speak,
            voice_answers=self.voice_answers,
            voice=self.voice,
            calls=None if self.calls is None else CallMode(self.calls),
            teachers=None if self.teachers is None else TeacherMode(self.teachers),
            spoken=WantedTalk(
                talk=None if self.talk is None else TalkMode(self.talk),
                names=self.names,
                mirror=self.mirror,
                transcripts_kept=self.transcripts_kept,
            ),
        )
        if context.guild_id is None and not wanted.anywhere:
            raise errors.InvalidInputError("error-settings-server-only")
        present = await preferences.get(context.scope_id)
        changes = (
            wanted.changes(present, languages) | spoken(wanted, present, speaking) | wanted.spoken.changes(present)
        )
        if changes:
            present = await preferences.change(context.scope_id, **changes)
        notes = _settings_voice.notes(context.translate, wanted.spoken, changes)
        await show(context, present, settings, commands, speaking, changed=tuple(changes), notes=notes)


@loader.text_command("command-settings", permission=AccessLevel.MANAGER)
async def settings_text(
    context: TextContext, preferences: Preferences, settings: Settings, commands: CommandIds, speaking: AnswerSpeaker
) -> None:
    """Show; changing needs the slash command, which offers what can be chosen."""
    await show(context, await preferences.get(context.scope_id), settings, commands, speaking)


@dataclasses.dataclass(frozen=True, slots=True)
class WantedSettings:
    """The options somebody gave; `None`: not given."""

    answers_in: AnswerMode | None = None
    channel: int | None = None
    """Added to the chosen channels, or taken away if it is among them."""
    language: str | None = None
    strictness: str | None = None
    speak: bool | None = None
    voice_answers: bool | None = None
    voice: str | None = None
    """A voice's id, or ``default:`` and the language that shall have no own voice any more."""
    calls: CallMode | None = None
    teachers: TeacherMode | None = None
    spoken: WantedTalk = dataclasses.field(default_factory=WantedTalk)

    @property
    def anywhere(self) -> bool:
        """Whether all of it means something in direct messages, too."""
        given = (self.answers_in, self.channel, self.calls, self.teachers)
        return self.spoken.nothing and all(each is None for each in given)

    def changes(self, present: GuildPreferences, languages: Languages) -> dict[str, Any]:
        """The fields of the preferences to change.

        Raises
        ------
        errors.InvalidInputError
            ``error-settings-language(languages)``, if the bot does not speak it; ``error-settings-channel-needed`` if no
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
        return changes


def spoken(wanted: WantedSettings, present: GuildPreferences, speaking: AnswerSpeaker) -> dict[str, Any]:
    """The voices to change.

    Raises
    ------
    errors.UserError
        If there is no such voice, or there are none; see `AnswerSpeaker.voice`.
    """
    if wanted.voice is None:
        return {}
    default, _, language = wanted.voice.partition(":")
    if default == DEFAULT:
        return {"voices": {code: voice for code, voice in present.voices.items() if code != language}}
    voice = speaking.voice(wanted.voice)
    return {"voices": {**present.voices, voice.language: voice.id}}


def _language(given: str, languages: Languages) -> str | None:
    """The code of a language given by code or name."""
    if given == DEFAULT:
        return None
    for code in languages.codes:
        if given.strip().casefold() in {code, LANGUAGE_NAMES.get(code, code).casefold()}:
            return code
    known = ", ".join(LANGUAGE_NAMES.get(code, code) for code in languages.codes)
    raise errors.InvalidInputError("error-settings-language", languages=known)


# -- showing -----------------------------------------------------------------------------------------------------------


async def show(
    context: Context,
    present: GuildPreferences,
    settings: Settings,
    commands: CommandIds,
    speaking: AnswerSpeaker,
    *,
    changed: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> None:
    """Answer with what is chosen now, the changed lines marked, with `notes` on it, and with what a choice still needs to work."""
    translate = context.translate
    rows = {
        "answers_in": _answers_in(translate, present) if context.guild_id else translate("settings-answers-in-dm"),
        "language": translate("settings-language", language=_language_name(translate, present.language)),
        "strictness": translate("settings-strictness", level=translate(STRICTNESS_NAMES[_level(present.strictness)])),
        "speak": translate("settings-speak-on" if present.speak else "settings-speak-off"),
        "voice_answers": translate(
            "settings-voice-answers-on" if present.voice_answers else "settings-voice-answers-off"
        ),
        "voices": "\n• ".join(
            translate("settings-voice", language=LANGUAGE_NAMES.get(code, code), voice=speaking.named(voice))
            for code, voice in sorted(present.voices.items())
        ),
        "calls": translate("settings-calls", which=translate(CALLS[present.calls])),
        "teachers": translate("settings-teachers", who=translate(TEACHERS[present.teachers])),
        **_settings_voice.rows(translate, present, most_days=settings.privacy.turns_kept),
    }
    if speaking.speaker is None and not (present.speak or present.voices):
        del rows["voice_answers"]  # nothing speaks, and nobody wants it
    if speaking.speaker is None and present.calls is CallMode.PRESENT:
        del rows["calls"]
    unused = context.guild_id is None or (speaking.speaker is None and not _settings_voice.FIELDS & set(changed))
    if unused:  # nobody talks there, or nothing answers
        for name in _settings_voice.FIELDS:
            del rows[name]
    if context.guild_id is None:  # no channels there, and nobody else
        del rows["teachers"]
        rows.pop("calls", None)
    marked = {"answers_in"} if "channels" in changed else set[str]()
    lines = [translate("settings-saved" if changed else "settings-title")]
    lines += [f"{'✅' if name in changed or name in marked else '•'} {text}" for name, text in rows.items() if text]
    lines += notes
    everything = context.guild_id is not None and present.answers_in is not AnswerMode.ADDRESSED
    if everything and not settings.discord.message_content:
        lines.append(translate("settings-needs-content"))
    if speaking.speaker is None and (present.speak or present.voices):
        lines.append(translate("settings-needs-speech"))
    if not changed:
        lines.append(translate("settings-how", command=commands.mention("settings", context.guild_id)))
    await context.answer("\n".join(lines))


def _answers_in(translate: Translator, present: GuildPreferences) -> str:
    if present.answers_in is not AnswerMode.CHANNELS:
        return translate("settings-answers-in", where=translate(ANSWERS_IN[present.answers_in]))
    listed = sorted(present.channels)
    names = ", ".join(f"<#{channel}>" for channel in listed[:CHANNELS_SHOWN])
    more = " …" if len(listed) > CHANNELS_SHOWN else ""
    return translate("settings-answers-in-channels", channels=names + more)


def _language_name(translate: Translator, code: str | None) -> str:
    return translate("settings-language-default") if code is None else LANGUAGE_NAMES.get(code, code)


def _level(strictness: float | None) -> str:
    """The named level nearest to `strictness`."""
    if strictness is None:
        return DEFAULT
    named = {level: value for level, value in STRICTNESS.items() if value is not None}
    return min(named, key=lambda level: abs(named[level] - strictness))
