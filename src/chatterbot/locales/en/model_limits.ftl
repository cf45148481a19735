# How much the language model was used

status-model-use = Use of the language model
model-use-today = Today (UTC): **{ NUMBER($requests) }** of { NUMBER($most_requests) } requests, **{ NUMBER($tokens) }** of { NUMBER($most_tokens) } tokens
model-use-month = This month: **{ NUMBER($requests) }** requests, **{ NUMBER($tokens) }** tokens
model-use-total = Of what all servers together may use this month, { $share } is used.
model-use-amount = { $amount }
insights-model = Language model
insights-model-use = { $requests ->
    [one] 1 request
   *[other] { NUMBER($requests) } requests
}, { $failed ->
    [0] none failed
   *[other] { NUMBER($failed) } failed
}; { NUMBER($tokens) } tokens
insights-model-shares = Of the questions, { $plain } got taught or quoted words, { $chosen } a taught answer that the model chose, { $composed } an answer that it wrote from sources, { $general } one from its general knowledge, and { $declined } none.
