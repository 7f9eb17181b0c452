"""What a command imports: none waits for what it does not use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workspaces import worked_example

DATA = {"numpy", "pandas", "pyarrow"}
LAYOUT = {"matplotlib", "weasyprint", "fontTools", "uharfbuzz", "jinja2", "pikepdf"}
LEDGER = {"sqlalchemy", "alembic"}
MAIL = {"dkim", "cryptography"}
WATCHED = DATA | LAYOUT | LEDGER | MAIL | {"babel", "click", "pydantic", "rich"}
LIST = f"""
import sys
from valuereport.cli import main
try:
    main()
finally:
    print("loaded:", *sorted({WATCHED!r} & set(sys.modules)))
"""


def loaded(path: Path, *arguments: str) -> set[str]:
    """Return which of the watched libraries a command imports."""
    command = [sys.executable, "-c", LIST, *arguments]
    environment = {**os.environ, "XDG_STATE_HOME": str(path.parent)}
    done = subprocess.run(command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("ledger", "--help"), ("init", "new")])
def test_what_needs_no_workspace_imports_the_command_line_alone(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert loaded(tmp_path / "valuereport.toml", *arguments) == {"click"}


def test_the_ledger_is_listed_without_data_and_layout(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    assert not loaded(path, "ledger", "list") & (DATA | LAYOUT | MAIL)
    assert "alembic" not in loaded(path, "ledger", "list")  # its tables are up to date by now


def test_explain_lays_nothing_out_and_opens_no_ledger(tmp_path: Path) -> None:
    found = loaded(worked_example(tmp_path), "explain", "W1")
    assert not found & (LAYOUT | LEDGER | MAIL)


def test_check_tries_the_design_and_lays_nothing_out(tmp_path: Path) -> None:
    assert not loaded(worked_example(tmp_path), "check") & ({"matplotlib", "weasyprint"} | LEDGER | MAIL)
