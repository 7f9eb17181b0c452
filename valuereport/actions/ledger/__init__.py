"""The ledger: what was sent to whom, what came of it, and who gets no email any more."""
