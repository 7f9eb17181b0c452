"""valuereport survey: one file a command."""
