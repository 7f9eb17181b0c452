"""A value is changed in a TOML text, and nothing else: every comment and every other line stays as it was."""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.files import packaged
from valuereport.settings.edit import Place, edited
from valuereport.settings.edit.statements import statements, value_at

VALUES = (
    "1",
    "0.50",
    '"a # b [c]"',
    "'x = 1'",
    "2026-01-01",
    "true",
    '["a", "b"]',
    '[\n  "a",  # inside {n}\n  "]"\n]',
    '{ x = 1, y = "q" }',
    '"""m\nn # o\n[p]"""',
    "'''\nk = 2'''",
)
NEW = (7, 0.25, True, 'new "words" # here', ["x", "y"], {"x": 2, "z": "w"}, "two\nlines")


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Place]]:
    """Return a text of sections, entries, notes that look like neither, and dotted keys; and the places of its keys."""
    count, places, parts = [0], list[Place](), list[str]()

    def note() -> str:
        count[0] += 1
        return f"# note {count[0]}{draw(st.sampled_from(['', ' [t0]', ' = 1', ': k9']))}"

    def body(table: Place) -> None:
        for number in range(draw(st.integers(0, 3))):
            for _ in range(draw(st.integers(0, 2))):
                parts.append(draw(st.sampled_from(["", note()])))
            name = draw(st.sampled_from([f"k{number}", f"d{number}.e", f'"q {number}"']))
            value = draw(st.sampled_from(VALUES)).replace("{n}", f"note {count[0] * 100 + number}")
            behind = f"   {note()}" if draw(st.booleans()) else ""
            parts.append(f"{name} = {value}{behind}")
            places.append((*table, *(part.strip('"') for part in name.split("."))))

    body(())
    for number in range(draw(st.integers(0, 3))):
        parts.append(draw(st.sampled_from(["", note()])))
        if draw(st.booleans()):
            parts.append(f"[t{number}]   {note()}")
            body((f"t{number}",))
        else:
            for entry in range(draw(st.integers(1, 2))):
                parts.extend([note(), f"[[a{number}]]"])
                body((f"a{number}", entry))
                if draw(st.booleans()):
                    parts.append(f"[a{number}.s]")
                    body((f"a{number}", entry, "s"))
    parts.append(note())
    text = "\n".join(parts) + draw(st.sampled_from(["", "\n"]))
    return (text.replace("\n", "\r\n") if draw(st.booleans()) else text), places


def with_value(data: Any, place: Place, value: object) -> Any:
    """Return data with a value at a place, without it where it is None: worked out apart from the text."""
    data = deepcopy(data)
    inner = data
    for step in place[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    if value is None:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return data


def bare(data: Any) -> Any:
    """Return data without empty tables."""
    if isinstance(data, list):
        return [bare(one) for one in data]
    return {key: bare(one) for key, one in data.items() if bare(one) != {}} if isinstance(data, dict) else data


@given(documents(), st.data())
def test_any_change_keeps_every_comment_and_every_other_key(
    found: tuple[str, list[Place]], data: st.DataObject
) -> None:
    text, places = found
    before = tomllib.loads(text)
    new: list[Place] = [(*place[:-1], "k9") for place in [*places, ("x",), ("t0", "x"), ("t7", "s", "x")]]
    changes: dict[Place, object] = {}
    for place in data.draw(st.lists(st.sampled_from([*places, *new]), min_size=1, max_size=3, unique=True)):
        changes[place] = data.draw(st.sampled_from([None, *NEW] if place in places else NEW))
    after, wanted = edited(text, changes), before
    for place, value in sorted(changes.items(), key=lambda each: each[1] is None):  # what is removed goes last
        wanted = with_value(wanted, place, value)
    assert bare(tomllib.loads(after)) == bare(wanted)
    for comment in re.findall(r"# note \d+[^\r\n]*|# inside[^\r\n]*", text):
        assert comment in after
    for key in statements(text):
        if key.kind == "key" and not any(place[: len(key.place)] == key.place for place in changes):
            assert text[key.start : key.end].rstrip("\r\n") in after
    assert ("\r\n" in text) == ("\r\n" in after) or "\n" not in text
    kept = {place: value for place, value in changes.items() if value is not None}
    assert edited(after, kept) == after  # what is there already is not written again


@pytest.mark.parametrize("name", ["valuereport", "assumptions", "taxonomy", "policy_wins", "entitlements", "surveys"])
def test_in_the_sample_each_key_is_changed_in_its_own_lines_alone(name: str) -> None:
    text = (packaged("sample_data") / f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    keys = [one for one in statements(text) if one.kind == "key"]
    for one in keys[:: max(1, len(keys) // 12)]:
        value = "other" if value_at(data, one.place) != "other" else "another"
        after = edited(text, {one.place: value})
        assert after[: one.start] == text[: one.start]
        assert after.endswith(text[one.end :])
        comment = text[one.behind : one.end].strip()
        assert comment in after[one.start : len(after) - len(text[one.end :])]


FILES = """\
[files]
a = "1"                     # the first
# b = "2"                   # the second
c = "3"
# These may stand here, too:
# d = "4"                   # the fourth

# ---- The next table: not of files ----
# e = "5"
[email]
sender = "a@b"
"""


def test_a_key_that_a_note_has_stands_where_the_note_stood() -> None:
    after = edited(FILES, {("files", "b"): "x", ("files", "d"): "y", ("files", "e"): "z"})
    assert after.splitlines()[:8] == [
        "[files]",
        'a = "1"                     # the first',
        'b = "x"                   # the second',
        'c = "3"',
        "# These may stand here, too:",
        'd = "y"                   # the fourth',
        'e = "z"',
        "",
    ]
    assert '# e = "5"' in after


def test_what_is_removed_stays_as_a_note_and_comes_back() -> None:
    removed = edited(FILES, {("files", "a"): None})
    assert '# a = "1"                     # the first' in removed
    assert tomllib.loads(edited(removed, {("files", "a"): "9"}))["files"]["a"] == "9"
    assert edited(removed, {("files", "a"): "9"}).count("# the first") == 1


def test_entries_are_added_behind_the_last_and_removed_by_their_numbers_before() -> None:
    rates = '[[rate]]\ncurrency = "EUR"\n\n# of Norway\n[[rate]]\ncurrency = "NOK"\n'
    text = f"{rates}\n# ---- Exports ----\n[[source]]\nx = 1\n"
    after = edited(
        text, {("rate", 0): None, ("rate", 1, "date"): 1, ("rate", 2, "currency"): "SEK", ("rate", 2, "date"): 2}
    )
    assert tomllib.loads(after)["rate"] == [{"currency": "NOK", "date": 1}, {"currency": "SEK", "date": 2}]
    assert after.index("SEK") < after.index("# ---- Exports")
    assert after.index("# of Norway") < after.index("NOK")
    assert "# [[rate]]\n" in after


def test_a_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid"):
        edited("a = \n", {("a",): 1})


def test_a_section_that_stands_in_a_note_is_taken_out_of_it_with_the_key_alone() -> None:
    text = (
        'a = 1\n\n# ---- Stories ----\n# [stories]\n# smallest = 10   # the fewest\n# by = ["sector"]\n\n[b]\nc = 2\n'
    )
    after = edited(text, {("stories", "smallest"): 12})
    assert "----\n[stories]\nsmallest = 12   # the fewest\n# by" in after
    assert edited(after, {("stories", "smallest"): None}).endswith(
        '[stories]\n# smallest = 12   # the fewest\n# by = ["sector"]\n\n[b]\nc = 2\n'
    )


def test_the_first_key_of_a_file_stands_behind_what_the_file_begins_with() -> None:
    text = "# What this file is.\n\n# The first table\n[a]\nb = 1\n"
    assert edited(text, {("most",): 2}) == "# What this file is.\nmost = 2\n\n# The first table\n[a]\nb = 1\n"
