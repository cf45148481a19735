# What the bot says in a call about hearing.

talk-pardon = Pardon? I didn't catch that.
