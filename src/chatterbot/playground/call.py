"""One call of an open page: its microphone goes into a voice channel, and what is said there comes out.

The page opens a websocket of its own for it (see `wire`): opening it is joining, closing it is leaving, so that nobody is left
behind in a channel whose page has gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Final

import pydantic
from aiohttp import WSMsgType, web

from chatterbot import standin
from chatterbot.playground import wire

if TYPE_CHECKING:
    from chatterbot.playground.town import Town
    from chatterbot.standin.voice.client.live import LiveStream
    from chatterbot.standin.voice.client.microphone import Microphone
    from chatterbot.standin.voice.client.person import VoicePerson

HEARTBEAT_S: Final = 30.0
"""Seconds between the pings that find a page that went away without a word."""


class CallSocket:
    """One websocket.

    Parameters
    ----------
    town
        The world.
    wanted
        Who joins, and where.
    """

    def __init__(self, town: Town, wanted: wire.JoinCall) -> None:
        self._town = town
        self._person = town.person(wanted.user)
        self._channel_id = wanted.channel
        self._actor = town.actor(self._person, wanted.language)
        self._socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=wire.MAX_SOUND_BYTES, compress=False)

    async def run(self, request: web.Request) -> web.WebSocketResponse:
        """Serve the page until one of both hangs up."""
        await self._socket.prepare(request)
        try:
            channel = self._town.channel(self._person, self._channel_id)
            if self._town.discord.has_sound:
                await self._talk(await self._actor.join_voice(channel))
            else:
                await self._be_there(channel)
        except standin.NoAnswerError:
            await self._fail(wire.Reason.NO_ANSWER)
        except standin.SetupError as refusal:
            await self._fail(wire.Reason.SETUP, str(refusal))
        await self._socket.close()
        return self._socket

    async def close(self) -> None:
        """Tell the page that the playground ends."""
        await self._socket.close(code=1001, message=b"The playground ends.")

    async def _tell(self, message: standin.Json) -> None:
        with contextlib.suppress(ConnectionError):  # the page has gone: the reading of its messages ends, too
            await self._socket.send_str(json.dumps(message))

    async def _fail(self, reason: wire.Reason, text: str = "") -> None:
        await self._tell({"type": "failed", "reason": reason, "text": text})

    # -- without sound

    async def _be_there(self, channel: standin.Json) -> None:
        """Be in the channel for everybody to see, where the libraries for sound are not installed."""
        await self._actor.join_voice(channel, sound=False)
        try:
            await self._tell({"type": "joined", "sound": False})
            async for _ in self._socket:
                pass  # a page without sound has nothing to say
        finally:
            if self._town.discord.voice.state(self._town.guild["id"], self._person.id) is not None:
                await self._actor.leave_voice()

    # -- with sound

    async def _talk(self, voice: VoicePerson) -> None:
        try:
            async with voice.microphone() as microphone:
                with voice.listen() as ear:
                    await self._tell({"type": "joined", "sound": True})
                    await self._serve(voice, microphone, ear)
        finally:
            if voice.present:  # else somebody has put them out, or the same person has joined from another page
                await voice.leave()

    async def _serve(self, voice: VoicePerson, microphone: Microphone, ear: LiveStream) -> None:
        """Carry everything both ways until the page goes, or the person is in the call no more."""
        async with asyncio.TaskGroup() as tasks:
            passing = [tasks.create_task(work) for work in (self._pass_on(ear), self._show_speakers(voice))]
            lasting = [tasks.create_task(work) for work in (self._read(voice, microphone), voice.wait_ended())]
            await asyncio.wait(lasting, return_when=asyncio.FIRST_COMPLETED)
            for task in (*passing, *lasting):
                task.cancel()

    async def _read(self, voice: VoicePerson, microphone: Microphone) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.BINARY and len(message.data) == wire.SOUND_BYTES:
                microphone.push_pcm(message.data)
            elif message.type is WSMsgType.TEXT:
                try:
                    voice.mute(muted=wire.parse_mute(message.data).muted)
                except pydantic.ValidationError:
                    return
            else:
                return

    async def _pass_on(self, ear: LiveStream) -> None:
        async for heard in ear:
            try:
                await self._socket.send_bytes(heard.user_id.to_bytes(wire.SPEAKER_BYTES, "big") + heard.mono())
            except ConnectionError:
                return

    async def _show_speakers(self, voice: VoicePerson) -> None:
        async for speakers in voice.speakers():
            await self._tell({"type": "speaking", "users": sorted(speakers)})
