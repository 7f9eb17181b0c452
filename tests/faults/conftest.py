"""What every test of faults can rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import SAMPLE, run
from tests.once import made_once

FEW = ("--config", str(SAMPLE), "--limit", "10", "--run", "r")


@pytest.fixture(scope="session")
def undisturbed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run of a few members that nothing has disturbed: made once for all, never changed."""

    def make(output: Path) -> None:
        assert run("batch", *FEW, "--output", output, "--workers", "1").returncode == 1

    return made_once(tmp_path_factory, "undisturbed", make) / "r"
