"""Documents of every common kind: bytes or an address in; question-answer pairs and passages out.

Start at `reading.DocumentReader` (bytes to a `values.ParsedDocument`) and `fetching.DocumentFetcher` (an address to bytes). Each document
is parsed in a process of its own, within limits (`limits.ParseLimits`); that process imports the libraries, this one never does.
"""
