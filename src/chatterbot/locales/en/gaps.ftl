# /unanswered

command-unanswered = unanswered
command-unanswered-about = Questions I could not answer, grouped by meaning: teach me the answers
option-unanswered-view = view
option-unanswered-view-about = What to show (default: questions)
unanswered-view-questions = Questions without an answer
unanswered-view-feedback = What people wrote with /feedback (for managers)

unanswered-reading = ⏳ Sorting the questions… { $progress }
unanswered-none = 🎉 Nothing is waiting for an answer here. Questions that I cannot answer, or whose answer gets 👎 or a correction, will be listed here.
unanswered-title = Questions without a good answer
unanswered-hint = Only questions from channels that you can see. What is answered by now is gone from the list.
unanswered-no-more = There are no more.
unanswered-open = Open a question…
unanswered-question = “{ $question }”
unanswered-times = { $times ->
    [one] asked once
   *[other] asked { $times } times
} by { $people ->
    [one] one person
   *[other] { $people } people
}
unanswered-choice = { unanswered-times }
unanswered-down = 👎 { $count }
unanswered-corrected = ✏️ corrected { $count ->
    [one] once
   *[other] { $count } times
}
unanswered-earlier = Back
unanswered-further = More

unanswered-group-title = One question, and how it was asked
unanswered-wording = “{ $question }”{ $times ->
    [one] {""}
   *[other] {" "}× { $times }
}
unanswered-more-wordings = and { $count } more
unanswered-asked = Asked
unanswered-when = When
unanswered-span = first { $first }, last { $last }
unanswered-languages = Languages
unanswered-opinions = My answers
unanswered-askers = Who asked
unanswered-teach = Teach
unanswered-attach = Same answer as for…
unanswered-dismiss = Dismiss
unanswered-back = To the list
unanswered-form-title = Teach the answer
unanswered-form-wordings = Questions, one per line
unanswered-taught =
    { $count ->
        [one] ✅ Learned 1 wording. It works from the next message on.
       *[other] ✅ Learned { $count } wordings. They work from the next message on.
    }
    “{ $question }” → “{ $answer }”
unanswered-dismissed = 🧹 “{ $question }” and its other wordings are off the list.
unanswered-restored = ↩️ Back on the list.

unanswered-feedback-title = What people think of me
unanswered-feedback-none = Nobody has written anything with `/feedback` yet.
unanswered-votes = Votes on answers: 👍 { $up } · 👎 { $down }

error-group-gone = This question is not on the list any more: it is answered by now, dismissed, or too old. Use `/unanswered` again.
error-gap-entry-gone = That answer is not taught any more, so nothing was changed. Open the question again.
error-gap-wordings = { $count } questions are too many at once; { $limit } is the limit. Nothing was taught.
error-dismissal-gone = This was taken back already.
error-gaps-busy = I am still sorting the questions. Try again in a moment.

# the weekly digest

digest-title = 📮 The week in questions
digest-asked = { $asked ->
    [one] 1 question
   *[other] { $asked } questions
} in the last 7 days, { $share } answered.
digest-declined = { $count ->
    [one] I could not answer 1.
   *[other] I could not answer { $count }.
}
digest-corrected = { $count ->
    [one] 1 answer was corrected.
   *[other] { $count } answers were corrected.
}
digest-taught = { $count ->
    [one] 1 missing answer was taught.
   *[other] { $count } missing answers were taught.
}
digest-top = Asked most often without a good answer
digest-public = Only questions from channels that everybody can see are named here.
digest-open = Open the list
digest-channel-gone = ⚠️ The channel of the weekly digest does not exist any more: choose another one in { $settings }.
digest-channel-closed = ⚠️ I may not write into <#{ $channel }>, so the weekly digest cannot be posted: let me see that channel, write there, and embed links.
