"""What every command imports stays light: the libraries of tables, charts and pages take most of a second to load."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pandas", "numpy", "pyarrow", "scipy", "matplotlib", "weasyprint", "pikepdf", "PIL", "alembic", "fsspec")


@pytest.mark.parametrize(
    "module",
    [
        "valuereport.errors",
        "valuereport.unexpected",
        "valuereport.files",
        "valuereport.storage",
        "valuereport.settings",
        "valuereport.deliver.ledger",
    ],
)
def test_a_leaf_imports_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not ended.stdout.split()


def test_settings_and_a_ledger_open_without_a_heavy_library() -> None:
    code = f"""
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from valuereport.deliver.ledger import open_ledger
from valuereport.files import packaged
from valuereport.settings import load_settings

load_settings(packaged("sample_data") / "valuereport.toml")
with TemporaryDirectory() as folder:
    url = f"sqlite:///{{folder}}/ledger.db"
    with open_ledger(url, "somebody"):
        pass
    for name in [name for name in sys.modules if name.partition(".")[0] == "alembic"]:
        del sys.modules[name]
    with open_ledger(url, "somebody") as ledger:  # up to date by now: nothing is migrated
        ledger.deliveries()
print(*sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not ended.stdout.split()
