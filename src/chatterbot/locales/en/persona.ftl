# /persona

privacy-kind-personas =
    { $count ->
        [one] 1 description of how I should speak
       *[other] { $count } descriptions of how I should speak
    }
privacy-kind-finetunes =
    { $count ->
        [one] 1 fine-tuning job you started
       *[other] { $count } fine-tuning jobs you started
    }

command-persona = persona
command-persona-about = How I should speak where a language model writes my answers
option-persona-channel = channel
option-persona-channel-about = The channel or category it is for (default: the whole server)

persona-at-server = on this server
persona-at-direct = in these direct messages
persona-at-channel = in { $channel }
persona-none = 🎭 Nothing is set for how I should speak { $place }. Describe a character, a tone, what I should know of this community; my rules, and what I was taught, always come first.
persona-title = 🎭 **How I speak { $place }**
persona-by = -# Written by { $person }, { $when }
persona-others = **Elsewhere** (the nearest place counts: thread, channel, category, server)
persona-line = - { $place }: “{ $text }” · { $person }, { $when }
persona-more =
    { $count ->
        [one] - … and 1 other place
       *[other] - … and { $count } other places
    }
persona-write-button = Write
persona-reset-button = Reset
persona-form-title = How I should speak
persona-field = Describe it in your own words
persona-field-hint = You are the keeper of the old mill: warm, brief, never formal …
persona-written = 🎭 **Saved.** This is how I speak { $place } from now on:
persona-was-reset = 🎭 **Reset.** Nothing special is set any more for how I speak { $place }.
persona-restored = 🎭 **Put back.** This is how I speak { $place } again:
persona-model-off = -# The language model is switched off there, so it changes nothing yet: see `/settings`.
persona-log = 🎭 { $person } wrote how I speak { $place }: “{ $text }”
persona-log-reset = 🎭 { $person } reset how I speak { $place }.
error-persona-no-model = No language model is set up for me, so a persona would change nothing. The bot's owner can set one up.
error-persona-empty = The description is empty, so nothing was changed. To have none, use the button “Reset” of `/persona`.
error-persona-long = The description is too long, so nothing was changed: at most { NUMBER($most) } characters.
error-persona-many = { NUMBER($most) } places have a persona of their own already, and more are not kept. Reset one first: `/persona` lists them.
error-persona-none = Nothing is set there, so nothing was changed.
error-persona-changed = It was changed again since, so nothing was undone. `/persona` shows what is set now.
