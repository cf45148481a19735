# Several answers to one question, what is sent with an answer, and triggers.

error-answer-none = That example has no answer, so there is nothing to add another answer to.
error-answer-known = That already is one of the answers.
