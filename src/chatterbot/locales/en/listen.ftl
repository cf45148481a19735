# Who may be heard in voice channels: /listen, and the buttons in the channel's chat.

command-listen = listen
command-listen-about = May I hear you in this server's voice channels?
option-listen-on = on
option-listen-on-about = Yes or no; if you do not say, I tell you what is set
listen-yes = on, yes
listen-no = off, no

button-hear-me = Let me be heard
button-hear-me-not = Don't hear me
button-call-code = Privacy code

listen-here = 👂 **I listen in { $channel }** – to those who press “Let me be heard”, and to nobody else: everybody else's sound is dropped unheard.
listen-no-sound = I keep no sound.
listen-words-not-kept = Of what is said to me, and of what I answer, I keep nothing either.
listen-words-kept =
    { $days ->
        [one] What is said to me, and what I answer, I keep in writing for at most 1 day, so that a wrong answer can be put right.
       *[other] What is said to me, and what I answer, I keep in writing for at most { $days } days, so that a wrong answer can be put right.
    }
listen-mirror = Both also stand here in the chat, where everybody who may read it can read it.
listen-code = -# 🔒 This call is end-to-end encrypted. Its privacy code, which Discord shows you under Voice Details, Privacy: { $code }
listen-how = -# You can take it back at any time, here or with `/listen`. What is stored about you: `/privacy`.

listen-granted = 👂 I hear you from now on, in the voice channels of this server that I am called into. You can take it back at any time: `/listen`.
listen-revoked = 🙉 I no longer hear you in voice channels of this server: your sound is dropped before anything is done with it.
listen-is-granted = 👂 I hear you in the voice channels of this server that I am called into. To take it back: `/listen on:False`.
listen-is-not = 🙉 I do not hear you in voice channels of this server. If I should: `/listen on:True`.
listen-code-now = 🔒 The privacy code of the call now: { $code }. If Discord shows you the same under Voice Details, Privacy, nobody is between us. It changes when somebody comes or goes.
listen-no-code = The call is not end-to-end encrypted at this moment: nobody else is there who could.

error-listen-usage = Say `on` or `off` after it, or nothing to see what is set.
