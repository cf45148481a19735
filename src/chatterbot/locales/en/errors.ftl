# What went wrong, and what to do about it.

error-bug = Something broke on my side, sorry. Whoever runs me finds it in the log as `{ $reference }`.
error-service = Something I need is out of order. Whoever runs me has to look at it.
error-service-retry = Something I need does not answer just now. Please try again in a moment.
error-discord-forbids = Discord does not let me do that here. Perhaps I lack a permission in this channel.
error-unknown-command = I don't know `{ $command }`. `/help` shows what I can do.

# Permissions
error-only-teachers = On this server only people who may manage it teach me.
error-only-managers = Only people who may manage this server can do that.

# Replies
error-turn-unknown = I don't remember that reply: it is too old, or not a reply to a question.
error-turn-unanswered = That reply came from nothing I was taught, so there is nothing to take back. Correct it instead.
error-not-my-reply = That is not one of my replies. I can only correct and explain what I said myself.
error-message-reference = Choose a reply from the list, or paste a message's link or id.
error-link-elsewhere = That link leads to another server. I only know my replies here.
error-correct-usage = Reply to my message with the better answer, or put the message's link or id first.
error-correction-same = That is the answer already.
error-taught-already = I know that already.
error-reject-again = I don't give that answer to this question any more.
error-example-unknown = That example is not there any more.
error-change-unknown = That change is not there any more.
error-change-undone = That was undone already.
error-change-not-yours = Somebody else taught that; they, or people who may manage this server, can undo it.
error-change-final = That cannot be undone.
error-rating-range = A rating is a number from { $low } to { $high }.
error-feedback-empty = Write a few words, or give a rating.
error-feedback-too-long =
    That is { $length } characters long; { $limit } is the most I can keep.

# Teaching
error-prompt-empty = The question is empty.
error-prompt-too-long = The question is { $length } characters long; { $limit } is the most.
error-reply-empty = The answer is empty.
error-reply-too-long = The answer is { $length } characters long; { $limit } is the most.
error-label-empty = The label is empty.
error-label-too-long = The label is { $length } characters long; { $limit } is the most.
error-teach-nothing = There is nothing to learn in it.
error-teach-too-many = These are { $count } examples; { $limit } can be taught at once. Put them into a file for `/train`.
error-train-refused =
    { $count ->
        [one] One line cannot be used, so nothing was learned.
       *[other] { $count } lines cannot be used, so nothing was learned.
    }
    Line { $line }: { $reason }
error-erased-meanwhile = Your data was erased meanwhile, so nothing of this was saved.
error-train-cancelled = Stopped. Nothing of it was learned.
error-train-busy =
    { $waiting ->
        [one] One training is waiting already. Try again when it is done.
       *[other] { $waiting } trainings are waiting already. Try again when one is done.
    }
error-test-nothing = There is nothing to test in it.
error-preference-unknown = There is no setting `{ $name }`.
error-preference-value = `{ $name }` cannot be { $value }.

# Files and folders
error-file-too-large = `{ $path }` is { $size }; { $limit } is the most.
error-storage-full = Your folder holds { $used }; with another { $size } it would go over { $limit }. Delete something first.
error-archive-too-large = `{ $path }` is { $size } unpacked; { $limit } is the most I pack.
error-folder-empty = `{ $path }` is empty.
error-folder-no-datasets = `{ $path }` holds no datasets. I read { $formats }.
error-folder-too-many = `{ $path }` holds more than { $limit } files.
error-path-bad-name = `{ $name }` cannot be a file's name.
error-path-closed = `{ $path }` cannot be opened: its permissions forbid it.
error-path-link = `{ $path }` is a link. I only follow real files and folders.
error-path-missing = There is no `{ $path }`.
error-path-missing-near = There is no `{ $path }`. Did you mean `{ $near }`?
error-path-not-a-file = `{ $path }` is not a file.
error-path-not-a-folder = `{ $path }` is not a folder.
error-path-outside = `{ $path }` is outside your folder.
error-path-read-only = `{ $path }` can only be read.
error-path-too-long = `{ $path }` is too long: { $limit } is the most.

# Files of examples
error-dataset-format = I can't tell what kind of file `{ $file }` is. I read { $formats }.
error-dataset-empty = `{ $file }` is empty.
error-dataset-not-text = `{ $file }` is not text.
error-dataset-encoding = `{ $file }`, line { $line }: I can't read these characters. Save the file as UTF-8.
error-dataset-code-page =
    `{ $file }` is not in UTF-8, and I can't tell for sure which letters are meant. Save it as UTF-8 and send it again
    (Excel: Save as, “CSV UTF-8”; Notepad: Save as, Encoding).
error-dataset-chat-export =
    `{ $file }` is what people wrote in a channel. I learn only what somebody gives me as a question and its answer:
    pick some, and write them as `question => answer`.
error-dataset-doubled-key = `{ $file }`, line { $line }: “{ $name }” stands there for the second time, and only one can count. Join the two.
error-dataset-columns =
    { $found ->
        [one] `{ $file }` has one column. Two are needed, a question and an answer, or a first line that names them.
       *[other] `{ $file }` has { $found } columns. Name them in the first line, for instance question and answer.
    }
error-dataset-malformed = `{ $file }`, line { $line }, column { $column }: { expected-here }.
error-dataset-row = `{ $file }`, line { $line }: { $reason }
error-dataset-too-complex = `{ $file }` is nested too deeply or has more than { $limit } parts.
error-dataset-too-many = `{ $file }` has more than { $limit } examples. Split it.
error-row-no-prompt = it has no question (found: { $found }).
error-row-no-reply = it has no answer (found: { $found }).
error-row-not-text = “{ $field }” should be text, but is { kind-found }.
error-row-empty = “{ $field }” is empty.
error-row-too-long = “{ $field }” is { $length } characters long; { $limit } is the most.
error-row-bad-character = “{ $field }” has a character that is not text.
error-row-no-exchange = it has no question followed by an answer.
error-row-columns = it has { $found } columns in place of { $expected }. A cell with a separator in it must be in quotes.
error-row-not-a-row = it should be an object with a question and an answer, but is { kind-found }.
error-row-not-a-list = “{ $field }” should be a list, but is { kind-found }.
error-row-not-a-flag = “{ $field }” should be true or false, but is “{ $found }”.
error-row-two-fields = “{ $first }” and “{ $second }” say the same thing twice.
error-row-negative-without-reply = it says what not to answer, but not which answer.
error-row-negative-test = a test says what should be answered, not what should not.
error-row-role = nobody has the role “{ $found }”; there are user, assistant and system.
error-row-not-json = character { $column }: { expected-here }.
error-row-not-csv = this is not CSV: { expected-here }.
error-row-no-arrow = there is no `=>` between a question and its answer. Or put `Q:` and `A:` before them.
error-row-answer-without-question = this answer has no question before it (a line that begins with `Q:`).
error-row-question-without-answer = this question has no answer after it (a line that begins with `A:`).
error-row-answer-goes-on = more text follows its answer's empty line (line { $next }): take that line out if it belongs to the answer (`A:`), or put `# ` before it.
error-row-several-arrows = there are several arrows. Write `=>` between the question and its answer.
error-row-text-without-question = no question is above this text. End its heading with a question mark, or write `Q:` and `A:`.
error-row-chat-export = this is what people wrote in a channel. I learn what I am given as question and answer: pick some, and write `question => answer`.
error-row-doubled-key = “{ $name }” stands here twice, and only one can count. Begin each pair as a row of its own (in YAML: with `-`).
error-row-yaml-colon = “{ $field }” has a colon in it, which means something else in YAML: put the text in quotes.
error-row-yaml-comment = YAML leaves out “{ $field }” from the `#` on. Put the text in quotes, or the comment on a line of its own.
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
        [no-alias] `*` and `&` mean something else in YAML at the beginning of a text: put the text in quotes
        [no-tag] `!` means something else in YAML at the beginning of a text: put the text in quotes
        [number] this number cannot be read: put it in quotes
        [delimiter] a separator is missing
        [shorter] a field is too long
       *[yaml] this is not YAML. A text that begins with a sign or has a colon in it must be put in quotes
    }
