"""What a person sees, as JSON for the page. Messages keep Discord's own shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from chatterbot.standin import protocol
from chatterbot.standin.people.client import localized

if TYPE_CHECKING:
    from chatterbot import standin
    from chatterbot.playground.town import Person, Town

HISTORY: Final = 200
"""How many of a channel's latest messages a page gets when it opens."""
KINDS: Final[Mapping[int, str]] = {
    protocol.ChannelType.TEXT: "text",
    protocol.ChannelType.VOICE: "voice",
    protocol.ChannelType.FORUM: "forum",
    protocol.ChannelType.DM: "dm",
    **dict.fromkeys(protocol.THREADS, "thread"),
}


class Views:
    """Builds the JSON that the page shows.

    Parameters
    ----------
    town
        The guild, its channels and people.
    """

    def __init__(self, town: Town) -> None:
        self._town = town
        base = re.escape(town.discord.base)
        self._link = re.compile(rf"{base}/(?:ephemeral-)?attachments/[0-9]+/([0-9]+)/([^/?\s]+)(?:\?\S*)?")

    def world(self, person: Person, actor: standin.Actor, *, online: bool) -> standin.Json:
        """Return everything a person sees."""
        town = self._town
        return {
            "type": "world",
            "me": person.id,
            "guild": {"id": town.guild["id"], "name": town.guild["name"]},
            "bot": town.discord.bot,
            "online": online,
            "restarted": town.restarted,
            "users": [
                {**town.discord.bot, "admin": False},
                *({**town.discord.world.users[p.id], "admin": p.admin} for p in town.people),
            ],
            "roles": [{"id": role["id"], "name": role["name"]} for role in town.guild["roles"]],
            "channels": self.channels(person),
            "messages": [
                self.message(message, person)
                for channel in town.channels_of(person)
                for message in actor.at(channel).messages()[-HISTORY:]
            ],
            "commands": self.commands(person, actor),
            "voice": self.voice(),
            "limits": {
                "content": protocol.MAX_CONTENT,
                "files": protocol.MAX_FILES,
                "upload": town.discord.backend.chat.upload_limit,
            },
        }

    def channels(self, person: Person) -> list[standin.Json]:
        """Return the channels and threads a person sees, threads after the channels they belong to."""
        return [self._channel(channel) for channel in self._town.channels_of(person)]

    def _channel(self, channel: standin.Json) -> standin.Json:
        kind = KINDS[channel["type"]]
        name = self._town.discord.bot["username"] if kind == "dm" else channel["name"]
        shown: standin.Json = {"id": channel["id"], "type": channel["type"], "kind": kind, "name": name}
        if kind == "forum":
            shown["tags"] = [{"id": tag["id"], "name": tag["name"]} for tag in channel["available_tags"]]
        if kind == "thread":
            shown |= {
                "parent": channel["parent_id"],
                "owner": channel["owner_id"],
                "archived": channel["thread_metadata"]["archived"],
                "locked": channel["thread_metadata"]["locked"],
                "tags": channel.get("applied_tags", []),
            }
        return shown

    def voice(self) -> list[standin.Json]:
        """Return who is in which voice channel."""
        states = self._town.discord.world.voice_states.values()
        return [
            {
                "user": state["user_id"],
                "channel": state["channel_id"],
                "muted": state["self_mute"] or state["mute"],
                "deaf": state["self_deaf"] or state["deaf"],
            }
            for state in states
        ]

    # -- messages

    def message(self, message: standin.Json, person: Person) -> standin.Json:
        """Return a message with links the page can open, and with reactions as this person sees them."""
        shown: standin.Json = self._relinked(message)
        reactors = self._town.discord.world.reactors
        for reaction in shown.get("reactions") or ():
            name = reaction["emoji"]["name"]
            reaction["me"] = person.id in reactors.get((message["id"], name), ())
        return shown

    def _relinked(self, value: Any) -> Any:
        """Return a copy of JSON with links to the stand-in's files replaced by the playground's, the only host the page may contact."""
        if isinstance(value, dict):
            entries: standin.Json = value
            return {key: self._relinked(inner) for key, inner in entries.items()}
        if isinstance(value, list):
            items: list[Any] = value
            return [self._relinked(inner) for inner in items]
        if isinstance(value, str) and value.startswith(self._town.discord.base):
            return self._link.sub(r"/files/\1/\2", value)
        return value

    # -- commands

    def commands(self, person: Person, actor: standin.Actor) -> standin.Json:
        """Return the commands a person sees in the guild and in direct messages, in their language."""
        places = {"guild": self._town.channels[0], "dm": person.dm}
        return {
            place: [command(item, actor.locale) for item in actor.at(channel).commands()]
            for place, channel in places.items()
        }


def command(item: standin.Json, locale: str) -> standin.Json:
    """Return a command in a language; chat input commands have one row for each subcommand."""
    shown: standin.Json = {"type": item["type"], "name": item["name"], "display": localized(item, "name", locale)}
    if item["type"] == protocol.CommandType.CHAT_INPUT:
        shown["rows"] = _rows(item, locale, (), ())
    return shown


def _rows(item: standin.Json, locale: str, path: tuple[str, ...], display: tuple[str, ...]) -> list[standin.Json]:
    path, display = (*path, item["name"]), (*display, localized(item, "name", locale))
    options: list[standin.Json] = item.get("options") or []
    inner = [option for option in options if option["type"] in protocol.SUBCOMMANDS]
    if inner:
        return [row for option in inner for row in _rows(option, locale, path, display)]
    return [
        {
            "path": " ".join(path),
            "display": " ".join(display),
            "description": localized(item, "description", locale),
            "options": [_option(option, locale) for option in options],
        }
    ]


def _option(option: standin.Json, locale: str) -> standin.Json:
    kept = ("name", "type", "min_value", "max_value", "min_length", "max_length", "channel_types")
    shown = {key: option[key] for key in kept if key in option}
    return shown | {
        "display": localized(option, "name", locale),
        "description": localized(option, "description", locale),
        "required": bool(option.get("required")),
        "autocomplete": bool(option.get("autocomplete")),
        "choices": [choice(item, locale) for item in option.get("choices") or ()],
    }


def choice(item: standin.Json, locale: str) -> standin.Json:
    """Return an option's choice in a language."""
    return {"display": localized(item, "name", locale), "value": item["value"]}


def option_specs(commands: list[standin.Json], path: str) -> Mapping[str, standin.Json]:
    """Return the options by name of the chat input command at a path; empty if there is no such command."""
    names = path.split()
    level = next((c for c in commands if [c["name"]] == names[:1] and c["type"] == protocol.CommandType.CHAT_INPUT), {})
    for name in names[1:]:
        level = next((option for option in level.get("options") or () if option["name"] == name), {})
    return {option["name"]: option for option in level.get("options") or ()}
