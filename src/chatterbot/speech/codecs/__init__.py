"""Sound files: decode any file people send, encode what the bot says."""
