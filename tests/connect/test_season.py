"""Where the season stands knows pulls, a run names by its hash what it read of them, and a new one is seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling
from tests.connect.test_capsule import SOURCES
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply
from valuereport.actions.season import season
from valuereport.actions.standing.exports import changed_since
from valuereport.files import stamps_of
from valuereport.loaders import load
from valuereport.model.season import Export
from valuereport.settings.data_files import data_files


@pytest.fixture
def capsule(tmp_path: Path) -> Iterator[Pulling]:
    fake = Capsule(organisation(300))
    with pulling(fake, tmp_path, SOURCES, connection="capsule", settings='base_url = "{url}/api/v2"') as found:
        yield found


def pulls(capsule: Pulling) -> Export:
    (found,) = (one for one in season(capsule.workspace, date(2026, 11, 30)).exports if one.is_pulled)
    return found


def step(capsule: Pulling) -> str:
    return season(capsule.workspace, date(2026, 11, 30)).next_step.code


def test_a_pull_is_the_next_step_until_it_is_there(capsule: Pulling) -> None:
    assert (pulls(capsule).state, step(capsule)) == ("missing", "pull")
    capsule.fake.plant(*[Reply(500, {"message": "down"})] * 6, where="opportunities")
    capsule.failing()
    assert (pulls(capsule).state, pulls(capsule).goes_on, step(capsule)) == ("missing", True, "pull")
    capsule.pull()
    found = pulls(capsule)
    assert (found.file, found.files, found.goes_on, step(capsule)) == ("capsule", 1, False, "check")
    assert found.newest == datetime(2026, 11, 29, 12, 1, tzinfo=UTC)
    assert found.sources == ("people", "enquiries")


def test_a_run_knows_what_it_read_by_its_hash_and_a_new_pull_is_a_change(capsule: Pulling) -> None:
    assert isinstance(capsule.fake, Capsule)
    capsule.pull()
    inputs = load(capsule.workspace.settings).inputs
    assert [name for name in inputs if name.startswith("pulls/")] == [
        "pulls/capsule/20261129T120100Z/parties",
        "pulls/capsule/20261129T120100Z/opportunities",
    ]
    assert changed_since(capsule.workspace.settings, inputs) == ()
    kept = stamps_of(data_files(capsule.workspace.settings))
    capsule.fake.change("7", capsule.time.moment, jobTitle="Retired")
    capsule.pull()
    assert changed_since(capsule.workspace.settings, inputs) == (
        "pulls/capsule/opportunities",
        "pulls/capsule/parties",
    )
    assert stamps_of(data_files(capsule.workspace.settings)) != kept
