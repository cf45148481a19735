"""What Discord's client checks before anything reaches a bot: the commands it shows, and the options it accepts."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any, NoReturn

from chatterbot.standin import errors
from chatterbot.standin.protocol import (
    MAX_SAFE_INTEGER,
    SUBCOMMANDS,
    CommandType,
    InteractionContextType,
    Json,
    OptionType,
)
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.rules import Commands
    from chatterbot.standin.world.cdn import Cdn
    from chatterbot.standin.world.world import World

TYPES: Mapping[int, type | tuple[type, ...]] = {
    OptionType.STRING: str,
    OptionType.INTEGER: int,
    OptionType.BOOLEAN: bool,
    OptionType.NUMBER: (int, float),
}
MAX_STRING = 6000
"""Longest text of a string option, in characters."""


def refuse(message: str) -> NoReturn:
    """Raise `SetupError`: no Discord user could do this."""
    raise errors.SetupError(message)


def localized(item: Json, key: str, locale: str) -> str:
    """Return a name or description in a locale, as the client shows it."""
    return (item.get(f"{key}_localizations") or {}).get(locale) or item[key]


class Client:
    """One user's client in one channel.

    Parameters
    ----------
    upload_limit
        Largest file this user may upload, in bytes.
    """

    def __init__(
        self,
        *,
        world: World,
        commands: Commands,
        cdn: Cdn,
        user: Json,
        channel: Json,
        locale: str,
        upload_limit: int,
    ) -> None:
        self._world = world
        self._commands = commands
        self._cdn = cdn
        self._user_id: str = user["id"]
        self._channel = channel
        self._locale = locale
        self._upload_limit = upload_limit

    # -- commands

    def commands(self) -> list[Json]:
        """Return the commands the user sees here, by context and permissions; guild commands replace global ones of the same name."""
        guild_id = self._channel.get("guild_id")
        allowed = self._world.allowed(self._user_id, self._channel)
        if not allowed & Permission.USE_APPLICATION_COMMANDS:
            return []
        shown: dict[tuple[str, int], Json] = {}
        for command in (*self._commands.all(), *(self._commands.all(guild_id) if guild_id else ())):
            if self._in_context(command) and self._permitted(command):
                shown[command["name"], command["type"]] = command
        return list(shown.values())

    def _in_context(self, command: Json) -> bool:
        context = self._world.context_of(self._channel)
        if "guild_id" in command:
            return context is InteractionContextType.GUILD
        if command["contexts"] is None:
            return context is InteractionContextType.GUILD or command.get("dm_permission", True)
        return int(context) in command["contexts"]

    def _permitted(self, command: Json) -> bool:
        needed = command["default_member_permissions"]
        if needed is None or "guild_id" not in self._channel:
            return True
        held = self._world.allowed(self._user_id, self._channel)
        if held & Permission.ADMINISTRATOR:
            return True
        return int(needed) != 0 and int(held) & int(needed) == int(needed)

    def find(self, name: str, kind: CommandType) -> Json:
        """Return a command by its name in the user's locale, or by its default name."""
        shown = [command for command in self.commands() if command["type"] == kind]
        for command in shown:
            if name in (localized(command, "name", self._locale), command["name"]):
                return command
        known = any(
            c["name"] == name for scope in (None, self._channel.get("guild_id")) for c in self._commands.all(scope)
        )
        why = "is hidden from this user here" if known else "is not registered"
        names = [localized(command, "name", self._locale) for command in shown]
        refuse(f"command {name!r} {why}; shown are {names}")

    # -- options

    def fill_in(self, path: str, given: Mapping[str, Any], focused: str | None = None) -> Json:
        """Return the data of a chat input command.

        Parameters
        ----------
        path
            Command, group and subcommand, separated by spaces.
        given
            Values by option name: texts, numbers and booleans; actors or users, channels and roles as objects; for
            attachments ``(name, bytes)`` or ``(name, bytes, content type)``.
        focused
            The option being typed, for autocomplete; required options may then be missing.

        Raises
        ------
        SetupError
            If Discord's client would not let the user send it.
        """
        names = path.split()
        command = self.find(names[0], CommandType.CHAT_INPUT)
        data: Json = {"id": command["id"], "name": command["name"], "type": int(CommandType.CHAT_INPUT), "options": []}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        level, specs = self._descend(data, command, names[1:])
        resolved: dict[str, Json] = collections.defaultdict(dict)
        left = dict(given)
        for spec in specs:
            key = next((k for k in (localized(spec, "name", self._locale), spec["name"]) if k in left), None)
            if key is None:
                if spec.get("required") and focused is None:
                    refuse(f"option {spec['name']!r} is required")
                continue
            value = left.pop(key)
            option: Json = {"name": spec["name"], "type": spec["type"]}
            if focused is not None and key == focused:
                if not spec.get("autocomplete"):
                    refuse(f"option {key!r} has no autocomplete")
                level["options"].append(option | {"value": str(value), "focused": True})
            else:
                level["options"].append(option | {"value": self._value(spec, value, resolved)})
        if left:
            refuse(f"{path!r} has no option {sorted(left)}; it has {[spec['name'] for spec in specs]}")
        if resolved:
            data["resolved"] = dict(resolved)
        return data

    def _descend(self, data: Json, command: Json, names: list[str]) -> tuple[Json, list[Json]]:
        level, specs = data, command.get("options") or []
        for name in names:
            inner = (option for option in specs if option["type"] in SUBCOMMANDS)
            spec = next((o for o in inner if name in (localized(o, "name", self._locale), o["name"])), None)
            if spec is None:
                refuse(f"{command['name']!r} has no subcommand {name!r}; it has {[o['name'] for o in specs]}")
            step: Json = {"name": spec["name"], "type": spec["type"], "options": []}
            level["options"].append(step)
            level, specs = step, spec.get("options") or []
        if any(option["type"] in SUBCOMMANDS for option in specs):
            refuse(f"choose a subcommand of {[option['name'] for option in specs]}")
        return level, specs

    def _value(self, spec: Json, value: Any, resolved: dict[str, Json]) -> Any:
        name, kind = spec["name"], spec["type"]
        if kind in TYPES:
            return self._plain(spec, value)
        if kind == OptionType.ATTACHMENT:
            attachment = self.upload(value, ephemeral=True)
            resolved["attachments"][attachment["id"]] = attachment
            return attachment["id"]
        target: Any = getattr(value, "data", value)
        if not isinstance(target, dict) or "id" not in target:
            refuse(f"option {name!r}: {value!r} is no user, channel or role")
        if kind == OptionType.CHANNEL:
            if spec.get("channel_types") and target.get("type") not in spec["channel_types"]:
                refuse(f"option {name!r} does not take channels of type {target.get('type')}")
            self.resolve_channel(target, resolved)
        elif kind == OptionType.ROLE or (kind == OptionType.MENTIONABLE and "username" not in target):
            resolved["roles"][target["id"]] = target
        else:
            self.resolve_user(target, resolved)
        return target["id"]

    def _plain(self, spec: Json, value: Any) -> Any:
        name, kind = spec["name"], spec["type"]
        if not isinstance(value, TYPES[kind]) or (kind != OptionType.BOOLEAN and isinstance(value, bool)):
            refuse(f"option {name!r}: {value!r} has the wrong type")
        if spec.get("choices") and value not in [choice["value"] for choice in spec["choices"]]:
            refuse(f"option {name!r}: {value!r} is not one of its choices")
        if kind in (OptionType.INTEGER, OptionType.NUMBER):
            low, high = spec.get("min_value", -MAX_SAFE_INTEGER), spec.get("max_value", MAX_SAFE_INTEGER)
            if not low <= value <= high:
                refuse(f"option {name!r}: {value!r} is not between {low} and {high}")
        elif kind == OptionType.STRING:
            low, high = spec.get("min_length", 0), spec.get("max_length", MAX_STRING)
            if not max(1, low) <= len(value) <= high:
                refuse(f"option {name!r}: needs {max(1, low)} to {high} characters, not {len(value)}")
        return value

    def resolve_user(self, user: Json, resolved: dict[str, Json]) -> None:
        """Add a user, and in guilds their member object, to resolved data."""
        resolved["users"][user["id"]] = user
        guild_id = self._channel.get("guild_id")
        if guild_id and self._world.member(guild_id, user["id"]):
            resolved["members"][user["id"]] = self._world.partial_member(guild_id, user["id"], self._channel)

    def resolve_channel(self, channel: Json, resolved: dict[str, Json]) -> None:
        """Add a channel to resolved data, with the user's permissions in it."""
        resolved["channels"][channel["id"]] = self._world.partial_channel(channel, self._user_id)

    def upload(self, file: Any, *, ephemeral: bool = False) -> Json:
        """Upload ``(name, bytes)`` or ``(name, bytes, content type)``; return the attachment object."""
        if not isinstance(file, (tuple, list)) or len(file) not in (2, 3):
            refuse(f"a file is (name, bytes), not {type(file).__name__}")
        name, data, *kind = file
        if len(data) > self._upload_limit:
            refuse(f"{name} is too large: {len(data)} bytes, {self._upload_limit} allowed")
        content_type = kind[0] if kind else None
        return self._cdn.store(self._channel["id"], str(name), bytes(data), content_type, ephemeral=ephemeral)
