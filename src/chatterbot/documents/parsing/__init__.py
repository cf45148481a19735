"""The parsing process: what it does with a document, and how it says what it found."""
