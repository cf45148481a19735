# Answers of a language model in text.

model-notice-unavailable = The language model isn't answering at the moment. Please try again later.
model-notice-busy = A lot is going on here right now. Please ask again in a minute.
model-notice-person-limit =
    { $limited ->
        [true] You have asked a lot. I can think about further questions again { $until }.
       *[other] You have asked a lot. I can think about further questions in a minute.
    }
model-notice-server-limit =
    { $direct ->
        [true] You have used up your questions to the language model for today.
       *[other] This server has used up its questions to the language model for today.
    } { $limited ->
        [true] There will be new ones { $until }.
       *[other] There will be new ones tomorrow.
    }
model-notice-total-limit =
    { $limited ->
        [true] The language model is used up for this month. There will be more { $until }.
       *[other] The language model is used up for this month.
    }
model-notice-refused = The language model doesn't answer this.
model-notice-cut = ✂️ This answer broke off here and is not whole.
model-answer-as-file = 📎 It goes on in the file, which holds the whole answer.
error-answer-unfinished = I'm still writing this answer. Please try again when it is whole.

keep-offer = Shall I keep this answer? Then I give it from now on, without asking the language model.
button-keep = Keep as taught answer
keep-form-title = Keep this answer
keep-form-answer = Answer (change it as you like)

# "Why this reply?"
why-composed = A language model wrote it, from this
why-general = A language model wrote it
why-general-about = From what it knows itself: nobody here taught this, and no document says it.
why-model = Language model
why-model-chose = I was not sure. The model chose this answer; its words are as they were taught or imported.
why-model-tokens =
    { $prompt ->
        [one] 1 token
       *[other] { $prompt } tokens
    } read, { $completion ->
        [one] 1 token
       *[other] { $completion } tokens
    } written
why-model-time = first word after { $first } s, last after { $total } s
why-model-cut = The answer broke off before it was whole.
why-sources-more =
    { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
why-source-gone = It was erased since.
reject-now-model = If asked again, I would ask the language model anew; it is told not to say this.
