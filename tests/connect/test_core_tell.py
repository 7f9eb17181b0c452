"""A system is told once: again only where it says that it did not listen, else somebody looks first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Moved
from tests.fakes.serving import Asked, Fake, Reply
from valuereport.connect.auth import Bearer, Secrets
from valuereport.connect.client import Client, RefusedError, UnclearError
from valuereport.connect.hosts import host_of
from valuereport.connect.limits import Budget, Limiter
from valuereport.connect.push.values import is_same, to_keep, to_set_back
from valuereport.connect.request import Request
from valuereport.connect.verdicts import by_status
from valuereport.model.push import Written


class Listening(Fake):
    def answer(self, asked: Asked) -> Reply:
        return Reply(200, {"heard": asked.method})


@pytest.fixture
def fake() -> Iterator[Listening]:
    made = Listening()
    with made.serving():
        yield made


@pytest.fixture
def client(fake: Listening, tmp_path: Path) -> Iterator[Client]:
    clock = Moved().clock
    limiter = Limiter((), Budget(tmp_path, clock), clock, 300.0)
    secrets = Secrets("there", {"TOKEN": "token-of-the-fake"})
    made = Client("there", fake.url, Bearer(), secrets, {}, {host_of(fake.url)}, limiter, by_status, clock)
    yield made
    made.close()


def test_a_write_is_repeated_after_429_alone(fake: Listening, client: Client) -> None:
    fake.plant(Reply(429, text="later"), Reply(429, headers={"Retry-After": "2"}))
    assert client.tell(Request("x", method="PATCH", json={})).data == {"heard": "PATCH"}
    assert len(fake.asked) == 3
    broken = [
        Reply(500, {"message": "oh"}),
        Reply(502, text="<html>"),
        Reply(503, text="", headers={"Retry-After": "1"}),
        Reply(200, {"a": "b"}, cut=4),
        Reply(200, text="{"),
    ]
    for number, one in enumerate(broken, 4):
        fake.plant(one)
        with pytest.raises(UnclearError):
            client.tell(Request("x", method="POST", json={}))
        assert len(fake.asked) == number
    fake.plant(Reply(400, {"message": "not so"}))
    with pytest.raises(RefusedError, match="not so"):
        client.tell(Request("x", method="PUT", json={}))
    fake.plant(*broken)
    assert client.ask(Request("x")).data == {"heard": "GET"}  # what is only asked is asked again


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3.5", "3.50", True),
        ("3.5", "3,5", False),
        ("2026-12-01", "2026-12-01 00:00:00", True),
        ("2026-12-01", "2026-12-01T00:00:00Z", True),
        ("2026-12-01", "2026-12-01T01:00:00Z", False),
        (" £3 ", "£3", True),
        ("", "0", False),
        ("NaN", "nan", False),
        ("a\nb", "a\r\nb", True),
    ],
)
def test_the_same_value_written_otherwise(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) is same


def test_what_stood_there_before_us_is_kept_whatever_we_wrote_since() -> None:
    first = to_keep({"a": "2", "b": "x"}, {"a": "1", "b": "x"}, ())
    assert first == (Written("a", "1", "2"),)  # b stood there already: it is not ours to set back
    assert to_keep({"a": "2"}, {"a": "1"}, first) == first  # died before it wrote
    assert to_keep({"a": "2"}, {"a": "2.0"}, first) == first  # died after it wrote
    assert to_keep({"a": "3"}, {"a": "2"}, first) == (Written("a", "1", "3"),)
    assert to_keep({"a": "3"}, {"a": "by hand"}, first) == (Written("a", "by hand", "3"),)
    assert to_keep({"c": "4"}, {}, first) == (*first, Written("c", "", "4"))  # a is named no more, and still ours
    assert to_set_back(first, {"a": "2.00"}) == ({"a": "1"}, ())
    assert to_set_back(first, {"a": "1"}) == ({}, ())
    assert to_set_back(first, {"a": "by hand"}) == ({}, ("a",))
