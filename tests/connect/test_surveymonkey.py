"""SurveyMonkey: answers by the words of the survey's details, 500 calls a day, changed and deleted responses."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling
from tests.connect.surveys import SURVEYS
from tests.fakes.organisation import Organisation, organisation
from tests.fakes.serving import Reply
from tests.fakes.surveymonkey import RATED, SCORE, USED, WORDS, SurveyMonkey, score

_SOURCES = """
[[source]]
name = "answers"
pull = "surveymonkey"
preset = "surveymonkey-responses"
[source.columns]
survey = { value = "members" }
wave = { value = "2026" }
member = "custom_variables.member"
"""
_PEOPLE = organisation(400)


@pytest.fixture
def monkey(tmp_path: Path) -> Iterator[Pulling]:
    with surveyed(_PEOPLE, tmp_path) as found:
        yield found


def surveyed(people: Organisation, folder: Path, surveys: str = "501") -> AbstractContextManager[Pulling]:
    (folder / "surveys.toml").write_text(SURVEYS)
    settings = f'base_url = "{{url}}/v3"\noptions = {{ surveys = "{surveys}" }}'
    return pulling(SurveyMonkey(people), folder, _SOURCES, connection="surveymonkey", settings=settings)


def fake_of(pulled: Pulling) -> SurveyMonkey:
    assert isinstance(pulled.fake, SurveyMonkey)
    return pulled.fake


def expected(people: Organisation) -> set[tuple[str, str, str, str]]:
    found = set()
    for one in people.replies:
        said = [(SCORE, str(one.score)), (f"{USED} / {one.choice}", one.choice), (WORDS, one.words)]
        said += [(f"{RATED} / the journal", "Very satisfied"), (f"{RATED} / the helpline", "Not satisfied")]
        if one.number % 10 == 0:
            said.append((f"{USED} / Other (please specify)", f"Lunch {one.number}"))
        found |= {(str(one.number), str(one.person.number), *each) for each in said}
    return found


def read(monkey: Pulling) -> set[tuple[str, str, str, str]]:
    frame = monkey.table("responses", "answers")
    names = ("respondent", "member", "question", "value")
    found = list(zip(*(frame[name] for name in names), strict=True))
    assert len(found) == len(set(found))
    return set(found)


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    everyone = organisation()
    with surveyed(everyone, tmp_path) as monkey:
        monkey.pull()
        assert len(everyone.replies) == 430
        assert read(monkey) == expected(everyone)
        frame = monkey.table("responses", "answers")
        days = dict(zip(frame["respondent"], frame["date"].dt.to_pydatetime(), strict=True))
        assert days == {str(one.number): one.at.replace(tzinfo=None) for one in everyone.replies}
        assert [one.path.rpartition("/")[2] for one in monkey.fake.asked] == ["details", *["bulk"] * 5]


def test_a_change_takes_the_place_of_all_answers_and_a_deletion_is_seen_among_the_ids(monkey: Pulling) -> None:
    monkey.pull()
    calls = len(monkey.fake.asked)
    fake, first = fake_of(monkey), _PEOPLE.replies[0]
    fake.change("501", str(first.number), monkey.time.moment, [score(3)])
    fake.change("501", "3", monkey.time.moment, [])
    del fake.surveys["501"]["2"]
    pulled = monkey.pull()
    kept = {one for one in expected(_PEOPLE) if one[0] not in (str(first.number), "2", "3")}
    assert read(monkey) == kept | {(str(first.number), str(first.person.number), SCORE, "3")}
    assert {one.partition("/")[0] for one in pulled.changes[0].gone} == {"1", "2", "3"}
    details, bulk, ids = monkey.fake.asked[calls:]
    assert details.path.endswith("details")
    assert bulk.query["start_modified_at"] == "2026-11-29T11:01:00"
    assert (ids.path, ids.query) == ("/v3/surveys/501/responses", {"per_page": "1000"})


def test_the_calls_of_a_day_are_used_up_and_the_pull_goes_on_tomorrow(monkey: Pulling) -> None:
    monkey.folder.mkdir(parents=True)
    (monkey.folder / "calls.json").write_text(json.dumps({"calls": 498, "day": "2026-11-29"}))
    for _ in range(2):
        about = monkey.pull().about
        assert about is not None
        assert about.waits_for == "the 500 calls that the system allows in a day are used up"
        assert about.waits_until == "2026-11-30T00:00:00+00:00"
        assert len(monkey.fake.asked) == 2
    monkey.time.on(hours=13)
    monkey.pull()
    assert read(monkey) == expected(_PEOPLE)
    assert [one.path.rpartition("/")[2] for one in monkey.fake.asked] == ["details", "bulk", "bulk"]


def test_other_programs_have_used_the_day_up(monkey: Pulling) -> None:
    fake_of(monkey).day_used_up = 6 * 3600
    about = monkey.pull().about
    assert about is not None
    assert about.waits_until == "2026-11-29T18:01:00+00:00"
    assert monkey.time.slept == []
    fake_of(monkey).day_used_up = 0
    monkey.pull()
    assert read(monkey) == expected(_PEOPLE)


def test_a_page_that_is_clamped_loses_nothing_and_a_minute_that_is_full_is_waited_for(monkey: Pulling) -> None:
    fake_of(monkey).clamp = 30
    monkey.fake.plant(Reply(429, {"error": {"id": "1040"}}, headers={"Retry-After": "7"}), where="bulk")
    monkey.pull()
    assert read(monkey) == expected(_PEOPLE)
    assert monkey.time.slept == [pytest.approx(7.1)]


def test_another_survey_is_read_from_its_beginning(monkey: Pulling) -> None:
    monkey.pull()
    fake = fake_of(monkey)
    fake.surveys["502"] = {f"77{key}": {**one, "id": f"77{key}"} for key, one in fake.surveys["501"].items()}
    monkey.settings.write_text(monkey.settings.read_text().replace('"501"', '"501, 502"'))
    monkey.pull()
    assert read(monkey) == expected(_PEOPLE) | {(f"77{one}", *rest) for one, *rest in expected(_PEOPLE)}


def test_what_the_details_do_not_name_is_called_by_its_id(monkey: Pulling) -> None:
    questions = [{"id": "11", "answers": [{"row_id": "110", "choice_id": "1199"}]}]
    questions += [{"id": "77", "answers": [{"text": "gone"}]}]  # type: ignore[list-item]
    fake_of(monkey).change("501", "1", monkey.time.moment, questions)
    monkey.pull()
    assert {(question, value) for key, _, question, value in read(monkey) if key == "1"} == {
        (SCORE, "1199"),
        ("77", "gone"),
    }


def test_no_address_of_a_computer_is_kept(monkey: Pulling) -> None:
    monkey.pull()
    pages = b"".join(gzip.decompress(one.read_bytes()) for one in monkey.folder.rglob("*.gz"))
    assert b"in my own words" in pages
    assert b"192.0.2.7" not in pages


def test_without_surveys_the_settings_say_what_is_missing(tmp_path: Path) -> None:
    fake = SurveyMonkey(_PEOPLE)
    (tmp_path / "surveys.toml").write_text(SURVEYS)
    with pulling(fake, tmp_path, _SOURCES, connection="surveymonkey") as monkey:
        assert "the ids of the surveys that are read, separated by commas" in monkey.failing()


def test_a_survey_that_is_not_there_is_said(tmp_path: Path) -> None:
    with surveyed(_PEOPLE, tmp_path, "404") as monkey:
        assert "There was an error retrieving the resource" in monkey.failing()
