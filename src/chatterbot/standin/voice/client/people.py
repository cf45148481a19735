"""Connects simulated users to calls with sound, and disconnects them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.voice.client.peer import PeerOptions
    from chatterbot.standin.voice.client.person import VoicePerson


async def bring(backend: Backend, user: Json, guild_id: str, settings: PeerOptions | None = None) -> VoicePerson:
    """Connect the voice client of a user who is in a voice channel, and return it."""
    from chatterbot.standin.voice.client.peer import PeerOptions  # noqa: PLC0415 - optional: only users with sound need it
    from chatterbot.standin.voice.client.person import VoicePerson  # noqa: PLC0415

    own = dataclasses.replace(settings) if settings is not None else PeerOptions()
    bot_id = backend.world.app_id
    person = VoicePerson(backend.voice_server, backend.voice, user=user, guild_id=guild_id, bot_id=bot_id, settings=own)
    await person.join()
    return person


async def hang_up(backend: Backend, user_id: str, guild_id: str) -> None:
    """Disconnect a user's voice client, if there is one."""
    client = backend.voice_server.client(guild_id, user_id)
    if client is not None:
        await client.leave()
