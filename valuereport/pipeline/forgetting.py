"""Erasing a member: what we made goes, the fact that something was delivered stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from valuereport.batch import forget_delivered, forget_in_run
from valuereport.deliver.ledger import Ledger
from valuereport.files import safe_name


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed, and which files still hold something of the member."""

    deliveries: int
    runs: tuple[str, ...]
    left: tuple[Path, ...]


def forget(output: Path, ledger: Ledger, member_id: str) -> Forgotten:
    """Remove a member from the ledger and from every finished run. Raises LedgerError, RunError."""
    runs = []
    ids = ledger.ids_of(member_id)
    for manifest in sorted(output.glob("*/manifest.csv")):
        folder = manifest.parent
        forget_delivered(folder, ids)
        if changed := forget_in_run(folder, member_id):
            before, after = changed
            if after:
                ledger.amend(before, after, "a member was forgotten")
            runs.append(folder.name)
    return Forgotten(ledger.forget(member_id), tuple(runs), tuple(_left(output, member_id)))


def _left(output: Path, member_id: str) -> Iterator[Path]:
    """Yield the files that hold the member among others, or were made outside of runs: a person decides on them."""
    name = safe_name(member_id)
    yield from sorted(output.glob(f"{name}.pdf"))
    yield from sorted(output.glob(f"preview/{name}_*"))
    for made in ("review.html", "print*.pdf", "print-sheets.csv", "export-*.csv"):
        yield from sorted(output.glob(f"*/{made}"))
    yield from sorted(output.glob("problems.csv"))
