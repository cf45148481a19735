# Ordinary conversation.

chat-unknown = I don't know that yet. Will you teach me?
chat-mention-only = I'm here! Write your question next to my name.
chat-cannot-hear = I can't listen to recordings yet. Please write it to me.
