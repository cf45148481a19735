# Who may teach, what members suggest, two answers to one question, and teaching on purpose.

error-only-teacher-roles = Only teachers can do that here: people with a teacher role, or with Manage Server.

# Suggestions

proposal-reject = 🚫 { $person } suggests that I no longer answer this that way:
proposal-teach = 💡 { $person } suggests an answer:
proposal-edit = ✏️ { $person } suggests another wording:
proposal-wordings = Also for: { $wordings }
proposal-drops-questions = No longer for: { $wordings }
proposal-drops-answers = Also no longer given: { $wordings }
proposal-answer = Answer: “{ $answer }”
proposal-replaces = In place of: “{ $answer }”
proposal-beside = Beside: “{ $answer }”
proposal-credited = In the words of { $person }
proposal-about = -# About { $link }
proposal-waits = 📨 Thank you! Your suggestion waits for a teacher: { $link }
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

# Teaching on purpose

command-teach = teach
command-teach-about = Teach me an answer, with a form
option-teach-question = question
option-teach-question-about = What people ask; leave both out for a form with several wordings
option-teach-answer = answer
option-teach-answer-about = What I should say
error-teach-usage = Write the question, `=>` and the answer after the command: `when do you meet? => On Fridays.`
menu-teach-from = Teach from this message
menu-solution = Mark as solution
teach-form-questions = Question
teach-form-questions-hint = Several wordings of the question: one on each line
teach-from-title = Teach from this message
solution-title = Teach this solution
error-teach-wordings = Those are { $count } wordings of the question; at most { $limit } fit into one form.
error-teach-own = I wrote that myself. Use “Correct this reply” to change it.
error-teach-wordless = There are no words in that message that I could learn as an answer.
error-message-gone = That message is gone.
error-solution-thread = That works in threads and forum posts only. Elsewhere, use “Teach from this message”.
error-solution-question = That is the question itself. Mark the message that answers it.
button-solved = Solved
solved-thanks = ✅ Solved, thank you!
error-solved-who = Only the person who asked and teachers can mark it as solved.

# Who teaches: asked once in a larger server

first-hour-ask =
    👋 Who may teach me here? For now only people with Manage Server teach me at once; what others teach waits as a suggestion until one of them approves it.
    -# You can change that at any time with { $settings }.
first-hour-everyone = Everyone
first-hour-roles = Teachers…
first-hour-managers = Managers only
first-hour-choose-roles = Whoever has one of these roles can teach me at once, and approve what others suggest:
first-hour-roles-hint = Choose roles
first-hour-chosen-everyone = ✅ { $person } decided that everyone may teach me at once.
first-hour-chosen-roles = ✅ { $person } decided that people with these roles may teach me, and approve what others suggest: { $roles }
first-hour-chosen-managers = ✅ { $person } decided that only people with Manage Server may teach me.
error-first-hour-roles = Those roles are gone. Please choose others.
