"""One open page: carries out what the person does, and tells what they see."""

from __future__ import annotations

import asyncio
import collections
import json
from typing import TYPE_CHECKING, Any, Final

import pydantic
from aiohttp import WSMsgType, web

from chatterbot import standin
from chatterbot.playground import uploads, views, wire
from chatterbot.standin import OptionType, WorldEventKind, protocol
from chatterbot.standin.people import recordings
from chatterbot.standin.rules import components

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.playground.town import Town

OUTBOX: Final = 500
"""Messages waiting for a slow page; then it is cut off, connects anew and gets the whole world."""
AT_ONCE: Final = 16
"""Requests of one page under way at the same time; more are refused. Each lasts 3 s at most."""
MODALS: Final = 20
"""Modals a page may have opened and not yet sent; beyond it the oldest are forgotten."""
HEARTBEAT_S: Final = 30.0
"""Seconds between the pings that find a page that went away without a word."""

Result = Any


class Tab:
    """One websocket.

    Parameters
    ----------
    town
        The world.
    files
        Uploads of the page.
    online
        Tells whether the bot is ready.
    """

    def __init__(self, town: Town, files: uploads.Uploads, online: Callable[[], bool]) -> None:
        self._town = town
        self._files = files
        self._online = online
        self._views = views.Views(town)
        self._socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=wire.MAX_MESSAGE_BYTES, compress=False)
        self._outbox: asyncio.Queue[str] = asyncio.Queue(OUTBOX)
        self._person = town.people[0]
        self._language = "en"
        self._greeted = False
        self._modals: collections.OrderedDict[str, standin.Interaction] = collections.OrderedDict()
        self._overflow = asyncio.Event()

    @property
    def _actor(self) -> standin.Actor:
        return self._town.actor(self._person, self._language)

    # -- lifetime

    async def run(self, request: web.Request) -> web.WebSocketResponse:
        """Serve the page until it goes away."""
        await self._socket.prepare(request)
        async with self._town.discord.subscribe() as changes, asyncio.TaskGroup() as tasks:
            steady = [tasks.create_task(work) for work in (self._write(), self._follow(changes), self._cut_off())]
            under_way: set[asyncio.Task[None]] = set()
            try:
                async for message in self._socket:
                    if message.type is not WSMsgType.TEXT:
                        break
                    self._receive(message.data, tasks, under_way)
            finally:
                for task in (*steady, *under_way):
                    task.cancel()
        return self._socket

    async def close(self) -> None:
        """Tell the page that the playground ends."""
        await self._socket.close(code=1001, message=b"The playground ends.")

    def bot_changed(self) -> None:
        """Tell the page whether the bot is ready."""
        if self._greeted:
            self._tell({"type": "bot", "online": self._online()})

    async def _write(self) -> None:
        while not self._socket.closed:
            text = await self._outbox.get()
            try:
                await self._socket.send_str(text)
            except ConnectionError:
                return

    async def _cut_off(self) -> None:
        await self._overflow.wait()
        await self._socket.close(code=1013, message=b"Too slow.")

    def _tell(self, message: standin.Json) -> None:
        try:
            self._outbox.put_nowait(json.dumps(message, ensure_ascii=False))
        except asyncio.QueueFull:
            self._overflow.set()

    # -- news

    async def _follow(self, changes: standin.EventSubscription) -> None:
        lost = 0
        async for change in changes:
            if not self._greeted:
                continue
            if changes.dropped > lost:
                lost = changes.dropped
                self._tell_world()
            elif self._sees(change):
                self._tell_change(change)

    def _sees(self, change: standin.WorldEvent) -> bool:
        if change.visible_to is not None and change.visible_to != self._person.id:
            return False
        channels = [channel["id"] for channel in self._town.channels_of(self._person)]
        return change.channel_id is None or change.channel_id in channels

    def _tell_change(self, change: standin.WorldEvent) -> None:
        data = change.data
        match change.kind:
            case WorldEventKind.MESSAGE_CREATED | WorldEventKind.MESSAGE_UPDATED:
                self._tell_message(data)
            case WorldEventKind.MESSAGE_DELETED:
                self._tell({"type": "message_deleted", "channel": data["channel_id"], "message": data["id"]})
            case WorldEventKind.REACTION_ADDED | WorldEventKind.REACTION_REMOVED:
                found = self._find(self._actor.at(self._channel(data["channel_id"])), data["message_id"])
                self._tell_message(found)
            case WorldEventKind.TYPING:
                self._tell({"type": "typing", "channel": data["channel_id"], "user": data["user_id"]})
            case WorldEventKind.COMMANDS_REGISTERED:
                self._tell({"type": "commands", "commands": self._views.commands(self._person, self._actor)})
            case WorldEventKind.VOICE_STATE:
                self._tell({"type": "voice", "voice": self._views.voice()})
            case WorldEventKind.BOT_CONNECTED | WorldEventKind.BOT_DISCONNECTED:
                self.bot_changed()
            case _:
                pass  # answers come with the messages they are, and with the request that asked for them

    def _tell_message(self, message: standin.Json) -> None:
        self._tell({"type": "message", "message": self._views.message(message, self._person)})

    def _tell_world(self) -> None:
        self._tell(self._views.world(self._person, self._actor, online=self._online()))

    # -- requests

    def _receive(self, text: str, tasks: asyncio.TaskGroup, under_way: set[asyncio.Task[None]]) -> None:
        try:
            request = wire.parse(text)
        except pydantic.ValidationError:
            self._fail(_number(text), wire.Reason.INVALID)
            return
        if len(under_way) >= AT_ONCE:
            self._fail(request.request, wire.Reason.BUSY)
            return
        task = tasks.create_task(self._answer(request))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    def _fail(self, request: int | None, reason: wire.Reason, text: str = "") -> None:
        self._tell({"type": "failed", "request": request, "reason": reason, "text": text})

    async def _answer(self, request: wire.Request) -> None:
        try:
            result = await self._carry_out(request)
        except standin.NoAnswerError:
            self._fail(request.request, wire.Reason.NO_ANSWER)
        except standin.SetupError as refusal:
            self._fail(request.request, wire.Reason.SETUP, str(refusal))
        except standin.ApiError as refusal:
            self._fail(request.request, wire.Reason.SETUP, refusal.body["message"])
        except uploads.UnknownUploadError:
            self._fail(request.request, wire.Reason.UPLOAD)
        else:
            self._tell({"type": "done", "request": request.request, "result": result})

    async def _carry_out(self, request: wire.Request) -> Result:
        match request:
            case wire.Hello():
                return self._hello(request)
            case wire.Submit():
                return await self._submit(request)
            case _:
                actor = self._actor.at(self._channel(request.channel))
                return await self._act(request, actor)

    async def _act(self, request: wire.Request, actor: standin.Actor) -> Result:
        match request:
            case wire.SendMessage():
                files = [self._files.take(identity) for identity in request.uploads]
                reply_to = None if request.reply_to is None else self._find(actor, request.reply_to)
                await actor.say(request.content, files=files, reply_to=reply_to)
            case wire.SendVoiceMessage():
                _, recorded = self._files.take(request.upload)
                reply_to = None if request.reply_to is None else self._find(actor, request.reply_to)
                made = await asyncio.to_thread(recordings.voice_message, recorded)
                await actor.attach_voice(made.ogg, duration=made.duration_s, waveform=made.waveform, reply_to=reply_to)
            case wire.Edit():
                await actor.edit(self._find(actor, request.message), request.content)
            case wire.Delete():
                await actor.delete(self._find(actor, request.message))
            case wire.React():
                act = actor.react if request.add else actor.unreact
                await act(self._find(actor, request.message), request.emoji)
            case wire.Slash():
                return self._opened(
                    await actor.slash(request.path, **self._options(actor, request.path, request.options))
                )
            case wire.Complete():
                options = self._options(actor, request.path, request.options)
                found = await actor.complete(request.path, request.option, request.text, **options)
                return [views.choice(item, actor.locale) for item in found]
            case wire.UseMessageCommand():
                return self._opened(await actor.context(request.command, self._find(actor, request.message)))
            case wire.Click():
                return self._opened(await actor.click(self._find(actor, request.message), request.component))
            case wire.Choose():
                message = self._find(actor, request.message)
                values = self._values(message, request.component, request.values)
                return self._opened(await actor.choose(message, request.component, *values))
            case _:
                raise standin.SetupError("nobody can do that")
        return None

    def _hello(self, request: wire.Hello) -> None:
        self._person = self._town.person(request.user)
        self._language = request.language
        self._greeted = True
        self._tell_world()

    def _opened(self, interaction: standin.Interaction) -> Result:
        """Keep the modal an interaction opened, and hand it to the page that asked, and to no other."""
        if interaction.modal is None:
            return None
        self._modals[interaction.id] = interaction
        while len(self._modals) > MODALS:
            self._modals.popitem(last=False)
        return {"modal": {"id": interaction.id, "modal": interaction.modal}}

    async def _submit(self, request: wire.Submit) -> Result:
        opener = self._modals.get(request.modal)
        if opener is None or opener.modal is None:
            raise standin.SetupError("that dialog is closed")
        fields: list[standin.Json] = [part.get("component") or {} for part in opener.modal["components"]]
        files = {field["custom_id"] for field in fields if field.get("type") == protocol.ComponentType.FILE_UPLOAD}
        values: dict[str, Any] = {
            name: [self._files.take(identity) for identity in value] if name in files else value
            for name, value in request.values.items()
        }
        answer = await opener.submit(**values)
        self._modals.pop(request.modal, None)
        return self._opened(answer)

    # -- things by their ids

    def _channel(self, channel_id: str) -> standin.Json:
        return self._town.channel(self._person, channel_id)

    def _find(self, actor: standin.Actor, message_id: str) -> standin.Json:
        for message in reversed(actor.messages()):
            if message["id"] == message_id:
                return message
        raise standin.SetupError("that message is gone")

    def _thing(self, kind: int, identity: object) -> standin.Json:
        """The user, role or channel that an option or a menu names."""
        town = self._town
        users = {
            user["id"]: user for user in (town.discord.bot, *(town.discord.world.users[p.id] for p in town.people))
        }
        roles = {role["id"]: role for role in town.guild["roles"]}
        channels = {channel["id"]: channel for channel in town.channels}
        fits = {
            OptionType.USER: users,
            OptionType.CHANNEL: channels,
            OptionType.ROLE: roles,
            OptionType.MENTIONABLE: users | roles,
        }[OptionType(kind)]
        if not isinstance(identity, str) or identity not in fits:
            raise standin.SetupError("there is no such user, role or channel")
        return fits[identity]

    def _options(self, actor: standin.Actor, path: str, given: wire.Options) -> dict[str, Any]:
        specs = views.option_specs(actor.commands(), path)
        values: dict[str, Any] = {}
        for name, value in given.items():
            kind: int = specs.get(name, {}).get("type", OptionType.STRING)
            if isinstance(value, wire.Uploaded):
                values[name] = self._files.take(value.upload)
            elif kind in (OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, OptionType.MENTIONABLE):
                values[name] = self._thing(kind, value)
            else:
                values[name] = value
        return values

    def _values(self, message: standin.Json, component: str, values: list[str]) -> list[Any]:
        kinds = {
            protocol.ComponentType.USER_SELECT: OptionType.USER,
            protocol.ComponentType.ROLE_SELECT: OptionType.ROLE,
            protocol.ComponentType.MENTIONABLE_SELECT: OptionType.MENTIONABLE,
            protocol.ComponentType.CHANNEL_SELECT: OptionType.CHANNEL,
        }
        menu = components.find(message, component)
        kind = kinds.get(menu["type"])
        return list(values) if kind is None else [self._thing(kind, value) for value in values]


def _number(text: str) -> int | None:
    """The number of a request that is otherwise wrong, so that the page learns which."""
    try:
        number = json.loads(text)["request"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return number if isinstance(number, int) else None
