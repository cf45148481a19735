# How well people hear the bot, and the bot hears them.

listen-open-microphone = 🎙️ { $person }, your microphone sends sound without a break (music, a fan, a street?), so I hear you only when you speak louder than that. It helps to turn on noise suppression or Push to Talk: User Settings → Voice & Video.
