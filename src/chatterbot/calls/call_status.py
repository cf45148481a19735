"""A description of a guild's voice connection, for /status."""

from __future__ import annotations

from chatterbot.calls.call import VoiceCall
from chatterbot.calls.manager import CallManager
from chatterbot.discord import Translator, formatting

__all__ = ("call_status",)


def call_status(translate: Translator, calls: CallManager, guild_id: int | None) -> str | None:
    """Return a description of the guild's voice connection for /status; `None` if there is none."""
    call = calls.get(guild_id)
    if call is None:
        return None
    came = _came(translate, call)
    connection = call.connection
    if connection is None or not call.whole:
        return "\n".join(
            line for line in (translate("status-call-away", channel=f"<#{call.channel_id}>"), came) if line
        )
    lines = [translate("status-call", channel=f"<#{call.channel_id}>", packets=connection.counters.packets_sent)]
    if connection.latency_s is not None:
        lines.append(translate("status-call-latency", ms=round(1000 * connection.latency_s)))
    if connection.counters.packets_received:
        heard, lost = connection.counters.packets_received, connection.counters.lost
        lines.append(translate("status-call-loss", percent=round(100 * lost / (heard + lost), 1)))
    code = connection.privacy_code
    if code is None:
        lines.append(translate("status-call-plain"))
    else:
        lines.append(translate("status-call-code", code=formatting.grouped(code)))
    return "\n".join(line for line in (*lines, came) if line)


def _came(translate: Translator, call: VoiceCall) -> str:
    """Return who called the bot, and, after a restart, when it came; empty if it came by itself."""
    origin = call.origin
    since = "" if origin.since is None else f"<t:{int(origin.since.timestamp())}:R>"
    if not origin.author_id:
        return translate("status-call-since", since=since) if since else ""
    who = f"<@{origin.author_id}>"
    return translate("status-call-by-since", who=who, since=since) if since else translate("status-call-by", who=who)
