# /privacy

command-privacy = privacy
command-privacy-about = What is stored about you, and how to erase it
option-privacy-everywhere = everywhere
option-privacy-everywhere-about = Yes: on all servers where this bot is, and in direct messages (default: only here)

privacy-title-here = 🔒 **Stored about you on this server**
privacy-title-dm = 🔒 **Stored about you in these direct messages**
privacy-title-everywhere = 🔒 **Stored about you everywhere**
privacy-nothing = Nothing.
privacy-kind-turns =
    { $count ->
        [one] 1 question you asked, with its reply
       *[other] { $count } questions you asked, with their replies
    }
privacy-kind-feedback =
    { $count ->
        [one] 1 vote or comment
       *[other] { $count } votes and comments
    }
privacy-kind-examples =
    { $count ->
        [one] 1 example you taught
       *[other] { $count } examples you taught
    }
privacy-kind-corrections =
    { $count ->
        [one] 1 correction you made or that was made to a reply to you
       *[other] { $count } corrections you made or that were made to replies to you
    }
privacy-kind-proposals =
    { $count ->
        [one] 1 proposal you made or decided, or that was made about your question
       *[other] { $count } proposals you made or decided, or that were made about your questions
    }
privacy-kind-changes =
    { $count ->
        [one] 1 entry in the history of changes (your name only)
       *[other] { $count } entries in the history of changes (your name only)
    }
privacy-kind-jobs =
    { $count ->
        [one] 1 training job you started
       *[other] { $count } training jobs you started
    }
privacy-kind-test-runs =
    { $count ->
        [one] 1 test you ran
       *[other] { $count } tests you ran
    }
privacy-kind-uploads =
    { $count ->
        [one] 1 file you sent to teach me
       *[other] { $count } files you sent to teach me
    }
privacy-kind-consents =
    { $count ->
        [one] 1 decision about being heard in voice channels
       *[other] { $count } decisions about being heard in voice channels
    }
privacy-kept =
    { $days ->
        [one] Questions and replies go by themselves after 1 day. What was taught stays until somebody takes it back.
       *[other] Questions and replies go by themselves after { $days } days. What was taught stays until somebody takes it back.
    }
privacy-here-only = -# Only this server. Everything at once: the option `everywhere`.
privacy-here-only-dm = -# Only these messages. Everything at once: the option `everywhere`.
privacy-erase-button = Erase everything about me
privacy-keep-button = Erase, but keep what I taught (without my name)
privacy-confirm-here-all = Erase everything about you **on this server**, what you taught included? I will no longer know it. This cannot be undone.
privacy-confirm-here-keep = Erase your name and your questions **on this server**? What you taught stays, without your name. This cannot be undone.
privacy-confirm-everywhere-all = Erase everything about you **on every server and in direct messages**, what you taught included? I will no longer know it. This cannot be undone.
privacy-confirm-everywhere-keep = Erase your name and your questions **on every server and in direct messages**? What you taught stays, without your name. This cannot be undone.
privacy-confirm-button = Yes, erase
privacy-cancel-button = No, leave it
privacy-cancelled = Nothing was erased.
privacy-erasing = ⏳ Erasing…
privacy-erased = 🧹 **Done.** Erased, or no longer yours:
privacy-erased-kept = What you taught stays, without your name.
privacy-erased-files =
    { $count ->
        [one] 1 file was deleted from the data folder. If somebody archived it before, the archive still holds it: whoever runs the bot can delete that.
       *[other] { $count } files were deleted from the data folder. If somebody archived them before, the archives still hold them: whoever runs the bot can delete those.
    }
privacy-erased-checked = -# I looked once more afterwards: no record names you there any more.
