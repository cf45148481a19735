# What is said about voice calls at bad moments.

error-voice-sent-away = I was on my way to { $channel }, but somebody sent me away.
