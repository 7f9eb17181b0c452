"""Returned mail -> deliveries that bounced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from valuereport.deliver.email.bounces import read_bounces
from valuereport.deliver.ledger import Ledger
from valuereport.errors import LedgerError, Problem
from valuereport.model.delivery import Delivery


def mark_bounces(ledger: Ledger, paths: Sequence[Path]) -> tuple[tuple[Delivery, ...], tuple[Problem, ...]]:
    """Mark what came back as bounced; return these, and what could not be used. Raises LedgerError."""
    files = [file for path in paths for file in (sorted(path.glob("*.eml")) if path.is_dir() else (path,))]
    bounces, problems = read_bounces(files)
    marked, unused = [], list(problems)
    for bounce in bounces:
        delivery = ledger.find(bounce.delivery_id)
        unknown = Problem("deliver", "warning", "a message that this ledger did not send", "not used", bounce.file)
        if delivery is None:
            unused.append(unknown)
        elif delivery.state != "bounced":
            try:
                marked.append(ledger.resolve(delivery.id, "bounced", f"{bounce.status} {bounce.diagnostic}".strip()))
            except LedgerError as error:
                unused.append(replace(unknown, reason=str(error), member_id=delivery.member_id))
    return tuple(marked), tuple(unused)
