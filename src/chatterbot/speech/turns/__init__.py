"""Voice activity detection and end-of-turn detection: whether a person speaks, and whether they have finished."""
