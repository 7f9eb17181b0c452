"""How good waves are: doubles, straight-liners, contradictions, the response rate, and whom not to ask any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.insights.surveys.example import LIKE, NEUTRAL, A, Heard, I, classes_of, histories, outcome, said, settings
from valuereport.model.histories import no_responses
from valuereport.model.insight import Withheld

FIVE = tuple(f"f{at}" for at in range(5))


def test_a_wave_of_twenty_and_what_is_wrong_with_it() -> None:
    heard = Heard()
    for person in range(20):
        pair = (NEUTRAL, NEUTRAL) if person < 2 else (LIKE, LIKE) if person == 2 else A
        features = FIVE[:4] if person == 1 else FIVE
        heard.add(
            person,
            {f"{one}-{end}": answer for one in features for end, answer in zip("fd", pair, strict=True)},
            member=person,
        )
    heard.add(20, {"f0-f": NEUTRAL, "f0-d": NEUTRAL}, member=7, day="2026-05-09")  # answers again, later
    heard.add(21, {"f0-f": NEUTRAL, "f0-d": NEUTRAL}, member=8, day="2026-05-01")  # has answered before
    heard.add(22, {"f0-c": "?excellent", "f1-c": "?N/A", "f2-c": "?"})
    members = [{"member_id": f"M{at}"} for at in range(20)]
    wanted = settings(FIVE, waves=[{"survey": "members", "id": "2026", "sent": "2026-05-01", "invited": 50}])
    told, _, problems = outcome(histories(heard, members), wanted)
    assert not isinstance(told, Withheld)
    (wave,) = told.waves
    assert (wave.respondents, wave.doubles, wave.joined, wave.unread) == (21, 2, 20, 1)
    assert wave.pairs == 20 * 5 - 1 - 5 + 1
    assert wave.straight_liners == 2  # all neutral, all "like"; four pairs are no line
    assert wave.contradictions.value == pytest.approx(5 / 95)
    assert wave.contradictions.verdict == "too_few"  # at most one in ten: to 11.7 %, it may be more
    assert wave.response_rate.value == pytest.approx(21 / 50)
    assert (wave.day, wave.last) == (date(2026, 5, 1), date(2026, 5, 9))
    assert [(one.reason, one.rows) for one in problems] == [("a member answered a survey more than once", 2)]
    (counted,) = [one for one in told.kano if one.feature == "f0"]
    assert counted.counts["I"] == 2 + 1 - 0  # the newer response of M7 and the newer one of M8


def test_the_newest_of_one_day_counts() -> None:
    heard = Heard()
    heard.pairs({"A": 10})
    heard.add(20, {"mentorship-f": LIKE, "mentorship-d": LIKE}, member=0, day="2026-05-04T18:30:00")
    heard.add(21, {"mentorship-f": NEUTRAL, "mentorship-d": NEUTRAL}, member=0, day="2026-05-04T09:15:00")
    counts = said(histories(heard), settings()).kano[0].counts
    assert (counts["Q"], counts["I"]) == (1, 0)  # the tool has written the newest one first


def test_an_answer_given_twice_in_one_response() -> None:
    heard = Heard()
    heard.pairs({"A": 10})
    heard.add(0, {"mentorship-d": LIKE})
    told, _, problems = outcome(histories(heard), settings())
    assert not isinstance(told, Withheld)
    assert told.kano[0].counts["Q"] == 1  # the last answer counts
    assert [one.reason for one in problems] == ["one response answers a question more than once"]


def test_a_wave_that_nobody_answered_and_no_survey_at_all() -> None:
    sent = {"survey": "members", "id": "2026", "sent": "2026-05-01", "invited": 300}
    (wave,) = said(histories(Heard()), settings(waves=[sent])).waves
    assert (wave.respondents, wave.response_rate.value, wave.response_rate.n) == (0, 0.0, 300)
    assert wave.contradictions.value is None
    for waves in ([], [{**sent, "sent": "2027-05-01"}]):
        told, lists, problems = outcome(histories(Heard()), settings(waves=waves))
        assert (told, lists, problems) == (Withheld("no_surveys"), (), ())


def test_a_run_of_an_earlier_version_has_no_responses() -> None:
    found = replace(histories(Heard()), responses=no_responses())
    assert outcome(found, settings()) == (Withheld("no_surveys"), (), ())
    assert classes_of(found, settings()) == {}


def test_more_answers_than_were_asked_have_no_rate() -> None:
    heard = Heard()
    heard.pairs({"A": 30})
    wave = {"survey": "members", "id": "2026", "invited": 20}
    assert said(histories(heard), settings(waves=[wave])).waves[0].response_rate.value is None


def test_questions_that_the_settings_do_not_have() -> None:
    heard = Heard()
    heard.pairs({"A": 12})
    heard.pairs({"A": 3}, feature="renamed")
    _, _, problems = outcome(histories(heard), settings())
    assert [(one.value, one.rows) for one in problems] == [("renamed-d", 3), ("renamed-f", 3)]


def test_who_did_not_respond_and_whom_not_to_ask() -> None:
    heard = Heard()
    members = [
        {"member_id": f"M{at:02}", "name": f"Name {at}", "grade": "Fellow" if at < 20 else "Student", "joined": joined}
        for at, joined in enumerate(["2015-01-01"] * 39 + ["2026-06-01"])
    ]
    for wave, day in (("a", "2026-02-01"), ("b", "2026-03-01"), ("c", "2026-04-01")):
        for at in range(15):
            heard.add(at, {"mentorship-f": LIKE, "mentorship-d": NEUTRAL}, member=at, wave=wave, day=day)
    heard.add(1, {"mentorship-f": LIKE}, member=1, wave="d", day="2026-05-01")
    waves = [{"survey": "members", "id": one, "invited": 39} for one in "abc"]
    told, lists, _ = outcome(histories(heard, members), settings(waves=waves, most_asked=2))
    assert not isinstance(told, Withheld)
    by_grade = told.waves[0].responded[0]
    assert {one.label: (one.figure.value, one.figure.n) for one in by_grade.groups} == {
        "Fellow": (pytest.approx(0.75), 20),
        "Student": (0.0, 19),
    }
    silent, not_to_ask = lists
    assert (silent.name, len(silent.rows)) == ("no-response", 24)
    assert silent.rows[0][0] == "M15"
    assert "M39" not in {row[0] for row in silent.rows}  # joined later
    assert told.fatigue is not None
    assert (told.fatigue.most, told.fatigue.members, told.fatigue.waves) == (2, 39, 4)
    assert not_to_ask.rows[0] == ("M01", "Name 1", "", 4, 4, date(2026, 5, 1))
    assert not_to_ask.rows[1] == ("M00", "Name 0", "", 3, 3, date(2026, 4, 1))
    few = settings(waves=[{**one, "invited": 20} for one in waves], most_asked=2)
    told, lists, _ = outcome(histories(heard, members), few)  # nobody says which twenty were asked
    assert not isinstance(told, Withheld)
    assert [len(one.rows) for one in lists] == [15]
    assert not told.waves[0].responded
    told, lists, _ = outcome(histories(heard, members), settings(waves=[{**one, "anonymous": True} for one in waves]))
    assert not isinstance(told, Withheld)
    assert [one.rows for one in lists] == [(("M01", "Name 1", "", 4, 1, date(2026, 5, 1)),)]  # all were asked thrice
    assert [one.joined for one in told.waves] == [0, 0, 0, 1]


def test_all_indifferent_is_an_opinion_of_four_features() -> None:
    heard = Heard()
    for person in range(12):
        heard.add(person, {f"{one}-{end}": answer for one in FIVE[:4] for end, answer in zip("fd", I, strict=True)})
    assert said(histories(heard), settings(FIVE)).waves[0].straight_liners == 0
