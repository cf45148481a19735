# Several answers to one question, what is sent with an answer, and triggers.

error-answer-none = That example has no answer, so there is nothing to add another answer to.
error-answer-known = That already is one of the answers.
error-answers-too-many =
    { $limit ->
        [one] That question has 1 answer already
       *[other] That question has { $limit } answers already
    }, and more are too many. Forget one of them first.

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
