# /knowledge: looking through what was taught, and changing it.

command-knowledge = knowledge
command-knowledge-about = Look through what I was taught; teachers can change it
option-knowledge-query = query
option-knowledge-query-about = Words or a question to look for; start typing
option-knowledge-show = show
option-knowledge-show-about = Which entries (default: all)
option-knowledge-teacher = teacher
option-knowledge-teacher-about = Only what this person taught
option-knowledge-since = since
option-knowledge-since-about = Only what was taught since a day: 2026-11-30, yesterday, 2 weeks
option-knowledge-label = label
option-knowledge-label-about = Only answers with this label
option-knowledge-source = source
option-knowledge-source-about = Only what comes from here, such as a file

knowledge-title = 📚 What I was taught
knowledge-show-all = Everything
knowledge-show-answers = Answers
knowledge-show-vetoes = Answers I must not give
knowledge-show-silent = Questions I must not answer
knowledge-show-unused = Never used
knowledge-show-disputed = Disputed: more 👎 and corrections than 👍
knowledge-show-conflicting = Same question, different answers
knowledge-show-words = all: all, everything; answers: answers; vetoes: forbidden, vetoes; silent: silent; unused: unused; disputed: disputed; conflicting: conflicting, conflicts
knowledge-by-teacher = taught by { $person }
knowledge-since = since { $day }
knowledge-from-source = { $source }
knowledge-nothing = Nothing found. Try other words, or choose “Everything” below.
knowledge-empty = I have not been taught anything here yet.
knowledge-by-meaning = Nearest in meaning first:
knowledge-no-words = Nothing holds these words. These mean something like it:
knowledge-wordings =
    { $count ->
        [one] { $count } question
       *[other] { $count } questions
    }
knowledge-used =
    { $count ->
        [0] never used
        [one] used once
       *[other] used { $count } times
    }
knowledge-line-silent = “{ $question }” → 🔇 no answer
knowledge-line-veto = “{ $question }” → 🚫 never “{ $answer }”
knowledge-open-placeholder = Open an entry
knowledge-filter-placeholder = Show only …
knowledge-place = { $first }–{ $last } of { $total }
knowledge-words-button = Search by words
knowledge-meaning-button = Search by meaning

entry-title = 📖 Entry
entry-answers = 💬 “{ $answer }”
entry-veto = 🚫 Never answered with “{ $answer }”
entry-silent = 🔇 These questions are not answered.
entry-label = Label: “{ $label }”
entry-language = Language: { $language }
entry-extra-title = Shown under the title “{ $title }”
entry-extra-file = With the file { $path }
entry-extra-link = With a button to { $link }
entry-questions =
    { $count ->
        [one] Question
       *[other] Questions ({ $count })
    }
entry-replies = Other answers with this label
entry-others = Also taught for the same question
entry-use = Use
entry-last-used = last { $when }
entry-history = History
entry-more = … and { $count } more
entry-credited = in the words of { $people }
entry-origin = Source: { $link }

entry-change-train = { $person } taught { $when }
entry-change-correct = { $person } corrected { $when }
entry-change-reject = { $person } rejected an answer { $when }
entry-change-forget = { $person } had it forgotten { $when }
entry-change-select = { $person } chose a dataset { $when }
entry-change-edit = { $person } edited { $when }
entry-change-import = { $person } imported { $when }
entry-change-undo = { $person } undid a change { $when }
entry-change-seed = starter examples { $when }
entry-change-erase = erased for privacy { $when }
entry-change-instead = instead of “{ $answer }”
entry-change-approved = approved by { $person }
entry-change-undone = ↩️ undone by { $person }

entry-edit-button = Edit
entry-wording-button = Add a question
entry-answer-button = Add an answer
entry-forget-button = Forget
entry-whole-button = Show all of it
entry-back-button = Back to the list
entry-show-button = Show the entry
entry-keep-button = Keep it

entry-edit-title = Edit this entry
entry-edit-questions = Questions, one per line
entry-edit-some = Questions, one per line ({ $shown } of { $count })
entry-edit-veto = Answer I must not give

entry-edited = ✏️ Changed. In effect from the next message.
entry-has-others = ⚠️ There is another answer to the same question. Open the entry to see it.
entry-wordings-added =
    { $count ->
        [one] ➕ “{ $question }” gets the same answer now.
       *[other] ➕ { $count } more questions get the same answer now, such as “{ $question }”.
    }
entry-answer-added =
    { $count ->
        [one] ➕ “{ $answer }” is an answer to this question now, too.
       *[other] ➕ “{ $answer }” is an answer to these { $count } questions now, too.
    }
entry-forget-ask =
    { $count ->
        [one] Forget this entry, taught by { $people }? You can undo it.
       *[other] Forget this entry with all its { $count } questions, taught by { $people }? You can undo it.
    }
entry-kept = Nothing was forgotten.
entry-forgotten =
    { $count ->
        [one] 🗑️ Forgotten: “{ $question }” → “{ $answer }”
       *[other] 🗑️ Forgotten, with all { $count } questions: “{ $question }” → “{ $answer }”
    }
entry-undo-ask = Undo the last change of this entry? Everything else that it changed goes back, too.
entry-whole =
    { $count ->
        [one] Here is all of the entry.
       *[other] Here is all of the entry, with its { $count } questions.
    }
entry-file-questions = Questions
entry-file-label = Label
entry-file-answers = Answers

error-knowledge-since = I don't understand that date. Write a day, such as `2026-11-30` or `yesterday`, or how long ago, such as `2 weeks`.
error-entry-unknown = There is no such entry here. Look for it with `/knowledge`.
error-entry-elsewhere = That entry belongs to a dataset that is not in use now.
error-entry-gone = That entry is not taught any more: somebody changed or forgot it. Look for it again with `/knowledge`.
error-entry-changed = Somebody has changed this entry meanwhile, so I changed nothing. Open it again and look at what it says now.
error-entry-no-change = There is nothing to undo here.
error-edit-no-question = An entry needs at least one question. To remove it, use “Forget”.
error-edit-same = Nothing was different, so I changed nothing.
error-edit-too-large = This entry has { $count } questions, and at most { $limit } can get another answer at once. Export it, change the file, and train from it.

job-open-placeholder = Open a job
job-title = Job { $job }
job-took = took { $time }
job-examples =
    { $count ->
        [one] It taught 1 example, { $used ->
            [0] which is not in use any more:
           *[other] which is in use:
        }
       *[other] It taught { $count } examples, of which { $used } are in use:
    }
error-job-unknown = There is no such job here.
