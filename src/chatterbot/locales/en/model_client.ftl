# The language model's server: how it is, and how it fails.

status-model = Language model
status-model-missing = not installed
status-model-untried = { $model }: not asked yet
status-model-up = { $model }: answers, since { $since }
status-model-down = { $model }: doesn't answer, since { $since }: { $reason }
status-part-model = the language model (I answer only with what I was taught)

model-fault-unreachable = its server can't be reached
model-fault-timeout = its server doesn't answer in time
model-fault-server = its server has an error
model-fault-malformed = its server sends something I can't read
model-fault-key = its server doesn't take the key
model-fault-quota = no credit is left there
model-fault-model = its server has no such model
