"""What people use on Discord: one module a group of commands. Each parses, calls a service and answers.

A plugin is a module here with a `loader`; modules that begin with an underscore belong to the plugin of that name. What all of them share is
in `chatterbot.discord`, what happens in a voice channel in `chatterbot.calls`.
"""
