"""Lists that hang on several records, endpoints that are not needed, addresses in a query, tokens without an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.connect.pulling import Moved
from tests.fakes.serving import Asked, Fake, Reply
from valuereport.connect.auth import Bearer, ClientCredentials, Secrets
from valuereport.connect.client import url_of
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.errors import PullError
from valuereport.connect.pages import PageNumber
from valuereport.connect.parents import Parents
from valuereport.connect.plan import Surroundings, Wanted
from valuereport.connect.pull import pull
from valuereport.connect.request import Answer, Request
from valuereport.connect.system import System
from valuereport.connect.verdicts import Absent, by_status
from valuereport.pulls import Frozen, read_records
from valuereport.settings import Connection


class Things(Fake):
    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/details":
            return Reply(200, [{"id": one, "size": one * 10} for one in map(int, asked.json["ids"])])
        begins = int(asked.query["page"]) * 10 - 10
        return Reply(200, [{"id": one} for one in range(begins + 1, min(begins + 11, 26))])


def _naming(request: Request, ids: Sequence[str]) -> Request:
    return replace(request, json={"ids": list(ids)})


SYSTEM = System(
    name="things",
    title="Things",
    auth=Bearer(),
    judge=lambda request, answer, now: Absent() if answer.status == 404 else by_status(request, answer, now),
    endpoints=(
        Endpoint(name="things", path="things", pages=PageNumber("page")),
        Endpoint(
            name="details",
            feeds="things",
            path="details",
            request=Request("", method="POST"),
            parents=Parents(of="things", naming=_naming, together=10),
            needed=lambda headings: "size" in headings,
        ),
    ),
)


def _pull(fake: Fake, folder: Path, *headings: str) -> Frozen:
    connection = Connection(name="things", base_url=fake.url)
    return pull(connection, SYSTEM, Wanted({"things": headings}), Surroundings(folder, "1", Moved().clock), "settings")


def _details(fake: Fake) -> list[list[str]]:
    return [one.json["ids"] for one in fake.asked if one.path == "/details"]


def test_records_are_named_together_and_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_THINGS_TOKEN", "token-of-things")
    with Things().serving() as fake:
        fake.before = lambda _, number: fake.plant(*[Reply(500)] * 6, where="details") if number == 6 else None
        with pytest.raises(PullError, match="details: 500, 6 times in a row"):
            _pull(fake, tmp_path, "id", "size")
        ids = [str(number) for number in range(1, 26)]
        assert _details(fake) == [ids[:10], *[ids[10:20]] * 6]
        fake.asked.clear()
        assert _pull(fake, tmp_path, "id", "size").is_finished
        assert _details(fake) == [ids[10:20], ids[20:]]
        rows = read_records(tmp_path, "things").rows
        assert [one["size"] for one in rows.values()] == [number * 10 for number in range(1, 26)]


def test_what_nobody_reads_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_THINGS_TOKEN", "token-of-things")
    with Things().serving() as fake:
        assert {*_pull(fake, tmp_path, "id").pages} == {"things"}
        assert not _details(fake)


def test_nothing_hangs_on_a_list_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_THINGS_TOKEN", "token-of-things")
    with Things().serving() as fake:
        fake.plant(Reply(404), where="things")
        assert _pull(fake, tmp_path, "id", "size").is_finished
        assert not _details(fake)
        assert not read_records(tmp_path, "things").rows


def test_a_path_goes_on_where_an_address_names_its_page() -> None:
    assert url_of("https://a.example/api", "/x/y") == "https://a.example/api/x/y"
    assert url_of("https://a.example/?q=api", "x/y") == "https://a.example/?q=api/x/y"
    assert url_of("https://a.example/?q=api", "https://b.example/z") == "https://b.example/z"


def test_a_token_that_does_not_say_when_it_ends_is_taken_to_end() -> None:
    secrets = Secrets("it", {"CLIENT_ID": "client-1", "CLIENT_SECRET": "secret-1"})
    auth = ClientCredentials("token", in_form=True, lasts=900)
    said = {"silent": b'{"access_token": "t"}', "saying": b'{"access_token": "t", "expires_in": 60}'}
    lasts = {how: auth.access(secrets, {}, lambda *_, body=body: Answer(200, {}, body)) for how, body in said.items()}
    assert (lasts["silent"].seconds, lasts["saying"].seconds) == (900, 60)
