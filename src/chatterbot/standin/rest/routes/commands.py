"""Routes of application commands, global and of one guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import Json, truthy
from chatterbot.standin.rest.routes._table import Answer, route

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import Exchange

LOCALIZATIONS = ("name_localizations", "description_localizations")
CREATED = 201


def _scope(b: Backend, call: Exchange) -> str | None:
    if call.args["application_id"] != b.world.app_id:
        errors.refuse(20012)
    guild_id = call.args.get("guild_id")
    if guild_id is not None and (guild_id not in b.world.guilds or b.world.member(guild_id, b.world.app_id) is None):
        errors.refuse(50001)
    return guild_id


def _without_localizations(item: Json) -> Json:
    plain = {key: value for key, value in item.items() if key not in LOCALIZATIONS}
    for key in ("options", "choices"):
        if key in plain:
            plain[key] = [_without_localizations(inner) for inner in plain[key]]
    return plain


def list_commands(b: Backend, call: Exchange) -> list[Json]:
    """Return the commands of a scope, with their translations only if ``with_localizations`` is set."""
    listed = b.commands.all(_scope(b, call))
    full = truthy(call.query.get("with_localizations"))
    return listed if full else [_without_localizations(command) for command in listed]


def overwrite(b: Backend, call: Exchange) -> list[Json]:
    """Replace all commands of a scope."""
    if not isinstance(call.json, list):
        errors.form_error((), "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
    bodies: list[Json] = call.json
    return b.commands.overwrite(_scope(b, call), bodies)


def create(b: Backend, call: Exchange) -> Answer:
    """Create a command, or replace the one with its name."""
    command, new = b.commands.create(_scope(b, call), call.json or {})
    return Answer(command, CREATED if new else 0)


def get(b: Backend, call: Exchange) -> Json:
    """Return a command."""
    return b.commands.find(_scope(b, call), call.args["command_id"])


def edit(b: Backend, call: Exchange) -> Json:
    """Change a command."""
    return b.commands.edit(_scope(b, call), call.args["command_id"], call.json or {})


def delete(b: Backend, call: Exchange) -> None:
    """Delete a command."""
    b.commands.delete(_scope(b, call), call.args["command_id"])


ROUTES = tuple(
    route(method, prefix + suffix, handler)
    for prefix in ("/applications/{application_id}", "/applications/{application_id}/guilds/{guild_id}")
    for method, suffix, handler in (
        ("GET", "/commands", list_commands),
        ("PUT", "/commands", overwrite),
        ("POST", "/commands", create),
        ("GET", "/commands/{command_id}", get),
        ("PATCH", "/commands/{command_id}", edit),
        ("DELETE", "/commands/{command_id}", delete),
    )
)
