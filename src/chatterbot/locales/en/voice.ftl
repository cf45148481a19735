# Voice channels: /join and /leave.

command-join = join
command-join-about = Come into a voice channel and say my replies there
option-join-channel = channel
option-join-channel-about = Which one; if you do not say, the one you are in
command-leave = leave
command-leave-about = Leave the voice channel

voice-joined =
    🔊 I am in { $channel }. What I reply to people there, I also say there.
voice-joined-quiet =
    🔊 I am in { $channel }. What I am written is not answered aloud in voice channels here (see the settings), only `/say` is.
voice-joined-listening = 👂 I hear those who allow it: the button is in that channel's chat, or use `/listen`.
voice-joined-deaf = 🙉 I do not listen: I have deafened myself, so please write to me.
voice-already = I am in { $channel } already.
voice-left = 👋 I have left { $channel }.
say-there = 🔊 I say it in { $channel }.

option-settings-calls = voice_channels
option-settings-calls-about = Which replies I also say in voice channels
choice-settings-calls-never = none
choice-settings-calls-present = those to people in the channel I was called into
choice-settings-calls-come = those to people in any voice channel: I come by myself
settings-calls = Replies said in voice channels: **{ $which }**

status-in-call = Voice channel
status-call = { $channel }
    { $packets ->
        [one] { $packets } packet sent
       *[other] { $packets } packets sent
    }
status-call-away = { $channel }: coming back, the connection is being mended
status-call-latency = latency { $ms } ms
status-call-loss = { $percent } % lost of what came
status-call-plain = not end-to-end encrypted: nobody else is there who could
status-call-code = end-to-end encrypted, privacy code { $code }

error-voice-off = I can't come into voice channels here: whoever runs me has not set that up.
error-voice-guild = Voice channels exist on servers only.
error-voice-where = You are in no voice channel. Go into one, or name one.
error-voice-channel-unknown = I see no voice channel “{ $name }” here.
error-voice-stage = { $channel } is a stage: I would sit in the audience, where nobody hears me. Call me into an ordinary voice channel.
error-voice-not-there = Only people in { $channel } can ask that, and those who manage the server.
error-voice-with-others = I am with others in { $channel }. Only those who manage the server can call me away from them.
error-voice-nobody = Nobody is in { $channel }: I would talk to myself.
error-voice-no-connect = I may not enter { $channel }: I need the permissions View Channel and Connect there.
error-voice-no-speak = I may enter { $channel }, but not speak there: I need the permission Speak.
error-voice-muted = I am muted on this server. Somebody has to unmute me before I can speak.
error-voice-full = { $channel } is full.
error-voice-no-answer = Discord did not let me into { $channel } in time. Please try again in a moment.
error-voice-failed = The connection to { $channel } failed. Please try again later.
error-voice-not-in = I am in no voice channel.
