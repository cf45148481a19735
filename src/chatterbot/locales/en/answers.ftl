# Several answers to one question, what is sent with an answer, and triggers.

error-answer-none = That example has no answer, so there is nothing to add another answer to.
error-answer-known = That already is one of the answers.
error-answers-too-many =
    { $limit ->
        [one] That question has 1 answer already
       *[other] That question has { $limit } answers already
    }, and more are too many. Forget one of them first.

# What is sent along with an answer
command-extras = extras
command-extras-about = Send a picture, a button or a heading along with one of my answers
option-extras-message = message
option-extras-message-about = Which answer: choose a reply, or paste its link or ID
option-extras-image = image
option-extras-image-about = A picture or another file that I send along
option-extras-link = link
option-extras-link-about = Address of a button below the answer, https://…
option-extras-label = label
option-extras-label-about = What stands on the button (otherwise the name of the website)
option-extras-title = title
option-extras-title-about = A heading: the answer is shown in a box below it
option-extras-colour = colour
option-extras-colour-about = Colour of the box's edge, like #5865F2
option-extras-remove = remove
option-extras-remove-about = Yes: send nothing along any more but what you give now

extras-set = ✅ Saved. Along with “{ $answer }” I now send:
extras-removed = ✅ Saved. I send “{ $answer }” without anything else now.
extras-told-file = 📎 the file { $name }
extras-told-link = 🔗 a button “{ $label }” to { $link }
extras-told-title = 🖼️ a box with the heading “{ $title }”
extras-voice = -# Only in text: when I speak, I say the words alone.
extras-file-forbidden = -# 📎 A file belongs to this answer, but I may not send files in this channel.
why-extras = Sent along with it
error-extras-nothing = Give something to send along (a picture, a link, a heading), or choose “remove”.
error-extras-same = That is sent along already.
error-extras-no-answer = That reply has no answer that something could be sent along with.
error-extras-label = A label needs a button: give a link, too.
error-extras-colour-alone = A colour needs a box: give a title, too.
error-extras-colour = “{ $name }” is no colour. Write it like #5865F2.
error-extras-file-folder = { $path } is a folder. Name a file.
error-link-scheme = “{ $name }” cannot stand on a button. A link begins with https:// or http://.
error-link-invalid = “{ $name }” is no address that can be opened. Write it in full, like https://example.org/rules, without a name or password in it.
error-link-invite = “{ $name }” invites people to a server, and I put no invitations on buttons. Link to a page instead.
error-link-too-long =
    A link has at most { $limit } { $limit ->
        [one] character
       *[other] characters
    }; this one has { $length }.
error-row-file = “{ $field }” leads out of the data folder: “{ $found }”. Write it like `pictures/map.png`.
error-row-link = “{ $field }” is no link: “{ $found }”. It begins with https:// or http://.
error-row-colour = “{ $field }” is no colour: “{ $found }”. Write it like #5865F2.
error-row-language = “{ $field }” is no language: “{ $found }”. Write its code, like en or ru.

# Triggers
error-trigger-empty = A trigger needs at least one word or sign to look for. Write the keywords with commas between them, for example `wifi, internet + password`.
error-trigger-too-long =
    A trigger has at most { $limit } { $limit ->
        [one] character
       *[other] characters
    }; this one has { $length }. Make two of it, or choose fewer keywords.
error-trigger-keywords =
    A trigger has at most { $limit } { $limit ->
        [one] keyword
       *[other] keywords
    }. Make two triggers of it.
error-trigger-pattern =
    { $problem ->
        [open] The pattern opens a bracket ( that it does not close: `{ $name }`. Add a ), or write \( for the sign itself.
        [closed] The pattern closes a bracket ) that was not opened: `{ $name }`. Take it away, or write \) for the sign itself.
        [class] The pattern opens a bracket [ that it does not close: `{ $name }`. Add a ], or write \[ for the sign itself.
        [range] The pattern has a group of characters that cannot be read: `{ $name }`. Write it like [a-z] or [0-9].
        [repeat] The pattern repeats what cannot be repeated: `{ $name }`. Before *, + and ? stands what is repeated; for the sign itself, put \ before it.
        [times] The pattern repeats something too often, or in a wrong order: `{ $name }`. At most 1000 times are possible, written like {"{"}2,5{"}"}.
        [lookaround] The pattern uses something I cannot do, such as looking ahead or back: `{ $name }`. Say it without that, or use keywords.
        [escape] The pattern has \ before something that needs none, or refers back to a group, which I cannot do: `{ $name }`.
        [name] The pattern gives a group a name that cannot be one: `{ $name }`. Leave the name away.
        [large] The pattern is too large. Repeat less in it, or make two triggers of it.
        [everything] The pattern `{ $name }` would fit every message. Write what has to be there.
        [boundary] \b in the middle of a pattern works between Latin letters only: `{ $name }`. Use it at the start and the end, or use keywords, which are always whole words.
       *[other] The pattern cannot be read: `{ $name }`.
    }

command-trigger = trigger
command-trigger-about = Answer certain words at once; without options: the list of all triggers
option-trigger-keywords = keywords
option-trigger-keywords-about = wifi, internet + password: one of these, + means both
option-trigger-pattern = pattern
option-trigger-pattern-about = Instead of keywords: a regular expression (RE2)
option-trigger-answer = answer
option-trigger-answer-about = What I answer
option-trigger-fits = fits
option-trigger-fits-about = Messages it must fit, ;; between several: /test tries them again
option-trigger-fits_not = fits_not
option-trigger-fits_not-about = Messages it must not fit, ;; between several
option-trigger-try_text = try
option-trigger-try_text-about = Which triggers would this message hit?

trigger-added = ✅ Trigger added: { $pattern }. In effect from the next message; I answer:
trigger-changed = ✅ Trigger changed: { $pattern }. In effect from the next message; I answer:
trigger-corrected = ✅ A trigger gave that answer: { $pattern }. From now on it answers:
trigger-removed = 🗑️ Trigger removed: { $pattern }
trigger-whole-words = -# Keywords are found as whole words; capitals and the dots of ё do not matter.
trigger-tested =
    { $count ->
        [one] -# Tried with 1 sample message; `/test` tries it again.
       *[other] -# Tried with { $count } sample messages; `/test` tries them again.
    }
trigger-untested = -# It has no sample messages. Give some (“fits”), and `/test` tells you if it stops working.
trigger-list =
    { $count ->
        [one] **1 trigger**, answered before I look at what a message means:
       *[other] **{ $count } triggers**, answered before I look at what a message means:
    }
trigger-list-empty = There are no triggers yet. A trigger answers messages with certain words at once, before I look at what they mean.
trigger-list-order = -# If several fit, the first in the list answers.
trigger-choose = Show, change or remove one…
trigger-title = Trigger
trigger-answer = Answer
trigger-hits =
    { $count ->
        [one] “{ $text }” hits this trigger:
       *[other] “{ $text }” hits these triggers:
    }
trigger-hits-first = -# The first of them answers.
trigger-hits-none = “{ $text }” hits no trigger.
trigger-by-meaning = By its meaning I would answer: “{ $answer }”
trigger-form-title = Trigger
trigger-form-keywords = Keywords
trigger-form-keywords-hint = wifi, internet + password
trigger-form-pattern = Pattern (RE2)
trigger-form-pattern-hint = ^rank \d+$
trigger-form-fits = Messages it must fit
trigger-form-fits-hint = One a line
trigger-form-fits-not = Messages it must not fit
trigger-form-fits-not-hint = One a line
trigger-form-try = Try a message
trigger-form-text = Message
button-trigger-keyword = Add keywords
button-trigger-pattern = Add a pattern
button-trigger-try = Try a message
button-trigger-edit = Change
button-trigger-remove = Remove
why-trigger = It comes from this trigger
why-trigger-keyword = Keywords { $pattern }
why-trigger-pattern = Pattern { $pattern }
why-trigger-gone = It was changed or removed since.
why-trigger-by = by { $person } { $when }
test-triggers =
    { $count ->
        [one] ⚡ Triggers: { $passed } of 1 sample message as it should be
       *[other] ⚡ Triggers: { $passed } of { $count } sample messages as they should be
    }
test-trigger-missed = - { $pattern } does not fit { $text }, but should
test-trigger-hit = - { $pattern } fits { $text }, but should not
test-trigger-taken = - { $pattern } fits { $text }, but { $other } stands before it and answers
export-triggers =
    { $count ->
        [one] -# 1 trigger is not in the file: { $command } shows it.
       *[other] -# { $count } triggers are not in the file: { $command } shows them.
    }
error-trigger-one-kind = Give keywords or a pattern, not both.
error-trigger-usage = Write what to look for and the answer, for example `keywords: "wifi, internet" It is on the board.`
error-trigger-unknown = That trigger no longer exists.
error-trigger-known = There is a trigger for that already. Change it instead: `/trigger` lists all.
error-triggers-full = There are { $limit } triggers already, and more are too many. Remove one, or teach an answer by its meaning.
error-trigger-heavy = All patterns together would be too large. Make this one or another one simpler, or use keywords.
error-trigger-samples = A trigger has at most { $limit } sample messages.
error-trigger-sample-hit = It would not fit “{ $name }”, which you said it must. Nothing was saved.
error-trigger-sample-miss = It would fit “{ $name }”, which you said it must not. Nothing was saved.
error-trigger-reject = A trigger gave that answer: it looks for certain words, not for a question. `/trigger` changes or removes it.
error-trigger-correct = A trigger gave that answer. Whoever may teach can change it with `/trigger`, or with “Correct this reply”.
