"""Voice of the stand-in: who is where, the voice server, and people who speak and hear.

Start reading at `states` (what the main gateway says), then `server` (the door), `gateway` (the websocket), `call` and
`encryption` (what happens in a call), `media` (its sound). `people` brings users in; `person` is a user with a microphone; their client, `peer`,
is code of its own, with another MLS library than the bot's.
"""

from __future__ import annotations
