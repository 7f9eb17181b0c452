"""aliases.csv and corrections.csv: they need not be there; where they are, they belong to the inputs of a run."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspaces import edited, worked_example
from valuereport.actions.own_tables import add_row
from valuereport.errors import SettingsError, SourceError
from valuereport.loaders import load
from valuereport.loaders.own_tables import read_own_table
from valuereport.notation.characters import without_hidden
from valuereport.settings import load_settings

CONTENT = {
    "aliases": "old_id,new_id,date,source\n,,,\nA-1,W1,2026-01-01,us\n",
    "corrections": "member,what,amount,by,on,why\n,,,,,\nW1,confirm,5,me,2026-11-30,seen\n",
}


@pytest.mark.parametrize("key", CONTENT)
def test_the_file_is_an_input_where_it_is(tmp_path: Path, key: str) -> None:
    path = worked_example(tmp_path)
    assert f"{key}.csv" not in load(load_settings(path)).inputs
    file = tmp_path / f"{key}.csv"
    file.write_text(CONTENT[key])
    loaded = load(load_settings(path))
    assert loaded.inputs[f"{key}.csv"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert len(loaded.aliases) + len(loaded.corrections) == 1
    assert not loaded.problems


@pytest.mark.parametrize("key", CONTENT)
def test_a_file_with_a_mark_and_another_name(tmp_path: Path, key: str) -> None:
    path = edited(worked_example(tmp_path), "[period]", f'[files]\n{key} = "own/we.csv"\n\n[period]')
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "we.csv").write_text("\ufeff" + CONTENT[key].replace("\n", "\r\n"), encoding="utf-8")
    loaded = load(load_settings(path))
    assert len(loaded.aliases) + len(loaded.corrections) == 1
    assert "own/we.csv" in loaded.inputs


@pytest.mark.parametrize("key", CONTENT)
def test_a_file_that_the_settings_name_has_to_be_there(tmp_path: Path, key: str) -> None:
    path = edited(worked_example(tmp_path), "[period]", f'[files]\n{key} = "ours.csv"\n\n[period]')
    with pytest.raises(SettingsError, match=rf"files\.{key}: found 'ours\.csv'; allowed: a file that is there"):
        load(load_settings(path))


@pytest.mark.parametrize("key", CONTENT)
def test_a_file_without_the_needed_headings_is_refused(tmp_path: Path, key: str) -> None:
    path = worked_example(tmp_path)
    (tmp_path / f"{key}.csv").write_text("one;two\n1;2\n")
    with pytest.raises(SettingsError, match="its headings: found 'one;two'; allowed: "):
        load(load_settings(path))


@pytest.mark.parametrize("key", CONTENT)
def test_a_folder_in_its_place_is_an_error(tmp_path: Path, key: str) -> None:
    path = worked_example(tmp_path)
    (tmp_path / f"{key}.csv").mkdir()
    with pytest.raises(SourceError, match=f"{key}: {key}.csv cannot be read"):
        load(load_settings(path))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"))), min_size=1, max_size=3))
def test_what_is_written_is_read_again(cells: list[str]) -> None:
    with TemporaryDirectory() as folder:
        settings = load_settings(worked_example(Path(folder)))
        for cell in cells:
            add_row(settings, "corrections.csv", ("member", "what"), {"member": cell, "what": "confirm"}, {})
        rows = read_own_table(settings, "corrections", ("member", "what"), ()).rows
    assert [row["member"] for _, row in rows] == [normalize("NFC", without_hidden(cell)).strip() for cell in cells]
