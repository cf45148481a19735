"""What people meet on Discord: one file per group of commands. Each parses, calls a service and answers.

A plugin is a module here with a `loader`; modules that begin with an underscore are helpers of one plugin. What all of them share is
in `chatterbot.discord`, what happens in a voice channel in `chatterbot.calls`.
"""
