# /test compare:model

option-test-compare = compare
option-test-compare-about = Ask a language model the same questions, and see who is right more often
test-compare-model = With the language model
test-compare-words = model: model, llm

compare-offer-own =
    { $count ->
        [one] 🧪 I would ask **1 question** of those I was taught here.
       *[other] 🧪 I would ask **{ $count } questions** of those I was taught here.
    } They are held back: nobody who answers has learned them.
compare-offer-given =
    { $count ->
        [one] 🧪 I would ask **1 question** of yours.
       *[other] 🧪 I would ask **{ $count } questions** of yours.
    }
compare-offer-most = -# Chosen from { $found }.
compare-offer-models =
    { $count ->
        [one] Each goes to what I was taught alone, to { $models }, and to both together.
       *[other] Each goes to what I was taught alone, to { $models }, and to each of them together with what I was taught.
    }
compare-offer-requests =
    { $requests ->
        [one] That takes at most **1 request** to the model's server. It counts in
       *[other] That takes at most **{ $requests } requests** to the model's server. They count in
    } this server's and your own limits, so I may have to wait in between.
compare-start-button = Ask ({ $requests })
compare-progress = ⏳ Comparing…
compare-stop-button = Stop
compare-stopping = Stopping. What was asked so far is shown.
compare-title-own =
    { $count ->
        [one] **Comparison** on 1 question that was held back:
       *[other] **Comparison** on { $count } questions that were held back:
    }
compare-title-given =
    { $count ->
        [one] **Comparison** on 1 question of yours:
       *[other] **Comparison** on { $count } questions of yours:
    }
compare-line = { $way }: **{ $right }** right, { $wrong } wrong, { $declined } unanswered
compare-way-engine = 📖 What I was taught
compare-way-model = 🤖 Model
compare-way-tuned = 🧪 Fine-tuned model
compare-way-engine-model = 📖🤖 Taught, else the model
compare-way-engine-tuned = 📖🧪 Taught, else the fine-tuned
compare-meaning = -# Models choose among the nearest taught answers, or write from them. Rightly unanswered counts as right. Few questions say little: one more or less changes much.
compare-no-tuned = -# No model was fine-tuned here yet: `/train target:model` does that.
compare-seen = -# The fine-tuned model has learned what was taught here: if these questions were among it, it had an advantage.
compare-requests =
    { $count ->
        [one] -# 1 request to the model's server
       *[other] -# { $count } requests to the model's server
    }
compare-nothing = There was nothing to ask.
compare-end-stopped = ⏹️ Stopped before all questions were asked.
compare-end-person = ⚠️ Stopped: your share of requests to the model is used up.
compare-end-server = ⚠️ Stopped: this server's share of requests to the model is used up for today.
compare-end-total = ⚠️ Stopped: the operator's budget for the model is used up for this month.
compare-end-busy = ⚠️ Stopped: the model's server asks me to wait.
compare-end-fails = ⚠️ Stopped: the model's server does not answer.
compare-again = It goes on { $when }.
compare-picture-title =
    { $count ->
        [one] Who was right: 1 question
       *[other] Who was right: { $count } questions
    }
compare-described = Bar chart “{ $title }”. { $ways }

error-compare-off = There is no language model to compare with: the operator has to set one (`llm.model`).
error-compare-few = There are too few questions to hold some back: it takes at least 20, and answers that were taught with several wordings, so that one can be asked and the others learned. Teach me more wordings, or give me questions of your own, with the right answers.
error-compare-running = A comparison is running here already. Wait for its end, or stop it.
error-compare-over = The comparison is over already.
