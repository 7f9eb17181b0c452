"""Whom a connection speaks to: hosts that are known, over https, nothing private by chance, and no redirect."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.connect.pulling import Pulling, pulling
from tests.connect.test_capsule import SOURCES
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from tests.fakes.serving import Asked, Fake, Reply
from valuereport.actions.pull import PullRequest, pull
from valuereport.connect.hosts import NotAllowedHostError, checked_url, session


@pytest.fixture
def capsule(tmp_path: Path) -> Iterator[Pulling]:
    fake = Capsule(organisation(members=250))
    with pulling(fake, tmp_path, SOURCES, connection="capsule", settings='base_url = "{url}/api/v2"') as found:
        yield found


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api",
        "https://api.capsulecrm.com.evil.example/api",
        "https://api.capsulecrm.com@evil.example/api",
        "https://user:secret@api.capsulecrm.com/api",
        "https://api.capsulecrm.com:8443/api",
        "http://api.capsulecrm.com/api",
        "ftp://api.capsulecrm.com/api",
        "file:///etc/passwd",
        "https://[::1]/api",
        "https://api.capsulecrm.com:port/api",
        "//evil.example/api",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(NotAllowedHostError) as raised:
        checked_url(url, {"api.capsulecrm.com"})
    assert "secret" not in str(raised.value)


def test_the_known_host_is_spoken_to() -> None:
    assert checked_url("https://api.capsulecrm.com/api/v2/parties?page=2", {"api.capsulecrm.com"})


class _Elsewhere(Fake):
    def answer(self, asked: Asked) -> Reply:
        return Reply(200, {"parties": []})


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(capsule: Pulling, status: int) -> None:
    with _Elsewhere().serving() as other:
        capsule.fake.plant(Reply(status, text="", headers={"Location": f"{other.url}/parties"}), where="parties")
        why = capsule.failing()
        assert "nothing is followed" in why
        assert other.asked == []


def test_a_next_page_on_another_host_is_not_asked_for(capsule: Pulling) -> None:
    with _Elsewhere().serving() as other:
        link = {"Link": f'<{other.url}/parties?page=2>; rel="next"'}
        capsule.fake.plant(Reply(200, {"parties": [{"id": 1, "updatedAt": ""}]}, headers=link), where="parties")
        assert f"must not speak to the host {other.url.removeprefix('http://')}" in capsule.failing()
        assert other.asked == []


def test_a_name_that_leads_to_a_private_address_gets_nothing(capsule: Pulling) -> None:
    """A public name may lead anywhere: what counts is whom the line is open to, before anything is sent."""
    port = capsule.fake.url.rpartition(":")[2]
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]
    with patch("socket.getaddrinfo", lambda *_: here):
        with pytest.raises(NotAllowedHostError, match=r"leads to the private address 127\.0\.0\.1"):
            session(private_network=False).get(f"http://api.example:{port}/parties", timeout=5)
        assert capsule.fake.asked == []
        session(private_network=True).get(f"http://api.example:{port}/parties", timeout=5)
    assert len(capsule.fake.asked) == 1


def test_nothing_is_taken_from_the_machine(capsule: Pulling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A netrc would replace the token, and a proxy would see it."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other-4711\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    capsule.pull()
    assert {one.headers["authorization"] for one in capsule.fake.asked} == {f"Bearer {capsule.fake.token}"}


def test_cookies_are_not_kept(capsule: Pulling) -> None:
    page = Reply(200, {"parties": []}, headers={"Set-Cookie": "session=4711; Path=/"})
    capsule.fake.plant(page, where="parties")
    capsule.pull()
    assert all("cookie" not in one.headers for one in capsule.fake.asked)


def test_planted_secrets_are_nowhere(capsule: Pulling) -> None:
    """On disk, in what is said, in the list of processes: not even where the system repeats the token."""
    token = capsule.fake.token
    capsule.fake.plant(Reply(500, {"message": f"bad luck with {token}"}), where="parties")
    page = {"parties": [{"id": 1, "updatedAt": "2026", "about": f"Bearer {token}", "firstName": "A", "lastName": "B"}]}
    capsule.fake.plant(Reply(200, page), where="parties")
    pulled = capsule.pull()
    assert token not in repr(pulled)
    capsule.fake.plant(*[Reply(403, {"message": f"token {token} may not"}) for _ in range(3)])
    assert token not in capsule.failing()
    listed = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=False).stdout
    assert token not in listed
    for file in capsule.settings.parent.rglob("*"):
        if file.is_file():
            assert token.encode() not in _opened(file), file


def _opened(file: Path) -> bytes:
    import gzip

    data = file.read_bytes()
    return gzip.decompress(data) if file.suffix == ".gz" else data


def test_a_token_that_cannot_be_sent_is_refused_without_its_text(capsule: Pulling) -> None:
    with patch.dict(os.environ, {"VALUEREPORT_CAPSULE_TOKEN": "geheim-ü-4711\r\nX-Other: 1"}):
        why = capsule.failing()
    assert "VALUEREPORT_CAPSULE_TOKEN: found 'other characters'" in why
    assert "4711" not in why
    assert capsule.fake.asked == []


def test_what_one_connection_lacks_stops_no_other(capsule: Pulling) -> None:
    """The first one has no token: it says so, and the second one is pulled."""
    text = capsule.settings.read_text()
    first = '[[connection]]\nname = "alpha"\nsystem = "capsule"\n'
    source = '[[source]]\nname = "alpha"\npull = "alpha"\npreset = "capsule-opportunities"\n[source.columns]\n'
    text = text.replace("[[connection]]", f"{first}\n[[connection]]", 1)
    capsule.settings.write_text(f'{text}\n{source}activity = {{ value = "referral" }}\n')
    alpha, second = pull(capsule.workspace, PullRequest(), clock=capsule.time.clock)
    assert "VALUEREPORT_ALPHA_TOKEN: found 'nothing'" in alpha.failed
    assert not second.failed
    assert second.changes[0].there == 250
