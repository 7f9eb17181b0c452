"""The sample organisation: reproducible, accepted by the settings, and as varied as a real one."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from python_calamine import CalamineWorkbook

from valuereport.files import packaged
from valuereport.sample import SETTINGS_FILES, SampleCounts, write_sample
from valuereport.sample.activity import EXPORT_END, EXPORT_START
from valuereport.sample.organisation import SampleOrganisation, draw_organisation
from valuereport.sample.words import LANGUAGES, word_list
from valuereport.settings import Settings, load_settings
from valuereport.settings.feedback import SuggestionState, answered

COMMITTED = packaged("sample_data")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleCounts]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, write_sample(folder, 240, 2026)


@pytest.fixture(scope="module")
def organisation() -> SampleOrganisation:
    return draw_organisation(240, 2026)


@pytest.fixture(scope="module")
def settings(fresh: tuple[Path, SampleCounts]) -> Settings:
    return load_settings(fresh[0] / "valuereport.toml")


def content(folder: Path) -> dict[str, object]:
    """Return each file's bytes, or the cells of a workbook, whose bytes depend on the compression library."""
    return {
        path.relative_to(folder).as_posix(): cells(path) if path.suffix == ".xlsx" else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "output" not in path.relative_to(folder).parts
    }


def cells(path: Path) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_name("contacts").to_python()]


def test_the_committed_sample_is_what_the_generator_writes(fresh: tuple[Path, SampleCounts]) -> None:
    committed, made = content(COMMITTED), content(fresh[0])
    assert sorted(committed) == sorted(made)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_sample(tmp_path / folder, 60, seed)
    first, again, other = ({p.name: p.read_bytes() for p in (tmp_path / f).rglob("*.*")} for f in "abc")
    assert first == again
    assert {name for name in first if first[name] == other[name]} == {Path(name).name for name in SETTINGS_FILES}


def test_the_counts_are_those_of_the_files(fresh: tuple[Path, SampleCounts]) -> None:
    folder, counts = fresh
    rows = cells(folder / "crm_contacts.xlsx")
    kinds = Counter(str(row[rows[0].index("Membership Type")]) for row in rows[1:])
    assert kinds["Individual"] + kinds["Corporate"] == counts.members == 240
    assert kinds["Corporate"] == counts.firms == 30
    assert kinds["Contact of a firm"] == counts.contacts
    assert counts.files == len(content(folder))
    assert 3500 < counts.engagements < 6000
    assert 200 < counts.former < 600
    assert 12_000 < counts.earlier < 24_000


@pytest.mark.parametrize("members", [1, 8, 30])
def test_a_very_small_organisation_can_be_made(tmp_path: Path, members: int) -> None:
    counts = write_sample(tmp_path, members, 1)
    assert asdict(counts)["members"] == members
    load_settings(tmp_path / "valuereport.toml")


def test_the_mix_is_that_of_a_real_organisation(organisation: SampleOrganisation) -> None:
    memberships = organisation.memberships
    assert {member.joined.year for member, _ in memberships} >= set(range(2012, 2027))
    assert 0.04 < sum(member.is_first_year for member, _ in memberships) / 240 < 0.16
    assert {currency for _, currency in memberships} == {"GBP", "EUR"}
    assert {who.person.language for who in organisation.individuals} == set(LANGUAGES)
    assert {who.address.country for who in organisation.individuals} == {"GB", "IE", "DE", "FR"}
    assert {who.membership.grade for who in organisation.individuals} == {"Associate", "Member", "Fellow"}
    assert {member.status for member, _ in memberships} == {"Active", "Lapsed", "Resigned"}
    tags = Counter(member.tags for member, _ in memberships)
    assert all(tags[tag] for tag in ("No email", "Newsletter, No post", "No email, No post"))
    assert all(len(firm.contacts) >= 2 for firm in organisation.firms)
    light = sum(who.level < 0.1 for who in organisation.individuals) / len(organisation.individuals)
    assert 0.08 < light < 0.25


def test_numbers_and_addresses_are_nobody_elses(organisation: SampleOrganisation) -> None:
    people = [who.person for who in organisation.individuals]
    people += [contact.person for firm in organisation.firms for contact in firm.contacts]
    emails = [email for person in people for email in (person.email, person.home_email) if email]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith((".example", "@example.org")) and email.isascii() for email in emails)
    numbers = [member.member_no for member, _ in organisation.memberships]
    assert len(set(numbers)) == len(numbers)


def short_texts(settings: Settings) -> list[Mapping[str, str]]:
    """Return the labels of segments and the short forms of sources."""
    judgement = settings.judgement
    texts = [text for words in judgement.taxonomy.labels.values() for text in words.values()]
    texts += [found.cited for found in judgement.assumptions.values() if found.cited]
    return texts + [rate.cited or {} for rate in settings.workspace.rate]


def suggested(settings: Settings) -> list[Mapping[str, str]]:
    """Return what members suggested, and the answers."""
    return [text for one in settings.suggestions for text in (one.said, one.answer) if text]


def test_every_word_of_a_segment_has_its_label(organisation: SampleOrganisation, settings: Settings) -> None:
    memberships = [member for member, _ in organisation.memberships]
    held = {
        "grade": {member.grade for member in memberships},
        "sector": {member.sector for member in memberships},
        "region": {who.address.region for who in organisation.individuals}
        | {firm.address.region for firm in organisation.firms},
    }
    labels = settings.judgement.taxonomy.labels
    assert {segment: set(words) for segment, words in labels.items()} == held


def test_every_source_but_our_own_estimates_has_a_short_form(settings: Settings) -> None:
    for name, assumption in settings.judgement.assumptions.items():
        own = not assumption.url and "own estimate" in assumption.source
        assert (assumption.cited is None) == own, name


def test_every_text_of_the_judgement_exists_in_every_language(settings: Settings) -> None:
    texts = [activity.label for activity in settings.judgement.taxonomy.activity]
    texts += [text for win in settings.judgement.policy_wins for text in (win.title, win.text)]
    texts += [settings.workspace.organisation.signatory_role, settings.workspace.organisation.strapline or {}]
    texts += short_texts(settings)
    texts += [one.label for one in (*settings.surveys.feature, *settings.surveys.survey)]
    texts += suggested(settings)
    for text in texts:
        assert set(text) == set(LANGUAGES)
        assert all(text.values())


def test_every_text_of_the_judgement_is_translated_into_the_other_languages(settings: Settings) -> None:
    texts = [activity.label for activity in settings.judgement.taxonomy.activity]
    texts += [one.label for one in (*settings.surveys.feature, *settings.surveys.survey)]
    texts += suggested(settings)
    files = [COMMITTED / name for name in SETTINGS_FILES if name.endswith(".po")]
    assert len(files) == 9
    for file in files:
        catalog = read_po(io.BytesIO(file.read_bytes()))
        missing = [text["en"] for text in texts if not (found := catalog.get(text["en"])) or not found.string]
        assert missing == [], file.name


def test_features_name_activities_that_are_there_and_are_of_every_stage_but_one(settings: Settings) -> None:
    known = {activity.id for activity in settings.judgement.taxonomy.activity}
    features = settings.surveys.feature
    assert {name for one in features for name in one.activities} <= known
    assert {one.stage for one in features} == {"proposed", "pilot", "live"}
    (pilot,) = (one for one in features if one.stage == "pilot")
    assert pilot.launched is not None
    assert (EXPORT_END - pilot.launched).days > settings.surveys.targets.adoption_days


def test_suggestions_are_of_every_state_and_stand_nowhere_unless_somebody_asks_for_it(settings: Settings) -> None:
    found, rules = settings.suggestions, settings.workspace.feedback
    assert {one.state for one in found} == {*get_args(SuggestionState)}
    assert all(one.on < EXPORT_END for one in found if one.on)
    assert [*answered(found, rules, "statements"), *answered(found, rules, "stories")] == []
    asked = rules.model_copy(update={"suggestions": ("statements",)})
    assert [one.state for one in answered(found, asked, "statements")][:3] == ["planned", "done", "declined"]


def test_french_has_its_hard_spaces(settings: Settings) -> None:
    french = [activity.label["fr"] for activity in settings.judgement.taxonomy.activity]
    french += [text["fr"] for win in settings.judgement.policy_wins for text in (win.title, win.text)]
    french += [thing["fr"] for things in word_list("titles").values() for thing in things if "fr" in thing]
    french += [text["fr"] for text in short_texts(settings)]
    french += [one.label["fr"] for one in (*settings.surveys.feature, *settings.surveys.survey)]
    french += [text["fr"] for text in suggested(settings)]
    french += [
        thing["title"] for things in word_list("titles").values() for thing in things if thing.get("lang") == "fr"
    ]
    for text in french:
        assert not any(f" {sign}" in text for sign in ":;!?»"), text
        assert "'" not in text


def test_policy_wins_show_every_kind(settings: Settings) -> None:
    wins = settings.judgement.policy_wins
    start, end = settings.workspace.period.start, settings.workspace.period.end
    assert any(start < win.in_force < end for win in wins)
    assert any(win.in_force < start and win.duration_years > 1 and win.drop_off for win in wins)
    assert any(win.exposure == "size" for win in wins)
    assert any((start - win.in_force).days > 365 * win.duration_years for win in wins)
    assert {"country", "sector", "grade", "kind"} <= {key for win in wins for key in win.segment}


def test_every_assumption_is_used_and_own_estimates_are_marked(settings: Settings) -> None:
    judgement = settings.judgement
    named = {judgement.taxonomy.hourly_value.default, *judgement.taxonomy.hourly_value.grade.values()}
    for thing in (*judgement.taxonomy.activity, *judgement.policy_wins):
        named |= {value for value in thing.model_dump().values() if isinstance(value, str)}
    assert set(judgement.assumptions) - named == set()
    for name, assumption in judgement.assumptions.items():
        assert assumption.url or "nstitute" in assumption.source, name


def test_the_exports_reach_beyond_the_period(settings: Settings) -> None:
    period = settings.workspace.period
    assert EXPORT_START < period.start < EXPORT_END < period.end
