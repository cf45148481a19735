"""The main gateway: websockets, sessions, shards, intents and requests for members."""
