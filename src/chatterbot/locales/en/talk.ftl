# Spoken conversations in voice channels: what the bot says aloud, and what it writes about them.

talk-unknown = I don't know that yet.
talk-yes = Yes?
talk-cannot-hear = I can't understand speech right now. Please write to me.
talk-nothing-said = I haven't said anything yet.
talk-proposed = Noted. Somebody who can teach me has to approve it in the chat.
talk-cannot-write = I understood, but I'm not allowed to post in the chat here. Please correct it there.
talk-not-taught = I wasn't taught that.

status-talk = Spoken answers
status-talk-times =
    { $count ->
        [one] { $count } answer: median { $middle } ms, 95th percentile { $slow } ms
       *[other] { $count } answers: median { $middle } ms, 95th percentile { $slow } ms
    }
status-talk-stage = { $name }: { $middle } / { $slow } ms
status-talk-endpoint = end of speech
status-talk-transcribe = transcription
status-talk-answer = answer
status-talk-speak = first sound
status-talk-playout = sending
status-talk-barge-in = stopping when interrupted
