"""The main gateway: its websockets, sessions, shards, intents and requests for members."""
