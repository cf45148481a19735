"""Routes of the gateway's address, the application, and users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.rest.routes._table import route

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange


def gateway(backend: Backend, _: Exchange) -> Json:
    """Return the gateway's address."""
    return {"url": backend.gateway.url}


def gateway_bot(backend: Backend, _: Exchange) -> Json:
    """Return the gateway's address, the number of shards, and how often the bot may still identify."""
    limit = backend.gateway.session_start_limit
    return {
        "url": backend.gateway.url,
        "shards": backend.gateway.recommended_shards,
        "session_start_limit": {
            "total": limit.total,
            "remaining": limit.remaining,
            "reset_after": limit.reset_after_ms,
            "max_concurrency": limit.max_concurrency,
        },
    }


def application(backend: Backend, _: Exchange) -> Json:
    """Return the bot's application."""
    return backend.application.payload()


def own_user(backend: Backend, _: Exchange) -> Json:
    """Return the bot's user."""
    return backend.world.own_user()


def user(backend: Backend, exchange: Exchange) -> Json:
    """Return a user."""
    found = backend.world.users.get(exchange.args["user_id"])
    return found if found is not None else errors.refuse(10013)


def create_dm(backend: Backend, exchange: Exchange) -> Json:
    """Return the direct message channel with a user."""
    recipient = backend.world.users.get(str((exchange.json or {}).get("recipient_id")))
    if recipient is None:
        errors.form_error(("recipient_id",), "USER_INVALID", "Unknown user")
    if recipient["id"] == backend.world.app_id or recipient.get("bot"):
        errors.refuse(50007)
    return backend.world.dm(recipient)


def own_guilds(backend: Backend, _: Exchange) -> list[Json]:
    """Return the bot's guilds."""
    world = backend.world
    return [
        {key: guild[key] for key in ("id", "name", "icon", "banner", "features")}
        | {"owner": guild["owner_id"] == world.app_id}
        | {"permissions": str(int(world.allowed_in_guild(world.app_id, guild["id"])))}
        for guild in world.guilds.values()
        if world.member(guild["id"], world.app_id)
    ]


def leave_guild(backend: Backend, exchange: Exchange) -> None:
    """Let the bot leave a guild."""
    guild_id, app_id = exchange.args["guild_id"], backend.world.app_id
    if backend.world.member(guild_id, app_id) is None:
        errors.refuse(10004)
    backend.builder.leave(guild_id, app_id)


ROUTES = (
    route("GET", "/gateway", gateway, authorized=False),
    route("GET", "/gateway/bot", gateway_bot),
    route("GET", "/applications/@me", application),
    route("GET", "/oauth2/applications/@me", application),
    route("GET", "/users/@me", own_user),
    route("GET", "/users/@me/guilds", own_guilds),
    route("DELETE", "/users/@me/guilds/{guild_id}", leave_guild),
    route("POST", "/users/@me/channels", create_dm),
    route("GET", "/users/{user_id}", user),
)
