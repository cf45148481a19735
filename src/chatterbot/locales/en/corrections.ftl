# Corrections, the question "why", and feedback.

menu-correct = Correct this reply
menu-why = Why this reply?

command-correct = correct
command-correct-about = Correct one of my replies; takes effect at once
option-correct-message = message
option-correct-message-about = Which reply: choose one, or paste its link or ID
option-correct-correction = correction
option-correct-correction-about = What I should have said

correct-form-title = Correct this reply
correct-form-question = Question (reword it if you like)
correct-form-answer = Better answer
correct-form-answer-hint = What should I say?
teach-form-title = Teach me an answer
teach-form-answer = Answer

correct-done = ✅ Learned. In effect from the next message.
correct-instead = Instead of “{ $answer }”
correct-not-edited = I could not change the reply itself. Was it deleted?
teach-done = ✅ Thank you! I know it from now on.
reject-done = 🚫 I won't answer “{ $question }” with “{ $answer }” again.
reject-twin = I won't use its version in another language either: “{ $answer }”
reject-now = If asked again, I would now say: “{ $answer }”
reject-now-unknown = If asked again, I would now say that I don't know.
reject-reply-stays = The message itself stays as it is. Use “{ $correct }” to put a better answer in its place.
forget-done = 🗑️ Forgotten: “{ $question }” → “{ $answer }”
undo-done =
    ↩️ Undone.{ $removed ->
        [0] { "" }
        [one] { " " }1 example removed.
       *[other] { " " }{ $removed } examples removed.
    }{ $restored ->
        [0] { "" }
        [one] { " " }1 example restored.
       *[other] { " " }{ $restored } examples restored.
    }

command-feedback = feedback
command-feedback-about = Say what you think of me
option-feedback-text = text
option-feedback-text-about = What you think
option-feedback-rating = rating
option-feedback-rating-about = 1 (poor) to 5 (excellent)
feedback-up = 👍 Thanks!
feedback-down = Thanks for telling me. What about this reply?
feedback-thanks = 💌 Thank you, your feedback is saved.

why-title = Why this reply?
why-asked = Asked: “{ $question }”
why-example = It comes from this example
why-corrected = It was corrected; this is what it says now
why-answered-since = Somebody has taught me the answer since
why-before = At first I said
why-before-example = That came from
why-example-gone = The example no longer exists: somebody removed it.
why-taught = Taught
why-taught-by = by { $person } { $when }, { $source }
why-taught-by-nobody = { $when }, { $source }
why-source-correction = as a correction
why-source-chat = in the chat
why-source-text = with a command
why-source-voice = by voice, in a voice channel
why-source-starter = as a starter example
why-source-file = from { $path }
why-confidence = How sure I was
why-confidence-before = How sure I was then
why-confidence-value = { $confidence }; at least { $threshold } was needed
why-runner-up = The second-best answer
why-closest = The closest thing I know
why-score = { $confidence } sure
why-no-answer = Why I gave no answer
why-held-back = Nothing I know is close enough, and I'd rather say so than guess.
why-nothing = I was never taught anything like it.
why-not-to-answer = “{ $question }” (taught: do not answer)
