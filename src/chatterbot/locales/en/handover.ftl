# Handing questions over to people

handover-button-ask = Ask a person
handover-button-withdraw = Take the question back
handover-button-take = I'll answer
handover-button-give-back = Leave it to others
handover-button-answer = Answer
handover-button-decline = Decline
handover-button-teach = Teach this

handover-asked = 🙋 Your question is with the people who help here. Their answer will come as a reply to your message, or as a direct message if that is not possible.
handover-withdrawn = ↩️ You have taken your question back. Nobody sees it any more.

handover-card =
    { $count ->
        [one] 🙋 **A question for you**, asked by { $askers }
       *[other] 🙋 **A question for you**, asked by { $count } people: { $askers }
    }
handover-card-link = -# The message: { $link }
handover-card-near = I nearly answered: { $answer }
handover-card-open = -# Waiting for somebody to answer.
handover-card-taken = ✋ { $helper } is writing an answer.
handover-card-answered = ✅ Answered by { $helper }: { $answer }
handover-card-declined = 🚫 Declined by { $helper }: { $reason }
handover-card-unreachable = ⚠️ { $helper } answered, but who asked cannot be reached any more: { $answer }
handover-card-taught = 💡 This answer was taught to me.
handover-card-gone = ↩️ This question was taken back, or is not kept any more.

handover-form-title = Answer the question
handover-form-answer = Your answer
handover-form-decline-title = Decline the question
handover-form-reason = Why (whoever asked will read this)
handover-taken = ✋ The others see that you are writing an answer.
handover-given-back = ↩️ The question is open for others again.
handover-sent = ✅ Sent, under your name.
handover-unreachable = ⚠️ Who asked has left the server, or accepts no direct messages. Nothing was sent. Your answer stands on the card, and can still be taught.
handover-too-late = ⚠️ The question was answered or taken back in the meantime, so nothing was sent. You had written: { $text }
handover-answered = 💬 { $asker }, { $helper } answers your question:
handover-declined = 🚫 { $asker }, { $helper } cannot answer your question:

error-handover-off = This server does not hand questions over to people any more.
error-handover-answered = That question has an answer by now.
error-handover-twice = You have already asked people that. As soon as somebody answers, you will be told.
error-handover-soon =
    { $seconds ->
        [one] You have just asked people something. You can ask the next question in { $seconds } second.
       *[other] You have just asked people something. You can ask the next question in { $seconds } seconds.
    }
error-handover-many = { $most } of your questions are waiting for people already. Take one back, or wait for an answer.
error-handover-full = So many questions are waiting for people that a new one would hardly be seen. Please try again later.
error-handover-cannot = I cannot write where the people who help read: { $channel }. Somebody who manages the server has to give me the permissions View Channel and Send Messages there. Your question was not kept.
error-handover-gone = This question was taken back, or is not kept any more.
error-handover-decided = This question is not open any more.
error-handover-empty = Please write something: only blanks were sent.

privacy-kind-handovers =
    { $count ->
        [one] 1 question handed over to people: asked or answered by you
       *[other] { $count } questions handed over to people: asked or answered by you
    }
