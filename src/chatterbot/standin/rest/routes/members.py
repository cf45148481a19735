"""Routes that change members: name, roles, timeout, and in voice channels mute, deafen and move."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from chatterbot.standin import errors
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.world import clock
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

NICK_LENGTH: Final = 32
"""Most characters of a member's name in a guild."""
LONGEST_TIMEOUT_S: Final = 28 * 86_400.0
"""Longest timeout, in seconds."""
VOICE_FIELDS: Final = {"mute": Permission.MUTE_MEMBERS, "deaf": Permission.DEAFEN_MEMBERS}
"""Fields that a moderator can change for members in voice channels, and the permission for each."""
UNCHANGED: Final = frozenset({"flags", "avatar", "banner", "bio"})
"""Fields that Discord changes and the stand-in does not; a request with others is answered as if it did not have them."""


def change_own(backend: Backend, exchange: Exchange) -> Json:
    """Change the bot's own name in a guild; the stand-in does not change its pictures there."""
    guild_id, wanted = exchange.args["guild_id"], exchange.json or {}
    member = _member(backend, guild_id, backend.world.app_id)
    _report_unchanged(backend, exchange, wanted)
    if "nick" in wanted:
        _need(backend, guild_id, Permission.CHANGE_NICKNAME)
        backend.builder.change_member(guild_id, backend.world.app_id, nick=_nick(wanted["nick"]))
    return member


def change_own_nick(backend: Backend, exchange: Exchange) -> Json:
    """Change the bot's own name by the older route, whose answer has nothing but the name."""
    return {"nick": change_own(backend, exchange)["nick"]}


def change(backend: Backend, exchange: Exchange) -> Json:
    """Change a member: each field needs its own permission."""
    guild_id, user_id, wanted = exchange.args["guild_id"], exchange.args["user_id"], exchange.json or {}
    member = _member(backend, guild_id, user_id)
    _report_unchanged(backend, exchange, wanted)
    if backend.voice.state(guild_id, user_id) is None and wanted.keys() & {"channel_id", *VOICE_FIELDS}:
        errors.refuse(40032)
    fields: Json = {}
    if "nick" in wanted:
        own = user_id == backend.world.app_id
        _need(backend, guild_id, Permission.CHANGE_NICKNAME if own else Permission.MANAGE_NICKNAMES, user_id)
        fields["nick"] = _nick(wanted["nick"])
    if "roles" in wanted:
        _need(backend, guild_id, Permission.MANAGE_ROLES)
        fields["roles"] = _roles(backend, guild_id, member, [str(role) for role in wanted["roles"] or ()])
    if "communication_disabled_until" in wanted:
        _need(backend, guild_id, Permission.MODERATE_MEMBERS, user_id)
        fields["communication_disabled_until"] = _timeout(backend, guild_id, user_id, wanted)
    for name, needed in VOICE_FIELDS.items():
        if name in wanted:
            _need(backend, guild_id, needed)
            fields[name] = bool(wanted[name])
    backend.builder.change_member(guild_id, user_id, **fields)
    state = backend.voice.state(guild_id, user_id) or {}
    if voice := {name: fields[name] for name in VOICE_FIELDS if name in fields and fields[name] != state[name]}:
        backend.voice.change(guild_id, user_id, **voice)
    if "channel_id" in wanted:
        _move(backend, guild_id, user_id, wanted["channel_id"])
    return member


def _member(backend: Backend, guild_id: str, user_id: str) -> Json:
    if backend.world.member(guild_id, backend.world.app_id) is None:
        errors.refuse(10004)
    member = backend.world.member(guild_id, user_id)
    if member is None:
        errors.refuse(10007 if user_id in backend.world.users else 10013)
    return member


def _report_unchanged(backend: Backend, exchange: Exchange, wanted: Json) -> None:
    if unchanged := wanted.keys() & UNCHANGED:
        text = f"the stand-in does not change {sorted(unchanged)}"
        backend.problems.append((f"{exchange.method} {exchange.route}", text))


def _need(backend: Backend, guild_id: str, needed: Permission, user_id: str | None = None) -> None:
    """Refuse with 50013 if the bot lacks a permission, or the member it is used on stands above the bot."""
    world = backend.world
    if not world.allowed_in_guild(world.app_id, guild_id) & needed:
        errors.refuse(50013)
    if user_id is None or user_id == world.app_id:
        return
    if user_id == world.guilds[guild_id]["owner_id"] or _rank(backend, guild_id, user_id) >= _rank(
        backend, guild_id, world.app_id
    ):
        errors.refuse(50013)


def _rank(backend: Backend, guild_id: str, user_id: str) -> int:
    """Return the position of a member's highest role; 0 is ``@everyone``."""
    held = backend.world.members[guild_id][user_id]["roles"]
    return max((r["position"] for r in backend.world.guilds[guild_id]["roles"] if r["id"] in held), default=0)


def _nick(nick: str | None) -> str | None:
    form = errors.FormErrors()
    form.length(("nick",), nick, 0, NICK_LENGTH)
    form.check()
    return nick or None


def _roles(backend: Backend, guild_id: str, member: Json, wanted: list[str]) -> list[str]:
    known = {role["id"]: role for role in backend.world.guilds[guild_id]["roles"]}
    if any(role not in known for role in wanted):
        errors.refuse(10011)
    top = _rank(backend, guild_id, backend.world.app_id)
    for changed in set(wanted) ^ set(member["roles"]):
        if known[changed]["position"] >= top or known[changed]["managed"]:
            errors.refuse(50013)
    return wanted


def _timeout(backend: Backend, guild_id: str, user_id: str, wanted: Json) -> str | None:
    until = wanted["communication_disabled_until"]
    if until is None:
        return None
    now = backend.world.clock.now()
    try:
        ends_at = dt.datetime.fromisoformat(until).timestamp()
    except (TypeError, ValueError):
        text = f"Could not parse {until}. Should be ISO8601."
        errors.form_error(("communication_disabled_until",), "DATE_TIME_TYPE_PARSE", text)
    if ends_at - now > LONGEST_TIMEOUT_S:
        text = "Timeouts cannot be longer than 28 days."
        errors.form_error(("communication_disabled_until",), "TIMEOUT_TOO_LONG", text)
    if backend.world.allowed_in_guild(user_id, guild_id) & Permission.ADMINISTRATOR:
        errors.refuse(50013)
    return clock.iso(ends_at) if ends_at > now else None


def _move(backend: Backend, guild_id: str, user_id: str, channel_id: str | None) -> None:
    if channel_id is not None:
        channel = backend.world.channels.get(str(channel_id))
        if channel is None or channel.get("guild_id") != guild_id:
            errors.refuse(10003)
        allowed = backend.world.allowed(backend.world.app_id, channel)
        if not (allowed & Permission.CONNECT and allowed & Permission.MOVE_MEMBERS):
            errors.refuse(50013)
    elif not backend.world.allowed_in_guild(backend.world.app_id, guild_id) & Permission.MOVE_MEMBERS:
        errors.refuse(50013)
    backend.voice.move(guild_id, user_id, None if channel_id is None else str(channel_id))


ROUTES = (
    route("PATCH", "/guilds/{guild_id}/members/@me", change_own),
    route("PATCH", "/guilds/{guild_id}/members/@me/nick", change_own_nick),
    route("PATCH", "/guilds/{guild_id}/members/{user_id}", change),
)
