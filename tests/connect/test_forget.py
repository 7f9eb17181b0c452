"""`forget` in pulls: nothing of a member stays, and what is left is read, added to and gone on with as before."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling
from tests.connect.test_capsule import SOURCES
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from tests.fakes.serving import Reply
from valuereport.actions.forget import ForgetRequest, Forgotten, forget, to_forget
from valuereport.pulls import newest, pulls_of, read_about

GONE = organisation(400).people[16]
NAME = "Wilhelmina-Unique"


class Shared(Capsule):
    """One member is called as nobody else; another has the address of that one besides, in a note, too."""

    def __init__(self) -> None:
        super().__init__(organisation(400))
        self.parties["17"]["lastName"] = NAME
        self.parties["18"]["emailAddresses"].append({"id": 9, "type": "Home", "address": GONE.email.upper()})
        self.parties["19"]["about"] = f"writes for {GONE.email}, too; never mail x{GONE.email}"


@pytest.fixture
def capsule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pulling]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pulling(Shared(), tmp_path, SOURCES, connection="capsule", settings='base_url = "{url}/api/v2"') as found:
        yield found


def forgotten(capsule: Pulling) -> Forgotten:
    return forget(capsule.workspace, ForgetRequest(("17",), "Ada"))


def words_in(folder: Path) -> str:
    """Return every byte of a folder as text, unpacked."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    unpacked = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in (f.read_bytes() for f in files))
    return b"\n".join(unpacked).decode().lower()


def stands_in(capsule: Pulling) -> list[str]:
    text = words_in(capsule.folder).replace(f"x{GONE.email}", "")
    return [one for one in (GONE.email, NAME.lower()) if one in text]


def test_nothing_of_a_member_stays_in_any_pull_and_they_are_read_as_before(capsule: Pulling) -> None:
    assert isinstance(capsule.fake, Capsule)
    capsule.pull()
    capsule.fake.change("17", capsule.time.moment, jobTitle="Retired")
    capsule.fake.change("20", capsule.time.moment, jobTitle="Retired")
    capsule.pull()
    assert len(stands_in(capsule)) == 2
    names = [f"capsule/{name}" for name in pulls_of(capsule.folder)]
    before = capsule.table("members", "people")
    assert list(to_forget(capsule.workspace, "17").pulls) == names
    done = forgotten(capsule)
    assert list(done.pulls) == names
    assert stands_in(capsule) == []
    assert any("a next pull brings the member back" in one for one in done.elsewhere)
    after = capsule.table("members", "people")
    others = before[before["member_id"] != "17"]
    assert after["member_id"].tolist() == others["member_id"].tolist()
    assert after["name"].tolist() == others["name"].tolist()
    assert dict(zip(after["member_id"], after["emails"], strict=True))["18"] == organisation(400).people[17].email
    assert "17" not in capsule.table("engagements", "enquiries")["member"].tolist()
    assert len(capsule.table("engagements", "enquiries")) == 249
    assert to_forget(capsule.workspace, "18").pulls == (names[0],)


def test_each_pull_says_when_and_what_its_hash_was(capsule: Pulling) -> None:
    assert isinstance(capsule.fake, Capsule)
    capsule.pull()
    capsule.fake.change("20", capsule.time.moment, jobTitle="Retired")
    capsule.pull()
    first, second = pulls_of(capsule.folder)
    old = [read_about(capsule.folder / one) for one in (first, second)]
    forgotten(capsule)
    new = [read_about(capsule.folder / one) for one in (first, second)]
    assert [(one.forgotten[0]["before"], one.forgotten[0]["after"]) for one in new] == [
        (was.sha256, now.sha256) for was, now in zip(old, new, strict=True)
    ]
    assert new[1].base_sha256 == new[0].sha256 != old[0].sha256
    assert forgotten(capsule).pulls == ()
    assert (capsule.folder / first / "parties.jsonl.gz").stat().st_mode & 0o777 == 0o600
    capsule.fake.change("30", capsule.time.moment, jobTitle="Retired")
    assert capsule.pull().changes[0].there == 399  # what is added stands on what was erased in


def test_a_pull_that_is_not_finished_goes_on_without_the_member(capsule: Pulling) -> None:
    capsule.fake.plant(*[Reply(500, {"message": "down"})] * 6, where="opportunities")
    capsule.failing()
    assert len(stands_in(capsule)) == 2
    file = capsule.folder / pulls_of(capsule.folder)[0] / "parties.pages.jsonl.gz"
    with file.open("ab") as stream:
        stream.write(gzip.compress(b'{"half')[:12])
    done = forget(capsule.workspace, ForgetRequest(("17",)))
    assert (len(done.pulls), stands_in(capsule)) == (1, [])
    assert capsule.pull().changes[0].there == 399
    assert newest(capsule.folder) == pulls_of(capsule.folder)[0]


def test_forgetting_needs_no_library_of_pulling() -> None:
    code = (
        "import sys; sys.modules['requests'] = None\n"
        "import valuereport.actions.forget, valuereport.connect.forgetting, valuereport.connect.systems"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
