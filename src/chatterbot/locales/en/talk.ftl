# Spoken conversations in voice channels: what the bot says aloud, and what it writes about them.

talk-unknown = I don't know that yet.
talk-yes = Yes?
talk-cannot-hear = I can't understand speech just now. Please write to me.
talk-nothing-said = I haven't said anything yet.
talk-proposed = I've noted that. Somebody who may teach me has to approve it in the chat.
talk-cannot-write = I've noted that, but I may not write in the chat here: somebody has to correct it there.
talk-not-taught = That was nothing I was taught.

status-talk = Spoken answers
status-talk-times =
    { $count ->
        [one] { $count } answer: { $middle } ms in the middle, { $slow } ms for the slowest 5 %
       *[other] { $count } answers: { $middle } ms in the middle, { $slow } ms for the slowest 5 %
    }
status-talk-stage = { $name }: { $middle } / { $slow } ms
status-talk-endpoint = noticing the end
status-talk-transcribe = understanding the rest
status-talk-answer = finding the answer
status-talk-speak = first sound
status-talk-playout = sending it
status-talk-barge-in = falling silent when interrupted
