"""The users and roles that a message mentions; they follow from its text, ``allowed_mentions`` and its author's permissions."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from chatterbot.standin.rules import components
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.errors import FormErrors
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.world.world import World

CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)
USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)")
MAX_LISTED = 100
"""Most users or roles listed in ``allowed_mentions``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mentions:
    """The users and roles that a message notifies."""

    users: list[Json]
    roles: list[str]
    everyone: bool

    def fields(self) -> Json:
        """Return the message fields for these mentions."""
        return {"mentions": self.users, "mention_roles": self.roles, "mention_everyone": self.everyone}


def validate(allowed: Any, form: FormErrors) -> None:
    """Check an ``allowed_mentions`` object; errors are added to ``form``."""
    if allowed is None:
        return
    if not isinstance(allowed, dict):
        form.add(("allowed_mentions",), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    rules: Json = allowed
    parse = rules.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in ("users", "roles", "everyone"):
            path = ("allowed_mentions", "parse", index)
            form.add(path, "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').")
    form.boolean(("allowed_mentions", "replied_user"), rules.get("replied_user"))
    for kind in ("users", "roles"):
        listed = rules.get(kind) or []
        for index, listed_id in enumerate(listed):
            form.snowflake(("allowed_mentions", kind, index), listed_id)
        form.length(("allowed_mentions", kind), listed, 0, MAX_LISTED)
        if kind in parse and listed:
            message = f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive."
            form.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def find(world: World, channel: Json, message: Json, allowed: Json | None, *, ping: bool = True) -> Mentions:
    """Return the users and roles that a message mentions, in its text or its text components.

    Without ``allowed_mentions`` every mention counts, and a reply mentions the author of the message it replies to; but
    answers to interactions then mention only users. With ``allowed_mentions`` only what it lists counts, and a reply
    mentions the author only if ``replied_user`` is set. Without ``ping`` the message refers to another one, but is no reply
    that mentions its author.
    """
    author_id, reply_to = message["author"]["id"], message.get("referenced_message")
    shown = [part.get("content") or "" for part in components.walk(message["components"])]
    text = CODE.sub("", "\n".join([message["content"], *shown]))
    default = {"users"} if "webhook_id" in message else {"users", "roles", "everyone"}
    parse = default if allowed is None else set(allowed.get("parse") or ())
    listed = allowed or {}
    may_all = bool(world.allowed(author_id, channel) & Permission.MENTION_EVERYONE)
    guild = world.guild_of(channel)

    users: dict[str, Json] = {}
    chosen = {str(user_id) for user_id in listed.get("users") or ()}
    for user_id in USER.findall(text):
        if user_id in world.users and ("users" in parse or user_id in chosen):
            users[user_id] = world.users[user_id]
    if reply_to is not None and ping and (allowed is None or allowed.get("replied_user")):
        users[reply_to["author"]["id"]] = reply_to["author"]

    roles: dict[str, None] = {}
    chosen = {str(role_id) for role_id in listed.get("roles") or ()}
    by_id = {role["id"]: role for role in guild["roles"]} if guild else {}
    for role_id in ROLE.findall(text):
        role = by_id.get(role_id)
        if role and (role["mentionable"] or may_all) and ("roles" in parse or role_id in chosen):
            roles[role_id] = None

    everyone = guild is not None and may_all and "everyone" in parse and EVERYONE.search(text) is not None
    return Mentions(list(users.values()), list(roles), everyone)
