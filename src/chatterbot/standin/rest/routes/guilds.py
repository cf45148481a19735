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


def _guild(backend: Backend, exchange: Exchange) -> Json:
    guild = backend.world.guilds.get(exchange.args["guild_id"])
    if guild is None or backend.world.member(guild["id"], backend.world.app_id) is None:
        errors.refuse(10004)
    return guild


def guild(backend: Backend, exchange: Exchange) -> Json:
    """Return a guild."""
    return _guild(backend, exchange)


def channels(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return a guild's channels."""
    guild_id = _guild(backend, exchange)["id"]
    return [
        channel
        for channel in backend.world.channels.values()
        if channel.get("guild_id") == guild_id and channel["type"] not in THREADS
    ]


def roles(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return a guild's roles."""
    return _guild(backend, exchange)["roles"]


def role(backend: Backend, exchange: Exchange) -> Json:
    """Return a role."""
    found = next((r for r in _guild(backend, exchange)["roles"] if r["id"] == exchange.args["role_id"]), None)
    return found if found is not None else errors.refuse(10011)


def member(backend: Backend, exchange: Exchange) -> Json:
    """Return a member."""
    found = backend.world.member(_guild(backend, exchange)["id"], exchange.args["user_id"])
    if found is None:
        errors.refuse(10007 if exchange.args["user_id"] in backend.world.users else 10013)
    return found


def members(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return up to ``limit`` members in order of their ids, after ``after``; needs the members intent switched on."""
    if not backend.application.privileged_intents & Intent.GUILD_MEMBERS:
        errors.refuse(50001)
    limit, after = int(exchange.query.get("limit", "1")), int(exchange.query.get("after", "0"))
    if not 1 <= limit <= PAGE_MEMBERS:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE_MEMBERS}.")
    listed = sorted(backend.world.members[_guild(backend, exchange)["id"]].values(), key=lambda m: int(m["user"]["id"]))
    return [m for m in listed if int(m["user"]["id"]) > after][:limit]


def search_members(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return members whose name or nickname begins with a text."""
    query, limit = exchange.query.get("query", "").lower(), int(exchange.query.get("limit", "1"))
    listed = backend.world.members[_guild(backend, exchange)["id"]].values()
    names = ((m, (m["user"]["username"], m["nick"] or "", m["user"]["global_name"] or "")) for m in listed)
    return [m for m, texts in names if any(text.lower().startswith(query) for text in texts)][:limit]


def change_role(backend: Backend, exchange: Exchange) -> None:
    """Add a role to a member, or remove it."""
    guild_id = _guild(backend, exchange)["id"]
    if not backend.world.allowed_in_guild(backend.world.app_id, guild_id) & Permission.MANAGE_ROLES:
        errors.refuse(50013)
    wanted, user_id = role(backend, exchange), exchange.args["user_id"]
    if backend.world.member(guild_id, user_id) is None:
        errors.refuse(10007)
    own = backend.world.members[guild_id][backend.world.app_id]["roles"]
    top = max((r["position"] for r in backend.world.guilds[guild_id]["roles"] if r["id"] in own), default=0)
    if wanted["position"] >= top or wanted["managed"]:
        errors.refuse(50013)
    if exchange.method == "PUT":
        backend.builder.set_roles(guild_id, user_id, add=wanted["id"])
    else:
        backend.builder.set_roles(guild_id, user_id, remove=wanted["id"])


def voice_state(backend: Backend, exchange: Exchange) -> Json:
    """Return a member's voice state."""
    user_id = exchange.args.get("user_id", backend.world.app_id)
    state = backend.world.voice_states.get((_guild(backend, exchange)["id"], user_id))
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
