"""What people meet on Discord: one file per group of commands. Each parses, calls a service and answers.

A plugin is a module here with a `loading.Loader`; the rest is what they share (`docs` in each module):

- `requests`   one face for a slash command, a button, a form and a text command: who asks, where, and how to answer
- `loading`    registers commands, buttons, forms, text commands and listeners
- `components` buttons, forms and their ids that survive restarts
- `words`      texts in the person's language
- `permissions` who may teach and who may manage
- `problems`   errors to words, in this one place
"""
