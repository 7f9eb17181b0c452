"""The page of pulls: what lacks, what would be fetched, fetching in the background, what came and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling
from tests.connect.test_capsule import SOURCES
from tests.desks import OpenDesk, opened
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from valuereport.pulls import pulls_of


@pytest.fixture
def capsule(tmp_path: Path) -> Iterator[Pulling]:
    fake = Capsule(organisation(300))
    with pulling(fake, tmp_path, SOURCES, connection="capsule", settings='base_url = "{url}/api/v2"') as found:
        yield found


@pytest.fixture
def desk(capsule: Pulling) -> Iterator[OpenDesk]:
    with opened(capsule.settings.parent) as found:
        found.enter()
        yield found


def ended(desk: OpenDesk) -> str:
    """Return the page when what was begun has ended."""
    for _ in range(600):
        page = desk.get("/pulls").text
        if "data-follow" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError(page)


def test_a_pull_is_looked_at_begun_and_shown(desk: OpenDesk, capsule: Pulling) -> None:
    assert 'href="/pulls"' in desk.get("/").text
    assert "Pull from the system that sources read" in desk.get("/").text
    page = desk.get("/pulls").text
    assert "parties and opportunities" in page
    assert "none yet" in page
    plan = desk.get("/pulls/plan", name="capsule").text
    assert "Everything is fetched." in plan
    assert "valuereport pull capsule" in plan
    assert capsule.fake.asked == []
    desk.follow(desk.post("/pulls/plan", name="capsule", pull="yes"))
    page = ended(desk)
    assert '<td class="number">300</td>' in page
    assert "The pulls that are here" in page
    assert "people and enquiries" in page
    assert "what has changed since" in desk.get("/pulls/plan", name="capsule").text
    again = desk.get("/pulls/plan", name="capsule", full="yes").text
    assert "Everything is fetched." in again
    assert "valuereport pull capsule --full" in again
    assert len(pulls_of(capsule.folder)) == 1


def test_a_secret_is_named_by_its_variable_and_has_no_field(
    desk: OpenDesk, capsule: Pulling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VALUEREPORT_CAPSULE_TOKEN")
    for page in (desk.get("/pulls").text, desk.get("/pulls/plan").text):
        assert "A secret is not set." in page
        assert "VALUEREPORT_CAPSULE_TOKEN" in page
        assert 'type="password"' not in page
        assert 'type="text"' not in page


def test_why_nothing_came_is_said(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_CAPSULE_TOKEN", "wrong-token-4711")
    desk.follow(desk.post("/pulls/plan", pull="yes"))
    page = ended(desk)
    assert "access denied (401: invalid or expired access token)" in page
    assert "A pull is begun and not finished." in page
    assert "4711" not in page
