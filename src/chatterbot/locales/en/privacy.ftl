# /privacy

command-privacy = privacy
command-privacy-about = What is stored about you, and how to erase it
option-privacy-everywhere = everywhere
option-privacy-everywhere-about = Yes: on all servers with this bot, and in direct messages (default: only here)

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
        [one] 1 correction by you or to a reply to you
       *[other] { $count } corrections by you or to replies to you
    }
privacy-kind-triggers =
    { $count ->
        [one] 1 trigger you added or changed
       *[other] { $count } triggers you added or changed
    }
privacy-kind-documents =
    { $count ->
        [one] 1 document you imported
       *[other] { $count } documents you imported
    }
privacy-kind-drafts =
    { $count ->
        [one] 1 document you sent that waits to be looked at
       *[other] { $count } documents you sent that wait to be looked at
    }
privacy-kind-dismissals =
    { $count ->
        [one] 1 question you took off the list of unanswered ones
       *[other] { $count } questions you took off the list of unanswered ones
    }
privacy-kind-proposals =
    { $count ->
        [one] 1 suggestion you made or decided on, or about your question
       *[other] { $count } suggestions you made or decided on, or about your questions
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
        [one] 1 file you sent for training
       *[other] { $count } files you sent for training
    }
privacy-kind-consents =
    { $count ->
        [one] 1 decision about being heard in voice channels
       *[other] { $count } decisions about being heard in voice channels
    }
privacy-kept =
    { $days ->
        [one] Questions and replies are deleted automatically after 1 day. What was taught stays until somebody removes it.
       *[other] Questions and replies are deleted automatically after { $days } days. What was taught stays until somebody removes it.
    }
privacy-here-only = -# This server only. For everything: the option `everywhere`.
privacy-here-only-dm = -# These messages only. For everything: the option `everywhere`.
privacy-erase-button = Erase everything about me
privacy-keep-button = Erase, but keep what I taught (without my name)
privacy-confirm-here-all = Erase everything about you **on this server**, including what you taught? I will no longer know it. This cannot be undone.
privacy-confirm-here-keep = Erase your name and your questions **on this server**? What you taught stays, without your name. This cannot be undone.
privacy-confirm-everywhere-all = Erase everything about you **on every server and in direct messages**, including what you taught? I will no longer know it. This cannot be undone.
privacy-confirm-everywhere-keep = Erase your name and your questions **on every server and in direct messages**? What you taught stays, without your name. This cannot be undone.
privacy-confirm-button = Yes, erase
privacy-cancel-button = No, keep it
privacy-cancelled = Nothing was erased.
privacy-erasing = ⏳ Erasing…
privacy-erased = 🧹 **Done.** Erased or anonymised:
privacy-erased-kept = What you taught stays, without your name.
privacy-erased-files =
    { $count ->
        [one] 1 file was deleted from the data folder. An archive made earlier may still contain it; the bot's owner can delete that.
       *[other] { $count } files were deleted from the data folder. Archives made earlier may still contain them; the bot's owner can delete those.
    }
privacy-erased-checked = -# Verified: no record here names you any more.
