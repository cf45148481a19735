"""Routes of the gateway's address, the application, and users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.rest.routes._table import route

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange


def gateway(b: Backend, _: Exchange) -> Json:
    """Return the gateway's address."""
    return {"url": b.gateway.url}


def gateway_bot(b: Backend, _: Exchange) -> Json:
    """Return the gateway's address, the number of shards, and how often the bot may still identify."""
    limit = b.gateway.session_start_limit
    return {
        "url": b.gateway.url,
        "shards": 1,
        "session_start_limit": {
            "total": limit.total,
            "remaining": limit.remaining,
            "reset_after": limit.reset_after_ms,
            "max_concurrency": limit.max_concurrency,
        },
    }


def application(b: Backend, _: Exchange) -> Json:
    """Return the bot's application."""
    return b.application.payload()


def own_user(b: Backend, _: Exchange) -> Json:
    """Return the bot's user."""
    return b.world.own_user()


def user(b: Backend, call: Exchange) -> Json:
    """Return a user."""
    found = b.world.users.get(call.args["user_id"])
    return found if found is not None else errors.refuse(10013)


def create_dm(b: Backend, call: Exchange) -> Json:
    """Return the direct message channel with a user."""
    recipient = b.world.users.get(str((call.json or {}).get("recipient_id")))
    if recipient is None:
        errors.form_error(("recipient_id",), "USER_INVALID", "Unknown user")
    if recipient["id"] == b.world.app_id or recipient.get("bot"):
        errors.refuse(50007)
    return b.world.dm(recipient)


def own_guilds(b: Backend, _: Exchange) -> list[Json]:
    """Return the bot's guilds."""
    world = b.world
    return [
        {key: guild[key] for key in ("id", "name", "icon", "banner", "features")}
        | {"owner": guild["owner_id"] == world.app_id}
        | {"permissions": str(int(world.allowed_in_guild(world.app_id, guild["id"])))}
        for guild in world.guilds.values()
        if world.member(guild["id"], world.app_id)
    ]


ROUTES = (
    route("GET", "/gateway", gateway, authorized=False),
    route("GET", "/gateway/bot", gateway_bot),
    route("GET", "/applications/@me", application),
    route("GET", "/oauth2/applications/@me", application),
    route("GET", "/users/@me", own_user),
    route("GET", "/users/@me/guilds", own_guilds),
    route("POST", "/users/@me/channels", create_dm),
    route("GET", "/users/{user_id}", user),
)
