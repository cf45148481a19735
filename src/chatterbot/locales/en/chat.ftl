# Ordinary conversation.

chat-unknown = I don't know that yet. Will you teach me?
chat-mention-only = I'm here! Write your question next to my name.
chat-unknown-only = I don't know that yet.
chat-did-you-mean =
    { $count ->
        [one] I'm not sure what you mean. Did you mean this?
       *[other] I'm not sure what you mean. Did you mean one of these?
    }
chat-hidden = I see that you replied to me, but Discord does not show me your words. Leave the @ on when you reply, or mention me.
chat-file = I can't look at pictures and other files here. Please write your question.
chat-file-train = I can't look at pictures and other files here. Please write your question. To teach me from a file, use `/train`.
chat-file-empty = There is no text in this file. Please write your question.
chat-forward = I can't read this forwarded message. Please write your question.
chat-sticker = I can't understand stickers. Please write your question.
chat-words-only = I can only read words here. Please write your question.
suggestion-done = ✅ That is the answer now.
suggestion-remember = ✅ Shall I remember that “{ $question }” asks the same?
chat-hidden-role = You mentioned my role, so Discord does not show me your words. Please mention me: choose the name with my picture.
