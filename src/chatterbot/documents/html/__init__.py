"""HTML, and what becomes HTML first: Word files and Markdown. They run in the parsing process only."""
