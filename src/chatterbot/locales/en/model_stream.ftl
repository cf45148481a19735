# Answers of a language model in text.

model-notice-unavailable = The language model isn't answering at the moment. Please try again later.
model-notice-busy = A lot is going on here right now. Please ask again in a minute.
model-notice-person-limit =
    { $limited ->
        [true] You have asked a lot. I can think about further questions again { $until }.
       *[other] You have asked a lot. I can think about further questions in a minute.
    }
model-notice-server-limit =
    { $limited ->
        [true] This server has used up its questions to the language model for today. There will be new ones { $until }.
       *[other] This server has used up its questions to the language model for today.
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
