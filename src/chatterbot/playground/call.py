"""One voice call of an open page: sends the page's microphone into a voice channel, and the channel's sound to the page.

The page opens a websocket of its own for the call (see `wire`). Opening it joins the channel and closing it leaves, so that a page
that is closed leaves nobody behind in the channel.
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
"""Seconds between the pings that detect a page that disappeared without closing its websocket."""


class CallSocket:
    """The websocket of one call.

    Parameters
    ----------
    town
        The guild, its channels and people.
    wanted
        Who joins which channel.
    """

    def __init__(self, town: Town, wanted: wire.JoinCall) -> None:
        self._town = town
        self._person = town.person(wanted.user)
        self._channel_id = wanted.channel
        self._actor = town.actor(self._person, wanted.language)
        self._socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=wire.MAX_SOUND_BYTES, compress=False)

    async def run(self, request: web.Request) -> web.WebSocketResponse:
        """Serve the websocket until the page closes it or the call ends."""
        await self._socket.prepare(request)
        try:
            channel = self._town.channel(self._person, self._channel_id)
            if self._town.discord.has_sound:
                await self._run_with_sound(await self._actor.join_voice(channel))
            else:
                await self._stay_silent(channel)
        except standin.NoAnswerError:
            await self._fail(wire.Reason.NO_ANSWER)
        except standin.SetupError as refusal:
            await self._fail(wire.Reason.SETUP, str(refusal))
        await self._socket.close()
        return self._socket

    async def close(self) -> None:
        """Close the websocket because the playground stops."""
        await self._socket.close(code=1001, message=b"The playground has stopped.")

    async def _send(self, message: standin.Json) -> None:
        with contextlib.suppress(
            ConnectionError
        ):  # the page has disconnected, which also ends the reading of its messages
            await self._socket.send_str(json.dumps(message))

    async def _fail(self, reason: wire.Reason, text: str = "") -> None:
        await self._send({"type": "failed", "reason": reason, "text": text})

    # -- without sound

    async def _stay_silent(self, channel: standin.Json) -> None:
        """Show the person in the channel without sound: the libraries for sound are not installed."""
        await self._actor.join_voice(channel, sound=False)
        try:
            await self._send({"type": "joined", "sound": False})
            async for _ in self._socket:
                pass  # without sound the page has nothing to send
        finally:
            if self._town.discord.voice.state(self._town.guild["id"], self._person.id) is not None:
                await self._actor.leave_voice()

    # -- with sound

    async def _run_with_sound(self, voice: VoicePerson) -> None:
        try:
            async with voice.microphone() as microphone:
                with voice.listen() as stream:
                    await self._send({"type": "joined", "sound": True})
                    await self._serve(voice, microphone, stream)
        finally:
            if voice.present:  # otherwise they were disconnected, or joined from another page
                await voice.leave()

    async def _serve(self, voice: VoicePerson, microphone: Microphone, stream: LiveStream) -> None:
        """Send sound both ways until the page disconnects or the person is no longer in the call."""
        async with asyncio.TaskGroup() as tasks:
            senders = [tasks.create_task(work) for work in (self._send_sound(stream), self._show_speakers(voice))]
            readers = [tasks.create_task(work) for work in (self._read(voice, microphone), voice.wait_ended())]
            await asyncio.wait(readers, return_when=asyncio.FIRST_COMPLETED)
            for task in (*senders, *readers):
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

    async def _send_sound(self, stream: LiveStream) -> None:
        async for heard in stream:
            try:
                await self._socket.send_bytes(heard.user_id.to_bytes(wire.SPEAKER_BYTES, "big") + heard.mono())
            except ConnectionError:
                return

    async def _show_speakers(self, voice: VoicePerson) -> None:
        async for speakers in voice.speakers():
            await self._send({"type": "speaking", "users": sorted(speakers)})
