"""Answers to requests for guild members over the gateway (op 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin.protocol import Intent, Json

if TYPE_CHECKING:
    from chatterbot.standin.world.dispatch import Dispatcher, Session
    from chatterbot.standin.world.world import World

CHUNK_MEMBERS = 1000
"""Members in one GUILD_MEMBERS_CHUNK."""


def answer_request(
    world: World, dispatcher: Dispatcher, problems: list[tuple[str, str]], session: Session, data: Json
) -> None:
    """Send GUILD_MEMBERS_CHUNK events for op 8: members by id, by the beginning of a name, or all.

    The whole list needs the GUILD_MEMBERS intent. What Discord does without it is not documented; here nothing is
    answered, and the request is listed among the problems.
    """
    guild_id = data.get("guild_id")
    if isinstance(guild_id, list) and len(guild_id) == 1:
        guild_id = guild_id[0]
    guild_id = str(guild_id)
    if guild_id not in world.guilds:
        return
    query, wanted = data.get("query"), data.get("user_ids")
    members, unknown = list(world.members[guild_id].values()), list[str]()
    if wanted is not None:
        ids = [str(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])]
        members = [member for member in members if member["user"]["id"] in ids]
        unknown = [i for i in ids if i not in world.members[guild_id]]
    elif query == "" and not session.intents & Intent.GUILD_MEMBERS:
        problems.append(("gateway op 8", "the whole member list needs the GUILD_MEMBERS intent"))
        return
    else:
        text = str(query or "").lower()
        members = [m for m in members if (m["nick"] or m["user"]["username"]).lower().startswith(text)]
        members = members[: data.get("limit") or None]
    chunks = [members[i : i + CHUNK_MEMBERS] for i in range(0, len(members), CHUNK_MEMBERS)] or [[]]
    for index, chunk in enumerate(chunks):
        body: Json = {"guild_id": guild_id, "members": chunk, "chunk_index": index, "chunk_count": len(chunks)}
        body["not_found"] = unknown
        if data.get("presences"):
            body["presences"] = []
        if data.get("nonce"):
            body["nonce"] = data["nonce"]
        dispatcher.push(session, "GUILD_MEMBERS_CHUNK", body)
