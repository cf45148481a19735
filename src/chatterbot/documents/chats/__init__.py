"""Channels of Discord that a program saved. They are read in the parsing process only."""
