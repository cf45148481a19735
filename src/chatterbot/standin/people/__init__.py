"""Simulated users: they write, click, fill in modals and send recordings, as a Discord client does."""
