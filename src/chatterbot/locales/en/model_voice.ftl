# Answers of a language model that are said in a voice channel

model-voice-cut = That is all I got, my answer broke off.
model-voice-long = There is more, but that is too long to say.
model-voice-general = That is general knowledge, nobody here taught me that.
model-voice-written = My answer can only be read.
model-voice-unavailable = My language model can't be reached right now.
model-voice-busy = My language model is busy right now.
model-voice-person-limit = You have asked me a lot. Please ask again later.
model-voice-server-limit = My language model has answered enough in this server for today.
model-voice-total-limit = My language model has answered enough for this month.
model-voice-refused = My language model doesn't answer that.
model-voice-not-whole = -# This is not the whole answer: I was interrupted, or the model stopped.

listen-model = What nobody taught me, a language model may answer: then the question and what was said shortly before are sent to it as text.

status-talk-compose = first sentence of the language model
