# Voice channels: /join and /leave.

command-join = join
command-join-about = Join a voice channel and say my replies there
option-join-channel = channel
option-join-channel-about = Which one; by default the one you are in
command-leave = leave
command-leave-about = Leave the voice channel

voice-joined =
    🔊 I am in { $channel }. When I reply to people there, I also say it aloud.
voice-joined-quiet =
    🔊 I am in { $channel }. Written messages are not answered aloud here (see the settings); only `/say` is spoken.
voice-joined-listening = 👂 I hear people who allow it: use the button in that channel's chat, or `/listen`.
voice-joined-mute = 🔇 I am in { $channel }.

# What it cannot do there
hearing-off = 🙉 I can't hear anybody in voice channels: the bot's owner has not set that up. I deafen myself there, so please write to me.
hearing-unwanted = 🙉 I am not listening: people who manage this server have turned that off. I deafen myself there, so please write to me.
hearing-loading = 🙉 I can't hear yet: speech recognition is still loading. Until it is done I deafen myself, and I say so in the voice channel's chat when I can hear.
hearing-down = 🙉 I can't hear right now: speech recognition is not working. Until it does I deafen myself, and I say so in the voice channel's chat when I can hear. Please write to me.
hearing-deafened = 🙉 I can't hear: I am deafened on this server. Somebody has to undeafen me first.
hearing-unknown = 🙉 I am not listening right now: I can't read this server's settings. I deafen myself there, so please write to me.
speaking-off = 🔇 I can't speak: the bot's owner has not set that up. My answers are only written.
speaking-down = 🔇 I can't speak right now: none of my voices is working. Until one does, my answers are only written.
speaking-muted = 🔇 Nobody hears me: I am muted on this server. Somebody has to unmute me first.
speaking-forbidden = 🔇 Nobody hears me: I need the permission Speak in this channel.
speaking-audience = 🔇 Nobody hears me: on this stage I am in the audience. People who moderate it can invite me to speak.

voice-already = I am already in { $channel }.
voice-left = 👋 I have left { $channel }.
say-there = 🔊 Saying it in { $channel }.

option-settings-calls = voice_channels
option-settings-calls-about = Which replies I also say in voice channels
settings-calls-words = never: none, never, off, no; present: present, my channel, called; come: come, any, all, everywhere
choice-settings-calls-never = none
choice-settings-calls-present = replies to people in the channel I was called into
choice-settings-calls-come = replies to people in any voice channel: I join by myself
settings-calls = Replies I also say in voice channels: **{ $which }**

status-in-call = Voice channel
status-call = { $channel }
    { $packets ->
        [one] { $packets } packet sent
       *[other] { $packets } packets sent
    }
status-call-away = { $channel }: connection lost, reconnecting
status-call-latency = latency { $ms } ms
status-call-loss = { $percent }% of incoming packets lost
status-call-plain = not end-to-end encrypted: nobody else in the call supports it
status-call-code = end-to-end encrypted, privacy code { $code }

error-voice-off = I can't join voice channels here: the bot's owner has not set that up.
error-voice-guild = Voice channels exist only on servers.
error-voice-where = You are not in a voice channel. Join one, or name one.
error-voice-channel-unknown = I see no voice channel “{ $name }” here.
error-voice-not-there = Only people in { $channel } and people with Manage Server can do that.
error-voice-with-others = I am with others in { $channel }. Only people with Manage Server can move me.
error-voice-nobody = Nobody is in { $channel }: I would be talking to myself.
error-voice-no-connect = I can't join { $channel }: I need the permissions View Channel and Connect there.
error-voice-no-speak = I can join { $channel }, but not speak there: I need the permission Speak.
error-voice-muted = I am muted on this server. Somebody has to unmute me before I can speak.
error-voice-full = { $channel } is full.
error-voice-no-answer = Discord did not let me into { $channel } in time. Please try again in a moment.
error-voice-failed = The connection to { $channel } failed. Please try again later.
error-voice-not-in = I am not in a voice channel.
