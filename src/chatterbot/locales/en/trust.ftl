# Who may teach, what members suggest, two answers to one question, and teaching on purpose.

error-only-teacher-roles = Only teachers can do that here: people with a teacher role, or with Manage Server.

# Suggestions

proposal-reject = 🚫 { $person } suggests that I no longer answer this that way:
proposal-teach = 💡 { $person } suggests an answer:
proposal-edit = ✏️ { $person } suggests another wording:
proposal-wordings = Also for: { $wordings }
proposal-answer = Answer: “{ $answer }”
proposal-replaces = In place of: “{ $answer }”
proposal-beside = Beside: “{ $answer }”
proposal-credited = In the words of { $person }
proposal-about = -# About { $link }
proposal-waits = ⏳ Thank you! Your suggestion waits for a teacher: { $link }
error-proposals-full = { $limit } of your suggestions wait already. Please wait until a teacher has decided some of them.
error-proposal-not-posted = I may not write in this channel, so nobody could see your suggestion. Try another channel.
error-draft-gone = That is decided already, or is not yours to decide. Nothing was changed.

command-proposals = proposals
command-proposals-about = What members suggest, to approve or decline
proposals-none = Nothing waits to be decided.
proposals-title = { $count ->
        [one] **1 suggestion waits**
       *[other] **{ $count } suggestions wait**
    }, the oldest first:
proposals-line-correction = { $person }: another answer to “{ $question }”
proposals-line-forget = { $person }: forget “{ $question }”
proposals-line-teach = { $person }: an answer to “{ $question }”
proposals-line-edit = { $person }: another wording of “{ $question }”
proposals-choose = Open one…
proposals-earlier = Earlier
proposals-later = Later

# Two answers to one question

answers-differ = I already know an answer to “{ $question }”.
answers-known = • Now: “{ $answer }”
answers-known-silence = • Now: I keep silent.
answers-new = • New: “{ $answer }”
answers-ask = What should I do?
answers-replace = Replace
answers-both = Keep both
answers-cancel = Cancel
answers-chosen = -# Chosen: { $choice }
answers-cancelled = Nothing was changed.

# Forgetting what somebody else taught

forget-ask = { $person } taught me this. Shall I forget it?
forget-kept = I keep it. Nothing was changed.
button-forget-yes = Forget it
button-forget-no = Keep it

teach-wordings = { $count ->
        [one] And for 1 more wording of the question.
       *[other] And for { $count } more wordings of the question.
    }
teach-credited = In the words of { $person }.
