"""What the software answers about an organisation's members."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.commands import run
from tests.independent.facts import Organisation
from tests.independent.workspace import write
from valuereport.actions import calculated
from valuereport.pipeline.calculation import CalculatedMembers, load_and_calculate
from valuereport.settings import Settings


def explained(path: Path, member: str) -> dict[str, Any]:
    """Return all figures of a member, numbers as they are printed."""
    done = run("explain", member, "--json", "--config", path)
    assert done.returncode in {0, 1}, f"{done.stderr}\n{done.stdout}"
    answer = json.loads(done.stdout, parse_float=Decimal)
    assert isinstance(answer, dict)
    return answer


def explained_each(path: Path, members: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return all figures of several members, each by its own command; the exports are read for the first one alone."""
    known: list[CalculatedMembers] = []

    def once(settings: Settings, _due: object = None) -> CalculatedMembers:
        if not known:
            known.append(load_and_calculate(settings))
        return known[0]

    with patch.object(calculated, "load_and_calculate", once):
        return {member: explained(path, member) for member in members}


def planned(path: Path) -> set[str]:
    """Return the members whose statement a batch would make."""
    done = run("batch", "--dry-run", "--json", "--config", path)
    assert done.returncode in {0, 1}, f"{done.stderr}\n{done.stdout}"
    return {each["member_id"] for each in json.loads(done.stdout)["plan"] if each["action"] == "render"}


def written(organisation: Organisation, folder: Path) -> Path:
    """Write an organisation into a folder of its own, and return its settings' path."""
    return write(organisation, folder / organisation.name)
