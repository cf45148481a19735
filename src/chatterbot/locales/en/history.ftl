# What was changed, by whom, and undoing it: /history, and the channel where changes are posted.

command-history = history
command-history-about = See what was changed and by whom, and undo it
option-history-person = person
option-history-person-about = Only this person's changes
option-history-kind = kind
option-history-kind-about = Only changes of this kind
option-history-since = since
option-history-since-about = Only changes since then: “2 hours”, “yesterday”, “2026-11-29 14:00” (UTC)
option-history-public = public
option-history-public-about = Whether everybody here sees the list (default: only you)

history-list-taught = taught
history-list-corrected = corrected
history-list-rejected = answers rejected
history-list-forgotten = forgotten
history-list-edited = edited
history-list-imported = documents
history-list-triggers = triggers
history-list-datasets = datasets chosen
history-list-undone = undone
history-list-erased = erased

history-kind-train = 📚 taught
history-kind-correct = ✏️ corrected
history-kind-reject = 🚫 rejected an answer
history-kind-forget = 🗑️ forgot
history-kind-edit = 📝 edited
history-kind-select = 🗂️ chose a dataset
history-kind-import = 📄 changed documents
history-kind-trigger = ⚡ changed triggers
history-kind-undo = ↩️ undid
history-kind-again = ↪️ did again
history-kind-seed = 🌱 first examples
history-kind-erase = 🧹 erased
history-document-imported = 📄 imported a document
history-document-updated = 📄 updated a document
history-document-removed = 🗑️ removed a document
history-trigger-added = ⚡ added a trigger
history-trigger-changed = ⚡ changed a trigger
history-trigger-removed = 🗑️ removed a trigger
history-trigger = { $pattern } → “{ $answer }”
history-passages = Passages: { $added } came, { $removed } went.

history-program = the bot
history-erased = somebody who was erased
history-pair = “{ $question }” → “{ $answer }”
history-never = “{ $question }” → not “{ $answer }”
history-silence = “{ $question }” → no answer
history-more = (and { $count } more)
history-before = Before: “{ $answer }”
history-dataset = Dataset: { $name }
history-counts = -# In all: { $added } came, { $removed } went.
history-approved = ✅ approved by { $person }
history-undone = ↩️ undone by { $person } { $when }
history-since = since { $when }

history-title = **Changes**, newest first (page { $page })
history-none = Nothing was changed here.
history-open = Open a change …
history-newer = Newer
history-older = Older
history-back = Back
history-redo = Redo
history-all = Undo all of these …
history-cancel = Cancel
history-all-ask = Undo { $count ->
        [one] 1 change
       *[other] { $count } changes
    }? You can take that back, too.
history-all-now = Undo { $count ->
        [one] 1 change
       *[other] { $count } changes
    }
history-all-going = ⏳ One moment …
history-all-done = ↩️ { $count ->
        [one] 1 change was undone.
       *[other] { $count } changes were undone.
    }
history-again-done = ↪️ { $count ->
        [one] 1 undo was taken back.
       *[other] { $count } undos were taken back.
    }

error-history-since = I can't read { $given } as a time in the past. Try “2 hours”, “yesterday” or “2026-11-29 14:00” (UTC).
error-history-nothing = There is nothing left to undo.

change-log-many = 📜 **{ $count } changes** by { $people }, the latest first:
change-log-all = -# { $command } shows all of them; one, or many at once, can be undone there.
change-log-refused = ⚠️ I could not post the last changes in { $channel }. Let me view it and send messages there, or choose another channel.
