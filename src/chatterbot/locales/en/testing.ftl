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
test-left-out-once = -# Left out once: I was asked each question as if I had never been taught it, and had to find its answer by the others. In the words I was taught, I know it. Starter examples are not asked.
test-alone =
    { $count ->
        [one] -# 1 more question cannot be asked like this: its answer was taught with no other question.
       *[other] -# { $count } more questions cannot be asked like this: their answers were taught with no other question.
    }
test-few =
    { $count ->
        [one] 🎯 1 question, too few for a percentage:
       *[other] 🎯 { $count } questions, too few for a percentage:
    } **{ $right }** answered correctly, **{ $wrong }** wrongly, and to **{ $declined }** I said “I don't know”.
test-few-off-topic = 🤐 Off-topic questions left unanswered: **{ $silent }** of { $count }
test-accuracy = 🎯 Best answer was right: **{ $value }**
test-right = ✅ Answered correctly: **{ $value }**
test-wrong = ❌ Answered wrongly: **{ $value }**
test-abstained = 🤷 Said “I don't know”: **{ $value }**
test-oos-recall = 🤐 Off-topic questions left unanswered: **{ $value }**
test-oos-precision = 🤐 Share of unanswered questions that were off-topic: **{ $value }**
test-few-wordings = -# An answer has { NUMBER($wordings, maximumFractionDigits: 1) } questions on average, so little is left when one is left out. More wordings of the same questions make me surer.
test-confusions = Most often confused:
test-confusion =
    - { $expected } → { $given } × { $count }{ $held ->
        [0] { "" }
       *[other] { " " }({ $held } not said)
    }: { $question }
test-confusions-meaning = -# The right answer → the one I found × how often: one of the questions. Not said: I was too unsure and said “I don't know”.
test-silence = (no answer)
test-first = -# Test { $run } · the first of its kind; the next one will be compared with it
test-compared = -# Test { $run } · in brackets: the change since the last test of this kind
test-compared-better = -# Test { $run } · a larger share answered correctly than in the last test of this kind
test-compared-worse = -# Test { $run } · a smaller share answered correctly than in the last test of this kind
test-other = -# Test { $run } · as many answered correctly as in the last test of this kind, but not the same result
test-unchanged = -# Test { $run } · same result as the last test of this kind
test-no-pictures = The charts could not be drawn this time; the figures are complete.
test-mistakes-private = The list of mistakes is for you only: { $command } attaches it.

test-picture-confusions = Most often confused
test-picture-expected = right:
test-picture-answered = found:
test-picture-right = answered correctly
test-picture-wrong = answered wrongly
test-picture-silent = left unanswered
test-picture-note = […]: characters this font does not have. The message shows them.
test-picture-scores = How sure the bot was
test-picture-confidence = Confidence
test-picture-threshold = answers from { NUMBER($value, maximumFractionDigits: 2) }
test-scores-right = Best answer right: { $count }, of these { $answered } answered
test-scores-wrong = Best answer wrong: { $count }, of these { $answered } answered
test-scores-silent = Off-topic: { $count }, of these { $answered } answered
test-described-confusions = Bar chart “{ $title }”.
test-described-pair =
    { $number }. “{ $question }”: found “{ $given }”, right is “{ $expected }”; { $count ->
        [one] once
       *[other] { $count } times
    }, of these { $answered } answered.
test-described-scores = Bar chart “{ $title }” by { $axis }: { $groups }. The bot { $threshold }.

error-test-one-source = Please give either data or a file, not both.
error-test-place =
    { $problem }
    { $place }
error-test-alone =
    { $count ->
        [one] You have taught me 1 answer, with one question only. A self-test leaves a question out and looks whether I find its answer by another one. Teach me the answer with a second wording first.
       *[other] All { $count } answers you have taught me have one question each. A self-test leaves a question out and looks whether I find its answer by another one. Teach me some of them with a second wording first.
    }
error-test-starter = I only have my starter examples, and a self-test does not ask those. Teach me something of your own first.
