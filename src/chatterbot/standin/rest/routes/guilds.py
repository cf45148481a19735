"""Routes of guilds, members, roles and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import THREADS, Intent
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

PAGE_MEMBERS = 1000
"""Most members that one answer lists."""


def _guild(b: Backend, call: Exchange) -> Json:
    guild = b.world.guilds.get(call.args["guild_id"])
    if guild is None or b.world.member(guild["id"], b.world.app_id) is None:
        errors.refuse(10004)
    return guild


def guild(b: Backend, call: Exchange) -> Json:
    """Return a guild."""
    return _guild(b, call)


def channels(b: Backend, call: Exchange) -> list[Json]:
    """Return a guild's channels."""
    guild_id = _guild(b, call)["id"]
    return [
        channel
        for channel in b.world.channels.values()
        if channel.get("guild_id") == guild_id and channel["type"] not in THREADS
    ]


def roles(b: Backend, call: Exchange) -> list[Json]:
    """Return a guild's roles."""
    return _guild(b, call)["roles"]


def role(b: Backend, call: Exchange) -> Json:
    """Return a role."""
    found = next((r for r in _guild(b, call)["roles"] if r["id"] == call.args["role_id"]), None)
    return found if found is not None else errors.refuse(10011)


def member(b: Backend, call: Exchange) -> Json:
    """Return a member."""
    found = b.world.member(_guild(b, call)["id"], call.args["user_id"])
    if found is None:
        errors.refuse(10007 if call.args["user_id"] in b.world.users else 10013)
    return found


def members(b: Backend, call: Exchange) -> list[Json]:
    """Return up to ``limit`` members in order of their ids, after ``after``; needs the members intent switched on."""
    if not b.application.privileged_intents & Intent.GUILD_MEMBERS:
        errors.refuse(50001)
    limit, after = int(call.query.get("limit", "1")), int(call.query.get("after", "0"))
    if not 1 <= limit <= PAGE_MEMBERS:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE_MEMBERS}.")
    listed = sorted(b.world.members[_guild(b, call)["id"]].values(), key=lambda m: int(m["user"]["id"]))
    return [m for m in listed if int(m["user"]["id"]) > after][:limit]


def search_members(b: Backend, call: Exchange) -> list[Json]:
    """Return members whose name or nickname begins with a text."""
    query, limit = call.query.get("query", "").lower(), int(call.query.get("limit", "1"))
    listed = b.world.members[_guild(b, call)["id"]].values()
    names = ((m, (m["user"]["username"], m["nick"] or "", m["user"]["global_name"] or "")) for m in listed)
    return [m for m, texts in names if any(text.lower().startswith(query) for text in texts)][:limit]


def change_role(b: Backend, call: Exchange) -> None:
    """Add a role to a member, or remove it."""
    guild_id = _guild(b, call)["id"]
    if not b.world.allowed_in_guild(b.world.app_id, guild_id) & Permission.MANAGE_ROLES:
        errors.refuse(50013)
    wanted, user_id = role(b, call), call.args["user_id"]
    if b.world.member(guild_id, user_id) is None:
        errors.refuse(10007)
    own = b.world.members[guild_id][b.world.app_id]["roles"]
    top = max((r["position"] for r in b.world.guilds[guild_id]["roles"] if r["id"] in own), default=0)
    if wanted["position"] >= top or wanted["managed"]:
        errors.refuse(50013)
    if call.method == "PUT":
        b.builder.set_roles(guild_id, user_id, add=wanted["id"])
    else:
        b.builder.set_roles(guild_id, user_id, remove=wanted["id"])


def voice_state(b: Backend, call: Exchange) -> Json:
    """Return a member's voice state."""
    user_id = call.args.get("user_id", b.world.app_id)
    state = b.world.voice_states.get((_guild(b, call)["id"], user_id))
    if state is None:
        errors.refuse(10065)
    return state


ROUTES = (
    route("GET", "/guilds/{guild_id}", guild),
    route("GET", "/guilds/{guild_id}/channels", channels),
    route("GET", "/guilds/{guild_id}/roles", roles),
    route("GET", "/guilds/{guild_id}/roles/{role_id}", role),
    route("GET", "/guilds/{guild_id}/members", members),
    route("GET", "/guilds/{guild_id}/members/search", search_members),
    route("GET", "/guilds/{guild_id}/members/{user_id}", member),
    route("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", change_role),
    route("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", change_role),
    route("GET", "/guilds/{guild_id}/voice-states/@me", voice_state),
    route("GET", "/guilds/{guild_id}/voice-states/{user_id}", voice_state),
)
