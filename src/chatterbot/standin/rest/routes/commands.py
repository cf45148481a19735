"""Routes of application commands, global and of one guild."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from chatterbot.standin import errors
from chatterbot.standin.protocol import Json, truthy
from chatterbot.standin.rest.routes._table import Answer, route

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import Exchange

LOCALIZATIONS = ("name_localizations", "description_localizations")
CREATED = 201


def _scope(backend: Backend, exchange: Exchange) -> str | None:
    if exchange.args["application_id"] != backend.world.app_id:
        errors.refuse(20012)
    guild_id = exchange.args.get("guild_id")
    if guild_id is not None and (
        guild_id not in backend.world.guilds or backend.world.member(guild_id, backend.world.app_id) is None
    ):
        errors.refuse(50001)
    return guild_id


def _without_localizations(item: Json) -> Json:
    plain = {key: value for key, value in item.items() if key not in LOCALIZATIONS}
    for key in ("options", "choices"):
        if key in plain:
            plain[key] = [_without_localizations(inner) for inner in plain[key]]
    return plain


def list_commands(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return the commands of a scope, with their translations only if ``with_localizations`` is set."""
    listed = backend.commands.all(_scope(backend, exchange))
    full = truthy(exchange.query.get("with_localizations"))
    return listed if full else [_without_localizations(command) for command in listed]


def overwrite(backend: Backend, exchange: Exchange) -> list[Json]:
    """Replace all commands of a scope."""
    if not isinstance(exchange.json, list):
        errors.form_error((), "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
    bodies: list[Json] = exchange.json
    return backend.commands.overwrite(_scope(backend, exchange), bodies)


def create(backend: Backend, exchange: Exchange) -> Answer:
    """Create a command, or replace the one with its name."""
    command, new = backend.commands.create(_scope(backend, exchange), exchange.json or {})
    return Answer(command, CREATED if new else 0)


def get(backend: Backend, exchange: Exchange) -> Json:
    """Return a command."""
    return backend.commands.find(_scope(backend, exchange), exchange.args["command_id"])


def edit(backend: Backend, exchange: Exchange) -> Json:
    """Change a command."""
    return backend.commands.edit(_scope(backend, exchange), exchange.args["command_id"], exchange.json or {})


def delete(backend: Backend, exchange: Exchange) -> None:
    """Delete a command."""
    backend.commands.delete(_scope(backend, exchange), exchange.args["command_id"])


def list_permissions(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return the permissions that administrators set for commands in a guild: none, since the stand-in's users set none."""
    _scope(backend, exchange)
    return []


def get_permissions(backend: Backend, exchange: Exchange) -> NoReturn:
    """Refuse with 10066: no administrator has set permissions for a command."""
    _scope(backend, exchange)
    errors.refuse(10066)


def set_permissions(backend: Backend, exchange: Exchange) -> NoReturn:
    """Refuse with 20001: setting permissions of commands needs the token of an administrator, not a bot's."""
    _scope(backend, exchange)
    errors.refuse(20001)


APPLICATION = "/applications/{application_id}"
GUILD = APPLICATION + "/guilds/{guild_id}"
ROUTES = (
    route("GET", GUILD + "/commands/permissions", list_permissions),
    route("GET", GUILD + "/commands/{command_id}/permissions", get_permissions),
    route("PUT", GUILD + "/commands/{command_id}/permissions", set_permissions),
    *(
        route(method, prefix + suffix, handler)
        for prefix in (APPLICATION, GUILD)
        for method, suffix, handler in (
            ("GET", "/commands", list_commands),
            ("PUT", "/commands", overwrite),
            ("POST", "/commands", create),
            ("GET", "/commands/{command_id}", get),
            ("PATCH", "/commands/{command_id}", edit),
            ("DELETE", "/commands/{command_id}", delete),
        )
    ),
)
