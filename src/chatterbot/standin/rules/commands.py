"""Discord's rules for application commands, and the registry of commands."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from chatterbot.standin import errors
from chatterbot.standin.protocol import (
    LOCALES,
    MAX_CHOICES,
    MAX_SAFE_INTEGER,
    SUBCOMMANDS,
    CommandType,
    Json,
    OptionType,
)
from chatterbot.standin.rules.upload import check_file_types
from chatterbot.standin.world.events import WorldEventKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World

Path = tuple[str | int, ...]

MAX_OPTIONS = 25
MAX_NAME = 32
MAX_DESCRIPTION = 100
MAX_CHOICE = 100
"""Longest name or text value of a choice, in characters."""
MAX_TOTAL = 8000
"""Most characters of one command: all names, descriptions and values, each in its longest translation."""
MAX_STRING = 6000
"""Longest text an option takes, in characters."""
LARGEST_SET = 2**54 - 1
"""Largest set of permissions, from Discord's OpenAPI document."""
COMMAND_LIMITS = {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}
"""Most commands of each type in a scope (global, or one guild)."""
MAX_DEPTH = 2
"""Most levels of options above the plain options: group and subcommand."""
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)
"""Types of channels that an option can be restricted to, from Discord's documentation."""
NAME_CODE = "APPLICATION_COMMAND_INVALID_NAME"
STORED_KEYS = [
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "default_member_permissions",
    "nsfw",
    "contexts",
    "integration_types",
    "dm_permission",
]


def check(command: Json, path: Path, form: errors.FormErrors) -> None:
    """Check one command as a bot registers it; errors are added to ``form``."""
    kind = command.get("type", CommandType.CHAT_INPUT)
    if kind not in CommandType.__members__.values():
        form.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
        return
    chat = kind == CommandType.CHAT_INPUT
    _check_name(command.get("name"), (*path, "name"), form, chat=chat)
    _check_translations(command, path, form, chat=chat)
    if chat:
        _check_description(command, path, form)
        _check_options(command.get("options") or [], path, form, 0)
    else:
        for key in ("description", "options"):
            if command.get(key):
                message = f"Context menu commands cannot have {key}"
                form.add((*path, key), "APPLICATION_COMMAND_CONTEXT_MENU_" + key.upper(), message)
    permissions = command.get("default_member_permissions")
    if permissions is not None and not _is_permission_set(permissions):
        form.add((*path, "default_member_permissions"), "BITFIELD_TYPE_CONVERT", "Not a permission set.")
    form.boolean((*path, "nsfw"), command.get("nsfw"))
    for key, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        _check_numbers(command.get(key), (*path, key), form, allowed)
    if _size(command) > MAX_TOTAL:
        form.add(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MAX_TOTAL})")


def _is_permission_set(value: object) -> bool:
    """Tell whether a value is a set of permissions: a text of digits, as Discord documents it, or an integer."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return False
    digits = str(value)
    return digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST_SET)) and int(digits) <= LARGEST_SET


def _check_numbers(values: object, path: Path, form: errors.FormErrors, allowed: Collection[int]) -> None:
    """Check a list of numbers, each of which can be there once."""
    if values is None:
        return
    listed: list[object] = values if isinstance(values, list) else [values]
    if not all(value in allowed and listed.count(value) == 1 for value in listed):
        form.add(path, "BASE_TYPE_CHOICES", f"Values must be among {tuple(allowed)}, each once.")


def valid_name(name: str) -> bool:
    """Tell whether a name of a chat input command or option is valid: letters, digits and ``-_'``, in lower case."""
    return 0 < len(name) <= MAX_NAME and name == name.lower() and all(_is_word(character) for character in name)


def _is_word(character: str) -> bool:
    # Discord's regular expression: ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$
    script = "\u0900" <= character <= "\u097f" or "\u0e00" <= character <= "\u0e7f"
    return character in "-_'" or unicodedata.category(character)[0] in "LN" or script


def _check_name(name: Any, path: Path, form: errors.FormErrors, *, chat: bool) -> None:
    if not isinstance(name, str) or not name:
        form.required(path)
    elif chat and not valid_name(name):
        form.add(path, NAME_CODE, "Command name is invalid")
    else:
        form.length(path, name, 1, MAX_NAME)


def _check_description(item: Json, path: Path, form: errors.FormErrors) -> None:
    if not item.get("description"):
        form.required((*path, "description"))
    form.length((*path, "description"), item.get("description"), 1, MAX_DESCRIPTION)


def _check_translations(item: Json, path: Path, form: errors.FormErrors, *, chat: bool) -> None:
    for key in ("name_localizations", "description_localizations"):
        for locale, text in (item.get(key) or {}).items():
            place = (*path, key, locale)
            if not _check_locale(locale, (*path, key), form) or text is None:
                continue
            if key == "name_localizations":
                _check_name(text, place, form, chat=chat)
            else:
                form.length(place, text, 1, MAX_DESCRIPTION)


def _check_locale(locale: str, path: Path, form: errors.FormErrors) -> bool:
    """Check that Discord has a language, and tell whether it has."""
    if locale not in LOCALES:
        form.add(path, "DICT_TYPE_INVALID_KEY", f"Value must be one of the locales, not {locale!r}.")
    return locale in LOCALES


def _check_options(options: list[Json], path: Path, form: errors.FormErrors, depth: int) -> None:
    form.length((*path, "options"), options, 0, MAX_OPTIONS)
    names: set[str] = set()
    optional = False
    for index, option in enumerate(options):
        place = (*path, "options", index)
        kind = option.get("type")
        if kind not in OptionType.__members__.values():
            form.add((*place, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, ..., 11}.")
            continue
        _check_name(option.get("name"), (*place, "name"), form, chat=True)
        _check_translations(option, place, form, chat=True)
        _check_description(option, place, form)
        if isinstance(name := option.get("name"), str) and name in names:
            message = "Option names must be unique within a command"
            form.add((*path, "options"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message)
        if isinstance(name, str):
            names.add(name)
        form.boolean((*place, "required"), option.get("required"))
        form.boolean((*place, "autocomplete"), option.get("autocomplete"))
        if kind in SUBCOMMANDS:
            _check_subcommand(option, place, form, depth)
            continue
        if option.get("required") and optional:
            message = "Required options must be placed before non-required options"
            form.add(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional = optional or not option.get("required")
        _check_option(option, place, form)
    kinds = {option.get("type") in tuple(SUBCOMMANDS) for option in options}
    if kinds == {True, False}:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.add((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _check_subcommand(option: Json, place: Path, form: errors.FormErrors, depth: int) -> None:
    group = option["type"] == OptionType.SUB_COMMAND_GROUP
    inner = option.get("options") or []
    if depth >= (1 if group else MAX_DEPTH):
        form.add((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply")
        return
    wrong = [o for o in inner if (o.get("type") == OptionType.SUB_COMMAND) != group]
    if wrong:
        form.add((*place, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Invalid option type here")
    _check_options(inner, place, form, depth + 1)


def _check_option(option: Json, place: Path, form: errors.FormErrors) -> None:
    kind = option["type"]
    choices: list[Json] = option.get("choices") or []
    if option.get("autocomplete") and (choices or kind not in (3, 4, 10)):
        message = "Autocomplete is for string, integer and number options without choices"
        form.add((*place, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", message)
    if choices and kind not in (3, 4, 10):
        form.add((*place, "choices"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type has no choices")
    check_choices(choices, kind, (*place, "choices"), form)
    for low, high, kinds, bottom, top in (
        ("min_value", "max_value", (4, 10), -MAX_SAFE_INTEGER, MAX_SAFE_INTEGER),
        ("min_length", "max_length", (3,), 0, MAX_STRING),
    ):
        least, most = option.get(low), option.get(high)
        for key, value in ((low, least), (high, most)):
            fits = isinstance(value, (int, float)) and not isinstance(value, bool) and bottom <= value <= top
            if value is not None and (kind not in kinds or not fits):
                form.add((*place, key), "NUMBER_TYPE_MAX", f"Must be between {bottom} and {top}, for its own types.")
        if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
            form.add((*place, low), "APPLICATION_COMMAND_OPTIONS_MIN_MAX", f"{low} is above {high}")
    if option.get("file_types") and kind != OptionType.ATTACHMENT:
        form.add((*place, "file_types"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only for attachments")
    check_file_types(option.get("file_types"), (*place, "file_types"), form)
    if option.get("channel_types") and kind != OptionType.CHANNEL:
        form.add((*place, "channel_types"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only for channels")
    _check_numbers(option.get("channel_types"), (*place, "channel_types"), form, CHANNEL_TYPES)


def check_choices(choices: list[Json], kind: int, path: Path, form: errors.FormErrors) -> None:
    """Check the choices of an option or of an autocomplete answer; errors are added to ``form``."""
    form.length(path, choices, 0, MAX_CHOICES)
    names: set[str] = set()
    for index, choice in enumerate(choices):
        place = (*path, index)
        name, value = choice.get("name"), choice.get("value")
        if not name or not isinstance(name, str):
            form.required((*place, "name"))
            continue
        for locale, text in (choice.get("name_localizations") or {}).items():
            _check_locale(locale, (*place, "name_localizations"), form)
            form.length((*place, "name_localizations", locale), text, 1, MAX_CHOICE)
        form.length((*place, "name"), name, 1, MAX_CHOICE)
        if name in names:
            form.add(place, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice names must be unique")
        names.add(name)
        expected = {3: str, 4: int, 10: (int, float)}.get(kind, object)
        if not isinstance(value, expected) or isinstance(value, bool):
            form.add((*place, "value"), "BASE_TYPE_BAD_TYPE", "The value's type is not the option's.")
        elif isinstance(value, str):
            form.length((*place, "value"), value, 1, MAX_CHOICE)


def _size(item: Json) -> int:
    total = 0
    for key in ("name", "description"):
        texts = [item.get(key), *(item.get(f"{key}_localizations") or {}).values()]
        total += max(len(text or "") for text in texts)
    total += sum(_size(option) for option in item.get("options") or [])
    return total + sum(_size(choice) + len(str(choice.get("value", ""))) for choice in item.get("choices") or [])


class Commands:
    """The registered commands, by scope: a guild's id, or `None` for global commands."""

    def __init__(self, world: World, events: WorldEvents) -> None:
        self._world = world
        self._events = events
        self._scopes: dict[str | None, dict[str, Json]] = {}

    def all(self, scope: str | None = None) -> list[Json]:
        """Return the commands of a scope."""
        return list(self._scopes.get(scope, {}).values())

    def find(self, scope: str | None, command_id: str) -> Json:
        """Return a command by its id; refused with 10063 if there is none."""
        command = self._scopes.get(scope, {}).get(command_id)
        if command is None:
            errors.refuse(10063)
        return command

    def overwrite(self, scope: str | None, bodies: list[Json]) -> list[Json]:
        """Replace all commands of a scope; a command with the same name and type keeps its id."""
        form = errors.FormErrors()
        for index, body in enumerate(bodies):
            check(body, (index,), form)
        names = [(body.get("name"), body.get("type", CommandType.CHAT_INPUT)) for body in bodies]
        for index, name in enumerate(names):
            if name in names[:index]:
                message = "Application command names must be unique"
                form.add((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        form.check()
        keys = [_key(body) for body in bodies]
        for kind, limit in COMMAND_LIMITS.items():
            if sum(1 for _, k in keys if k == kind) > limit:
                errors.refuse(30032)
        old = {_key(command): command for command in self.all(scope)}
        stored = [self._stored(body, scope, old.get(_key(body))) for body in bodies]
        self._scopes[scope] = {command["id"]: command for command in stored}
        self._tell(scope)
        return stored

    def create(self, scope: str | None, body: Json) -> tuple[Json, bool]:
        """Create a command, or replace the one with its name and type; return it and whether it is new."""
        form = errors.FormErrors()
        check(body, (), form)
        form.check()
        old = next((command for command in self.all(scope) if _key(command) == _key(body)), None)
        if (
            old is None
            and sum(1 for c in self.all(scope) if c["type"] == _key(body)[1]) >= COMMAND_LIMITS[_key(body)[1]]
        ):
            errors.refuse(30032)
        command = self._stored(body, scope, old)
        self._scopes.setdefault(scope, {})[command["id"]] = command
        self._tell(scope)
        return command, old is None

    def edit(self, scope: str | None, command_id: str, body: Json) -> Json:
        """Change some fields of a command."""
        old = self.find(scope, command_id)
        merged = old | body
        form = errors.FormErrors()
        check(merged, (), form)
        form.check()
        self._scopes[scope][command_id] = command = self._stored(merged, scope, old)
        self._tell(scope)
        return command

    def delete(self, scope: str | None, command_id: str) -> None:
        """Delete a command."""
        self.find(scope, command_id)
        del self._scopes[scope][command_id]
        self._tell(scope)

    def _tell(self, scope: str | None) -> None:
        data: Json = {"guild_id": scope, "commands": self.all(scope)}
        self._events.publish(WorldEventKind.COMMANDS_REGISTERED, data)

    def _stored(self, body: Json, scope: str | None, old: Json | None) -> Json:
        command: Json = {
            "application_id": self._world.app_id,
            "type": int(CommandType.CHAT_INPUT),
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
            "name_localizations": None,
            "description_localizations": None,
            "integration_types": [0],
        }
        if scope is None:
            command |= {"contexts": None, "dm_permission": True}
        else:
            command["guild_id"] = scope
        usable = [key for key in STORED_KEYS if scope is None or key not in ("contexts", "dm_permission")]
        command |= {key: body[key] for key in usable if body.get(key) is not None}
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(int(command["default_member_permissions"]))
        if command["type"] == CommandType.CHAT_INPUT and body.get("options"):
            command["options"] = [_stored_option(option) for option in body["options"]]
        identity = ("id", "version")
        if old is not None and {k: v for k, v in old.items() if k not in identity} == command:
            return old
        fresh: Json = {"id": old["id"] if old else self._world.ids.snowflake()}
        return fresh | command | {"version": self._world.ids.snowflake()}


def _key(command: Json) -> tuple[str, CommandType]:
    return command["name"], CommandType(command.get("type", CommandType.CHAT_INPUT))


def _stored_option(option: Json) -> Json:
    stored = {key: value for key, value in option.items() if value not in (None, [], {})}
    if not stored.get("required"):
        stored.pop("required", None)
    if "options" in stored:
        stored["options"] = [_stored_option(inner) for inner in stored["options"]]
    return stored
