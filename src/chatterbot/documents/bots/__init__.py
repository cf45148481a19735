"""What bots and tools of Discord export: one module an export. They run in the parsing process only."""
