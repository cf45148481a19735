# Below an answer that a language model wrote
model-source-general = From the model's general knowledge, not from what was taught here.
model-source-person = taught by { $person }
model-source-taught = taught here
