"""Statements are rendered once for all tests of the print file."""

from __future__ import annotations

import pytest

from tests.deliver.print.statements import KINDS, job, rendered
from valuereport.deliver.print import PrintJob


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PrintJob]:
    """One job of each kind."""
    folder = tmp_path_factory.mktemp("singles")
    found = {}
    for kind in KINDS:
        file = folder / f"{kind}.pdf"
        file.write_bytes(rendered(kind))
        found[kind] = job(file, kind)
    return found
