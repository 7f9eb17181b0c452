"""Outputs of stories: the tables, what they remember, and that an output is there whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given as drawn
from hypothesis import settings as limited
from hypothesis import strategies as st

from tests.stories.specimen import CASE, STORIES, stories
from tests.stories.test_consents import row, table
from valuereport import output_folder as folders
from valuereport.errors import RunError
from valuereport.model.dimensions import DIMENSIONS
from valuereport.model.story import Published
from valuereport.output_folder import current_folder, locked_folder, replace_folder
from valuereport.settings.stories import StoriesRules
from valuereport.stories.consents import COLUMNS, LONGEST_QUOTE, read_consents
from valuereport.stories.published import published_json, published_output, read_published, stories_json
from valuereport.stories.write import write_stories

RULES: Final = StoriesRules()
PAGES: Final[Mapping[str, bytes]] = {"index.html": b"<h1>Stories</h1>", "pictures/hero-wide.svg": b"<svg/>"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stories"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_output_has_its_own_files_and_the_pages_of_others(place: Path) -> None:
    written = write_stories(STORIES, place, PAGES, RULES)
    own = {"stories.csv", "stories.json", "disclosure.csv", "claims.csv", "published.json", "files.csv"}
    assert {path.relative_to(place).as_posix() for path in written} == own | PAGES.keys() == content(place).keys()
    assert {name: data for name, data in content(place).items() if name in PAGES} == PAGES
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in place.parent.iterdir()} == {"stories", ".stories.lock"}


def test_the_same_stories_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_stories(STORIES, tmp_path / name, PAGES, RULES)
    write_stories(STORIES, tmp_path / "two", PAGES, RULES)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_stories_csv(place: Path) -> None:
    write_stories(STORIES, place, {}, RULES)
    assert (place / "stories.csv").read_bytes().decode("utf-8-sig").splitlines() == [
        "measure,sector,region,members,value,low,high,unit,rule",
        "hours_saved,all,all,210,12400,9800,15000,hours,",
        "share_above_fee,all,all,210,0.85,,,share,",
        "hours_saved,Housing,all,,,,,hours,threshold",
        "hours_saved,'=Energy,all,40,0.5,0.25,1,hours,",
        "hours_saved,Housing,not stated,,,,,hours,secondary",
    ]


def test_disclosure_csv_and_claims_csv(place: Path) -> None:
    write_stories(STORIES, place, {}, RULES)
    assert [tuple(one.values()) for one in rows(place / "disclosure.csv")] == [
        ("hours_saved", "Housing", "all", "threshold", "fewer than 10 members"),
        ("hours_saved", "Housing", "not stated", "secondary", "it would follow from totals"),
    ]
    assert [tuple(one.values()) for one in rows(place / "claims.csv")] == [
        ("hours_saved", "210", "2026-01-01", "2027-01-01", "template-hours; -deadweight", "reported")
    ]


def test_stories_json_says_what_the_tables_say_and_no_member_id(place: Path) -> None:
    write_stories(STORIES, place, {}, RULES)
    data = (place / "stories.json").read_bytes()
    told: dict[str, Any] = json.loads(data)
    assert CASE.member_id.encode() not in data
    assert told["period"] == {"start": "2026-01-01", "end": "2027-01-01"}
    assert told["rules"] == {"smallest_group": 10, "round_members": 5, "figures": 2}
    assert [cell["segment"] for cell in told["cells"]][-1] == {"sector": "Housing", "region": ""}
    assert told["cells"][2]["value"] is None
    assert told["cases"] == [
        {
            "name": CASE.name,
            "quote": CASE.quote,
            "scope": ["print", "web"],
            "given": "2026-03-02",
            "until": "2027-03-01",
        }
    ]
    assert told["portraits"] == [
        {"composed": True, "segment": {"sector": "Housing"}, "members": 40, "medians": {"hours_saved": 12}}
    ]
    assert told["trends"][0]["points"] == [
        {"start": "2025-01-01", "value": None},
        {"start": "2026-01-01", "value": 210},
    ]
    assert told["policy_wins"] == [{"since": "2026-04-01", "win": "levy-relief"}]
    assert told["distribution"][0] == {"from": 0, "to": 500, "members": 60}
    assert (told["draft"], told["currency"], told["by"]) == (False, "GBP", ["sector", "region"])
    assert len(told["claims"]) == len(told["disclosures"]) - 1 == 1


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_never_written(place: Path, figure: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        write_stories(stories(cells=(Published("value", (), 20, figure, None, None, "money", ""),)), place, {}, RULES)
    assert not place.exists()


FIGURES = st.none() | st.floats(-1e12, 1e12)
SEGMENTS = st.lists(st.tuples(st.sampled_from(DIMENSIONS), st.text(max_size=12)), max_size=2).map(tuple)
PUBLISHED = st.builds(
    Published,
    st.sampled_from(["value", "leads"]),
    SEGMENTS,
    st.none() | st.integers(0, 10**6),
    FIGURES,
    FIGURES,
    FIGURES,
    st.sampled_from(["money", "leads"]),
    st.sampled_from(["", "threshold", "secondary"]),
)


@limited(max_examples=30, deadline=None)  # each is written to the disk
@drawn(st.lists(PUBLISHED, max_size=5))
def test_what_was_published_is_read_back(tmp_path_factory: pytest.TempPathFactory, cells: list[Published]) -> None:
    place, given = tmp_path_factory.mktemp("read") / "stories", stories(cells=tuple(cells))
    write_stories(given, place, {}, RULES)
    assert read_published(place) == (published_output(given, RULES),)


def test_what_was_published_before_is_remembered_once_and_in_order(place: Path) -> None:
    first, second = STORIES, stories(by=("region",), cells=STORIES.cells[:2])
    coarser = StoriesRules(round_members=10)
    for given, rules in ((first, RULES), (second, RULES), (first, RULES), (first, coarser)):
        write_stories(given, place, {}, rules)
    assert read_published(place) == (
        published_output(first, RULES),
        published_output(second, RULES),
        published_output(first, coarser),
    )


def test_nothing_was_published_where_there_is_nothing(place: Path) -> None:
    assert read_published(place) == ()


@pytest.mark.parametrize("damage", [b"", b"[{}]", b"\xff", b'{"format": 2}'])
def test_a_damaged_memory_is_said(place: Path, damage: bytes) -> None:
    write_stories(STORIES, place, {}, RULES)
    (place / "published.json").write_bytes(damage)
    with pytest.raises(RunError, match="is damaged"):
        read_published(place)
    before = content(place)
    with pytest.raises(RunError, match="is damaged"):
        write_stories(STORIES, place, {}, RULES)
    assert content(place) == before


def test_a_lost_memory_is_said(place: Path) -> None:
    write_stories(STORIES, place, {}, RULES)
    (place / "published.json").unlink()
    with pytest.raises(RunError, match=r"published\.json is missing; without it nobody can tell"):
        read_published(place)


def test_no_figure_of_the_memory_helps_to_know_a_rule_that_is_kept() -> None:
    known = {"largest_share", "p_percent"}
    for data in (stories_json(STORIES, RULES), published_json([published_output(STORIES, RULES)])):
        assert not [name for name in known if name.encode() in data]


def test_withdrawing_a_consent_leaves_no_trace(tmp_path: Path, place: Path) -> None:
    kept = row(member_id="M2", name="Bea Kept", quote="Two hours a week.")
    for withdrawn, expected in (("", 2), ("2026-11-19", 1)):
        (tmp_path / "consents.csv").write_bytes(table(row(withdrawn=withdrawn), kept))
        cases, problems = read_consents(tmp_path / "consents.csv", {"M1", "M2"}, date(2026, 11, 20), "web")
        page = "".join(f"<q>{case.quote}</q> {case.name}" for case in cases).encode()
        extra = {"index.html": page, f"pictures/{cases[0].member_id}.svg": page}
        write_stories(stories(cases=cases), place, extra, RULES)
        assert len(cases) == expected
    assert [problem.member_id for problem in problems] == ["M1"]
    left = {path: path.read_bytes() for path in place.parent.rglob("*") if path.is_file()}
    assert any(b"Bea Kept" in data for data in left.values())
    for trace in (row()["name"], row()["quote"], "M1"):
        assert not [path for path, data in left.items() if trace.encode() in data or trace in str(path.name)]


def test_a_file_of_somebody_else_stops_it(place: Path) -> None:
    write_stories(STORIES, place, PAGES, RULES)
    (place / "pictures" / "ours.png").write_bytes(b"drawn by hand")
    before = content(place)
    with pytest.raises(RunError, match=r"ours\.png is none of the files that valuereport wrote.*move it elsewhere"):
        write_stories(stories(draft=True), place, PAGES, RULES)
    assert content(place) == before


def test_a_folder_that_was_never_ours_stops_it(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "stories.csv").write_bytes(b"mine")
    with pytest.raises(RunError, match="none of the files"):
        write_stories(STORIES, place, {}, RULES)
    assert content(place) == {"stories.csv": b"mine"}


def test_a_file_that_was_worked_on_stops_it(place: Path) -> None:
    write_stories(STORIES, place, PAGES, RULES)
    (place / "index.html").write_bytes(b"<h1>Better</h1>")
    with pytest.raises(RunError, match=r"index\.html was changed since"):
        write_stories(STORIES, place, PAGES, RULES)
    assert (place / "index.html").read_bytes() == b"<h1>Better</h1>"


def test_what_may_be_gone_or_come_by_itself_does_not_stop_it(place: Path) -> None:
    write_stories(STORIES, place, PAGES, RULES)
    (place / "index.html").unlink()
    (place / ".DS_Store").write_bytes(b"litter")
    write_stories(STORIES, place, {}, RULES)
    assert content(place).keys().isdisjoint({".DS_Store", "index.html", "pictures/hero-wide.svg"})


def test_a_link_is_not_followed(tmp_path: Path, place: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place.parent.mkdir()
    place.symlink_to(elsewhere)
    with pytest.raises(RunError, match="is a link or a file"):
        write_stories(STORIES, place, {}, RULES)
    assert not content(elsewhere)


def test_a_link_inside_is_none_of_our_files(tmp_path: Path, place: Path) -> None:
    write_stories(STORIES, place, PAGES, RULES)
    (place / "index.html").rename(tmp_path / "index.html")
    (place / "index.html").symlink_to(tmp_path / "index.html")
    with pytest.raises(RunError, match="none of the files"):
        write_stories(STORIES, place, {}, RULES)


def test_a_file_in_place_of_the_folder_stops_it(place: Path) -> None:
    place.parent.mkdir()
    place.write_bytes(b"a file")
    with pytest.raises(RunError, match="is a link or a file"):
        write_stories(STORIES, place, {}, RULES)
    assert place.read_bytes() == b"a file"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(b"a file")
    with pytest.raises(RunError, match="cannot be written"):
        write_stories(STORIES, tmp_path / "run" / "stories", {}, RULES)


def test_two_commands_do_not_write_at_once(place: Path) -> None:
    with locked_folder(place), pytest.raises(RunError, match="just being written by another command"):
        write_stories(STORIES, place, {}, RULES)
    write_stories(STORIES, place, {}, RULES)


@pytest.mark.parametrize(
    "name", ["../index.html", "/index.html", "a/../../b", "a\\b", "./a", ".", "", "a//b", "FILES.csv", "Stories.csv"]
)
def test_a_name_that_leads_elsewhere_is_refused(place: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"no path inside|one name"):
        write_stories(STORIES, place, {name: b""}, RULES)
    assert not place.exists()


def test_no_page_replaces_a_table(place: Path) -> None:
    with pytest.raises(ValueError, match="writes these files itself"):
        write_stories(STORIES, place, {"stories.json": b""}, RULES)


class Crash(BaseException):
    """The machine stops."""


class Failing:
    """Counts what is done to the disk; the `last`-th time the machine stops, and does nothing any more."""

    def __init__(self, last: int) -> None:
        self.last, self.done = last, 0

    def __call__(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            self.done += 1
            if self.done >= self.last:
                raise Crash
            return real(*given, **named)

        return step


STEPS: Final = (
    *((Path, name) for name in ("rename", "replace", "unlink", "chmod")),
    *((tempfile, "mkdtemp"), (tempfile, "mkstemp"), (os, "fsync"), (shutil, "rmtree"), (folders, "_exchange")),
)


def crashes(place: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[], object]) -> Iterator[None]:
    """Yield after each crash, one step later every time, until `write` comes to its end."""
    start = content(place.parent)
    for last in count(1):
        failing = Failing(last)
        with monkeypatch.context() as patched:
            for owner, name in STEPS:
                patched.setattr(owner, name, failing(getattr(owner, name)))
            try:
                write()
            except Crash:
                pass
            else:
                assert last > 15
                return
        yield
        shutil.rmtree(place.parent)
        for name, data in start.items():
            (place.parent / name).parent.mkdir(parents=True, exist_ok=True)
            (place.parent / name).write_bytes(data)


def can_exchange(folder: Path) -> bool:
    pair = folder / "one", folder / "two"
    for each in pair:
        each.mkdir(parents=True)
    try:
        return folders._exchange(*pair)
    finally:
        for each in pair:
            each.rmdir()


@pytest.mark.parametrize("in_one_step", [True, False])
def test_a_crash_leaves_the_old_output_or_the_new_one(
    place: Path, monkeypatch: pytest.MonkeyPatch, in_one_step: bool
) -> None:
    if not in_one_step:
        monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    elif not can_exchange(place.parent):
        pytest.skip("this file system cannot exchange two folders in one step")
    new = stories(cases=())
    write_stories(STORIES, place, PAGES, RULES)
    old = content(place)
    write_stories(new, place.parent / "other", {"index.html": b"new"}, RULES)
    expected = content(place.parent / "other")
    shutil.rmtree(place.parent / "other")
    (place.parent / ".other.lock").unlink()
    seen = set()
    for _ in crashes(place, monkeypatch, lambda: write_stories(new, place, {"index.html": b"new"}, RULES)):
        now = content(current_folder(place))
        assert now in (old, expected)
        assert place.is_dir() or not in_one_step
        assert read_published(place) == (published_output(STORIES, RULES),)
        seen.add(now == expected)
        write_stories(new, place, {"index.html": b"new"}, RULES)
        assert content(place) == expected
        assert {path.name for path in place.parent.iterdir()} == {"stories", ".stories.lock"}
    assert seen == {True, False}


def test_a_crash_of_the_first_output_leaves_none_or_all(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.parent.mkdir()
    write_stories(STORIES, place.parent / "other", PAGES, RULES)
    expected = content(place.parent / "other")
    for _ in crashes(place, monkeypatch, lambda: write_stories(STORIES, place, PAGES, RULES)):
        assert not place.exists() or content(place) == expected


def test_a_full_disk_is_said_and_the_earlier_output_stands(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_stories(STORIES, place, PAGES, RULES)
    before = content(place)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(RunError, match="No space left on device; the output in it is whole"):
            write_stories(stories(cases=()), place, PAGES, RULES)
    assert content(place) == before
    assert {path.name for path in place.parent.iterdir()} == {"stories", ".stories.lock"}


def test_an_earlier_output_that_cannot_be_removed_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_stories(STORIES, place, PAGES, RULES)

    def refused(path: Path, *, ignore_errors: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refused)
        with pytest.raises(RunError, match="is written, but the earlier output could not be removed"):
            write_stories(stories(cases=()), place, PAGES, RULES)
    assert CASE.quote.encode() not in b"".join(content(place).values())
    write_stories(stories(cases=()), place, PAGES, RULES)
    assert CASE.quote.encode() not in b"".join(content(place.parent).values())


def test_a_folder_by_itself_can_be_replaced_by_an_empty_one(place: Path) -> None:
    with locked_folder(place):
        replace_folder(place, {"a/b.txt": b"1"})
        replace_folder(place, {})
    assert list(content(place)) == ["files.csv"]


def shape(told: object) -> object:
    """Return the names in a piece of JSON, of lists those of the first entry."""
    if isinstance(told, dict):
        free = told.keys() <= {*DIMENSIONS, "hours_saved"}  # segments and medians: their names are words of the data
        return {} if free else {name: shape(value) for name, value in told.items()}
    return shape(told[0]) if isinstance(told, list) and told else None


def test_the_page_in_docs_shows_what_is_written() -> None:
    page = (Path(__file__).parents[2] / "docs" / "stories.md").read_text(encoding="utf-8")
    example = json.loads(page.split("```json\n")[1].split("```")[0])
    assert shape(example) == shape(json.loads(stories_json(STORIES, RULES)))
    assert all(f"| `{name}` |" in page for name in COLUMNS)
    assert f"at most {LONGEST_QUOTE} characters" in page
