"""One open page: carries out the person's requests, and sends the page what the person sees."""

from __future__ import annotations

import asyncio
import collections
import json
from typing import TYPE_CHECKING, Any, Final

import pydantic
from aiohttp import WSMsgType, web

from chatterbot import standin
from chatterbot.playground import model_switch, uploads, views, wire
from chatterbot.standin import OptionType, WorldEventKind, protocol
from chatterbot.standin.people import recordings
from chatterbot.standin.rules import components

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.playground.town import Town

MAX_OUTBOX: Final = 500
"""Most messages waiting for a slow page. With more it is disconnected; it then reconnects and gets the whole state."""
MAX_REQUESTS: Final = 16
"""Most requests of one page at the same time; more are refused. Each takes at most 3 s."""
MAX_MODALS: Final = 20
"""Most modals a page has open and not yet submitted; with more the oldest are forgotten."""
HEARTBEAT_S: Final = 30.0
"""Seconds between the pings that detect a page that disappeared without closing its websocket."""

Result = Any


class Tab:
    """The websocket of one open page.

    Parameters
    ----------
    town
        The guild, its channels and people.
    files
        Files the page has uploaded.
    online
        Returns whether the bot is ready.
    model
        The switch of the language model.
    """

    def __init__(
        self, town: Town, files: uploads.Uploads, online: Callable[[], bool], model: model_switch.ModelControl
    ) -> None:
        self._model = model
        self._town = town
        self._files = files
        self._online = online
        self._views = views.Views(town)
        self._socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=wire.MAX_MESSAGE_BYTES, compress=False)
        self._outbox: asyncio.Queue[str] = asyncio.Queue(MAX_OUTBOX)
        self._person = town.people[0]
        self._language = "en"
        self._introduced = False
        self._modals: collections.OrderedDict[str, standin.Interaction] = collections.OrderedDict()
        self._overflow = asyncio.Event()

    @property
    def _actor(self) -> standin.Actor:
        return self._town.actor(self._person, self._language)

    # -- lifetime

    async def run(self, request: web.Request) -> web.WebSocketResponse:
        """Serve the page until it disconnects."""
        await self._socket.prepare(request)
        async with self._town.discord.subscribe() as events, asyncio.TaskGroup() as tasks:
            permanent = [tasks.create_task(work) for work in (self._write(), self._follow(events), self._cut_off())]
            running: set[asyncio.Task[None]] = set()
            try:
                async for message in self._socket:
                    if message.type is not WSMsgType.TEXT:
                        break
                    self._receive(message.data, tasks, running)
            finally:
                for task in (*permanent, *running):
                    task.cancel()
        return self._socket

    async def close(self) -> None:
        """Close the websocket because the playground stops."""
        await self._socket.close(code=1001, message=b"The playground has stopped.")

    def bot_changed(self) -> None:
        """Tell the page whether the bot is ready."""
        if self._introduced:
            self._send({"type": "bot", "online": self._online()})

    def model_changed(self) -> None:
        """Tell the page what the switch of the language model shows."""
        if self._introduced:
            self._send({"type": "model", "model": self._model.shown})

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

    def _send(self, message: standin.Json) -> None:
        try:
            self._outbox.put_nowait(json.dumps(message, ensure_ascii=False))
        except asyncio.QueueFull:
            self._overflow.set()

    # -- updates

    async def _follow(self, events: standin.EventSubscription) -> None:
        dropped = 0
        async for event in events:
            if not self._introduced:
                continue
            if events.dropped > dropped:
                dropped = events.dropped
                self._send_world()
            elif self._is_visible(event):
                self._send_event(event)

    def _is_visible(self, event: standin.WorldEvent) -> bool:
        if event.visible_to is not None and event.visible_to != self._person.id:
            return False
        channels = [channel["id"] for channel in self._town.channels_of(self._person)]
        return event.channel_id is None or event.channel_id in channels

    def _send_event(self, event: standin.WorldEvent) -> None:
        data = event.data
        match event.kind:
            case WorldEventKind.MESSAGE_CREATED | WorldEventKind.MESSAGE_UPDATED:
                self._send_message(data)
            case WorldEventKind.MESSAGE_DELETED:
                self._send({"type": "message_deleted", "channel": data["channel_id"], "message": data["id"]})
            case WorldEventKind.REACTION_ADDED | WorldEventKind.REACTION_REMOVED:
                found = self._find(self._actor.at(self._channel(data["channel_id"])), data["message_id"])
                self._send_message(found)
            case WorldEventKind.TYPING:
                self._send({"type": "typing", "channel": data["channel_id"], "user": data["user_id"]})
            case WorldEventKind.COMMANDS_REGISTERED:
                self._send({"type": "commands", "commands": self._views.commands(self._person, self._actor)})
            case WorldEventKind.THREAD_CHANGED | WorldEventKind.THREAD_DELETED:
                self._send({"type": "channels", "channels": self._views.channels(self._person)})
            case WorldEventKind.VOICE_STATE:
                self._send({"type": "voice", "voice": self._views.voice()})
            case WorldEventKind.BOT_CONNECTED | WorldEventKind.BOT_DISCONNECTED:
                self.bot_changed()
            case _:
                pass  # answers arrive as messages, or as the result of the request that asked for them

    def _send_message(self, message: standin.Json) -> None:
        self._send({"type": "message", "message": self._views.message(message, self._person)})

    def _send_world(self) -> None:
        world = self._views.world(self._person, self._actor, online=self._online())
        self._send(world | {"model": self._model.shown})

    # -- requests

    def _receive(self, text: str, tasks: asyncio.TaskGroup, running: set[asyncio.Task[None]]) -> None:
        try:
            request = wire.parse(text)
        except pydantic.ValidationError:
            self._fail(_request_number(text), wire.Reason.INVALID)
            return
        if len(running) >= MAX_REQUESTS:
            self._fail(request.request, wire.Reason.BUSY)
            return
        task = tasks.create_task(self._answer(request))
        running.add(task)
        task.add_done_callback(running.discard)

    def _fail(self, request: int | None, reason: wire.Reason, text: str = "") -> None:
        self._send({"type": "failed", "request": request, "reason": reason, "text": text})

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
            self._send({"type": "done", "request": request.request, "result": result})

    async def _carry_out(self, request: wire.Request) -> Result:
        match request:
            case wire.Hello():
                return self._hello(request)
            case wire.Submit():
                return await self._submit(request)
            case wire.TurnModel():
                await self._model.turn(on=request.on)
                return None
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
            case wire.StartPost():
                files = [self._files.take(identity) for identity in request.uploads]
                post = await actor.start_post(request.title, request.content, files=files, tags=request.tags)
                return {"thread": post["id"]}
            case wire.StartThread():
                begins = None if request.message is None else self._find(actor, request.message)
                return {"thread": (await actor.start_thread(request.name, begins))["id"]}
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
        self._introduced = True
        self._send_world()

    def _opened(self, interaction: standin.Interaction) -> Result:
        """Return the modal that an interaction opened, for this page only, and remember it for its submission."""
        if interaction.modal is None:
            return None
        self._modals[interaction.id] = interaction
        while len(self._modals) > MAX_MODALS:
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

    # -- lookups by id

    def _channel(self, channel_id: str) -> standin.Json:
        return self._town.channel(self._person, channel_id)

    def _find(self, actor: standin.Actor, message_id: str) -> standin.Json:
        for message in reversed(actor.messages()):
            if message["id"] == message_id:
                return message
        raise standin.SetupError("that message is gone")

    def _entity(self, kind: int, identity: object) -> standin.Json:
        """Return the user, role or channel with this id, of the option's type."""
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
                values[name] = self._entity(kind, value)
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
        return list(values) if kind is None else [self._entity(kind, value) for value in values]


def _request_number(text: str) -> int | None:
    """Return the number of an otherwise invalid request, so that the page learns which one failed."""
    try:
        number = json.loads(text)["request"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return number if isinstance(number, int) else None
