"""One module a format: bytes in, the blocks of `tree` out. They run in the parsing process only."""
