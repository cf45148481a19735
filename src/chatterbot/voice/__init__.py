"""Discord's voice wire: join a channel, hear each speaker, speak, all of it end-to-end encrypted.

It knows nothing of speech recognition, replies or commands. Start reading at `connection` (the door), then `driver` (what happens
when), `call` (one session's answers to the gateway). `rtp`, `crypto`, `opus` and `dave.frames` are pure codecs without sockets or
clocks; the stand-in uses them too, so nothing is imported here.
"""

from __future__ import annotations
