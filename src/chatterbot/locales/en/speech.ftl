# Hearing and speaking: what was understood, /say, the menus "Read aloud" and "Transcribe".

heard-loading = 🎙️ One moment, speech recognition is still loading…
heard-progress = 🎙️ Listening… { $percent }%
heard-more =
    { $count ->
        [one] I listened to the first file only.
       *[other] I listened to the first { $count } files only.
    }

command-say = say
command-say-about = Say something in my voice
option-say-text = text
option-say-text-about = Text to speak
option-say-voice = voice
option-say-voice-about = Voice to use
menu-read-aloud = Read aloud
menu-transcribe = Transcribe

option-settings-voice_answers = voice_answers
option-settings-voice_answers-about = Answer voice messages with voice messages
option-settings-voice = voice
option-settings-voice-about = The voice for its language
settings-voice-answers-on = Voice messages are answered in text and **by voice**
settings-voice-answers-off = Voice messages are answered **in text only**
settings-voice = Voice for { $language }: **{ $voice }**
settings-voice-default = { $language }: the default voice
settings-needs-speech =
    ⚠️ I have no voice yet: the bot's owner has to install the extra `speech`, or turn speaking on.

status-ears = Speech recognition
status-ears-off = not set up
status-ears-loading = { $model }, still loading
status-ears-down = { $model } (not working right now)
status-voices = Voices
status-voices-off = not set up
status-voice-failed = { $voice } (failed when last used)
status-voice-last = spoke last with `{ $voice }`
status-voice-none = has not spoken since I started
status-voice-down = { $voice } (not working right now)

error-hearing-off = I can't listen to recordings here: the bot's owner has not set that up. Please write to me instead.
error-hearing = I can't listen right now: speech recognition is not working. Please write to me instead, or try again later.
error-speaking-off = I can't speak here: the bot's owner has not set that up.
error-speaking = I can't speak right now: none of my voices is working. Please try again later.
error-speech-nothing-to-say = There is nothing in it that I can read aloud.
error-say-too-long = That is { $length } characters long; the limit is { $limit }.
error-speaking-busy =
    { $waiting ->
        [one] I am still making another voice message for you. Try again when it is there.
       *[other] I am still making { $waiting } other voice messages for you. Try again when one of them is there.
    }
error-speaking-busy-here = I am already making { $waiting } voice messages here. Please try again in a moment.
error-speaking-busy-everywhere = I have too much to say right now: { $waiting } voice messages are waiting. Please try again in a moment.
error-voice-unknown = I have no voice `{ $name }`. Choose one from the list.
error-transcribe-nothing = There is no recording in that message.
error-audio-too-long = `{ $name }` is { $seconds } long; I listen to { $limit } at most.
error-audio-too-large = `{ $name }` is { $size }; I listen to { $limit } at most.
error-audio-broken = `{ $name }` is damaged: I can't read the audio in it.
error-audio-silent = There is nothing to hear in `{ $name }`: it is silent.
error-audio-no-words = I could not make out any words in `{ $name }`.
error-audio-no-sound = `{ $name }` is a video without sound.
error-audio-not-audio = `{ $name }` holds no sound that I can read, whatever its name says. I read MP3, M4A, OGG, WAV, FLAC, WebM and similar formats.
error-audio-took-too-long = `{ $name }` takes too long to read. Please send it in another format, or a shorter one.
error-recordings-busy =
    { $waiting ->
        [one] I am still listening to your other recording. Send this one again when I am done.
       *[other] I am still listening to { $waiting } of your recordings. Send this one again when I am done.
    }
error-recordings-busy-here = I am already listening to { $waiting } recordings here. Please try again in a few minutes.
error-audio-busy = I have too much to listen to right now. Please try again in a moment.

duration-seconds = { $count } s
duration-minutes =
    { $minutes } min{ $seconds ->
        [0] { "" }
       *[other] { " " }{ $seconds } s
    }
