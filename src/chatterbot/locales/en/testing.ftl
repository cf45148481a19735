# /test

command-test = test
command-test-about = How well do I answer? With nothing given: a trial on what I was taught
option-test-data = data
option-test-data-about = JSON: [{"{"}"input": "…", "expected": "…"{"}"}] or [{"{"}"text": "…", "label": "…"{"}"}]
option-test-file = file
option-test-file-about = The same as a file: JSON, JSONL, CSV or YAML

test-your-data = your data
test-progress-start = ⏳ Testing…
test-progress = ⏳ Testing: { $done } of { $total }…

test-title-own =
    { $rows ->
        [one] **Trial of { $name }**: 1 question, asked as if it had not been taught.
       *[other] **Trial of { $name }**: { $rows } questions, each asked as if it had not been taught.
    }
test-title-cases =
    { $rows ->
        [one] **Test of { $name }**: 1 question.
       *[other] **Test of { $name }**: { $rows } questions.
    }
test-accuracy = 🎯 Best answer is the right one: **{ $value }**
test-right = ✅ Answered right: **{ $value }**
test-wrong = ❌ Answered wrong: **{ $value }**
test-abstained = 🤷 Said “I don't know”: **{ $value }**
test-oos-recall = 🤐 Off-topic questions left unanswered: **{ $value }**
test-oos-precision = 🤐 Of all that was left unanswered, off-topic: **{ $value }**
test-confusions = Confused most:
test-confusion = - { $expected } → { $given } × { $count }
test-silence = (no answer)
test-first = -# Test { $run } · the first of its kind; the next one is compared with it
test-compared = -# Test { $run } · in brackets: the change since the last test of this kind
test-unchanged = -# Test { $run } · the same as the last test of this kind
test-no-pictures = The pictures could not be drawn this time; the figures are complete.
test-mistakes-private = The mistakes one by one are for your eyes only: { $command } attaches them.

test-picture-confusions = What is confused with what
test-picture-expected = Expected
test-picture-answered = Best answer
test-picture-scores = How sure the bot was
test-picture-confidence = Confidence
test-picture-threshold = answers from { NUMBER($value, maximumFractionDigits: 2) }
test-scores-right = Right – { $count }
test-scores-wrong = Wrong – { $count }
test-scores-silent = Off-topic – { $count }

error-test-one-source = One thing at a time, please: data or a file.
error-test-place =
    { $problem }
    { $place }
