"""The same organisation with every export as CSV: workbooks and JSON lines written as the CSV that they hold.

A comparison with `pandas.read_csv` is fair only where both sides read the same bytes, and read_csv reads CSV alone.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from valuereport.loaders.cells import text_of
from valuereport.settings import Settings, Source, load_settings


def write_all_csv(settings: Settings, folder: Path) -> Settings:
    """Copy a workspace to `folder` with its workbooks and JSON lines as CSV, and return the copy's settings."""
    shutil.copytree(settings.folder, folder)
    words = settings.path.read_text(encoding="utf-8")
    for source in settings.workspace.source:
        if source.format in ("excel", "jsonl"):
            there = (folder / source.file).with_suffix(".csv")
            if not there.exists():
                _write(there, _sheet(settings, source) if source.format == "excel" else _objects(settings, source))
                (folder / source.file).unlink()
            words = words.replace(f'format = "{source.format}"', 'format = "csv"')
            words = words.replace(f'file = "{source.file}"', f'file = "{there.relative_to(folder).as_posix()}"')
            words = words.replace(f'sheet = "{source.sheet}"\n', "")
    copy = folder / settings.path.name
    copy.write_text(words, encoding="utf-8")
    return load_settings(copy)


def _write(file: Path, rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([text_of(cell) for cell in row] for row in rows)


def _sheet(settings: Settings, source: Source) -> Iterable[Sequence[object]]:
    book = CalamineWorkbook.from_path(str(settings.folder / source.file))
    return book.get_sheet_by_name(source.sheet or book.sheet_names[0]).to_python(skip_empty_area=False)


def _objects(settings: Settings, source: Source) -> Iterable[Sequence[object]]:
    with (settings.folder / source.file).open(encoding="utf-8") as stream:
        found = [json.loads(line) for line in stream if line.strip()]
    headings = list(dict.fromkeys(name for each in found for name in each))
    yield headings
    yield from ([each.get(name) for name in headings] for each in found)
