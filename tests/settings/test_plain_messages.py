"""What is allowed is said in words for who writes the settings, not in those of the library that reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import load_settings

WRONG = {
    "[email]\na_minute = 'many'": "a whole number",
    "[email]\na_minute = 0": "1 or more",
    "[email]\nfirst_wait = 'soon'": "a number such as 0.5",
    "[email]\nattach = 'perhaps'": "true or false",
    "[email]\nsender = 7": 'a text between " and "',
    "[calculation]\nextreme = 0": "a number above 0",
    "[calculation]\ncorrelation = 2": "0.99 or less",
    "[calculation]\ndraws = 1000000": "131,072 or less",
    "[sheet]\npaper = 'a5'": "'a4' or 'letter'",
    "[sheet]\nlanguages = 'cy-GB'": 'a list: ["...", "..."]',
    "[fees]\npaid_from = 'May'": "a day such as 2026-12-31",
    "[insights]\nowners = 'Ann'": "a table: { ... }",
    "email = 'a@guild.example'": "a table: { ... }",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_allowed_is_said_in_plain_words(tmp_path: Path, text: str) -> None:
    path = worked_example(tmp_path)
    if text.startswith("["):
        edited(path, "[period]", f"{text}\n\n[period]")
    else:
        edited(path, "[organisation]", f"{text}\n\n[organisation]")
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert raised.value.allowed.startswith(WRONG[text])
