"""The record of what was sent to whom, written ahead of sending."""

from valuereport.deliver.ledger.ledger import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
