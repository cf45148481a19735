"""Hearing and speaking: sound to text, text to sound, and who has finished speaking."""
