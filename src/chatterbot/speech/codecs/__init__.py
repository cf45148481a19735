"""Sound files: decode the files that people send, and encode what the bot says."""
