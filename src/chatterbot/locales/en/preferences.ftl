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

option-settings-talk = listening
option-settings-talk-about = What I answer of what is said to me in voice channels
choice-settings-talk-never = nothing: I do not listen
choice-settings-talk-called = what somebody says who is alone with me, calls my name, or follows up
choice-settings-talk-fitting = also what is very close to something I was taught
option-settings-names = names
option-settings-names-about = What I am called there beside my own name: up to 10, with commas; - for none
option-settings-mirror = mirror
option-settings-mirror-about = Write into the voice channel's chat who said what, and what I answered
option-settings-transcripts = transcripts_kept
option-settings-transcripts-about = Days that spoken questions and answers are kept, to be corrected; 0: not at all

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
settings-talk = What I answer in voice channels: **{ $which }**
settings-names = There I am also called: **{ $names }**
settings-names-none = There I am called by **my own name only**
settings-mirror-on = Who said what, and what I answered, **also stands in the voice channel's chat**
settings-mirror-off = What is said in voice channels is **not written down** in their chat
settings-transcripts =
    { $days ->
        [one] Spoken questions and answers are kept: **for 1 day**
       *[other] Spoken questions and answers are kept: **for { $days } days**
    }
settings-transcripts-none = Spoken questions and answers are **not kept**
settings-mirror-keeps = ℹ️ What stands in the chat I also keep for a day, so that the buttons below it work. To keep it longer: `transcripts_kept`.
settings-mirror-ends = ℹ️ I no longer write into the voice channel's chat either: without a record the buttons there would not work.
settings-how = -# To change one: { $command } with that option.
settings-needs-content =
    ⚠️ I cannot read messages that neither mention me nor reply to me: for that, whoever runs the bot has to switch on
    the Message Content intent (Discord's developer portal, and `message_content = true`). Until then I answer when addressed.
error-settings-language = I do not speak that yet. I speak: { $languages }.
error-settings-server-only = Where I answer and who may teach me is set on a server. In these messages I answer everything, and only you teach me.
error-settings-names = I take up to { $most } names of { $shortest } to { $longest } characters, with commas between them; `-` for none.
error-settings-mirror = What I write into the chat I have to keep for at least a day: its buttons would not work otherwise.
error-settings-channel-needed = Say which channel, too: add the option `channel`.
