"""Speech to text: Whisper on this machine or on a server, for live speech and for files."""
