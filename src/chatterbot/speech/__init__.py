"""Speech recognition, speech synthesis, and detection of when a person has finished speaking."""
