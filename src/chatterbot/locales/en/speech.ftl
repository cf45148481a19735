# Hearing and speaking: what was understood, /say, the menus "Read aloud" and "Transcribe".

heard-loading = 🎙️ One moment, I am still getting my ears ready…
heard-progress = 🎙️ Listening… { $percent } %
heard-more =
    { $count ->
        [one] I listened to the first file only.
       *[other] I listened to the first { $count } files only.
    }

command-say = say
command-say-about = Say something with my voice
option-say-text = text
option-say-text-about = What I shall say
option-say-voice = voice
option-say-voice-about = Which voice says it
menu-read-aloud = Read aloud
menu-transcribe = Transcribe

option-settings-voice_answers = voice_answers
option-settings-voice_answers-about = Answer voice messages with voice messages
option-settings-voice = voice
option-settings-voice-about = The voice I speak its language with
settings-voice-answers-on = Voice messages are answered in text and **by voice**
settings-voice-answers-off = Voice messages are answered **in text only**
settings-voice = Voice for { $language }: **{ $voice }**
settings-voice-default = { $language }: as the bot's operator set it
settings-needs-speech =
    ⚠️ I have no voice yet: for that, whoever runs the bot has to install the extra `speech`, or to switch speaking on.

status-ears = I hear with
status-ears-off = nothing: hearing is not set up
status-ears-loading = { $model }, still loading
status-ears-down = { $model } (out of order just now)
status-voices = I speak with
status-voices-off = nothing: speaking is not set up
status-voice-down = { $voice } (out of order just now)

error-hearing-off = I can't listen to recordings here: whoever runs me has not set that up. Please write it to me.
error-hearing = I can't listen just now: my recogniser is out of order. Please write it to me, or try again later.
error-speaking-off = I can't speak here: whoever runs me has not set that up.
error-speaking = I can't speak just now: none of my voices works. Please try again later.
error-speech-nothing-to-say = There is nothing in it that I could read aloud.
error-say-too-long = That is { $length } characters long; { $limit } is the most I say at once.
error-voice-unknown = I have no voice `{ $name }`. Choose one from the list.
error-transcribe-nothing = There is no recording in that message.
error-audio-too-long = `{ $name }` is { $seconds } long; { $limit } is the most I listen to.
error-audio-too-large = `{ $name }` is { $size }; { $limit } is the most I listen to.
error-audio-broken = `{ $name }` is damaged: I can't read the sound in it.
error-audio-silent = There is nothing to hear in `{ $name }`: it is silent.
error-audio-no-words = I heard no words in `{ $name }`.
error-audio-no-sound = `{ $name }` is a video without sound.
error-audio-not-audio = `{ $name }` holds no sound that I can read, whatever its name says. I read MP3, M4A, OGG, WAV, FLAC, WebM and the like.
error-audio-took-too-long = `{ $name }` takes too long to read. Please send it in another format, or a shorter one.
error-audio-busy = I am listening to a lot just now. Please try again in a moment.

duration-seconds = { $count } s
duration-minutes =
    { $minutes } min{ $seconds ->
        [0] { "" }
       *[other] { " " }{ $seconds } s
    }
