"""Typeform: answers by the titles of the form, tokens of pages, answers that come late, partial ones apart."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling
from tests.connect.surveys import SURVEYS
from tests.fakes.organisation import CHOICES, Organisation, organisation
from tests.fakes.serving import Reply
from tests.fakes.typeform import SCORE, USED, WORDS, Typeform

_COLUMNS = """
[source.columns]
survey = { value = "members" }
wave = { value = "2026" }
member = "hidden.member_id"
"""
_SENT = f'[[source]]\nname = "sent"\npull = "typeform"\npreset = "typeform-responses"\n{_COLUMNS}'
_BEGUN = f'[[source]]\nname = "begun"\npull = "typeform"\npreset = "typeform-partial-responses"\n{_COLUMNS}'
_PEOPLE = organisation(400)
_SETTINGS = 'base_url = "{url}"\noptions = { forms = "aBc1" }'


@pytest.fixture
def typeform(tmp_path: Path) -> Iterator[Pulling]:
    (tmp_path / "surveys.toml").write_text(SURVEYS)
    with pulling(Typeform(_PEOPLE), tmp_path, _SENT, connection="typeform", settings=_SETTINGS) as found:
        yield found


def fake_of(pulled: Pulling) -> Typeform:
    assert isinstance(pulled.fake, Typeform)
    return pulled.fake


def expected(people: Organisation) -> set[tuple[str, str, str, str]]:
    found = set()
    for one in people.replies:
        chosen = [one.choice, *([CHOICES[0]] if one.number % 10 == 0 else [])]
        said = [(SCORE, str(one.score)), *((f"{USED} / {choice}", choice) for choice in chosen), (WORDS, one.words)]
        said += [("Would you join again?", "yes" if one.score > 6 else "no")]
        said += [("Where do you work?", one.person.city)]
        found |= {(f"t{one.number:05}", str(one.person.number), *each) for each in said}
    return found


def read(typeform: Pulling, source: str = "sent") -> set[tuple[str, str, str, str]]:
    frame = typeform.table("responses", source)
    found = list(zip(*(frame[name] for name in ("respondent", "member", "question", "value")), strict=True))
    assert len(found) == len(set(found))
    return set(found)


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    everyone = organisation()
    (tmp_path / "surveys.toml").write_text(SURVEYS)
    fake = Typeform(everyone)
    fake.clamp = 100
    with pulling(fake, tmp_path, _SENT, connection="typeform", settings=_SETTINGS) as typeform:
        typeform.pull()
        assert len(everyone.replies) == 430
        assert read(typeform) == expected(everyone)
        frame = typeform.table("responses", "sent")
        days = dict(zip(frame["respondent"], frame["date"].dt.to_pydatetime(), strict=True))
        assert days == {f"t{one.number:05}": one.at.replace(tzinfo=None) for one in everyone.replies}
        pages = [one.query for one in fake.asked if one.path.endswith("responses")]
        assert len(pages) == 6  # the last one is empty: nothing else says that it is over
        assert {one["page_size"] for one in pages} == {"1000"}
        assert {one["completed"] for one in pages} == {"true"}


def test_a_new_answer_and_a_deletion_arrive_by_the_next_pull(typeform: Pulling) -> None:
    typeform.pull()
    fake = fake_of(typeform)
    fake.add("t90001", typeform.time.moment, "7", "More of it")
    del fake.responses["t00002"]
    typeform.pull()
    kept = {one for one in expected(_PEOPLE) if one[0] != "t00002"}
    assert read(typeform) == kept | {("t90001", "7", WORDS, "More of it")}
    assert next(one.query["since"] for one in fake.asked if "since" in one.query) == "2026-11-29T10:01:00"


def test_of_the_sweep_the_tokens_alone_are_kept(typeform: Pulling) -> None:
    typeform.pull()
    typeform.pull()
    (swept,) = typeform.folder.rglob("responses.keys.pages.jsonl.gz")
    pages = gzip.decompress(swept.read_bytes())
    assert b"t00001" in pages
    assert b"in my own words" not in pages


def test_an_answer_that_is_listed_late_is_not_missed(typeform: Pulling) -> None:
    fake = fake_of(typeform)
    fake.lag = timedelta(minutes=30)
    fake.add("t90002", typeform.time.moment - timedelta(minutes=5), "7", "Late")
    fake.now = typeform.time.moment
    typeform.pull()
    assert not [one for one in read(typeform) if one[0] == "t90002"]
    typeform.time.on(minutes=30)
    fake.now = typeform.time.moment
    typeform.pull()
    assert [one for one in read(typeform) if one[0] == "t90002"] == [("t90002", "7", WORDS, "Late")]


def test_what_was_begun_and_not_sent_is_apart(tmp_path: Path) -> None:
    (tmp_path / "surveys.toml").write_text(SURVEYS)
    fake = Typeform(_PEOPLE)
    with pulling(fake, tmp_path, _SENT + _BEGUN, connection="typeform", settings=_SETTINGS) as typeform:
        typeform.pull()
        begun = {(f"p{one.number:05}", str(one.person.number), SCORE, str(one.score)) for one in _PEOPLE.replies[:20]}
        assert read(typeform, "begun") == begun
        assert read(typeform) == expected(_PEOPLE)
        fake.partial.clear()
        typeform.pull()
        assert read(typeform, "begun") == set()


def test_nothing_of_the_browser_is_kept_and_partial_ones_are_not_asked_for(typeform: Pulling) -> None:
    typeform.pull()
    assert {one.query.get("response_type") for one in typeform.fake.asked} == {None}
    pages = b"".join(gzip.decompress(one.read_bytes()) for one in typeform.folder.rglob("*.gz"))
    assert b"Secret browser" not in pages
    assert b"n-4711" not in pages


def test_two_calls_a_second_and_a_repeated_page(typeform: Pulling) -> None:
    fake = fake_of(typeform)
    fake.clamp = 50
    items = {"items": [*fake.responses.values()][:50]}
    fake.plant(Reply(429, {"code": "TOO_MANY"}), where="responses")
    typeform.pull()
    assert read(typeform) == expected(_PEOPLE)
    assert typeform.time.slept[0] == 1.0
    fake.plant(Reply(200, items), Reply(200, items), where="responses")
    assert "the same page came twice" in typeform.failing()


def test_a_wrong_token_is_said(typeform: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_TYPEFORM_TOKEN", "wrong-token-4711")
    why = typeform.failing()
    assert "access denied (403" in why
    assert "4711" not in why
