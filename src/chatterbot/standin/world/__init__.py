"""The state of the stand-in: guilds, channels, people, messages, permissions, its clock, and who is told of what."""
