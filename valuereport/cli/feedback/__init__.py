"""valuereport feedback: one file a command."""
