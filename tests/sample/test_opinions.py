"""What is planted in the surveys is there: counted from the files alone, in an organisation of 4,000 members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from valuereport.notation.headings import plain
from valuereport.presets.scales import kano_words
from valuereport.sample.exports import expectations, mentoring_scheme, satisfaction
from valuereport.sample.opinions import shares_of
from valuereport.sample.organisation import Individual
from valuereport.sample.origins import CHANNELS, COLLEAGUE, Origins, draw_origins
from valuereport.sample.questionnaires import label_of, launch_of, questions, round_of, surveys_text
from valuereport.sample.scene import Scene, draw_scene
from valuereport.sample.truth import (
    ADOPTED,
    BY_GRADE,
    CONTRADICTIONS,
    DOUBLES,
    DRIFTED,
    HEARD_UNKNOWN,
    KANO,
    PILOT,
    PROMOTERS,
    REFERRED,
    RESPONSE,
    SATISFIED,
    SHORT_PAIRS,
    STRAIGHT_LINERS,
    STRANGERS,
)

_TABLE = {
    **dict.fromkeys([("like", "dislike")], "O"),
    **dict.fromkeys([("like", "like"), ("dislike", "dislike")], "Q"),
    **dict.fromkeys([("like", one) for one in ("expect", "neutral", "live-with")], "A"),
    **dict.fromkeys([(one, "dislike") for one in ("expect", "neutral", "live-with")], "M"),
}
"""What a pair of answers means, but for I and R."""


@dataclass(frozen=True)
class Asked:
    scene: Scene
    origins: Origins
    folder: Path
    waves: dict[str, pd.DataFrame]  # of expectations: a row a questionnaire, with `member` or the staff's number


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder, scene = tmp_path_factory.mktemp("asked"), draw_scene(4000, 7)
    expectations.write(scene, folder)
    satisfaction.write(scene, folder)
    first, second, staff = (folder / expectations.FOLDER / name for name in expectations.FILES)
    waves = {
        "2025": pd.read_csv(first, keep_default_na=False),
        "2026": pd.read_csv(second, keep_default_na=False, skiprows=[1], encoding="utf-8-sig", dtype=str),
        "staff-2026": pd.read_csv(staff),
    }
    return Asked(scene, draw_origins(scene), folder, waves)


def letters(wave: pd.DataFrame, feature: str) -> pd.Series:
    """Return what a feature is to each one, by the words in the file."""
    pair = []
    for asks in ("functional", "dysfunctional"):
        (question,) = (each for each in questions("benefits", asks) if each.feature == feature)
        (heading,) = set(question.headings) & set(wave.columns)
        pair.append([kano_words()[plain(word)] for word in wave[heading]])
    found = [
        _TABLE.get((yes, no), "R" if yes == "dislike" or no == "like" else "I") for yes, no in zip(*pair, strict=True)
    ]
    return pd.Series(found)


@pytest.mark.parametrize("wave", ["2025", "2026"])
def test_each_feature_is_to_members_what_is_planted(asked: Asked, wave: str) -> None:
    features = [name for name in KANO if wave == "2026" or name not in expectations.NOT_ASKED_IN_2025]
    for feature in features:
        found = letters(asked.waves[wave], feature)
        shares = found[found != "Q"].value_counts(normalize=True).reindex(list("AOMIR"), fill_value=0.0)
        assert shares.to_numpy() == pytest.approx(shares_of(feature, wave), abs=0.06), feature
    assert (shares_of(DRIFTED, "2025") == shares_of(DRIFTED, "2026")) is False


def test_what_delights_associates_leaves_fellows_indifferent(asked: Asked) -> None:
    grade = {one.member_no: one.grade for one, _ in asked.scene.organisation.memberships}
    table = asked.waves["2025"]
    own = table["member"].map(grade)
    for name, planted in BY_GRADE["mentoring"].items():
        found = letters(table, "mentoring")[own == name]
        shares = found[found != "Q"].value_counts(normalize=True).reindex(list("AOMIR"), fill_value=0.0)
        assert shares.to_numpy() == pytest.approx(planted, abs=0.08)


@pytest.mark.parametrize(("wave", "column"), [("2025", "member"), ("2026", "Email Address")])
def test_doubles_straight_liners_and_contradictions_are_as_many_as_planted(
    asked: Asked, wave: str, column: str
) -> None:
    table = asked.waves[wave]
    invited = round_of("benefits", wave, 4000).invited
    assert len(table) == round(RESPONSE * invited) + DOUBLES + STRANGERS
    features = [name for name in KANO if wave == "2026" or name not in expectations.NOT_ASKED_IN_2025]
    each = pd.concat([letters(table, name) for name in features], axis=1)
    assert (each == "Q").to_numpy().sum() == CONTRADICTIONS
    asks = ("functional", "dysfunctional")
    headings = {heading for one in questions("benefits", *asks) for heading in one.headings} & {*table.columns}
    words = table[sorted(headings)].map(lambda word: kano_words()[plain(word)])
    assert (words.nunique(axis=1) == 1).sum() == STRAIGHT_LINERS
    if wave == "2025":
        assert table[column].duplicated().sum() - (table[column] == "").sum() + 1 == DOUBLES
    else:
        assert (table[column] == "reader@guests.example").sum() == STRANGERS


def test_every_word_of_every_wave_has_a_meaning_and_the_languages_are_mixed(asked: Asked) -> None:
    for wave in asked.waves.values():
        for question in questions("benefits", "functional", "dysfunctional"):
            for heading in {*question.headings} & {*wave.columns}:
                assert {plain(word) for word in wave[heading]} <= kano_words().keys()
    (first, *_) = (each.headings[0] for each in questions("benefits", "functional"))
    assert {"I like it", "Das freut mich", "Cela me plaît"} <= {*asked.waves["2026"][first]}


def test_two_rows_of_headings_name_each_feature_once(asked: Asked) -> None:
    path = asked.folder / expectations.FOLDER / expectations.FILES[1]
    rows = pd.read_csv(path, header=None, nrows=2, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    names = [f"{rows[0].ffill()[0]}" for _ in rows]
    assert len(names) == rows.shape[1]
    importance = [each.headings[0] for each in questions("benefits", "importance")]
    assert importance == [f"How important is each of these to you, from 1 to 9? / {label_of(name)}" for name in KANO]
    assert list(rows.iloc[1])[-len(KANO) :] == [label_of(name) for name in KANO]


def test_satisfaction_and_recommendation_are_as_planted(asked: Asked) -> None:
    folder = asked.folder / expectations.FOLDER
    for year, name in enumerate(satisfaction.FILES):
        table = pd.read_csv(folder / name, keep_default_na=False, encoding="utf-8-sig", dtype=str)
        for question in questions("satisfaction", "csat", "satisfaction"):
            if question.headings[0] not in table:
                assert (question.feature, year) == (PILOT, 0)  # it had not begun
                continue
            said = pd.to_numeric(table[question.headings[0]], errors="coerce").dropna()
            planted = SATISFIED.get(question.feature, (SHORT_PAIRS.get(question.feature, (0, 0))[0],) * 2)[year]
            assert (said >= 4).mean() == pytest.approx(planted, abs=0.05), question.id
        for question in questions("satisfaction", "removal"):
            missed = [kano_words()[plain(word)] == "dislike" for word in table[question.headings[0]]]
            assert np.mean(missed) == pytest.approx(SHORT_PAIRS[question.feature][1], abs=0.04)
        (recommend,) = questions("satisfaction", "nps")
        score = table[recommend.headings[0]].astype(int)
        shares = ((score >= 9).mean(), score.between(7, 8).mean(), (score <= 6).mean())
        assert shares == pytest.approx(PROMOTERS[year], abs=0.001)
        assert score.between(0, 10).all()
    anonymous = pd.read_csv(folder / satisfaction.FILES[0], encoding="utf-8-sig")
    assert set(anonymous["Email"]) == {"anonymous"}


def test_the_pilot_is_used_from_its_launch_on_and_rated_by_those_who_use_it(asked: Asked) -> None:
    launch = launch_of(PILOT)
    mentoring_scheme.write(asked.scene, asked.folder)
    met = pd.read_csv(asked.folder / mentoring_scheme.FILE, parse_dates=["Date"], dayfirst=True)
    day = met["Date"]
    assert (day >= pd.Timestamp(launch)).all()
    people = asked.scene.organisation.individuals
    within = {*met.loc[day < pd.Timestamp(launch) + pd.Timedelta(days=182), "Member No"]}
    for grade in ("Associate", "Member", "Fellow"):
        there = {one.membership.member_no for one in people if one.membership.grade == grade and was_there(one, launch)}
        assert len(there & within) / len(there) == pytest.approx(ADOPTED.get(grade, 0), abs=0.005)
    table = pd.read_csv(asked.folder / expectations.FOLDER / satisfaction.FILES[1], dtype=str, keep_default_na=False)
    (question,) = (each for each in questions("satisfaction", "csat") if each.feature == PILOT)
    raters = {*table.loc[table[question.headings[0]] != "", "Email Address"].str.lower()}
    users = [one.person for one in people if one.membership.member_no in {*met["Member No"]}]
    assert len(raters) > 50
    assert raters <= {email for one in users for email in (one.email, one.home_email)}


def was_there(one: Individual, day: date | None) -> bool:
    """Return whether a person was a member when the pilot began; those who left did so before 2026."""
    return day is not None and one.membership.joined <= day and one.membership.status == "Active"


def test_members_bring_members_and_some_of_those_bring_others(asked: Asked) -> None:
    origins = asked.origins
    lately = origins.asked.sum()
    assert (origins.referrer >= 0).sum() == pytest.approx(REFERRED * lately, abs=1)
    assert (origins.heard[origins.asked] == "").sum() == pytest.approx(HEARD_UNKNOWN * lately, abs=1)
    assert set(origins.heard) == {"", COLLEAGUE, *CHANNELS}
    joined = asked.scene.careers.joined[: len(origins)]
    brought = np.flatnonzero(origins.referrer >= 0)
    assert (joined[origins.referrer[brought]] < joined[brought]).all()
    assert (origins.referrer[origins.referrer[brought]] >= 0).sum() > 20  # chains


def test_the_file_of_surveys_fits_an_organisation_of_any_size() -> None:
    assert "invited = 210\n" in surveys_text(240)
    assert "invited = 1\n" in surveys_text(1)
    assert round_of("benefits", "2026", 24_000).invited == 21_000
    with pytest.raises(KeyError):
        round_of("welcome", "2026", 240)
