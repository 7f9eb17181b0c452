"""docs/connectors.md says of each system what the code says, and what nobody has verified; each has a paragraph."""

from __future__ import annotations

from tests.connect.documented import FILE, documented
from valuereport.connect.systems import SYSTEMS
from valuereport.presets import presets


def test_the_tables_are_those_of_the_code() -> None:
    assert FILE.read_text(encoding="utf-8") == documented(), "python -m tests.connect.documented"


def test_each_system_has_a_paragraph_and_says_what_is_not_verified() -> None:
    text = FILE.read_text(encoding="utf-8")
    for one in SYSTEMS:
        assert f"**{one.title.partition(' (')[0]}" in text, one.name
        assert one.unverified, one.name
    assert {one.system_name for one in presets().values() if one.records} == {one.name for one in SYSTEMS}
