"""The wheel carries all it needs: installed by itself, away from the checkout, it makes a workspace and statements."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.commands import ROOT, manifest


def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path / "dist"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", tmp_path / "site", wheel]
    subprocess.run(install, check=True, capture_output=True)

    def valuereport(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
        command = [sys.executable, "-m", "valuereport", *arguments]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    assert valuereport("init", "x", "--with-templates", cwd=tmp_path).returncode == 0
    assert (tmp_path / "x" / "templates" / "statement.css").exists()
    done = valuereport("batch", "--limit", "4", "--workers", "1", cwd=tmp_path / "x")
    assert done.returncode == 1, done.stderr
    assert "sample organisation" not in done.stderr  # the workspace is our own
    rows = manifest(tmp_path / "x" / "output" / "2026")
    assert [row["status"] for row in rows].count("rendered") >= 3
    again = valuereport("init", "x", cwd=tmp_path)
    assert again.returncode == 2
    assert "not empty" in again.stderr
