# /train and /jobs

command-train = train
command-train-about = Teach me: type it, send a file, or name a folder
option-train-text = text
option-train-text-about = question => answer; between several pairs write ;;
option-train-file = file
option-train-file-about = JSONL, JSON, CSV, YAML or text: one pair a line
option-train-directory = directory
option-train-directory-about = A folder or file of this server's data folder: start typing
option-train-positive = positive
option-train-positive-about = No: these answers must never be given to these questions (default: yes)
option-train-skip_bad = skip_bad
option-train-skip_bad-about = Yes: leave out lines that cannot be read and teach the rest (default: no)

train-form-title = Teach me
train-form-title-negative = Tell me what not to answer
train-form-label = One pair a line: question => answer
train-form-placeholder = When do you open? => At nine in the morning.
train-your-text = your text

train-progress = ⏳ Job { $job }: { $stage }…
train-late = ⏳ Job { $job } goes on. This message can no longer be changed (Discord allows 15 minutes): `/jobs` shows how it ends.
train-stage-waiting = waiting for another job
train-stage-reading = reading
train-stage-encoding = learning
train-stage-teaching = putting it to use

train-done =
    { $added ->
        [one] ✅ **Taught 1 example** from { $source }. It is in use already.
       *[other] ✅ **Taught { $added } examples** from { $source }. They are in use already.
    }
train-done-negative =
    { $added ->
        [one] ✅ **Noted 1 answer not to give** from { $source }.
       *[other] ✅ **Noted { $added } answers not to give** from { $source }.
    }
train-nothing-new = 👌 Nothing new in { $source }: I know all of it already.
train-duplicates =
    { $count ->
        [one] 1 more was known already.
       *[other] { $count } more were known already.
    }
train-conflicts =
    { $count ->
        [one] ⚠️ 1 question has answers that differ. I keep them all and give the one taught last, unless you choose:
       *[other] ⚠️ { $count } questions have answers that differ. I keep them all and give the one taught last, unless you choose:
    }
train-conflict-known = { $answer } (known before)
train-conflict-silence = no answer
train-conflicts-more = …and { $count } more.
train-conflicts-later-button = Only the later answers
train-conflicts-earlier-button = Only the earlier answers
train-conflicts-later =
    { $removed ->
        [one] ☑️ Of answers that differ, only the later ones count now: 1 was taken out.
       *[other] ☑️ Of answers that differ, only the later ones count now: { $removed } were taken out.
    }
train-conflicts-earlier =
    { $removed ->
        [one] ☑️ Of answers that differ, only the earlier ones count now: 1 was taken out.
       *[other] ☑️ Of answers that differ, only the earlier ones count now: { $removed } were taken out.
    }
error-conflicts-none = No answers differ here any more.
train-left-out =
    { $count ->
        [one] 1 line was left out:
       *[other] { $count } lines were left out:
    }
train-checking = -# Checking what it changed…
train-score = Right answers in a trial on what is taught: { $before } → **{ $after }** ({ $change })
train-score-same = Right answers in a trial on what is taught: **{ $after }**, as before
train-score-first = Right answers in a trial on what is taught: **{ $after }**
train-footer = -# Job { $job } · { NUMBER($seconds, maximumFractionDigits: 1) } s
train-undo-button = Undo
train-undone =
    ↩️ Undone: { $removed ->
        [one] 1 example taken back
       *[other] { $removed } examples taken back
    }{ $restored ->
        [0] .
        [one] , 1 put back.
       *[other] , { $restored } put back.
    }

train-refused =
    { $count ->
        [one] ❌ **Nothing was taught:** 1 line of { $source } cannot be read.
       *[other] ❌ **Nothing was taught:** { $count } lines of { $source } cannot be read.
    }
train-refused-none = None of its lines can be read. Correct them and send it again.
train-refused-advice = Correct them and send it again, or teach the rest now:
train-good-button = Teach the good lines
refused-line = line { $line }
refused-file = the file
refused-more =
    { $count ->
        [one] …and 1 more; all of them are in the attached file.
       *[other] …and { $count } more; all of them are in the attached file.
    }

error-train-one-source = One thing at a time, please: text, a file, or a directory.
error-train-nothing =
    Write what to teach after the command, one pair a line: `question => answer`. Or attach a file.
    { $command } also has a form for it.
error-train-text-gone = The text is no longer attached to that message. Please send it again.

command-jobs = jobs
command-jobs-about = What was taught, by whom and when; stop what is under way
jobs-title = **Training jobs**, newest first:
jobs-none = Nothing has been taught by job yet. { $command } starts one.
jobs-queued = 🕒 waiting
jobs-running = ⏳ running
jobs-done = ✅ done
jobs-undone = ↩️ undone by { $person } { $when }
jobs-failed = ❌ failed, nothing taught
jobs-cancelled = ⏹️ stopped, nothing taught
jobs-interrupted = ⚠️ cut off by a restart, nothing taught
jobs-source-text = text
jobs-counts = { $added } new, { $duplicates } known, { $refused } left out
jobs-score = right in a trial: { $before } → { $after }
jobs-cancel-button = Stop job { $job }
job-cancel-button = Stop
job-stopping = Stopping job { $job }. Nothing of it will be kept.
error-job-over = Job { $job } is over already. If it taught something, its Undo button takes that back.
