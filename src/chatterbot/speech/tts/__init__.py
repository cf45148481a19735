"""Text to speech: online and local voices, their cache, and text made ready to be read aloud."""
