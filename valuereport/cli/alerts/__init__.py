"""valuereport alerts: one file a command."""
