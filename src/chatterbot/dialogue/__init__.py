"""A spoken dialogue of several people with the bot: whose turn it is, who is spoken to, what was heard. Knows nothing of Discord."""
