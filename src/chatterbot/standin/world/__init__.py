"""The state of the stand-in: guilds, channels, people, messages, permissions, the clock, and the dispatch of gateway events."""
