# /settings

command-settings = settings
command-settings-about = Where and in which language I answer, how sure I must be, who can teach me
option-settings-answers_in = answers_in
option-settings-answers_in-about = Which messages I answer
choice-settings-answers_in-addressed = only when I am mentioned or replied to
choice-settings-answers_in-channels = also everything in chosen channels
choice-settings-answers_in-everywhere = everything I can read
settings-answers-in-words = addressed: addressed, mentions, mentioned; channels: channels, chosen channels; everywhere: everywhere, everything, all
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
settings-strictness-words = relaxed: relaxed, low; default: normal, default; strict: strict, high; very-strict: very strict, highest
option-settings-speak = speak
option-settings-speak-about = Add a spoken version to replies
option-settings-teachers = teachers
option-settings-teachers-about = Who can correct and teach me
choice-settings-teachers-auto = everyone in a small server, otherwise teachers
choice-settings-teachers-everyone = everyone
choice-settings-teachers-teachers = people with a teacher role; others can suggest
choice-settings-teachers-managers = only people with Manage Server
settings-teachers-words = auto: auto, automatic, default; teachers: teachers, teacher; everyone: everyone, everybody, all, anyone; managers: managers, moderators, mods, admins, staff

option-settings-talk = listening
option-settings-talk-about = What I answer in voice channels
choice-settings-talk-never = nothing: I do not listen
choice-settings-talk-called = what is said to me: when we are alone, when somebody says my name, and follow-ups
choice-settings-talk-fitting = also anything very close to something I was taught
settings-talk-words = never: nothing, never, off, no; called: called, my name, name; fitting: fitting, also fitting, everything fitting
option-settings-names = names
option-settings-names-about = Other names I answer to in voice channels: up to 10, separated by commas; - for none
option-settings-mirror = mirror
option-settings-mirror-about = Post who said what, and what I answered, in the voice channel's chat
option-settings-transcripts = transcripts_kept
option-settings-transcripts-about = Days to keep spoken questions and answers so that they can be corrected; 0: not at all

settings-title = **Settings**
settings-saved = **Saved.** The settings now:
settings-answers-in = I answer: **{ $where }**
settings-answers-in-dm = In direct messages I answer **everything**
settings-answers-in-channels = I answer when I am mentioned or replied to, and everything in { $channels }
settings-language = Language of ordinary replies: **{ $language }**
settings-language-default = the language of each message, if I can tell
settings-language-words = en: English, ENG; ru: Russian, RUS; default: default, auto, automatic, any, none
settings-strictness = Strictness: **{ $level }**
settings-speak-on = Replies also have a **spoken version**
settings-speak-off = Replies are **text only**
settings-teachers = Who can teach and correct me: **{ $who }**
settings-talk = What I answer in voice channels: **{ $which }**
settings-names = Other names I answer to in voice channels: **{ $names }**
settings-names-none = In voice channels I answer to **my own name only**
settings-mirror-on = Who said what, and what I answered, **is also posted in the voice channel's chat**
settings-mirror-off = What is said in voice channels is **not posted** in their chat
settings-transcripts =
    { $days ->
        [one] Spoken questions and answers are kept **for 1 day**
       *[other] Spoken questions and answers are kept **for { $days } days**
    }
settings-transcripts-none = Spoken questions and answers are **not kept**
settings-mirror-keeps = ℹ️ What is posted in the chat is also kept for a day, so that its buttons work. To keep it longer: `transcripts_kept`.
settings-mirror-ends = ℹ️ I no longer post in the voice channel's chat either: the buttons there do not work without a record.
settings-how-below = -# Choose below what to change, or use { $command } with its options; as a message: `language: en` after the command.
settings-how = -# To change a setting: { $command } with its option, or as a message: `language: en` after the command.
settings-needs-content =
    ⚠️ I cannot read messages that neither mention me nor reply to me. To change that, the bot's owner has to turn on
    the Message Content intent (Discord's developer portal, and `message_content = true`). Until then I answer only when addressed.
error-settings-language = I do not speak that language yet. I speak: { $languages }.
error-settings-server-only = Where I answer and who can teach me are settings of a server. In direct messages I answer everything, and only you teach me.
error-settings-names = I accept up to { $most } names of { $shortest } to { $longest } characters each, separated by commas; `-` for none.
error-settings-mirror = What I post in the chat must be kept for at least a day: its buttons would not work otherwise.
error-settings-channel-needed = Choose a channel, too: add the option `channel`.
