"""Whether somebody speaks, and whether they have finished: voice activity and end-of-turn detection."""
