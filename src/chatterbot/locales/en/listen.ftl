# Who is heard in voice channels: /listen, and the buttons in the channel's chat.

command-listen = listen
command-listen-about = May I hear you in this server's voice channels?
option-listen-on = on
option-listen-on-about = Yes or no; leave it out to see the current setting

button-hear-me = Let the bot hear me
button-hear-me-not = Stop hearing me
button-call-code = Privacy code

listen-here = 👂 **I am listening in { $channel }**, but only to people who press “Let the bot hear me”. Everybody else's audio is discarded before it is decrypted.
listen-here-later = From then on I listen in { $channel }, but only to people who press “Let the bot hear me”; you can do so now. Everybody else's audio is discarded before it is decrypted.
listen-ready = 👂 **I can hear now in { $channel }**, and have undeafened myself. I hear only people who allow it: with the button above, or `/listen`.
listen-no-sound = I do not keep any audio.
listen-words-not-kept = What people say to me and what I answer is not kept either.
listen-words-kept =
    { $days ->
        [one] What people say to me and what I answer is kept as text for at most 1 day, so that wrong answers can be corrected.
       *[other] What people say to me and what I answer is kept as text for at most { $days } days, so that wrong answers can be corrected.
    }
listen-mirror = Both are also posted in this chat, where everybody who has access can read them.
listen-code = -# 🔒 This call is end-to-end encrypted. Its privacy code (in Discord: Voice Details → Privacy): { $code }
listen-how = -# You can change your mind at any time, here or with `/listen`. What is stored about you: `/privacy`.

listen-granted = 👂 From now on I hear you in this server's voice channels when I am called into one. You can change your mind at any time: `/listen`.
listen-granted-later = 👂 From now on I hear you in this server's voice channels as soon as I can hear at all. You can change your mind at any time: `/listen`.
listen-revoked = 🙉 I no longer hear you in this server's voice channels: your audio is discarded before it is decrypted.
listen-is-granted = 👂 I hear you in this server's voice channels when I am called into one. To stop that: `/listen on:False`.
listen-is-granted-later = 👂 I hear you in this server's voice channels as soon as I can hear at all. To stop that: `/listen on:False`.
listen-is-not = 🙉 I do not hear you in this server's voice channels. To let me hear you: `/listen on:True`.
listen-code-now = 🔒 The call's privacy code right now: { $code }. If Discord shows you the same code under Voice Details → Privacy, nobody can listen in between. It changes whenever somebody joins or leaves.
listen-no-code = The call is not end-to-end encrypted right now: nobody else in the call supports it.

