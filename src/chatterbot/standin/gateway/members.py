"""Answers to requests for guild members over the gateway (op 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin.gateway.connection import GatewayClosedError
from chatterbot.standin.protocol import CloseCode, Intent, Json, Opcode

if TYPE_CHECKING:
    from chatterbot.standin.world.dispatch import Dispatcher, Session
    from chatterbot.standin.world.world import World

CHUNK_MEMBERS = 1000
"""Members in one GUILD_MEMBERS_CHUNK."""
NAMED_MEMBERS = 100
"""Most members that a request by ids, or by the beginning of a name, gets."""
LIST_EVERY_S = 30.0
"""Seconds after which a session may ask again for all members of one guild (Discord's change log of 2025-08-14)."""


def answer_request(
    world: World, dispatcher: Dispatcher, problems: list[tuple[str, str]], session: Session, data: Json
) -> None:
    """Send GUILD_MEMBERS_CHUNK events for op 8: members by id, by the beginning of a name, or all.

    The whole list needs the GUILD_MEMBERS intent. What Discord does without it is not documented; here nothing is
    answered, and the request is listed among the problems. A whole list that comes too early is answered with
    RATE_LIMITED instead.

    Raises
    ------
    GatewayClosedError
        Code 4002 if ``limit`` is no number.
    """
    guild_id = data.get("guild_id")
    if isinstance(guild_id, list) and len(guild_id) == 1:
        guild_id = guild_id[0]
    guild_id = str(guild_id)
    if guild_id not in world.guilds:
        return
    query, wanted, limit = data.get("query"), data.get("user_ids"), data.get("limit") or 0
    if not isinstance(limit, int) or limit < 0:
        raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
    members, unknown = list(world.members[guild_id].values()), list[str]()
    if wanted is not None:
        ids = [str(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])][:NAMED_MEMBERS]
        members = [member for member in members if member["user"]["id"] in ids]
        unknown = [i for i in ids if i not in world.members[guild_id]]
    elif query is None:
        problems.append(("gateway op 8", "a request needs `query` or `user_ids`"))
        return
    elif query == "":
        if not session.intents & Intent.GUILD_MEMBERS:
            problems.append(("gateway op 8", "the whole member list needs the GUILD_MEMBERS intent"))
            return
        if not limit and (wait_s := _wait_before_listing(world, session, guild_id)) > 0:
            meta: Json = {"guild_id": guild_id, **({"nonce": data["nonce"]} if data.get("nonce") else {})}
            told: Json = {"opcode": int(Opcode.REQUEST_GUILD_MEMBERS), "retry_after": wait_s, "meta": meta}
            dispatcher.push(session, "RATE_LIMITED", told)
            return
        members = members[: limit or None]
    else:
        text = str(query).lower()
        members = [m for m in members if (m["nick"] or m["user"]["username"]).lower().startswith(text)]
        members = members[: min(limit or NAMED_MEMBERS, NAMED_MEMBERS)]
    chunks = [members[i : i + CHUNK_MEMBERS] for i in range(0, len(members), CHUNK_MEMBERS)] or [[]]
    for index, chunk in enumerate(chunks):
        body: Json = {"guild_id": guild_id, "members": chunk, "chunk_index": index, "chunk_count": len(chunks)}
        body["not_found"] = unknown
        if data.get("presences"):
            body["presences"] = []
        if data.get("nonce"):
            body["nonce"] = data["nonce"]
        dispatcher.push(session, "GUILD_MEMBERS_CHUNK", body)


def _wait_before_listing(world: World, session: Session, guild_id: str) -> float:
    """Return the seconds until a session may ask for all members of a guild; 0 if it may now, which is noted."""
    now = world.clock.now()
    wait_s = session.listed_at.get(guild_id, now - LIST_EVERY_S) + LIST_EVERY_S - now
    if wait_s <= 0:
        session.listed_at[guild_id] = now
        return 0.0
    return round(wait_s, 3)
