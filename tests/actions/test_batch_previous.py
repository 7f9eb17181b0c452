"""Compared with the run before: `--previous RUN` shows last year's figure, or says in a line why it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import run
from tests.workspaces import edited, pdf_text, worked_example


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workspace of the worked example with a run `before`, whose period is the year before."""
    folder = tmp_path_factory.mktemp("earlier")
    config = worked_example(folder)
    done = run("batch", "--config", config, "--run", "before", "--workers", "1")
    assert done.returncode == 0, done.stderr
    frozen = folder / "output" / "before" / "run.json"
    told = json.loads(frozen.read_text(encoding="utf-8"))
    told["settings"]["period"] |= {"start": "2025-01-01", "end": "2026-01-01"}
    frozen.write_text(json.dumps(told), encoding="utf-8")
    edited(folder / "output" / "before" / "manifest.csv", "1147.25,1147.25,1147.25", "1000.00,1000.00,1000.00")
    return folder


def test_last_years_figure_and_the_change_stand_in_the_statement(earlier: Path) -> None:
    before = earlier / "output" / "before"
    done = run(
        "batch", "--config", earlier / "valuereport.toml", "--run", "now", "--workers", "1", "--previous", before
    )
    assert done.returncode == 0, done.stderr
    (file,) = (earlier / "output" / "now").rglob("*.pdf")
    text = pdf_text(file)
    assert "In 2025 the best estimate was £1,000.00 (+£147.25 since then)." in text


def test_figures_of_the_first_edition_are_named_and_not_compared(earlier: Path, tmp_path: Path) -> None:
    before = tmp_path / "first-edition"
    shutil.copytree(earlier / "output" / "before", before)
    frozen = json.loads((before / "run.json").read_text(encoding="utf-8"))
    del frozen["value_model"]
    (before / "run.json").write_text(json.dumps(frozen), encoding="utf-8")
    config, reason = earlier / "valuereport.toml", "the figures of the run first-edition are from edition 1"
    done = run("batch", "--config", config, "--run", "later", "--workers", "1", "--previous", before)
    assert done.returncode == 1, done.stderr  # all is done, but there is a problem to look at
    folder = earlier / "output" / "later"
    (file,) = folder.rglob("*.pdf")
    assert "2025" not in pdf_text(file)
    assert reason in (folder / "problems.csv").read_text(encoding="utf-8")
    seen = run("approve", "later", "--config", config, "--previous", before)
    assert reason in seen.stdout + seen.stderr
    assert "Nothing is compared" in (folder / "review.html").read_text(encoding="utf-8")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no such folder": (shutil.rmtree, "run.json"),
    "no manifest": (lambda folder: (folder / "manifest.csv").unlink(), "manifest.csv"),
    "no JSON": (lambda folder: (folder / "run.json").write_text("{"), "run.json"),
    "another JSON": (lambda folder: (folder / "run.json").write_text('{"settings": []}'), "run.json"),
    "another table": (lambda folder: (folder / "manifest.csv").write_text("a,b\n1,2\n"), "manifest.csv"),
    "a figure that is none": (
        lambda folder: edited(folder / "manifest.csv", "1000.00,1000.00,1000.00", "1000.00,much,1000.00"),
        "manifest.csv",
    ),
    "bytes that are no text": (lambda folder: (folder / "manifest.csv").write_bytes(b"\xff\xfe\x00"), "manifest.csv"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_folder_that_is_no_run_is_one_line(earlier: Path, case: str, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(earlier / "output" / "before", before)
    change, named = BROKEN[case]
    change(before)
    done = run("batch", "--config", earlier / "valuereport.toml", "--run", "r", "--previous", before, "--workers", "1")
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if line.startswith("valuereport: ")]
    assert len(said) == 1
    assert named in said[0]
    assert not (earlier / "output" / "r").exists()
