# The settings of the language model

option-settings-model = model
option-settings-model-about = What a language model may write where no taught answer is sure
choice-settings-model-off = nothing
choice-settings-model-taught = only where a taught answer may fit
choice-settings-model-grounded = also from documents and more distant examples
choice-settings-model-open = also from its general knowledge
settings-model-words = off: off, no, none, nothing, never; taught: taught, near, default; grounded: grounded, documents, sources; open: open, general, everything, all

settings-section-model = Language model
settings-section-model-about = What it may write, which one it is, and what is sent to it
settings-model = A language model writes: **{ $mode }**
settings-model-off-about = It is never asked, and nothing is sent to it.
settings-model-taught-about = If a taught answer may fit and I am not sure, it chooses one, or puts an answer together from several and names them. If nothing fits, I say that I do not know.
settings-model-grounded-about = It also answers from imported documents and from examples that fit less well. It names its sources, and uses nothing else.
settings-model-open-about = If nothing taught or imported fits, it answers from its general knowledge. Such answers say so, and may be wrong.
settings-model-sent = For this, the question with its images, the taught answers and documents near it, and the messages that belong to the conversation, with the names of those who wrote them, are sent to { $host }, the model server that the operator of this bot uses.
settings-model-sent-here = The model is part of this bot: nothing is sent to another server.
settings-model-name = Model: **{ $name }**
settings-model-name-gone = ⚠️ It is not available any more, so { $name } answers.
settings-model-reads-on = It **also gets the latest messages of the channel**, as far as the person who asks can see them
settings-model-reads-off = It gets **no other messages** of the channel
settings-model-usual = The usual one: { $name }
settings-model-choice = Model: { $name }
settings-model-none = No language model is set up on this bot, so I never ask one. Whoever runs the bot can set one up.
settings-model-receipt = ℹ️ From now on, questions for which nothing is taught go to a language model, too: with the documents and taught answers near them, and the messages that belong to the conversation, they are sent to { $host }. Tell your members.
settings-model-receipt-here = ℹ️ From now on, the language model also answers questions for which nothing is taught. It is part of this bot: nothing is sent to another server.
settings-model-reads-receipt = ℹ️ From now on, the latest messages of a channel, other people's included, are sent along to { $host } with a question that is asked there. Tell your members.
settings-model-reads-receipt-here = ℹ️ From now on, the model also gets the latest messages of a channel, other people's included. It is part of this bot: nothing is sent to another server.

settings-press-model-off = Nothing
settings-press-model-taught = Near what was taught
settings-press-model-grounded = From sources
settings-press-model-open = General knowledge
settings-press-model_reads_channel-on = Let it read the channel
settings-press-model_reads_channel-off = Stop it reading the channel
settings-pick-model_name = Which model answers

settings-place-model-unset = Model: as in the server
settings-place-model-off = Model: writes nothing
settings-place-model-taught = Model: near what was taught
settings-place-model-grounded = Model: from sources
settings-place-model-open = Model: general knowledge

privacy-model-sent = 🤖 If I am not sure of an answer, your question, your name, and the messages and images that belong to it are sent to { $host }, the language model's server that the operator of this bot uses. I cannot erase what it keeps.
privacy-model-sent-here = 🤖 If I am not sure of an answer, a language model helps me. It is part of this bot: nothing is sent to another server.

error-settings-no-model = 🚫 No language model is set up on this bot, so there is nothing to choose. Nothing was changed.
error-settings-model-gone = That model is not available any more. Choose another one. Nothing was changed.

# /help
help-model-taught = If I am not sure, a language model helps with taught answers; “Why this reply?” tells.
help-model-grounded = If I am not sure, a language model writes from what was taught and imported, with its sources below.
help-model-open = If I am not sure, a language model helps. Its answers name their sources, or say that they are general knowledge, which may be wrong.
