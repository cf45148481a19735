# What a language model is given beside a question: earlier messages, images

privacy-kind-fresh-starts =
    { $count ->
        [one] 1 conversation you started afresh
       *[other] { $count } conversations you started afresh
    }
image-question = What about this image?
image-left-out-many =
    { $count ->
        [one] 🖼️ I did not look at 1 image: it is one more than I can look at together.
       *[other] 🖼️ I did not look at { $count } images: they are more than I can look at together.
    }
image-left-out-large =
    { $count ->
        [one] 🖼️ I did not look at 1 image: it is too large. A smaller one works.
       *[other] 🖼️ I did not look at { $count } images: they are too large. Smaller ones work.
    }
image-left-out-kind =
    { $count ->
        [one] 🖼️ I did not look at 1 image: I can look at PNG, JPEG, WebP and GIF only.
       *[other] 🖼️ I did not look at { $count } images: I can look at PNG, JPEG, WebP and GIF only.
    }
image-left-out-gone =
    { $count ->
        [one] 🖼️ I did not look at 1 image: Discord did not let me download it. Please send it again.
       *[other] 🖼️ I did not look at { $count } images: Discord did not let me download them. Please send them again.
    }

command-forget = forget
command-forget-about = Start our conversation here afresh: what was said before no longer counts
option-forget-what = what
option-forget-what-about = What to forget
choice-forget-conversation = conversation
forget-words = conversation: conversation, chat, talk
forget-mine = 🌱 We start afresh: what was said in this channel before no longer counts when you ask me something. For others nothing changes, no message is deleted, and what I was taught stays.
forget-direct = 🌱 We start afresh: what we said here before no longer counts. No message is deleted, and what I was taught stays.
forget-thread = 🌱 We start afresh: what was said in this thread before no longer counts, whoever asks me something. No message is deleted, and what I was taught stays.
forget-undone = ↩️ What was said before counts again.
error-forget-undone = That cannot be undone any more: the conversation was started afresh again since.
option-privacy-model = model
option-privacy-model-about = No: what you write does not go to the language model when others ask something
privacy-model-off = 🙊 When somebody asks me something, what you wrote no longer goes to the language model; of what you ask me yourself only the question does.
privacy-model-on = 💬 What you wrote goes to the language model again where it belongs to a conversation with me.
privacy-model-off-everywhere = 🙊 Here you would allow it, but for all servers you said no, and that still holds. To change it: `everywhere` and `model` together.
privacy-model-is-off = 🙊 What you write does not go to the language model, but for what you ask me. To change that: the option `model`.
privacy-erased-objection = Your wish that what you write does not go to the language model still holds; of it, only a number is kept that does not name you.
