# "Did you mean ...?": choosing what was meant, in text and in voice, and what the bot learns from it.

button-none = None of these
choice-none = 👌 None of these, then. I won't ask you that again for this question.
choice-learned = ✅ That is the answer now. From now on I know that “{ $question }” asks the same.
choice-proposed = ✅ That is the answer now. Whether “{ $question }” always asks the same, a teacher decides: { $link }
choice-counted =
    { $count ->
        [one] ✅ That is the answer now. 1 person chose it so far; a teacher decides whether I learn it: { $link }
       *[other] ✅ That is the answer now. { $count } people chose it so far; a teacher decides whether I learn it: { $link }
    }
choice-agreed =
    { $count ->
        [one] ✅ That is the answer now. 1 person chose it, so I know it from now on: { $link }
       *[other] ✅ That is the answer now. { $count } people chose it, so I know it from now on: { $link }
    }
proposal-also = 🔁 { $person } asked this, and chose an answer that I know. Shall I always answer it so?
proposal-like = Like: “{ $question }”
proposal-votes =
    { $count ->
        [one] 👥 1 person chose this answer
       *[other] 👥 { $count } people chose this answer
    }
proposal-agreed =
    { $count ->
        [one] 👥 1 person chose this answer, as this server wants it before I learn it. In effect from now on:
       *[other] 👥 { $count } people chose this answer, as this server wants it before I learn it. In effect from now on:
    }
error-choice-changed = The answer that was chosen is gone, or is another one by now, so nothing was learned. Please decline this suggestion.
privacy-kind-choices =
    { $count ->
        [one] 1 choice of what you meant by a question
       *[other] { $count } choices of what you meant by questions
    }

settings-choices = When people choose what they meant: { $what }
settings-choices-about = Somebody who can teach teaches me at once by choosing.
settings-pick-choices = What I learn when people choose what they meant
settings-what-choices = “Did you mean …?”
choice-settings-choices-off = I learn nothing from it
choice-settings-choices-ask = a teacher decides
choice-settings-choices-votes = 3 people have to choose the same

talk-did-you-mean = Do you mean: { $question }
talk-or-mean = Or do you mean: { $question }
