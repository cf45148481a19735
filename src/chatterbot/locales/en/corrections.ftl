# Putting replies right, asking why, and saying what one thinks.

menu-correct = Correct this reply
menu-why = Why this reply?

command-correct = correct
command-correct-about = Correct one of my replies; it counts at once
option-correct-message = message
option-correct-message-about = Which reply: choose one, or paste its link or id
option-correct-correction = correction
option-correct-correction-about = What I should have said

correct-form-title = Correct this reply
correct-form-question = Question (reword it if you like)
correct-form-answer = Better answer
correct-form-answer-hint = What should I say?
teach-form-title = Teach me an answer
teach-form-answer = Answer

correct-done = ✅ Learned. It counts from the next message on.
correct-instead = Instead of “{ $answer }”
correct-not-edited = I could not change the reply itself. Was it deleted?
teach-done = ✅ Thank you! I know it from now on.
reject-done = 🚫 I won't answer “{ $question }” with “{ $answer }” again.
reject-twin = Nor with what I know about it in another language: “{ $answer }”
reject-now = Asked that again, I would now say: “{ $answer }”
reject-now-unknown = Asked that again, I would now say that I don't know.
reject-reply-stays = The message with it stays as it is; “{ $correct }” puts a better answer in its place.
forget-done = 🗑️ Forgotten: “{ $question }” → “{ $answer }”
undo-done =
    ↩️ Undone.{ $removed ->
        [0] { "" }
        [one] { " " }1 example taken away.
       *[other] { " " }{ $removed } examples taken away.
    }{ $restored ->
        [0] { "" }
        [one] { " " }1 example brought back.
       *[other] { " " }{ $restored } examples brought back.
    }

command-feedback = feedback
command-feedback-about = Say what you think of me
option-feedback-text = text
option-feedback-text-about = Your words
option-feedback-rating = rating
option-feedback-rating-about = 1 (poor) to 5 (excellent)
feedback-up = 👍 Thanks!
feedback-down = Thanks for telling me. What about this reply?
feedback-thanks = 💌 Thank you, I saved your words.

why-title = Why this reply?
why-asked = Asked: “{ $question }”
why-example = It comes from this example
why-corrected = It was corrected; this is what it says now
why-answered-since = Somebody taught me the answer since
why-before = At first I said
why-before-example = That came from
why-example-gone = The example is gone: somebody took it back or erased it.
why-taught = Taught
why-taught-by = by { $person } { $when }, { $source }
why-taught-by-nobody = { $when }, { $source }
why-source-correction = as a correction
why-source-chat = in the chat
why-source-text = with a command
why-source-voice = aloud, in a voice channel
why-source-starter = with the examples I came with
why-source-file = from { $path }
why-confidence = How sure I was
why-confidence-before = How sure I was then
why-confidence-value = { $confidence }; at least { $threshold } was needed
why-runner-up = The next best answer
why-closest = The closest I know
why-score = { $confidence } sure
why-no-answer = Why I gave no answer
why-held-back = Nothing I know is close enough. I'd rather say so than guess.
why-nothing = I was never taught anything like it.
why-not-to-answer = “{ $question }” (taught: leave it unanswered)
