# Ordinary conversation.

chat-unknown = I don't know that yet. Will you teach me?
chat-mention-only = I'm here! Write your question next to my name.
