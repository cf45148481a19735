# /settings

command-settings = settings
command-settings-about = Where I answer, in which language, how sure I must be, who may teach me
option-settings-answers_in = answers_in
option-settings-answers_in-about = Which messages I answer
choice-settings-answers_in-addressed = only where I am mentioned or replied to
choice-settings-answers_in-channels = also everything in chosen channels
choice-settings-answers_in-everywhere = everything I can read
option-settings-channel = channel
option-settings-channel-about = Answer everything in this channel, or stop doing so
option-settings-language = language
option-settings-language-about = Language of ordinary replies
option-settings-strictness = strictness
option-settings-strictness-about = How sure I must be before I answer
choice-settings-strictness-relaxed = relaxed: 4% more right answers than normal, 20% more wrong ones
choice-settings-strictness-default = normal
choice-settings-strictness-strict = strict: 7% fewer right answers than normal, a quarter fewer wrong ones
choice-settings-strictness-very-strict = very strict: a fifth fewer right answers than normal, half the wrong ones
option-settings-speak = speak
option-settings-speak-about = Add a spoken version to replies
option-settings-teachers = teachers
option-settings-teachers-about = Who may correct and teach me
choice-settings-teachers-everyone = everyone
choice-settings-teachers-managers = those who manage the server

settings-title = **Settings**
settings-saved = **Saved.** The settings now:
settings-answers-in = I answer: **{ $where }**
settings-answers-in-dm = In these messages I answer **everything**
settings-answers-in-channels = I answer where I am mentioned or replied to, and everything in { $channels }
settings-language = Language of ordinary replies: **{ $language }**
settings-language-default = the one I am written to in, where I can tell
settings-strictness = How sure I must be: **{ $level }**
settings-speak-on = Replies also have a **spoken version**
settings-speak-off = Replies are **text only**
settings-teachers = Who may teach and correct: **{ $who }**
settings-how = -# To change one: { $command } with that option.
settings-needs-content =
    ⚠️ I cannot read messages that neither mention me nor reply to me: for that, whoever runs the bot has to switch on
    the Message Content intent (Discord's developer portal, and `message_content = true`). Until then I answer when addressed.
error-settings-language = I do not speak that yet. I speak: { $languages }.
error-settings-server-only = Where I answer and who may teach me is set on a server. In these messages I answer everything, and only you teach me.
error-settings-channel-needed = Say which channel, too: add the option `channel`.
