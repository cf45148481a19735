# Shared by several plugins: what was learned, and the buttons under it.

learned-pair = “{ $question }” → “{ $answer }”

button-teach = Teach me
button-correct = Correct
button-reject = Not this answer
button-why = Why?
button-forget = Forget it
button-undo = Undo

progress-count = { $done } of { $total }
button-remember = Remember
