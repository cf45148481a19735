"""How /settings shows what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chatterbot.container import Container
from chatterbot.discord import Context, Translator
from chatterbot.plugins import _settings_voice
from chatterbot.plugins._settings_choices import (
    ANSWERS_IN,
    CALLS,
    DEFAULT,
    LANGUAGE_NAMES,
    STRICTNESS,
    STRICTNESS_NAMES,
    TEACHERS,
)
from chatterbot.preferences import AnswerMode, CallMode, GuildPreferences

__all__ = ("show",)

CHANNELS_SHOWN: Final = 20
"""Channels named in the answer: there is no room for more."""


async def show(
    context: Context,
    services: Container,
    present: GuildPreferences,
    *,
    changed: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> None:
    """Answer with what is chosen now, and what a choice still needs to work.

    Parameters
    ----------
    changed
        Fields of the preferences whose lines are marked as changed.
    notes
        Further lines.
    """
    translate, speaking = context.translate, services.speaking
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
        **_settings_voice.rows(translate, present, most_days=services.options.turns_kept),
    }
    if speaking.speaker is None and not (present.speak or present.voices):
        del rows["voice_answers"]  # nothing speaks, and nothing is to be spoken
    if speaking.speaker is None and present.calls is CallMode.PRESENT:
        del rows["calls"]
    unused = context.guild_id is None or (speaking.speaker is None and not _settings_voice.FIELDS & set(changed))
    if unused:  # no calls in direct messages, or nothing to answer with
        for name in _settings_voice.FIELDS:
            del rows[name]
    if context.guild_id is None:  # no channels there, and no other people
        del rows["teachers"]
        rows.pop("calls", None)
    marked = {"answers_in"} if "channels" in changed else set[str]()
    lines = [translate("settings-saved" if changed else "settings-title")]
    lines += [f"{'✅' if name in changed or name in marked else '•'} {text}" for name, text in rows.items() if text]
    lines += notes
    everything = context.guild_id is not None and present.answers_in is not AnswerMode.ADDRESSED
    if everything and not services.options.message_content:
        lines.append(translate("settings-needs-content"))
    if speaking.speaker is None and (present.speak or present.voices):
        lines.append(translate("settings-needs-speech"))
    if _settings_voice.FIELDS & rows.keys() and not services.calls.may_listen:
        lines.append(translate("hearing-off"))
    if not changed:
        lines.append(translate("settings-how", command=services.command_ids.mention("settings", context.guild_id)))
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
    """Return the named level nearest to `strictness`."""
    if strictness is None:
        return DEFAULT
    named = {level: value for level, value in STRICTNESS.items() if value is not None}
    return min(named, key=lambda level: abs(named[level] - strictness))
