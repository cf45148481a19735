"""The database's history: one Alembic revision per change of the tables, run when the program starts."""
