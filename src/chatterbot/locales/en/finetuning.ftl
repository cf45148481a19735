# Fine-tuning: /train target:model, its jobs, and the formats of /export

option-train-target = target
option-train-target-about = Whom to teach: me (default), or the language model on its server (fine-tuning)
train-target-bot = You: in use at once
train-target-model = The language model: a fine-tuning job on its server
train-target-words = bot: bot, me; model: model, llm
option-export-format = format
option-export-format-about = How the examples are written (default: everything that is known about them)
export-format-prompt-reply = Questions and answers, with everything else
export-format-chat = Chats, for fine-tuning
export-format-preference = Pairs of answers to give and to avoid, for fine-tuning
export-format-words = prompt-reply: all, everything; chat: chats, messages; preference: pairs, dpo
export-format-empty = Nothing in { $name } has a place in this format:

finetune-offer = 🧪 **Train a language model of your own** from what I was taught here. The job starts from { $model } and runs on the model's server. Choose what it learns from:
finetune-with-chat = Questions with their answers
finetune-with-chat-button = Train with { $rows } answers
finetune-with-preference = Pairs: an answer to give, and one that was rejected
finetune-with-preference-button = Train with { $rows } pairs
finetune-offer-rows =
    { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    } to train with, { $held } held back to check with; about { NUMBER($tokens) } tokens each time it goes through them.
finetune-left-silent =
    { $count ->
        [one] -# 1 example is left out, as its question must not be answered.
       *[other] -# { $count } examples are left out, as their questions must not be answered.
    }
finetune-left-negative =
    { $count ->
        [one] -# 1 rejected answer is left out: chats only have right answers.
       *[other] -# { $count } rejected answers are left out: chats only have right answers.
    }
finetune-left-unpaired =
    { $count ->
        [one] -# 1 example is left out: its question needs both an answer to give and one to avoid.
       *[other] -# { $count } examples are left out: a question needs both an answer to give and one to avoid.
    }
finetune-left-double =
    { $count ->
        [one] -# 1 row is left out, as another one is the same.
       *[other] -# { $count } rows are left out, as others are the same.
    }
finetune-left-reduced =
    { $count ->
        [one] -# Of 1 example the label, the language, or what is sent along is not in the file.
       *[other] -# Of { $count } examples the label, the language, or what is sent along is not in the file.
    }
finetune-offer-cost = ⚠️ These questions and answers are sent to the model's server and stay there, and the operator pays for the job. Nothing is sent before you press a button.
finetune-no-button = No, thanks
finetune-declined = Nothing was sent.
finetune-ordered = 🧪 Fine-tuning job { $job } is ordered. How it stands: { $link }
finetune-ordered-unseen = 🧪 Fine-tuning job { $job } is ordered. I may not write in this channel: { $command } shows how it stands.

finetune-title = 🧪 **Fine-tuning job { $job }** · { $model }
finetune-state-preparing = 📤 sending the files
finetune-state-validating = 🔎 the server checks the files
finetune-state-queued = 🕒 waiting on the server
finetune-state-running = ⏳ training
finetune-state-paused = ⏸️ paused by the server
finetune-state-succeeded = ✅ done
finetune-state-failed = ❌ failed
finetune-state-cancelled = ⏹️ cancelled
finetune-finishes = Expected to end { $when }
finetune-tokens =
    { $count ->
        [one] 1 token trained
       *[other] { NUMBER($count) } tokens trained
    }
finetune-result = The new model: { $name }. Only this server can use it.
finetune-rows = { $rows } rows to train with, { $held } to check with
finetune-server-says = The server says: “{ $words }”
finetune-unreachable = -# The server does not answer at the moment. The job goes on there, and I keep asking.
finetune-cancel-button = Cancel
finetune-cancelled = Fine-tuning job { $job } is cancelled.
finetune-cancelling = The server was asked to cancel fine-tuning job { $job }. Its message will say when it has.
finetune-use-button = Use the new model here
finetune-default = the operator's model
finetune-used = ✅ { $person }: this server uses { $name } from now on (before: { $before }).
finetune-former = ↩️ { $person }: this server uses { $name } again.
finetune-former-button = Undo

finetune-problem-interrupted = I was stopped while the files were being sent, and do not know whether the server created the job. I do not order it a second time: look on the server if one runs there, or order it again.
finetune-problem-erased = Somebody's data was erased while the files were being sent, so the job was not created. Order it again: the new files are without it.
finetune-problem-unknown = The server does not know this job any more.
finetune-problem-nameless = The server says that the job succeeded, but not what the new model is called.
finetune-problem-key = The server does not accept the operator's key for this.
finetune-problem-quota = The account on the server has no credit left.
finetune-problem-model = The server does not know the model to start from. The operator has to correct `llm.fine_tune_model`.
finetune-problem-refused = The server does not accept the job. The log says more.
finetune-problem-server = The server cannot be reached, or failed, so the job was not created. Try again later.

jobs-finetunes = **Fine-tuning jobs:**
jobs-finetune-cancel-button = Cancel fine-tuning { $job }
finetune-choice = fine-tuning { $job }

error-finetune-off = Language models cannot be trained here: the operator has to set a language model (`llm.model`) on a server that can do it (`llm.base_url`), and the model to start from (`llm.fine_tune_model`).
error-finetune-target = With `target: model` I train from everything I was taught here: leave the other options out.
error-finetune-over = Fine-tuning job { $job } is already over.
error-finetune-direct = Language models are trained for servers only: use this command on a server that you manage.
error-finetune-used = This server uses that model already.
error-finetune-limit-all =
    { $limit ->
        [one] 1 fine-tuning job in 30 days is the most for all servers together, since each costs the operator money.
       *[other] { $limit } fine-tuning jobs in 30 days are the most for all servers together, since each costs the operator money.
    }
error-finetune-running = Fine-tuning job { $job } is not over yet. One at a time runs for a server: wait for it, or cancel it.
error-finetune-limit =
    { $limit ->
        [one] 1 fine-tuning job in 24 hours is the most, since each costs the operator money. Try again tomorrow.
       *[other] { $limit } fine-tuning jobs in 24 hours are the most, since each costs the operator money. Try again tomorrow.
    }
error-finetune-few =
    { $format ->
        [preference] A job needs at least { $needed } pairs, and there { $count ->
            [one] is 1
           *[other] are { $count }
        }. A pair comes from a question that has an answer and a rejected one: each correction makes one.
       *[other] A job needs at least { $needed } different questions with answers, and there { $count ->
            [one] is 1
           *[other] are { $count }
        }. Teach me more first.
    }
error-finetune-large = The file would have { NUMBER($size) } bytes, and { NUMBER($limit) } are the most. Choose a smaller dataset.
error-finetune-row =
    Row { $line } of the file cannot be used: { $problem ->
        [double] another row is the same
        [json] it is no JSON
        [fields] it has other fields than the format
        [messages] it has no list of messages
        [roles] somebody else speaks than `system` (first only), `user` or `assistant`
        [empty] a message is empty
        [last] the wrong side has the last word
        [outputs] an answer is not one message of the assistant
        [same] the preferred and the rejected answer are the same
        [question] nobody asks anything
        [long] it has more tokens than the models take; shorten the persona, the question or the answer
       *[other] it is not right
    }.
error-finetune-no-model = That model is not there any more, or this server may not use it.
error-finetune-other-model = This server uses another model by now, so there is nothing to undo.
error-dataset-unknown = There is no dataset named { $name }.
