"""What the statements of an earlier run said, to compare with."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from valuereport.errors import RunError
from valuereport.model.valuation import Earlier


def earlier_figures(folder: Path) -> Mapping[str, Earlier]:
    """Return the most likely figure of each member with a statement in a run. Raises RunError."""
    try:
        period = json.loads((folder / "run.json").read_text(encoding="utf-8"))["settings"]["period"]
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
            return {
                row["member_id"]: Earlier(start, end, row["currency"], _amount(row["central"]))
                for row in csv.DictReader(stream)
                if row["status"] == "rendered"
            }
    except OSError as error:
        raise RunError(f"the earlier run cannot be read: {error.filename}: {error.strerror}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunError(
            f"{folder} is no finished run: run.json or manifest.csv is not as a run leaves it ({error})"
        ) from None


def _amount(text: str) -> float:
    amount = float(text)
    if not math.isfinite(amount):
        raise ValueError(f"central: {text}")
    return amount
