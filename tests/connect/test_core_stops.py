"""A pull that is killed, stopped, or has to wait: it goes on where it was, and ends as if nothing had been."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.connect.pulling import Moved, Pulling, pulling
from tests.connect.test_capsule import SOURCES
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from tests.fakes.serving import Asked, Reply
from valuereport.actions.pull import PullRequest, plan_pull, pull
from valuereport.connect.limits import ADay, AtOnce, Budget, Limiter, PausedError, Window
from valuereport.connect.page_file import page_file, read_pages
from valuereport.connect.systems import capsule as capsule_module
from valuereport.errors import StoppedError
from valuereport.events import Silent
from valuereport.pulls import read_about, read_records


@pytest.fixture
def capsule(tmp_path: Path) -> Iterator[Pulling]:
    fake = Capsule(organisation(members=1000))
    with pulling(fake, tmp_path, SOURCES, connection="capsule", settings='base_url = "{url}/api/v2"') as found:
        yield found


def _content(found: Pulling) -> dict[str, object]:
    """Return all of a pull that no time is in."""
    folder = found.folder / max(one.name for one in found.folder.iterdir() if one.is_dir())
    about = read_about(folder)
    assert about.is_finished
    pages = {
        name: [(page.request, page.body, page.following) for page in read_pages(page_file(folder, name))]
        for name in about.pages
    }
    rows = {name: (folder / f"{name}.jsonl.gz").read_bytes() for name in about.records}
    return {"hash": about.sha256, "pages": pages, "rows": rows}


def _as_process(found: Pulling) -> Popen[bytes]:
    command = [sys.executable, "-m", "valuereport", "pull", "--config", str(found.settings)]
    return Popen(command, stdout=PIPE, stderr=PIPE, env=os.environ.copy())


def test_killed_and_gone_on_with_it_is_the_same(capsule: Pulling) -> None:
    """SIGKILL of a real process, while it waits for a page, again and again in one pull."""
    _killed_at((2, 7, 3), capsule)


def test_killed_at_ten_moments(capsule: Pulling, whole: None) -> None:
    for first in range(1, 11):
        _killed_at((first, 1, 2), capsule)


def _killed_at(moments: tuple[int, ...], capsule: Pulling) -> None:
    """Hold a pull that is killed at these requests, counted from each start, against one that nothing disturbs."""
    shutil.rmtree(capsule.folder, ignore_errors=True)
    capsule.pull()
    undisturbed = _content(capsule)
    shutil.rmtree(capsule.folder)
    arrived = 0
    for moment in moments:
        capsule.fake.asked.clear()
        process = _as_process(capsule)

        def kill(asked: Asked, number: int, *, at: int = moment, who: Popen[bytes] = process) -> None:
            if number == at:
                who.kill()
                who.wait()

        capsule.fake.before = kill
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        arrived += moment - 1
    capsule.fake.before = lambda asked, number: None
    capsule.fake.asked.clear()
    process = _as_process(capsule)
    said, told = process.communicate(timeout=60)
    assert (process.returncode, b"parties: 1,000 records" in said) == (0, True), told
    assert len(capsule.fake.asked) == 13 - arrived  # 10 pages of parties and 3 of opportunities, none of them twice
    assert _content(capsule) == undisturbed


def test_a_line_that_was_half_written_is_cut_off(capsule: Pulling) -> None:
    capsule.pull()
    undisturbed = _content(capsule)
    (folder,) = (one for one in capsule.folder.iterdir() if one.is_dir())
    for cut in (1, 40, 700):
        about = json.loads((folder / "pull.json").read_text())
        (folder / "pull.json").write_text(json.dumps({**about, "state": "under way"}))
        pages = page_file(folder, "parties")
        pages.write_bytes(pages.read_bytes()[:-cut])
        calls = len(capsule.fake.asked)
        capsule.pull()
        assert len(capsule.fake.asked) == calls + 1  # the page that was cut off, and no other one
        assert _content(capsule) == undisturbed


def test_somebody_stops_it(capsule: Pulling) -> None:
    class Stopping(Silent):
        pages = 0

        def progress(self, stage: str, done: int, total: int) -> None:
            self.pages += 1

        def stopped(self) -> bool:
            return self.pages == 3

    with pytest.raises(StoppedError, match="pull again to go on"):
        pull(capsule.workspace, PullRequest(), Stopping(), clock=capsule.time.clock)
    assert len(capsule.fake.asked) == 3
    assert plan_pull(capsule.workspace, PullRequest())[0].resumes
    capsule.pull()
    assert len(capsule.fake.asked) == 13  # 10 pages of parties, 3 of opportunities: none of them twice


def test_the_calls_of_a_day_are_used_up(capsule: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops with a sentence, says the same until midnight, and goes on behind it."""
    limited = replace(capsule_module.CAPSULE, limits=(ADay(5),))
    monkeypatch.setattr("valuereport.connect.systems.SYSTEMS", (limited,))
    first = capsule.pull()
    assert first.about
    assert not first.about.is_finished
    assert "the 5 calls that the system allows in a day are used up" in first.about.waits_for
    assert first.about.waits_until == "2026-11-30T00:00:00+00:00"
    again = capsule.pull()
    assert again.about
    assert not again.about.is_finished
    assert len(capsule.fake.asked) == 5
    for _ in range(2):
        capsule.time.moment = (capsule.time.moment + timedelta(days=1)).replace(hour=0, minute=1)
        last = capsule.pull()
    assert last.about
    assert last.about.is_finished
    assert last.about.calls == len(capsule.fake.asked) == 13
    assert [one.there for one in last.changes] == [1000, 250]


def test_a_long_wait_is_no_wait_but_a_pause(capsule: Pulling) -> None:
    capsule.fake.plant(Reply(429, text="later", headers={"Retry-After": "1800"}), where="parties")
    pulled = capsule.pull()
    assert pulled.about
    assert pulled.about.waits_until == "2026-11-29T12:31:00+00:00"
    assert capsule.time.slept == []
    assert capsule.pull().changes[0].there == 1000


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"Retry-After": "7"}, 7.1),
        ({"Retry-After": "Sun, 29 Nov 2026 12:01:20 GMT"}, 20.1),
        ({"X-RateLimit-Reset": "1795953665"}, 5.1),  # 12:01:05 of that day
        ({}, 1.0),
        ({"Retry-After": "soon"}, 1.0),
    ],
)
def test_as_long_as_the_system_says(capsule: Pulling, headers: dict[str, str], slept: float) -> None:
    capsule.fake.plant(Reply(429, text="slow", headers=headers), where="parties")
    capsule.pull()
    assert capsule.time.slept == [pytest.approx(slept, abs=0.2)]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(502, text="<html>bad gateway</html>"), "502"),
        (Reply(200, text='{"parties": [{"id": 1'), "no JSON"),
        (Reply(200, {"parties": [{"id": 1}]}, cut=9), "cut off"),
        (Reply(200, {"other": []}), "not what its documentation says: parties is no list of records"),
        (Reply(200, {"parties": [{"name": "no id"}]}), "not what its documentation says: a record without id"),
    ],
)
def test_what_is_broken_is_tried_again_and_then_said(capsule: Pulling, reply: Reply, words: str) -> None:
    capsule.fake.plant(reply, where="parties")
    if reply.data != {"parties": [{"name": "no id"}]}:
        assert capsule.pull().changes[0].there == 1000
    capsule.fake.plant(*[reply] * 40, where="parties")
    capsule.time.on(days=1)
    assert words in capsule.failing()


def test_the_same_page_again_has_an_end(capsule: Pulling) -> None:
    page = {"parties": [{"id": 1, "updatedAt": "2026"}]}
    link = {"Link": f'<{capsule.fake.url}/api/v2/parties?page=9>; rel="next"'}
    capsule.fake.plant(*[Reply(200, page, headers=link)] * 5, where="parties")
    assert "the same page came twice in a row" in capsule.failing()


def test_everything_is_read_again_before_the_chain_is_long_and_old_ones_go(capsule: Pulling) -> None:
    """keep = 3: at most three add to one another; of the older ones those are kept that are added to."""
    bases, there = [], []
    for _ in range(8):
        pulled = capsule.pull()
        assert pulled.about
        bases.append(bool(pulled.about.base))
        there.append(len([one for one in capsule.folder.iterdir() if one.is_dir()]))
        assert read_records(capsule.folder, "parties").rows.keys() == {str(one) for one in range(1, 1001)}
    assert bases == [False, True, True, False, True, True, False, True]
    assert max(there) <= 5


def test_other_fields_are_read_of_all_records(capsule: Pulling) -> None:
    capsule.pull()
    text = capsule.settings.read_text()
    capsule.settings.write_text(text.replace('joined = "fields.Member since"', 'sector = "tags.name"'))
    assert capsule.pull().about.base == ""  # type: ignore[union-attr]
    assert set(capsule.table("members", "people")["sector"]) == {"member"}


def test_a_window_holds_the_calls_back(tmp_path: Path) -> None:
    moved = Moved()
    limiter = Limiter((Window(3, 10), AtOnce(2)), Budget(tmp_path, moved.clock), moved.clock, patience=60)
    times = []
    for _ in range(7):
        with limiter.turn():
            times.append((moved.moment - Moved().moment).total_seconds())
        moved.on(seconds=1)
    assert times == [0, 1, 2, 10, 11, 12, 20]


def test_a_window_that_is_too_long_to_wait_for_is_a_pause(tmp_path: Path) -> None:
    moved = Moved()
    limiter = Limiter((Window(1, 3600),), Budget(tmp_path, moved.clock), moved.clock, patience=60)
    with limiter.turn():
        pass
    with pytest.raises(PausedError) as raised, limiter.turn():
        pass
    assert raised.value.until == moved.moment + timedelta(hours=1)
