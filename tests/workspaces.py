"""Small workspaces on disk for tests, the worked example's files with parts replaced; and what a PDF says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pymupdf

from tests.commands import SAMPLE

GOLDEN = Path(__file__).parent / "golden"


def worked_example(folder: Path, **replaced: str) -> Path:
    """Copy the worked example into `folder` and return its settings' path.

    `replaced`: file contents by name with `_` for the dot (`history_csv="..."`).
    """
    shutil.copytree(GOLDEN / "worked_example", folder, dirs_exist_ok=True)
    for name, content in replaced.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(content, encoding="utf-8")
    return folder / "valuereport.toml"


def edited(path: Path, old: str, new: str) -> Path:
    """Replace a text that must be in a file, and return the file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def pdf_text(file: Path) -> str:
    """Return a PDF's text with every kind of space made one."""
    with pymupdf.open(file) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


def sample_workspace(folder: Path) -> Path:
    """Copy the sample organisation into a folder, and return the folder."""
    return shutil.copytree(SAMPLE.parent, folder)
