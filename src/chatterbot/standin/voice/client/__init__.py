"""Simulated users in voice channels: their voice client, their microphone, and the sound they receive."""
