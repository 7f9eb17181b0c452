"""Answers: the JSON that programs rely on, one file a command that takes --json (docs/design.md)."""
