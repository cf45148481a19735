# What went wrong, and what to do about it.

error-bug = Something broke on my side, sorry. The bot's owner can find it in the log as `{ $reference }`.
error-service = Something I need is not working. The bot's owner has to take a look.
error-service-retry = Something I need is not responding right now. Please try again in a moment.
error-discord-forbids = Discord does not let me do that here. I may be missing a permission in this channel.
error-slash-only = `{ $command }` does not work as a message. Type `/{ $name }`, and choose it from the list that appears.
error-unknown-command = I don't know `{ $command }`. `/help` shows what I can do.

# Permissions
error-only-teachers = Only people with Manage Server can teach me here.
error-only-managers = Only people with Manage Server can do that.

# Replies
error-turn-unknown = I don't remember that reply: it is too old, or not a reply to a question.
error-turn-unanswered = That reply did not come from anything I was taught, so there is nothing to remove. You can correct it instead.
error-not-my-reply = That is not one of my replies. I can only correct and explain what I said myself.
error-message-reference = Choose a reply from the list, or paste a message's link or ID.
error-link-elsewhere = That link leads to another server. I only know my replies here.
error-correct-usage = Reply to my message with the better answer, or put the message's link or ID first.
error-correction-same = That already is the answer.
error-taught-already = I already know that.
error-reject-again = I no longer give that answer to this question.
error-example-unknown = That example no longer exists.
error-change-unknown = That change no longer exists.
error-change-undone = That has already been undone.
error-change-not-yours = Somebody else taught that. Only they, or people with Manage Server, can undo it.
error-change-final = That cannot be undone.
error-rating-range = A rating is a number from { $low } to { $high }.
error-feedback-empty = Write a few words, or give a rating.
error-feedback-too-long =
    That is { $length } characters long; the limit is { $limit }.

# Teaching
error-prompt-empty = The question is empty.
error-prompt-too-long = The question is { $length } characters long; the limit is { $limit }.
error-reply-empty = The answer is empty.
error-reply-too-long = The answer is { $length } characters long; the limit is { $limit }.
error-label-empty = The label is empty.
error-label-too-long = The label is { $length } characters long; the limit is { $limit }.
error-teach-nothing = There is nothing in it to learn.
error-teach-too-many = That is { $count } examples; the limit is { $limit } at a time. Put them in a file for `/train`.
error-train-refused =
    { $count ->
        [one] One line cannot be used, so nothing was learned.
       *[other] { $count } lines cannot be used, so nothing was learned.
    }
    Line { $line }: { $reason }
error-erased-meanwhile = Your data was erased in the meantime, so nothing of this was saved.
error-train-cancelled = Stopped. Nothing was learned from it.
error-train-busy =
    { $waiting ->
        [one] One training job is already waiting. Try again when it is done.
       *[other] { $waiting } training jobs are already waiting. Try again when one is done.
    }
error-train-busy-everywhere = I am still learning from { $waiting ->
        [one] one other source
       *[other] { $waiting } other sources
    }. Please try again in a few minutes.
error-work-busy =
    { $waiting ->
        [one] I am still busy with another test, dataset or archive here. Try again when it is done.
       *[other] I am still busy with { $waiting } other tests, datasets or archives here. Try again when one is done.
    }
error-transfers-busy =
    { $waiting ->
        [one] I am still busy with another file of yours. Try again when it is done.
       *[other] I am still busy with { $waiting } other files of yours. Try again when one is done.
    }
error-transfers-busy-here = I am still busy with { $waiting } other files here. Please try again in a moment.
error-work-busy-everywhere = I am busy with { $waiting ->
        [one] one other task
       *[other] { $waiting } other tasks
    }. Please try again in a few minutes.
error-examples-full = That is too much, so nothing was learned: I know { NUMBER($used) } examples here, { NUMBER($new) } would be new, and the limit is { NUMBER($limit) }. Teach fewer, undo or forget what is no longer needed, or ask the bot's owner to raise the limit.
error-examples-history = Nothing was learned: together with the examples that were undone or forgotten, the limit of { NUMBER($limit) } would be exceeded. Ask the bot's owner to raise it.
error-database-full = Nothing was learned: my database holds { $size }, and its limit is { $limit }. Only the bot's owner can raise it.
error-test-nothing = There is nothing in it to test.
error-preference-unknown = There is no setting `{ $name }`.
error-preference-value = `{ $name }` cannot be { $value }.

# Files and folders
error-file-too-large = `{ $path }` is { $size }; the limit is { $limit }.
error-storage-full = Your folder holds { $used }; another { $size } would exceed the limit of { $limit }. Delete something first.
error-archive-too-large = `{ $path }` is { $size } unpacked; the limit for an archive is { $limit }.
error-folder-empty = `{ $path }` is empty.
error-folder-no-datasets = `{ $path }` contains no datasets. I read { $formats }.
error-folder-too-many = `{ $path }` contains more than { $limit } files.
error-path-bad-name = `{ $name }` is not a valid file name.
error-path-closed = `{ $path }` cannot be opened: permission denied.
error-path-link = `{ $path }` is a link. I only open real files and folders.
error-path-missing = There is no `{ $path }`.
error-path-missing-near = There is no `{ $path }`. Did you mean `{ $near }`?
error-path-not-a-file = `{ $path }` is not a file.
error-path-not-a-folder = `{ $path }` is not a folder.
error-path-outside = `{ $path }` is outside your folder.
error-path-read-only = `{ $path }` is read-only.
error-path-too-long = `{ $path }` is too long; the limit is { $limit }.

# Files of examples
error-dataset-format = I can't tell what kind of file `{ $file }` is. I read { $formats }.
error-dataset-empty = `{ $file }` is empty.
error-dataset-not-text = `{ $file }` is not text.
error-dataset-encoding = `{ $file }`, line { $line }: I can't read these characters. Save the file as UTF-8.
error-dataset-code-page =
    `{ $file }` is not in UTF-8, and I can't tell for sure which letters are meant. Save it as UTF-8 and send it again
    (Excel: Save as, “CSV UTF-8”; Notepad: Save as, Encoding).
error-dataset-chat-export =
    `{ $file }` is a chat export. I only learn questions with their answers:
    pick some, and write them as `question => answer`.
error-dataset-doubled-key = `{ $file }`, line { $line }: “{ $name }” appears a second time, and only one can count. Merge the two.
error-dataset-columns =
    { $found ->
        [one] `{ $file }` has one column. It needs two, a question and an answer, or a first line that names them.
       *[other] `{ $file }` has { $found } columns. Name them in the first line, for example question and answer.
    }
error-dataset-malformed = `{ $file }`, line { $line }, column { $column }: { expected-here }.
error-dataset-row = `{ $file }`, line { $line }: { $reason }
error-dataset-too-complex = `{ $file }` is nested too deeply or has more than { $limit } parts.
error-dataset-too-many = `{ $file }` has more than { $limit } examples. Split it.
error-row-no-prompt = it has no question (found: { $found }).
error-row-no-reply = it has no answer (found: { $found }).
error-row-not-text = “{ $field }” should be text, but is { kind-found }.
error-row-empty = “{ $field }” is empty.
error-row-too-long = “{ $field }” is { $length } characters long; the limit is { $limit }.
error-row-bad-character = “{ $field }” has a character that is not text.
error-row-no-exchange = it has no question followed by an answer.
error-row-columns = it has { $found } columns instead of { $expected }. A cell that contains a separator must be in quotes.
error-row-not-a-row = it should be an object with a question and an answer, but is { kind-found }.
error-row-not-a-list = “{ $field }” should be a list, but is { kind-found }.
error-row-not-a-flag = “{ $field }” should be true or false, but is “{ $found }”.
error-row-two-fields = “{ $first }” and “{ $second }” mean the same thing.
error-row-negative-without-reply = it says what not to answer, but not which answer.
error-row-negative-test = a test says what should be answered, not what should not.
error-row-role = there is no role “{ $found }”; use user, assistant or system.
error-row-not-json = character { $column }: { expected-here }.
error-row-not-csv = this is not CSV: { expected-here }.
error-row-no-arrow = there is no `=>` between a question and its answer. You can also put `Q:` and `A:` before them.
error-row-answer-without-question = this answer has no question before it (a line that starts with `Q:`).
error-row-question-without-answer = this question has no answer after it (a line that starts with `A:`).
error-row-answer-goes-on = more text follows after this answer's empty line (line { $next }): remove the empty line if it belongs to the answer (`A:`), or put `# ` before it.
error-row-several-arrows = there are several arrows. Write `=>` between the question and its answer.
error-row-text-without-question = there is no question above this text. End its heading with a question mark, or write `Q:` and `A:`.
error-row-chat-export = this is a chat export. I only learn questions with their answers: pick some, and write them as `question => answer`.
error-row-doubled-key = “{ $name }” appears twice here, and only one can count. Start each pair as a row of its own (in YAML: with `-`).
error-row-yaml-colon = “{ $field }” contains a colon, which means something else in YAML: put the text in quotes.
error-row-yaml-comment = YAML ignores “{ $field }” from the `#` on. Put the text in quotes, or the comment on a line of its own.
kind-found =
    { $found ->
        [null] nothing
        [flag] true or false
        [number] a number
        [text] text
        [list] a list
        [object] an object
       *[other] something else
    }
expected-here =
    { $expected ->
        [comma] a comma is missing
        [colon] a colon is missing
        [name] a name in double quotes is missing, or there is a comma too many
        [quote] a quotation mark is missing
        [no-line-break] a line break is not allowed inside quotes
        [escape] a backslash is in the wrong place
        [end] there is something left after the end
        [value] a value is missing
        [less-nesting] it is nested too deeply
        [no-alias] `*` and `&` mean something else in YAML at the start of a text: put the text in quotes
        [no-tag] `!` means something else in YAML at the start of a text: put the text in quotes
        [number] this number cannot be read: put it in quotes
        [delimiter] a separator is missing
        [shorter] a field is too long
       *[yaml] this is not YAML. A text that starts with a symbol or contains a colon must be put in quotes
    }
error-only-asker = Only the person who asked can choose here. Ask me yourself!
error-suggestion-gone = That answer is not available any more. Please ask again.
error-reply-gone = I could not change the reply. Was it deleted?
error-button-broken = This button does not work any more. Please ask again.
error-question-too-long = This text is too long for a question: I read up to { $limit } characters. Please write what you want to know in a few sentences.
error-too-many-requests = You have too many commands and clicks under way. Please wait for their answers.
