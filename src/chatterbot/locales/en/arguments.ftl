# Options of text commands: words for values, and what is wrong with what was written.

argument-yes = yes, on, true, y, 1, enable, enabled
argument-no = no, off, false, n, 0, disable, disabled
argument-number = a whole number from { $least } to { $most }
argument-channel = a channel, such as `#general`
argument-user = a mention of the person, or their ID
argument-file = a file attached to the message
argument-text = text; in quotation marks if it has several words

error-option-unknown =
    I do not understand `{ $written }` after `{ $command }`. Write an option and its value, for example `name: value`.
    { $options }
error-option-value = `{ $option }` cannot be `{ $given }`. Possible: { $allowed }.
error-option-empty = What should `{ $option }` be? Possible: { $allowed }.
error-option-twice = `{ $option }` is there twice. Which of the two do you mean?
error-option-too-long = `{ $option }` can have { $most } characters at most; yours has { $count }.
error-option-channel = I see no channel “{ $name }” here that this works for.
error-option-server-only = There are channels only on a server: send me this command there.
error-option-files =
    { $most ->
        [one] `{ $command }` takes one file; your message has { $count }.
       *[other] `{ $command }` takes { $most } files; your message has { $count }.
    }
