"""Finished statements on their way to the members: the ledger, email, print."""
