"""How a ledger becomes one of today's tables, step by step (Alembic)."""
