"""The options of a voice connection, each with its unit and reason."""

from __future__ import annotations

import dataclasses

from chatterbot import audio
from chatterbot.voice import opus

__all__ = ("VoiceOptions",)


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceOptions:
    """How long a connection waits, how often it tries again, and how much it keeps.

    Parameters
    ----------
    bitrate
        Bits a second of the sound sent; Discord's channels carry 64,000 unless boosted.
    connect_timeout_s
        Seconds for a first connection as a whole: websocket, UDP and keys. Discord needs about one.
    answer_timeout_s
        Seconds for one step of a handshake (hello, ready, session description, resumed).
    discovery_interval_s
        Seconds after which the request for our public address is repeated: it is sent by UDP, and may be lost.
    discovery_attempts
        How often that request is sent.
    keepalive_s
        Seconds between the packets that keep a router's mapping open while the bot only listens. Shorter than the 30 s that the
        strictest routers allow (RFC 4787, requirement 5, demands 2 minutes).
    heartbeat_max_s
        Seconds between heartbeats at most, even if the server allows more (usually 13.75 s): a dead connection is noticed after two.
    move_patience_s
        Seconds to wait for the bot's new channel after the server closed the connection because the bot was moved or kicked.
    server_patience_s
        Seconds to wait for a new server after Discord took the old one away.
    resume_attempts
        How many resumes may fail in a row before the session is given up and a new one is asked for.
    reconnect_attempts
        How many new sessions may fail in a row before the connection is given up.
    backoff_s
        Seconds before the second attempt; each further one waits twice as long.
    backoff_max_s
        Seconds before an attempt at most.
    stable_after_s
        Seconds of service after which earlier failures are forgotten.
    send_patience_s
        Seconds that a playback waits until frames can be sent (while reconnecting, or without a key because nobody else is there) before
        it ends.
    receive_queue_frames
        Frames of 20 ms that wait for one consumer at most; if there are more, the oldest is dropped. 512 are 10 s of one speaker, 2 MB.
    receive_rate, receive_channels
        The format to which received sound is decoded: 8, 12, 16, 24 or 48 kHz, one channel or two. The 16 kHz mono of speech recognition
        costs half as much processor time as Discord's 48 kHz stereo, and needs no resampling.
    playout_delay_s
        Seconds that a speaker's first packet waits for earlier ones, on a good network. A person waits so much longer for an answer. If
        packets come too late for it, the jitter buffer raises the delay by itself.
    playout_delay_max_s
        The same on the worst network.
    stopped_after_s
        Seconds without a packet after which a speaker counts as silent: not every client sends silence frames at the end.
    """

    bitrate: int = opus.BITRATE
    connect_timeout_s: float = 15.0
    answer_timeout_s: float = 10.0
    discovery_interval_s: float = 0.5
    discovery_attempts: int = 6
    keepalive_s: float = 5.0
    heartbeat_max_s: float = 5.0
    move_patience_s: float = 5.0
    server_patience_s: float = 30.0
    resume_attempts: int = 3
    reconnect_attempts: int = 5
    backoff_s: float = 0.5
    backoff_max_s: float = 15.0
    stable_after_s: float = 60.0
    send_patience_s: float = 15.0
    receive_queue_frames: int = 512
    receive_rate: int = audio.DISCORD_RATE
    receive_channels: int = audio.DISCORD_CHANNELS
    playout_delay_s: float = 0.02
    playout_delay_max_s: float = 0.2
    stopped_after_s: float = 0.3
