# What people suggest aloud; somebody who can teach decides.

button-approve = Approve
button-decline = Decline
proposal-correction = ✏️ { $person } suggests a different answer:
proposal-forget = 🗑️ { $person } suggests that I forget this:
proposal-present = I currently say: “{ $answer }”
proposal-present-unknown = I currently say that I don't know.
proposal-better = Instead: “{ $answer }”
proposal-who = -# Anyone who can teach me can decide; until then nothing changes.
proposal-approved = ✅ { $decider } approved what { $person } suggested. In effect from now on:
proposal-forgotten = 🗑️ { $decider } approved what { $person } suggested. Forgotten:
proposal-declined = 🚫 { $decider } declined what { $person } suggested. Nothing has changed.
proposal-nothing-left = -# It was so already: there was nothing to change.
proposal-approved-you = ✅ Approved.
proposal-declined-you = 🚫 Declined.
error-proposal-decided = Somebody has already decided that.
error-proposal-unknown = I no longer have that suggestion: it is decided, or too old.
