"""What other bots export: one module an export. They run in the parsing process only."""
