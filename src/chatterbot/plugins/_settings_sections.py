"""The sections of /settings: what each says, and the menus and buttons below it. Their custom ids say everything that a press needs."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import InteractionContext, Translator, channel_access, components
from chatterbot.plugins import _settings_model, _settings_model_parts, _settings_shown
from chatterbot.plugins import _settings_parts as parts
from chatterbot.plugins import _settings_words as words
from chatterbot.plugins._settings_choices import (
    ANSWERS_IN,
    CALLS,
    CHOICES,
    DEFAULT,
    LANGUAGE_NAMES,
    STRICTNESS_NAMES,
    TEACHERS,
    level_of,
)
from chatterbot.plugins._settings_voice import TALK
from chatterbot.preferences import ChannelOverride, ChoiceMode, GuildPreferences, TeacherMode

__all__ = ("SECTION", "SectionMessage", "SettingsSection", "draw", "section_menu")

SECTION: Final = "settings-section"
"""The menu that goes to a section."""


class SettingsSection(enum.StrEnum):
    """A section of the settings."""

    ANSWERING = "answering"
    TEACHING = "teaching"
    PLACES = "places"
    VOICE = "voice"
    LOG = "log"
    HANDOVER = "handover"
    MODEL = "model"


@dataclasses.dataclass(frozen=True, slots=True)
class SectionMessage:
    """A section's message."""

    text: str
    components: Sequence[components.Component]


def section_menu(translate: Translator, services: Container, chosen: SettingsSection | None = None) -> components.Menu:
    """Return the menu of the sections; the one of the language model is there where a model is."""
    choices = [
        components.Choice(
            translate(words.SECTIONS[section]),
            section.value,
            translate(words.ABOUTS[section]),
            chosen=section is chosen,
        )
        for section in SettingsSection
        if section is not SettingsSection.MODEL or services.model_terms is not None
    ]
    return components.Menu(verb=SECTION, placeholder=translate("settings-section-choose"), choices=choices)


async def draw(
    context: InteractionContext,
    services: Container,
    present: GuildPreferences,
    section: SettingsSection,
    *,
    place: int | None = None,
    note: str = "",
) -> SectionMessage:
    """Return the message of a section.

    Parameters
    ----------
    place
        In `SettingsSection.PLACES`: the channel or category whose values are shown.
    note
        A sentence about what was just done.
    """
    translate = context.translate
    known = await services.teaching.datasets(context.scope_id) if section is SettingsSection.PLACES else []
    match section:
        case SettingsSection.ANSWERING:
            shown = _answering(translate, services, present)
        case SettingsSection.TEACHING:
            shown = _teaching(translate, services, present, large=services.access.is_large(context.scope_id))
        case SettingsSection.PLACES:
            shown = _places(translate, services, present, known, place)
        case SettingsSection.VOICE:
            shown = _voice(translate, services, present)
        case SettingsSection.LOG:
            shown = _log_and_digest(translate, services, present, services.change_log.refused(context.scope_id))
        case SettingsSection.HANDOVER:
            shown = _handover(translate, services, present)
        case SettingsSection.MODEL:
            shown = await _model(translate, services, present, context.scope_id)
    title = f"**{translate(words.SECTIONS[section])}**"
    lines = [title, translate(words.ABOUTS[section]), *([note] if note else []), shown.text]
    return SectionMessage("\n".join(lines), [*shown.components, section_menu(translate, services, section)])


# -- the sections ----------------------------------------------------------------------------------------------------


def _answering(translate: Translator, services: Container, present: GuildPreferences) -> SectionMessage:
    lines = [
        _settings_shown.answers_in(translate, present),
        translate("settings-strictness", level=translate(STRICTNESS_NAMES[level_of(present.strictness)])),
        translate("settings-language", language=_settings_shown.language_name(translate, present.language)),
        translate("settings-documents-on" if present.documents else "settings-documents-off"),
    ]
    modes = [
        parts.option(
            translate(words.PRESSES[f"answers_in-{mode}"]), f"answers_in:{mode}", chosen=present.answers_in is mode
        )
        for mode in ANSWERS_IN
    ]
    languages = [
        components.Choice(
            parts.choice_of(translate, "language", translate("settings-language-default")),
            DEFAULT,
            chosen=present.language is None,
        ),
        *(
            components.Choice(
                parts.choice_of(translate, "language", LANGUAGE_NAMES.get(code, code)),
                code,
                chosen=present.language == code,
            )
            for code in services.languages.codes
        ),
    ]
    return SectionMessage(
        parts.listed(lines),
        [
            *modes,
            parts.switch(translate, "documents", on=present.documents),
            parts.channel_menu(translate, services, "channels", present.channels, most=components.CHOICES_IN_A_MENU),
            parts.strictness_menu(translate, "strictness", present.strictness),
            components.Menu(
                verb=parts.PICK, argument="language", placeholder=translate("settings-pick-language"), choices=languages
            ),
        ],
    )


def _teaching(translate: Translator, services: Container, present: GuildPreferences, *, large: bool) -> SectionMessage:
    roles = ", ".join(f"<@&{role}>" for role in sorted(present.teacher_roles))
    by_size = present.teachers is TeacherMode.AUTO
    lines = [
        translate("settings-teachers", who=translate(TEACHERS[present.teachers])),
        *([translate("settings-size-large" if large else "settings-size-small")] if by_size else []),
        translate("settings-teacher-roles", roles=roles) if roles else translate("settings-teacher-roles-none"),
        translate("settings-choices", what=translate(CHOICES[present.choices])),
        *([] if present.choices is ChoiceMode.OFF else [translate("settings-choices-about")]),
    ]
    return SectionMessage(
        parts.listed(lines),
        [
            *(
                parts.option(
                    translate(words.PRESSES[f"teachers-{mode}"]), f"teachers:{mode}", chosen=present.teachers is mode
                )
                for mode in TEACHERS
            ),
            components.Menu(
                verb=parts.PICK,
                argument=f"teacher_roles:{parts.mark(present.teacher_roles)}",
                kind=components.MenuKind.ROLES,
                placeholder=translate("settings-pick-teacher_roles"),
                fewest=0,
                most=components.CHOICES_IN_A_MENU,
                chosen=parts.known_roles(services, present.teacher_roles),
            ),
            parts.choice_menu(translate, "choices", CHOICES.items(), present.choices),
        ],
    )


def _voice(translate: Translator, services: Container, present: GuildPreferences) -> SectionMessage:
    rows = _settings_shown.rows(translate, services, present)
    names = ("speak", "voice_answers", "voices", "calls", "talk", "wake_names", "mirror", "transcripts_kept")
    return SectionMessage(
        parts.listed(rows[name] for name in names if rows.get(name)),
        [
            *(
                parts.switch(translate, name, on=getattr(present, name))
                for name in ("speak", "voice_answers", "mirror")
            ),
            parts.choice_menu(translate, "calls", CALLS.items(), present.calls),
            parts.choice_menu(translate, "talk", TALK.items(), present.talk),
        ],
    )


def _log_and_digest(
    translate: Translator, services: Container, present: GuildPreferences, refused: int | None
) -> SectionMessage:
    log = parts.channel_line(translate, "settings-log", "settings-log-none", present.log_channel)
    if refused is not None and refused == present.log_channel:
        log = f"{log}\n{translate('change-log-refused', channel=f'<#{refused}>')}"
    lines = [
        log,
        parts.channel_line(translate, "settings-digest", "settings-digest-none", present.digest_channel),
        translate("settings-askers-on" if present.show_askers else "settings-askers-off"),
    ]
    return SectionMessage(
        parts.listed(lines),
        [
            parts.switch(translate, "show_askers", on=present.show_askers),
            parts.channel_menu(translate, services, "log_channel", parts.one(present.log_channel)),
            parts.channel_menu(translate, services, "digest_channel", parts.one(present.digest_channel)),
        ],
    )


def _handover(translate: Translator, services: Container, present: GuildPreferences) -> SectionMessage:
    role = present.handover_role
    lines = [
        parts.channel_line(translate, "settings-handover", "settings-handover-none", present.handover_channel),
        translate("settings-handover-role", role=f"<@&{role}>") if role else translate("settings-handover-role-none"),
    ]
    if role:
        lines.append(translate("settings-handover-every", minutes=present.handover_every))
        if present.handover_channel and not _pings(services, role, present.handover_channel):
            lines.append(translate("settings-role-silent"))
    minutes = sorted({*parts.MINUTES, present.handover_every})
    return SectionMessage(
        parts.listed(lines),
        [
            parts.channel_menu(translate, services, "handover_channel", parts.one(present.handover_channel)),
            components.Menu(
                verb=parts.PICK,
                argument="handover_role",
                kind=components.MenuKind.ROLES,
                placeholder=translate("settings-pick-handover_role"),
                fewest=0,
                chosen=parts.known_roles(services, parts.one(role)),
            ),
            components.Menu(
                verb=parts.PICK,
                argument="handover_every",
                placeholder=translate("settings-pick-handover_every"),
                choices=[
                    components.Choice(
                        parts.choice_of(translate, "handover_every", translate("settings-minutes", minutes=each)),
                        str(each),
                        chosen=present.handover_every == each,
                    )
                    for each in minutes
                ],
            ),
        ],
    )


async def _model(
    translate: Translator, services: Container, present: GuildPreferences, scope_id: int
) -> SectionMessage:
    terms = services.model_terms
    if terms is None:  # an older message
        return SectionMessage(translate("settings-model-none"), [])
    names = await services.finetuning.models.allowed_models(scope_id)
    return SectionMessage(
        parts.listed(_settings_model.lines(translate, terms, present, names)),
        _settings_model_parts.buttons(translate, terms, present, names),
    )


def _pings(services: Container, role_id: int, channel_id: int) -> bool:
    """Tell whether a mention of a role by the bot notifies its members."""
    role = services.bot.cache.get_role(role_id)
    if role is None or role.is_mentionable:
        return role is not None
    return not channel_access.missing(services.bot, int(role.guild_id), channel_id, hikari.Permissions.MENTION_ROLES)


def _places(
    translate: Translator,
    services: Container,
    present: GuildPreferences,
    known: Sequence[models.Dataset],
    place: int | None,
) -> SectionMessage:
    listed = [each for each in sorted(present.overrides) if each != place]
    gone = [each for each in listed if services.bot.cache.get_guild_channel(each) is None]
    lines = [
        translate(
            "settings-place",
            place=parts.place_name(translate, services, each),
            values=_values(translate, services, present.overrides[each], known),
        )
        for each in listed[: parts.MOST_LINES]
    ]
    if len(listed) > parts.MOST_LINES:
        lines.append(translate("settings-places-more", count=len(listed) - parts.MOST_LINES))
    shown: list[components.Component] = [parts.channel_menu(translate, services, "place", parts.one(place), fewest=1)]
    if place is None:
        lines = lines or [translate("settings-places-none")]
        if gone:
            shown.insert(0, components.Button(parts.PRESS, translate("settings-press-gone", count=len(gone)), "gone"))
        return SectionMessage(parts.listed(lines), shown)
    override = present.overrides.get(place, ChannelOverride())
    lines = [
        translate("settings-place-now", place=f"<#{place}>", values=_values(translate, services, override, known)),
        *lines,
    ]
    channel = services.bot.cache.get_guild_channel(place)
    voiced = isinstance(channel, hikari.GuildVoiceChannel | hikari.GuildCategory)
    shown += [
        parts.cycle(translate, place, "answers", override.answers),
        *([parts.cycle(translate, place, "voice", override.voice)] if voiced else []),
        *([_settings_model_parts.place_button(translate, place, override.model)] if services.model_terms else []),
        components.Button(
            parts.PRESS,
            translate("settings-press-clear"),
            f"place:{place}:clear:",
            disabled=override == ChannelOverride(),
        ),
        parts.dataset_menu(translate, place, override.dataset, known),
        parts.strictness_menu(
            translate, f"place_strictness:{place}", override.strictness, own=override.strictness is not None
        ),
    ]
    return SectionMessage(parts.listed(lines), shown)


def _values(
    translate: Translator, services: Container, override: ChannelOverride, known: Sequence[models.Dataset]
) -> str:
    """Return what holds in a place, in words."""
    model = override.model if services.model_terms is not None else None
    further = () if model is None else (_settings_model.of_place(translate, model),)
    return parts.values_of(translate, override, known, further)
