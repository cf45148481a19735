# /test

command-test = test
command-test-about = How well do I answer? Without options: a self-test on what I was taught
option-test-data = data
option-test-data-about = JSON: [{"{"}"input": "…", "expected": "…"{"}"}] or [{"{"}"text": "…", "label": "…"{"}"}]
option-test-file = file
option-test-file-about = The same as a file: JSON, JSONL, CSV or YAML

test-your-data = your data
test-progress-start = ⏳ Testing…
test-progress = ⏳ Testing: { $done } of { $total }…

test-title-own =
    { $rows ->
        [one] **Self-test of { $name }**: 1 question, left out once and then asked.
       *[other] **Self-test of { $name }**: { $rows } questions, each left out once and then asked.
    }
test-title-cases =
    { $rows ->
        [one] **Test of { $name }**: 1 question.
       *[other] **Test of { $name }**: { $rows } questions.
    }
test-accuracy = 🎯 Best answer was right: **{ $value }**
test-right = ✅ Answered correctly: **{ $value }**
test-wrong = ❌ Answered wrongly: **{ $value }**
test-abstained = 🤷 Said “I don't know”: **{ $value }**
test-oos-recall = 🤐 Off-topic questions left unanswered: **{ $value }**
test-oos-precision = 🤐 Share of unanswered questions that were off-topic: **{ $value }**
test-confusions = Most often confused:
test-confusion = - { $expected } → { $given } × { $count }
test-silence = (no answer)
test-first = -# Test { $run } · the first of its kind; the next one will be compared with it
test-compared = -# Test { $run } · in brackets: the change since the last test of this kind
test-unchanged = -# Test { $run } · same result as the last test of this kind
test-no-pictures = The charts could not be drawn this time; the figures are complete.
test-mistakes-private = The list of mistakes is for you only: { $command } attaches it.

test-picture-confusions = What gets confused with what
test-picture-expected = Expected
test-picture-answered = Best answer
test-picture-scores = How sure the bot was
test-picture-confidence = Confidence
test-picture-threshold = answers from { NUMBER($value, maximumFractionDigits: 2) }
test-scores-right = Right – { $count }
test-scores-wrong = Wrong – { $count }
test-scores-silent = Off-topic – { $count }

error-test-one-source = Please give either data or a file, not both.
error-test-place =
    { $problem }
    { $place }
