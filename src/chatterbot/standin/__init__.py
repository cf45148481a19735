"""A stand-in of Discord on the loopback: REST, gateway, files and people, for tests and the playground.

A bot connects to it with two settings, ``rest_url`` and ``token``; nothing in the bot is patched::

    async with StandIn() as discord:                            # or StandIn(StandInOptions(...))
        town = discord.guild("Town")                            # @everyone as in a new guild; the bot has no other permissions
        general = discord.channel(town)
        lounge = discord.channel(town, "Lounge", ChannelType.VOICE)
        help_ = discord.forum(town, "help", ["Solved", "Bug"], require_tag=True)
        ann = discord.user("Ann", general, locale="de")         # an Actor
        ...                                                     # start the bot with discord.rest_url, discord.token

        asked = await ann.say("hello", files=[("a.txt", b"...")], reply_to=other, ping=False)
        reply = await discord.wait_reply(asked)                 # or wait_message(general, predicate, after=asked)
        await ann.attach_voice(ogg, duration=2.5, waveform="...")
        await ann.dm().say("hi")                                # ann.at(discord.dm(ann)) is the same
        thread = await ann.start_thread("plans", asked); await ann.at(thread).say("hi")
        post = await ann.at(help_).start_post("How?", "text", tags=["Bug"])     # a thread; discord.messages(post)[0] is "text"

        used = await ann.slash("voice train", name="x", data=("a.wav", b"..."))     # waits for the first answer, or NoAnswer
        await used.finished()                                   # no longer "is thinking…"
        used.kind, used.content, used.embeds, used.ephemeral, used.files, used.message, used.followups
        await ann.complete("train", "name", "al")               # [{"name", "value"}, ...]
        await ann.context("Transcribe", message)                # or another Actor, for user commands
        await ann.click(message, "Next"); await ann.choose(message, "menu", "a")
        opened = await ann.slash("ask"); opened.modal; await opened.submit(text="words")
        ann.commands()                                          # the commands the client shows this user here
        await ann.react(message, "👍"); await ann.edit(own, "text"); await ann.delete(own); await ann.typing()
        ann.messages()                                          # including Ann's ephemeral ones

        ann.with_permissions(Permission.MANAGE_GUILD); ann.give(role); ann.take(role); ann.time_out(60)
        teacher = discord.role(town, "Teacher", Permission.MANAGE_MESSAGES)
        discord.overwrite(general, teacher, deny=Permission.SEND_MESSAGES); discord.permit_bot(town, Permission(...))
        discord.owner(general)                                  # the guild's owner, an Actor

        discord.faults.rate_limit("POST", "/channels/*/messages", 0.3, scope="shared")
        discord.faults.add(Fault("POST", "/interactions/*", 500, after=True))  # carried out, then fails; also delay, cut, times
        discord.gateway.drop(); await discord.gateway.reconnect(); await discord.gateway.invalidate(resumable=True)
        await discord.gateway.close(4000); discord.gateway.ack_heartbeats = False
        discord.gateway.hold(); await discord.gateway.release([1, 0])
        discord.clock.advance(900)                              # interactions' tokens, links and timeouts expire

        discord.rest.limits.routes["POST /channels/{channel_id}/messages"] = Limit(5, 5.0); discord.upload_limit = 10
        discord.gateway.session_start_limit.remaining = 0; discord.gateway.identify_window_s = 5.0

        speaker = await ann.join_voice(lounge)                  # a VoicePerson, with a voice client
        await speaker.speak(wav); heard = await speaker.hear(); await speaker.leave()
        async with speaker.microphone() as mic: mic.push(frame) # live; with speaker.listen() as stream: async for ... in stream
        discord.voice_ssl_context; discord.voice_ca             # the certificate authority the bot must trust
        discord.voice_server.faults.datagrams.loss = 0.1; discord.voice_server.drop(); discord.voice.move(...)

        async with discord.subscribe() as events:               # all events, for example to show the world
            async for event in events: ...                      # WorldEvent(kind, data, channel_id, visible_to, ...)
        discord.exchanges, discord.problems, discord.unrouted, discord.gateway.sent, discord.transcript()

Payloads are Discord's own JSON objects, as `Json`. `SetupError` means that no user could do what the test asks for;
`NoAnswer` means that the bot did not answer in time. Of the bot the stand-in imports only `audio` and four names of
`voice` (the transport cipher and the Opus codec), so that the same mistake on both sides cannot hide an error.
"""

from __future__ import annotations

from chatterbot.standin.actions.interactions import Interaction
from chatterbot.standin.errors import ApiError, NoAnswer, NoAnswerError, SetupError
from chatterbot.standin.options import StandInOptions
from chatterbot.standin.people.actor import Actor
from chatterbot.standin.protocol import (
    ButtonStyle,
    ChannelFlag,
    ChannelType,
    CommandType,
    ComponentType,
    Intent,
    Json,
    MessageFlag,
    OptionType,
)
from chatterbot.standin.rest.exchange import Exchange, ExchangeCheck
from chatterbot.standin.rest.ratelimits import Limit
from chatterbot.standin.standin import StandIn
from chatterbot.standin.world.clock import WorldClock
from chatterbot.standin.world.events import EventSubscription, WorldEvent, WorldEventKind
from chatterbot.standin.world.faults import Fault, Faults
from chatterbot.standin.world.permissions import Permission

__all__ = (
    "Actor",
    "ApiError",
    "ButtonStyle",
    "ChannelFlag",
    "ChannelType",
    "CommandType",
    "ComponentType",
    "EventSubscription",
    "Exchange",
    "ExchangeCheck",
    "Fault",
    "Faults",
    "Intent",
    "Interaction",
    "Json",
    "Limit",
    "MessageFlag",
    "NoAnswer",
    "NoAnswerError",
    "OptionType",
    "Permission",
    "SetupError",
    "StandIn",
    "StandInOptions",
    "WorldClock",
    "WorldEvent",
    "WorldEventKind",
)
