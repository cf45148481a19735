"""The people of the stand-in: they write, click, fill in forms and send recordings, as a Discord client would."""
