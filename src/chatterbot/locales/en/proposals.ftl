# What people propose aloud, decided by those who may teach.

button-approve = Approve
button-decline = Decline
proposal-correction = ✏️ { $person } says that I should answer this differently:
proposal-forget = 🗑️ { $person } says that I should forget this:
proposal-present = Now I say: “{ $answer }”
proposal-present-unknown = Now I say that I don't know.
proposal-better = Instead: “{ $answer }”
proposal-who = -# Whoever may teach me decides; until then nothing changes.
proposal-approved = ✅ { $decider } approved what { $person } proposed. It counts from now on:
proposal-forgotten = 🗑️ { $decider } approved what { $person } proposed. Forgotten:
proposal-declined = 🚫 { $decider } declined what { $person } proposed. Nothing has changed.
proposal-nothing-left = -# It was so already: nothing was left to do.
proposal-approved-you = ✅ Approved.
proposal-declined-you = 🚫 Declined.
error-proposal-decided = Somebody has decided that already.
error-proposal-unknown = I do not have that proposal any more: it is decided, or too old.
