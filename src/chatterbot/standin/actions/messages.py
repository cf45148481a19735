"""Posting, editing, deleting and reacting to messages, with the events for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.actions import thread_counts
from chatterbot.standin.protocol import THREADS, Json, MessageFlag, MessageType
from chatterbot.standin.rules import embeds, mentions, stored_components
from chatterbot.standin.world import clock
from chatterbot.standin.world.dispatch import without_content
from chatterbot.standin.world.events import WorldEventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.rules import Upload
    from chatterbot.standin.world.application import Application
    from chatterbot.standin.world.cdn import Cdn
    from chatterbot.standin.world.dispatch import Dispatcher
    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World

NONCE_WINDOW_S = 300.0
"""Seconds for which an enforced nonce is remembered; Discord's documentation says "the past few minutes"."""
MAX_REACTIONS = 20
"""Most different emoji on one message."""
SENDABLE_FLAGS = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.IS_VOICE_MESSAGE
    | MessageFlag.IS_COMPONENTS_V2
)
"""Flags a sender may set; others are ignored."""
EDITABLE_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.IS_COMPONENTS_V2
"""Flags an edit may set; only the first one can be taken away again."""
ATTACHMENT_EXTRAS = ("description", "duration_secs", "waveform", "title")
IS_SPOILER = 1 << 3
"""Flag of an attachment that is blurred until it is clicked."""


class Chat:
    """The messages of all channels.

    Parameters
    ----------
    upload_limit
        Largest file, in bytes.
    """

    def __init__(
        self,
        *,
        world: World,
        application: Application,
        cdn: Cdn,
        dispatcher: Dispatcher,
        events: WorldEvents,
        upload_limit: int,
    ) -> None:
        self._world = world
        self._application = application
        self._cdn = cdn
        self._dispatcher = dispatcher
        self._events = events
        self.upload_limit = upload_limit
        self._nonces: dict[tuple[str, str], Json] = {}
        self._hidden_embeds: dict[str, list[Json]] = {}
        """Embeds of messages with the flag SUPPRESS_EMBEDS, which come back without it; by message."""

    def post(
        self,
        channel: Json,
        author: Json,
        body: Json,
        uploads: Mapping[str, Upload],
        *,
        flags: int = 0,
        reply_to: Json | None = None,
        extra: Json | None = None,
        visible_to: str | None = None,
    ) -> Json:
        """Post a message.

        Parameters
        ----------
        body
            The body of the message, already checked.
        flags
            Flags that the stand-in sets (loading, ephemeral), in addition to the sender's.
        reply_to
            The message it replies to, whose author it mentions unless ``allowed_mentions`` forbids that, or it answers an interaction.
        extra
            Further fields of the message; its ``type`` if it is neither DEFAULT nor REPLY.
        visible_to
            The user who sees the message if it is ephemeral: it is stored separately, and no event is sent.
        """
        world = self._world
        ephemeral = visible_to is not None
        content = body.get("content") or ""
        attachments = self._attachments(channel["id"], body, uploads, [], ephemeral=ephemeral)
        message: Json = {
            "id": world.ids.snowflake(),
            "channel_id": channel["id"],
            "author": author,
            "content": content,
            "timestamp": world.clock.iso(),
            "edited_timestamp": None,
            "tts": bool(body.get("tts")),
            "attachments": attachments,
            "embeds": embeds.stored(body.get("embeds"), attachments),
            "pinned": False,
            "type": int(MessageType.REPLY if reply_to else MessageType.DEFAULT),
            "flags": int((body.get("flags") or 0) & SENDABLE_FLAGS) | int(flags),
            "components": self._components(body, attachments),
            **(extra or {}),
        }
        if reply_to is not None:
            message["message_reference"] = reference(channel, reply_to)
            message["referenced_message"] = {k: v for k, v in reply_to.items() if k != "referenced_message"}
        ping = reply_to is not None and "interaction_metadata" not in message
        message |= mentions.find(world, channel, message, body.get("allowed_mentions"), ping=ping).fields()
        if channel["type"] in THREADS and visible_to is None:
            message["position"] = thread_counts.count_message(world, channel, message["id"])
        self._hide_embeds(message)
        if visible_to is not None:
            world.ephemerals[message["id"]] = (visible_to, message)
        else:
            world.messages[channel["id"]][message["id"]] = message
            channel["last_message_id"] = message["id"]
        self._tell("MESSAGE_CREATE", WorldEventKind.MESSAGE_CREATED, message, extra={"nonce": body.get("nonce")})
        return message

    def posted_with(self, channel: Json, nonce: str) -> Json | None:
        """Return the message that was posted with a nonce in the last few minutes, if any."""
        fresh = self._world.clock.now() - NONCE_WINDOW_S
        self._nonces = {key: m for key, m in self._nonces.items() if clock.created_at(m["id"]) > fresh}
        return self._nonces.get((channel["id"], nonce))

    def remember_nonce(self, message: Json, nonce: str) -> None:
        """Remember the nonce of a posted message."""
        self._nonces[message["channel_id"], nonce] = message

    def edit(self, message: Json, body: Json, uploads: Mapping[str, Upload], *, touched: bool = True) -> Json:
        """Edit a message in place; fields that the body does not have stay unchanged.

        Parameters
        ----------
        touched
            Whether the message counts as edited; filling in a deferred answer does not, and neither do flags alone.
        """
        world = self._world
        channel = world.channels[message["channel_id"]]
        ephemeral = message["id"] in world.ephemerals
        attachments = self._attachments(channel["id"], body, uploads, message["attachments"], ephemeral=ephemeral)
        message["attachments"] = attachments
        if "content" in body:
            message["content"] = body["content"] or ""
        if "components" in body:
            message["components"] = self._components(body, attachments)
        if body.get("flags") is not None:
            kept = message["flags"] & ~MessageFlag.SUPPRESS_EMBEDS
            message["flags"] = int(kept | (body["flags"] & EDITABLE_FLAGS))
        if "embeds" in body:
            self._hidden_embeds.pop(message["id"], None)
            message["embeds"] = embeds.stored(body["embeds"], attachments)
        self._hide_embeds(message)
        if "content" in body or "components" in body or body.get("allowed_mentions") is not None:
            pinged = "webhook_id" not in message  # answers to interactions never mention the author they refer to
            message |= mentions.find(world, channel, message, body.get("allowed_mentions"), ping=pinged).fields()
        if touched and body.keys() - {"flags"}:
            message["edited_timestamp"] = world.clock.iso()
        self._tell("MESSAGE_UPDATE", WorldEventKind.MESSAGE_UPDATED, message)
        return message

    def delete(self, message: Json) -> None:
        """Delete a message."""
        world = self._world
        owner = world.ephemerals.pop(message["id"], None)
        self._hidden_embeds.pop(message["id"], None)
        channel = world.channels[message["channel_id"]]
        gone: Json = {"id": message["id"], "channel_id": channel["id"]}
        if "guild_id" in channel:
            gone["guild_id"] = channel["guild_id"]
        if owner is None:
            world.messages[channel["id"]].pop(message["id"], None)
            thread_counts.uncount_messages(channel, [message["id"]])
            self._dispatcher.dispatch("MESSAGE_DELETE", gone, channel.get("guild_id"))
        visible_to = owner[0] if owner else None
        self._events.publish(WorldEventKind.MESSAGE_DELETED, gone, channel_id=channel["id"], visible_to=visible_to)

    def delete_many(self, channel: Json, message_ids: list[str]) -> None:
        """Delete several messages at once."""
        found = [i for i in message_ids if self._world.messages[channel["id"]].pop(i, None) is not None]
        thread_counts.uncount_messages(channel, found)
        gone: Json = {"ids": found, "channel_id": channel["id"], "guild_id": channel["guild_id"]}
        self._dispatcher.dispatch("MESSAGE_DELETE_BULK", gone, channel["guild_id"])
        for message_id in found:
            data: Json = {"id": message_id, "channel_id": channel["id"], "guild_id": channel["guild_id"]}
            self._events.publish(WorldEventKind.MESSAGE_DELETED, data, channel_id=channel["id"])

    def react(self, message: Json, user_id: str, emoji: str) -> None:
        """Add a user's reaction; ``emoji`` is a character or ``name:id``."""
        who = self._world.reactors.setdefault((message["id"], emoji), [])
        shown: list[Json] = message.setdefault("reactions", [])
        if user_id in who:
            return
        entry = next((r for r in shown if _emoji_key(r["emoji"]) == emoji), None)
        if entry is None:
            if len(shown) >= MAX_REACTIONS:
                errors.refuse(30010)
            entry = {"emoji": _emoji(emoji), "me": False, "me_burst": False, "burst_colors": []}
            shown.append(entry)
        who.append(user_id)
        self._count(entry, who)
        self._tell_reaction("MESSAGE_REACTION_ADD", WorldEventKind.REACTION_ADDED, message, user_id, emoji)

    def unreact(self, message: Json, user_id: str, emoji: str) -> None:
        """Remove a user's reaction, if it exists."""
        who = self._world.reactors.get((message["id"], emoji), [])
        if user_id not in who:
            return
        who.remove(user_id)
        for entry in list(message["reactions"]):
            if _emoji_key(entry["emoji"]) == emoji:
                self._count(entry, who)
                if not who:
                    message["reactions"].remove(entry)
        self._tell_reaction("MESSAGE_REACTION_REMOVE", WorldEventKind.REACTION_REMOVED, message, user_id, emoji)

    def clear_reactions(self, message: Json, emoji: str | None = None) -> None:
        """Remove all reactions, or all with one emoji."""
        channel = self._world.channels[message["channel_id"]]
        gone = [r["emoji"] for r in message.get("reactions", ()) if emoji in (None, _emoji_key(r["emoji"]))]
        if not gone:
            return
        keys = [_emoji_key(one) for one in gone]
        message["reactions"] = [r for r in message["reactions"] if r["emoji"] not in gone]
        who = [(key, user_id) for key in keys for user_id in self._world.reactors.pop((message["id"], key), ())]
        data: Json = {"channel_id": channel["id"], "message_id": message["id"]}
        if "guild_id" in channel:
            data["guild_id"] = channel["guild_id"]
        name = "MESSAGE_REACTION_REMOVE_ALL" if emoji is None else "MESSAGE_REACTION_REMOVE_EMOJI"
        told = data if emoji is None else data | {"emoji": gone[0]}
        self._dispatcher.dispatch(name, told, channel.get("guild_id"))
        for key, user_id in who:
            removed = data | {"user_id": user_id, "emoji": _emoji(key), "burst": False, "type": 0}
            self._events.publish(WorldEventKind.REACTION_REMOVED, removed, channel_id=channel["id"])

    def typing(self, channel: Json, user_id: str) -> None:
        """Show that a user is typing."""
        data: Json = {
            "channel_id": channel["id"],
            "user_id": user_id,
            "timestamp": int(self._world.clock.now()),
        }
        if guild_id := channel.get("guild_id"):
            data |= {"guild_id": guild_id, "member": self._world.members[guild_id][user_id]}
        self._dispatcher.dispatch("TYPING_START", data, channel.get("guild_id"))
        self._events.publish(WorldEventKind.TYPING, data, channel_id=channel["id"])

    def readable(self, message: Json) -> Json:
        """Return a message as the bot may read it over REST: without its content if the bot lacks that intent."""
        in_guild = "guild_id" in self._world.channels[message["channel_id"]]
        if self._application.reads_content or not in_guild:
            return message
        return without_content(message, self._world.app_id)

    def updated(self, message: Json) -> None:
        """Send the events for a message that changed in another way than by editing, such as pinning."""
        self._tell("MESSAGE_UPDATE", WorldEventKind.MESSAGE_UPDATED, message)

    def check_exists(self, message: Json) -> None:
        """Refuse with 10008 if a message was deleted."""
        there = message["id"] in self._world.ephemerals
        if not there and message["id"] not in self._world.messages[message["channel_id"]]:
            errors.refuse(10008)

    # -- helpers

    def _tell(self, name: str, kind: WorldEventKind, message: Json, extra: Json | None = None) -> None:
        world = self._world
        channel = world.channels[message["channel_id"]]
        guild_id = channel.get("guild_id")
        hidden = world.ephemerals.get(message["id"])
        if hidden is None:
            data = message | {key: value for key, value in (extra or {}).items() if value is not None}
            if guild_id:
                data |= {"guild_id": guild_id}
                member = world.member(guild_id, message["author"]["id"])
                if member is not None and "webhook_id" not in message:
                    data["member"] = {key: value for key, value in member.items() if key != "user"}
                data["mentions"] = [self._mention(guild_id, user) for user in message["mentions"]]
            # discord.js makes the channel of a direct message from this type, and drops the message without it.
            data["channel_type"] = channel["type"]
            if name == "MESSAGE_UPDATE":
                data["tts"] = False  # in updates Discord always says so
            self._dispatcher.dispatch(name, data, guild_id)
        snapshot = json.loads(json.dumps(message))
        self._events.publish(kind, snapshot, channel_id=channel["id"], visible_to=hidden[0] if hidden else None)

    def _mention(self, guild_id: str, user: Json) -> Json:
        member = self._world.member(guild_id, user["id"])
        return user if member is None else user | {"member": {k: v for k, v in member.items() if k != "user"}}

    def _tell_reaction(self, name: str, kind: WorldEventKind, message: Json, user_id: str, emoji: str) -> None:
        channel = self._world.channels[message["channel_id"]]
        data: Json = {
            "user_id": user_id,
            "channel_id": channel["id"],
            "message_id": message["id"],
            "emoji": _emoji(emoji),
            "burst": False,
            "type": 0,
        }
        if guild_id := channel.get("guild_id"):
            data["guild_id"] = guild_id
            if kind is WorldEventKind.REACTION_ADDED:
                data["member"] = self._world.members[guild_id][user_id]
        if kind is WorldEventKind.REACTION_ADDED:
            data |= {"message_author_id": message["author"]["id"], "burst_colors": []}
        self._dispatcher.dispatch(name, data, channel.get("guild_id"))
        self._events.publish(kind, data, channel_id=channel["id"])

    def _count(self, entry: Json, who: list[str]) -> None:
        entry["count"] = len(who)
        entry["count_details"] = {"burst": 0, "normal": len(who)}
        entry["me"] = self._world.app_id in who

    def _attachments(
        self, channel_id: str, body: Json, uploads: Mapping[str, Upload], existing: list[Json], *, ephemeral: bool
    ) -> list[Json]:
        declared: list[Json] | None = body.get("attachments")
        by_id = {attachment["id"]: attachment for attachment in existing}
        if declared is None:
            result = list(existing)
        else:
            kept = ((by_id[str(d["id"])], d) for d in declared if str(d["id"]) in by_id)
            result = [_described(attachment, description) for attachment, description in kept]
        described = {f"files[{d['id']}]": d for d in declared or () if str(d["id"]) not in by_id}
        for part, upload in uploads.items():
            if len(upload.data) > self.upload_limit:
                errors.refuse(40005)
            description: Json = described.get(part, {})
            name = description.get("filename") or upload.filename
            told = upload.content_type if upload.content_type != "application/octet-stream" else None
            stored = self._cdn.store(channel_id, name, upload.data, told, ephemeral=ephemeral)
            stored |= {key: description[key] for key in ATTACHMENT_EXTRAS if description.get(key) is not None}
            spoiler = {"is_spoiler": True} if name.startswith("SPOILER_") else {}
            result.append(_described(stored, spoiler | description))
        return result

    def _hide_embeds(self, message: Json) -> None:
        """Take a message's embeds away while it has the flag SUPPRESS_EMBEDS, and put them back afterwards."""
        if not message["flags"] & MessageFlag.SUPPRESS_EMBEDS:
            message["embeds"] = self._hidden_embeds.pop(message["id"], message["embeds"])
        elif message["embeds"]:
            self._hidden_embeds[message["id"]] = message["embeds"]
            message["embeds"] = []

    def _components(self, body: Json, attachments: list[Json]) -> list[Json]:
        return stored_components.stored(body.get("components"), attachments, self._world.ids.snowflake)


def reference(channel: Json, message: Json) -> Json:
    """Return the ``message_reference`` of a reply or a follow-up to a message."""
    built: Json = {"type": 0, "channel_id": channel["id"], "message_id": message["id"]}
    if "guild_id" in channel:
        built["guild_id"] = channel["guild_id"]
    return built


def _described(attachment: Json, told: Json) -> Json:
    """Return an attachment with the description and the spoiler mark that a request sets; a mark is a flag."""
    changed = dict(attachment)
    if told.get("description") is not None:
        changed["description"] = told["description"]
    if told.get("is_spoiler") is not None:
        flags = changed.get("flags", 0)
        changed["flags"] = flags | IS_SPOILER if told["is_spoiler"] else flags & ~IS_SPOILER
    return changed


def _emoji(emoji: str) -> Json:
    name, _, emoji_id = emoji.partition(":")
    return {"id": emoji_id, "name": name} if emoji_id else {"id": None, "name": emoji}


def _emoji_key(emoji: Json) -> str:
    return f"{emoji['name']}:{emoji['id']}" if emoji["id"] else emoji["name"]
