"""The voice server: its gateway, its media, and the server side of end-to-end encryption."""
