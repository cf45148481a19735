"""Voice on the stand-in: voice states, the voice server, and voice clients of simulated users.

Start reading at `server.states` (voice states and the main gateway's part), then `server.server` (the voice server),
`server.gateway` (its websockets), `server.call` and `server.encryption` (the state of a call) and `server.media` (its sound).
`client.people` connects users, `client.person` is a user with a microphone, and `client.peer` is their voice client. That client
shares no code with the bot's voice client except the transport cipher and the Opus codec, and it uses another MLS library.
"""

from __future__ import annotations
