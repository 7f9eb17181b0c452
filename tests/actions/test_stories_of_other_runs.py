"""Stories of one period from several runs, and after somebody was forgotten, are judged together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.stories.disclosure.attacker import reading
from tests.stories.organisations import SAMPLE, run_of, sample
from valuereport.actions.stories import StoriesRequest, stories_of
from valuereport.batch import forget_in_run, read_contributions, read_story_members, write_story_members
from valuereport.errors import RunError
from valuereport.model.dimensions import DIMENSIONS
from valuereport.model.run import VALUE_MODEL
from valuereport.model.story import Published
from valuereport.settings import Settings, load_settings
from valuereport.stories.aggregates import member_amounts
from valuereport.stories.lock import locked_runs
from valuereport.stories.measures import SUMS
from valuereport.stories.published import read_published
from valuereport.stories.write import write_stories

FIGURES = 4  # finer than by default: what a difference tells is more than rounding hides
TODAY = date(2027, 1, 4)


@pytest.fixture(scope="module")
def settings() -> Settings:
    found = load_settings(SAMPLE)
    rules = found.workspace.stories.model_copy(update={"figures": FIGURES, "by": ("sector",)})
    return found.model_copy(update={"workspace": found.workspace.model_copy(update={"stories": rules})})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """Return an output place with two runs of the same members, of which one's stories are published."""
    place = tmp_path_factory.mktemp("output")
    run_of(sample(), place / "autumn")
    shutil.copytree(place / "autumn", place / "winter")
    publish(settings, place / "autumn")
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "output")


def publish(settings: Settings, run: Path) -> tuple[tuple[Published, ...], tuple[str, ...]]:
    """Make a run's stories without the pages; return the figures and what the command says."""
    found, members, problems = stories_of(settings, run, (), StoriesRequest(run.name), TODAY, lambda one: (one,))
    write_story_members(run, members)
    write_stories(found, run / "stories", {}, settings.workspace.stories)
    return found.cells, tuple(problem.reason for problem in problems)


def somebody(run: Path) -> tuple[str, pd.Series]:
    """Return a member of middling value, and what it adds."""
    contributions = read_contributions(run)
    frame = member_amounts(contributions, DIMENSIONS)
    at = int(frame["value"].argsort().iloc[len(frame) // 2])
    return str(contributions.members["member_id"].iloc[at]), frame.iloc[at]


def differences(
    before: tuple[Published, ...], after: tuple[Published, ...], who: pd.Series
) -> Iterator[tuple[str, float]]:
    """Yield by how much each sum with the member in it may have shrunk at most, where both outputs show it."""
    later = {(cell.measure, cell.segment): cell.value for cell in after}
    for cell in before:
        value = later.get((cell.measure, cell.segment))
        if cell.measure not in SUMS or cell.unit == "members" or cell.value is None or value is None:
            continue
        if all(who[name] == word for name, word in cell.segment):
            yield cell.measure, reading(cell.value, FIGURES)[1] - reading(value, FIGURES)[0]


def tells(before: tuple[Published, ...], after: tuple[Published, ...], who: pd.Series) -> list[str]:
    """Return the measures in which the difference of two sums bounds the member's amount within 15 %."""
    return [name for name, most in differences(before, after, who) if most < 1.15 * who[name] * (1 - 1e-6)]


def figures(run: Path) -> tuple[Published, ...]:
    return read_published(run / "stories")[0].cells


@pytest.mark.parametrize("run", ["autumn", "winter"])
def test_whoever_is_forgotten_or_has_left_is_not_told_by_the_difference(
    place: Path, settings: Settings, run: str
) -> None:
    """A member is forgotten in the run itself, or is not in another run of the same period."""
    name, who = somebody(place / "autumn")
    before = figures(place / "autumn")
    assert forget_in_run(place / run, name)
    after, _ = publish(settings, place / run)
    assert tells(before, after, who) == []
    alone = place.parent / "alone" / run
    shutil.copytree(place / run, alone, ignore=shutil.ignore_patterns("stories", "story_members.json"))
    assert tells(before, publish(settings, alone)[0], who), "without what was told before it would be"


def test_what_is_kept_of_the_forgotten_is_a_number_without_a_name(place: Path, settings: Settings) -> None:
    name, _ = somebody(place / "autumn")
    number = read_story_members(place / "autumn").numbers[name]
    forget_in_run(place / "autumn", name)
    kept = read_story_members(place / "autumn")
    assert name not in kept.numbers
    assert number not in kept.numbers.values()
    (membership,) = kept.memberships.values()
    assert number in [one for _, numbers in membership for one in numbers]
    publish(settings, place / "autumn")
    kept = read_story_members(place / "autumn")
    assert len(kept.memberships) == 2
    assert number not in kept.numbers.values()


def test_a_member_has_one_number_in_all_runs_of_a_period(place: Path, settings: Settings) -> None:
    publish(settings, place / "winter")
    assert read_story_members(place / "winter") == read_story_members(place / "autumn")


def test_nothing_that_is_given_out_says_who_is_in_it(place: Path) -> None:
    numbers = read_story_members(place / "autumn").numbers.values()
    for file in (place / "autumn" / "stories").iterdir():
        assert not any(str(number) in file.read_text(encoding="utf-8-sig") for number in numbers)


def test_the_same_members_in_another_run_are_told_the_same(place: Path, settings: Settings) -> None:
    assert publish(settings, place / "winter")[0] == figures(place / "autumn")


def test_another_period_is_another_matter(place: Path, settings: Settings) -> None:
    record = place / "autumn" / "stories" / "published.json"
    (issued,) = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps([issued | {"period": ["2025-01-01", "2026-01-01"]}]), encoding="utf-8")
    name, who = somebody(place / "autumn")
    forget_in_run(place / "winter", name)
    assert tells(tuple(figures(place / "autumn")), publish(settings, place / "winter")[0], who)


def test_a_trend_names_a_run_of_the_first_edition_and_leaves_it_out(place: Path, settings: Settings) -> None:
    for name, edition in (("autumn", VALUE_MODEL), ("autumn", 1)):
        frozen = place / name / "run.json"
        known = json.loads(frozen.read_text(encoding="utf-8"))
        frozen.write_text(json.dumps(known | {"value_model": edition}), encoding="utf-8")
        request = StoriesRequest("winter")
        _, _, problems = stories_of(settings, place / "winter", (place / name,), request, TODAY, lambda one: (one,))
        (left_out,) = [one for one in problems if one.action == "left out of the trend"]
        named = left_out.reason == "the figures of the run autumn are from edition 1 of the value model"
        assert named == (edition == 1)  # of this edition it is left out because it is of the same period


def test_stories_of_an_older_version_are_only_repeated(place: Path, settings: Settings) -> None:
    """It is not known who was in them, so that nothing can be shown beside them."""
    record = place / "autumn" / "stories" / "published.json"
    (issued,) = json.loads(record.read_text(encoding="utf-8"))
    del issued["membership"]
    record.write_text(json.dumps([issued]), encoding="utf-8")
    forget_in_run(place / "winter", somebody(place / "winter")[0])
    after, reasons = publish(settings, place / "winter")
    assert {cell for cell in after if not cell.rule} < set(figures(place / "autumn"))
    assert any("not known who was in the stories" in reason and "autumn" in reason for reason in reasons)


def test_a_record_of_members_that_is_damaged_ends_the_command(place: Path, settings: Settings) -> None:
    (place / "autumn" / "valuations" / "story_members.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match=r"story_members\.json is damaged"):
        publish(settings, place / "winter")


def test_two_commands_do_not_make_stories_in_one_place_at_once(tmp_path: Path) -> None:
    with (
        locked_runs(tmp_path),
        pytest.raises(RunError, match="try again when it ends"),
        locked_runs(tmp_path),
    ):
        pass
    with locked_runs(tmp_path):
        pass
