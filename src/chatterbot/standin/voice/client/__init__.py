"""People in a voice channel: a voice client of their own, a microphone, and what they hear."""
