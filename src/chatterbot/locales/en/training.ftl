# /train and /jobs

command-train = train
command-train-about = Teach me: type it, send a file, or choose a folder
option-train-text = text
option-train-text-about = question => answer; put ;; between several pairs
option-train-file = file
option-train-file-about = JSONL, JSON, CSV, YAML or text: one pair per line
option-train-directory = directory
option-train-directory-about = A folder or file in this server's data folder: start typing
option-train-positive = positive
option-train-positive-about = No: these answers must never be given to these questions (default: yes)
option-train-skip_bad = skip_bad
option-train-skip_bad-about = Yes: skip lines that cannot be read, and teach the rest (default: no)
option-train-conflicts = conflicts
option-train-conflicts-about = If a question has different answers (default: keep all)
train-conflicts-keep = Keep all, give the last one
train-conflicts-replace = Replace the known answers
train-conflicts-leave = Leave the known answers as they are
train-conflicts-words = keep: keep, all, both; replace: replace, overwrite, later; leave: leave, known, earlier

train-form-title = Teach me
train-form-title-negative = Answers I must not give
train-form-label = One pair per line: question => answer
train-form-placeholder = When do you open? => At nine in the morning.
train-your-text = your text

train-progress = ⏳ Job { $job }: { $stage }…
train-late = ⏳ Job { $job } is still running. Discord does not let me change this message after 15 minutes: `/jobs` shows the result.
train-stage-waiting = waiting for another job
train-stage-reading = reading
train-stage-encoding = learning
train-stage-teaching = applying

train-done =
    { $added ->
        [one] ✅ **Taught 1 example** from { $source }. Already in use.
       *[other] ✅ **Taught { $added } examples** from { $source }. Already in use.
    }
train-done-negative =
    { $added ->
        [one] ✅ **Saved 1 answer I must not give** from { $source }.
       *[other] ✅ **Saved { $added } answers I must not give** from { $source }.
    }
train-nothing-new = 👌 Nothing new in { $source }: I already know all of it.
train-nothing-left = 👌 Nothing taught from { $source }: where it says something new, I already have another answer, and that stays.
train-duplicates =
    { $count ->
        [one] 1 more was already known.
       *[other] { $count } more were already known.
    }
train-conflicts =
    { $count ->
        [one] ⚠️ 1 question has different answers. I keep all of them and give the one taught last. Or choose:
       *[other] ⚠️ { $count } questions have different answers. I keep all of them and give the one taught last. Or choose:
    }
train-conflicts-were-replaced =
    { $count ->
        [one] ☑️ 1 question had different answers: only the last one counts now
       *[other] ☑️ { $count } questions had different answers: only the last one of each counts now
    }{ $removed ->
        [one] { " " }(1 answer removed or left out).
       *[other] { " " }({ $removed } answers removed or left out).
    }
train-conflicts-were-left =
    { $count ->
        [one] ☑️ 1 question had different answers: the first one stays
       *[other] ☑️ { $count } questions had different answers: the first one of each stays
    }{ $removed ->
        [one] { " " }(1 answer left out).
       *[other] { " " }({ $removed } answers left out).
    }
train-conflict-known = { $answer } (known before)
train-conflict-silence = no answer
train-conflicts-more = …and { $count } more.
train-conflicts-later-button = Only the later answers
train-conflicts-earlier-button = Only the earlier answers
train-conflicts-later =
    { $removed ->
        [one] ☑️ Where answers differ, only the later ones count now: 1 removed.
       *[other] ☑️ Where answers differ, only the later ones count now: { $removed } removed.
    }
train-conflicts-earlier =
    { $removed ->
        [one] ☑️ Where answers differ, only the earlier ones count now: 1 removed.
       *[other] ☑️ Where answers differ, only the earlier ones count now: { $removed } removed.
    }
error-conflicts-none = There are no different answers here any more.
train-left-out =
    { $count ->
        [one] 1 line was skipped:
       *[other] { $count } lines were skipped:
    }
train-checking = -# Checking what has changed…
train-score = Self-test accuracy: { $before } → **{ $after }** ({ $change })
train-score-same = Self-test accuracy: **{ $after }**, as before
train-score-first = Self-test accuracy: **{ $after }**
train-score-meaning = -# Self-test: I am asked each question as if I had never been taught it. In the words I was taught, I know the answers. `/test` shows the mistakes.
train-score-fell = -# The self-test now asks other questions than before, too: a smaller share means that some of them are close to each other, or have only few wordings yet.
train-footer = -# Job { $job } · { NUMBER($seconds, maximumFractionDigits: 1) } s
train-undo-button = Undo
train-undone =
    ↩️ Undone: { $removed ->
        [one] 1 example removed
       *[other] { $removed } examples removed
    }{ $restored ->
        [0] .
        [one] , 1 restored.
       *[other] , { $restored } restored.
    }

train-refused =
    { $count ->
        [one] ❌ **Nothing was taught:** 1 line of { $source } cannot be read.
       *[other] ❌ **Nothing was taught:** { $count } lines of { $source } cannot be read.
    }
train-refused-none = None of its lines can be read. Fix them and send it again.
train-refused-advice = Correct this and send it again, or teach the rest now:
train-good-button = Teach the good lines
refused-line = line { $line }
refused-file = the file
refused-more =
    { $count ->
        [one] …and 1 more; all of them are in the attached file.
       *[other] …and { $count } more; all of them are in the attached file.
    }

error-train-one-source = Please give only one of these: text, a file, or a directory.
error-train-nothing =
    Write what to teach after the command, one pair per line: `question => answer`. Or attach a file.
    { $command } also has a form for it.
error-train-text-gone = The text is no longer attached to that message. Please send it again.

command-jobs = jobs
command-jobs-about = What was taught, by whom and when; stop a running job
jobs-title = **Training jobs**, newest first:
jobs-none = There are no training jobs yet. { $command } starts one.
jobs-queued = 🕒 waiting
jobs-running = ⏳ running
jobs-done = ✅ done
jobs-undone = ↩️ undone by { $person } { $when }
jobs-failed = ❌ failed, nothing taught
jobs-cancelled = ⏹️ stopped, nothing taught
jobs-interrupted = ⚠️ interrupted by a restart, nothing taught
jobs-source-text = text
jobs-counts = { $added } new, { $duplicates } known, { $refused } skipped
jobs-score = self-test: { $before } → { $after }
jobs-cancel-button = Stop job { $job }
job-cancel-button = Stop
job-stopping = Stopping job { $job }. Nothing from it will be kept.
error-job-over = Job { $job } is already over. If it taught something, its Undo button takes that back.
