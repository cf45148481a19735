"""/settings: what a guild (or a person, in direct messages) chose, shown and changed with one command."""

from __future__ import annotations

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    Loader,
    autocomplete,
    options,
)
from chatterbot.plugins import _settings_model, _settings_sections, _settings_shown, _settings_voice
from chatterbot.plugins._settings_choices import (
    ANSWERS_IN,
    CALLS,
    DEFAULT,
    LANGUAGE_NAMES,
    STRICTNESS_NAMES,
    TEACHERS,
)
from chatterbot.plugins._settings_wanted import WantedSettings
from chatterbot.plugins._writable import check_writable
from chatterbot.preferences import MOST_DAYS

__all__ = ("loader",)

loader = Loader[Container]()


async def _languages(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the languages the bot speaks, and the choice of none."""
    typed = request.text.casefold()
    choices = [(LANGUAGE_NAMES.get(code, code), code) for code in services.languages.codes]
    choices.append((request.translate("settings-language-default"), DEFAULT))
    return [choice for choice in choices if typed in choice[0].casefold() or typed in choice[1]]


async def _voices(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the voices that fit what was typed, those of the person's language first; last the way back to the default."""
    translate = request.translate
    present = await services.preferences.get(request.scope_id)
    back = [
        (translate("settings-voice-default", language=LANGUAGE_NAMES.get(code, code)), f"{DEFAULT}:{code}")
        for code in present.voices
    ]
    found = services.speaking.choices(translate.language, request.text)
    return [*found[: autocomplete.CHOICES - len(back)], *back]


@loader.command(
    "settings",
    section=HelpSection.SETTINGS,
    position=1,
    access=AccessLevel.MANAGER,
    options=[
        options.choice("answers_in", ANSWERS_IN, words="settings-answers-in-words"),
        options.channel(
            "channel",
            hikari.ChannelType.GUILD_TEXT,
            hikari.ChannelType.GUILD_NEWS,
            hikari.ChannelType.GUILD_FORUM,
        ),
        options.text("language", autocomplete=_languages),
        options.choice("strictness", STRICTNESS_NAMES, words="settings-strictness-words"),
        options.boolean("speak"),
        options.boolean("voice_answers"),
        options.text("voice", autocomplete=_voices),
        options.choice("calls", CALLS, words="settings-calls-words"),
        options.choice("teachers", TEACHERS, words="settings-teachers-words"),
        options.choice("model", _settings_model.MODES, words="settings-model-words"),
        options.choice("talk", _settings_voice.TALK, words="settings-talk-words"),
        options.text("names", max_length=_settings_voice.LONGEST_NAMES),
        options.boolean("mirror"),
        options.integer("transcripts", min_value=0, max_value=MOST_DAYS),
    ],
)
async def settings(context: Context, services: Container, wanted: WantedSettings) -> None:
    """Change what is wanted, and show what is chosen now."""
    if context.guild_id is None and not wanted.anywhere:
        raise errors.InvalidInputError("error-settings-server-only")
    if wanted.model is not None:
        _settings_model.check_configured(services)
    before = present = await services.preferences.get(context.scope_id)
    changes = wanted.changes(present, services.languages, services.speaking)
    if wanted.channel is not None and wanted.channel not in present.channels:
        check_writable(context, services, wanted.channel)
    if changes:
        present = await services.preferences.change(context.scope_id, **changes)
    notes = _settings_voice.notes(context.translate, wanted.talking, changes)
    notes += _settings_model.receipts(context.translate, services.model_terms, before, present)
    menus = [] if context.guild_id is None else [_settings_sections.section_menu(context.translate, services)]
    await _settings_shown.show(context, services, present, changed=tuple(changes), notes=notes, menus=menus)
