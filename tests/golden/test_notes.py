"""Three cover notes read as they did when somebody last looked at them.

`python -m tests.golden.update` writes the files anew.
"""

from __future__ import annotations

import pytest

from tests.golden.notes import CASES, FOLDER, made


@pytest.mark.parametrize("name", CASES)
def test_a_cover_note_reads_as_before(name: str) -> None:
    for ending, data in made(name).items():
        assert data.decode() == (FOLDER / f"{name}{ending}").read_text(encoding="utf-8"), ending


def test_there_is_a_file_for_each_case_and_no_other() -> None:
    wanted = {f"{name}{ending}" for name in CASES for ending in (".txt", ".html")}
    assert {file.name for file in FOLDER.iterdir()} == wanted
