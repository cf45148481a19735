"""How /settings shows what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chatterbot.container import Container
from chatterbot.discord import Context, Translator, components, formatting
from chatterbot.plugins import _settings_model, _settings_voice
from chatterbot.plugins._settings_choices import (
    ANSWERS_IN,
    CALLS,
    LANGUAGE_NAMES,
    STRICTNESS_NAMES,
    TEACHERS,
    level_of,
)
from chatterbot.preferences import AnswerMode, CallMode, GuildPreferences

__all__ = ("answers_in", "dataset_name", "language_name", "rows", "show")

CHANNELS_SHOWN: Final = 20
"""Channels named in the answer: there is no room for more."""


async def show(
    context: Context,
    services: Container,
    present: GuildPreferences,
    *,
    changed: Sequence[str] = (),
    notes: Sequence[str] = (),
    menus: Sequence[components.Menu] = (),
) -> None:
    """Answer with what is chosen now, and what a choice still needs to work.

    Parameters
    ----------
    changed
        Fields of the preferences whose lines are marked as changed.
    notes
        Further lines.
    menus
        What stands below.
    """
    translate, speaking = context.translate, services.speaking
    shown = rows(translate, services, present)
    if context.guild_id is None:
        shown["answers_in"] = translate("settings-answers-in-dm")
    if speaking.speaker is None and not (present.speak or present.voices):
        del shown["voice_answers"]  # nothing speaks, and nothing is to be spoken
    if speaking.speaker is None and present.calls is CallMode.PRESENT:
        del shown["calls"]
    if services.model_terms is not None:
        shown["model"] = _settings_model.row(translate, present)
    unused = context.guild_id is None or (speaking.speaker is None and not _settings_voice.FIELDS & set(changed))
    if unused:  # no calls in direct messages, or nothing to answer with
        for name in _settings_voice.FIELDS:
            del shown[name]
    if context.guild_id is None:  # no channels there, and no other people
        del shown["teachers"]
        shown.pop("calls", None)
    marked = {"answers_in"} if "channels" in changed else set[str]()
    lines = [translate("settings-saved" if changed else "settings-title")]
    lines += [f"{'✅' if name in changed or name in marked else '•'} {text}" for name, text in shown.items() if text]
    lines += notes
    everything = context.guild_id is not None and present.answers_in is not AnswerMode.ADDRESSED
    if everything and not services.options.message_content:
        lines.append(translate("settings-needs-content"))
    if speaking.speaker is None and (present.speak or present.voices):
        lines.append(translate("settings-needs-speech"))
    if _settings_voice.FIELDS & shown.keys() and not services.calls.may_listen:
        lines.append(translate("hearing-off"))
    if not changed:
        command = services.command_ids.mention("settings", context.guild_id)
        lines.append(translate("settings-how-below" if menus else "settings-how", command=command))
    places = ", ".join(f"<#{place}>" for place in sorted(present.overrides)[:CHANNELS_SHOWN])
    if context.guild_id is not None and places:
        lines.append(translate("settings-places-shown", places=places))
    await context.answer("\n".join(lines), buttons=menus)


def rows(translate: Translator, services: Container, present: GuildPreferences) -> dict[str, str]:
    """Return the lines that show the preferences, by field; those without a line of their own are shown in a section."""
    return {
        "answers_in": answers_in(translate, present),
        "language": translate("settings-language", language=language_name(translate, present.language)),
        "strictness": translate("settings-strictness", level=translate(STRICTNESS_NAMES[level_of(present.strictness)])),
        "speak": translate("settings-speak-on" if present.speak else "settings-speak-off"),
        "voice_answers": translate(
            "settings-voice-answers-on" if present.voice_answers else "settings-voice-answers-off"
        ),
        "voices": "\n• ".join(
            translate("settings-voice", language=LANGUAGE_NAMES.get(code, code), voice=services.speaking.named(voice))
            for code, voice in sorted(present.voices.items())
        ),
        "calls": translate("settings-calls", which=translate(CALLS[present.calls])),
        "teachers": translate("settings-teachers", who=translate(TEACHERS[present.teachers])),
        **_settings_voice.rows(translate, present, most_days=services.options.turns_kept),
    }


def dataset_name(name: str) -> str:
    """Return the name of a dataset, which is a path that people chose, to be shown in a line."""
    return formatting.code(name, 60)


def answers_in(translate: Translator, present: GuildPreferences) -> str:
    """Return the line that says which messages are answered."""
    if present.answers_in is not AnswerMode.CHANNELS:
        return translate("settings-answers-in", where=translate(ANSWERS_IN[present.answers_in]))
    listed = sorted(present.channels)
    names = ", ".join(f"<#{channel}>" for channel in listed[:CHANNELS_SHOWN])
    more = " …" if len(listed) > CHANNELS_SHOWN else ""
    return translate("settings-answers-in-channels", channels=names + more)


def language_name(translate: Translator, code: str | None) -> str:
    """Return the name of a language, or of the choice of none."""
    return translate("settings-language-default") if code is None else LANGUAGE_NAMES.get(code, code)
