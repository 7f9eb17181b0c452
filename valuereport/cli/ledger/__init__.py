"""valuereport ledger: one file a command."""
