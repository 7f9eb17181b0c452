"""What the sample's exports come to: read by the real loaders, combined and valued; messy, but not beyond use."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from valuereport.calculator import Valuations, calculate
from valuereport.combine import combine
from valuereport.files import packaged
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.settings import load_settings

_HOW_IMPORTANT = "How important is each of these to you, from 1 to 9?"


@dataclass(frozen=True)
class Worked:
    history: History
    valuations: Valuations


@pytest.fixture(scope="module")
def worked() -> Worked:
    settings = load_settings(packaged("sample_data") / "valuereport.toml")
    history = combine(load(settings), settings)
    return Worked(history, calculate(history, settings))


def test_every_source_is_read_and_mostly_counted(worked: Worked) -> None:
    assert len(worked.history.tallies) == 20
    (archive,) = [tally for tally in worked.history.tallies if tally.source == "archive"]
    assert archive.outside == archive.read > 5000  # what was used before the period
    for tally in worked.history.tallies:
        if tally is archive:
            continue
        useful = tally.read - tally.filtered
        assert tally.counted > 0, tally
        assert (tally.rejected + tally.unmatched) / useful < 0.06, tally
    engagements = [one for one in worked.history.tallies if one.table == "engagements" and one is not archive]
    bad = sum(tally.rejected + tally.unmatched for tally in engagements)
    assert 0.005 < bad / sum(tally.read - tally.filtered for tally in engagements) < 0.03
    assert [tally.source for tally in engagements if not tally.outside] == ["mentoring-scheme"]  # new


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("crm_contacts.xlsx", "Joined", "31/02/2019"),
        ("crm_contacts.xlsx", "Language", "Gaeilge"),
        ("crm_contacts.xlsx", "Hourly Rate", '"n/a" 1'),
        ("beitraege_fees.csv", "Betrag", "s. Vermerk"),
        ("eventbrite_attendees.csv", "Event Start Date", "13/32/26 09:30"),
        ("hubspot_deals.csv", "Amount", "TBD"),
        ("hubspot_deals.csv", "currency", "CHF"),
        ("website_downloads.csv", "Time", "0000-00-00 00:00:00"),
        ("website_downloads.csv", "activity", "Newsletter archive"),
        ("website_downloads.csv", "date", "2026-01-04"),
        ("partner_savings.jsonl", "list_price", "on request"),
        ("helpline.tsv", "Closed", "31/06/2026 10:15"),
        ("membership_log.csv", "Start Date", "31/04/2020"),
        ("surveys/expectations-2026.csv", f"{_HOW_IMPORTANT} / Clear information about benefits", "very"),
        ("surveys/satisfaction-2026.csv", "member", "visitor@guests.example"),
    ],
)
def test_each_kind_of_mess_is_there_and_named(worked: Worked, file: str, column: str, value: str) -> None:
    found = [problem for problem in worked.history.problems if problem.file == file and problem.column == column]
    assert value in [problem.value for problem in found]
    assert all(problem.row for problem in found)


@pytest.mark.parametrize(
    ("source", "needless"),
    [("member-area", "Duration (ms)"), ("events", "Home City"), ("referrals", "Last Modified Date")],
)
def test_exports_carry_more_columns_than_are_mapped(source: str, needless: str) -> None:
    settings = load_settings(packaged("sample_data") / "valuereport.toml")
    export = next(found for found in settings.workspace.source if found.name == source)
    with (packaged("sample_data") / export.file).open(encoding="utf-8", newline="") as stream:
        headings = next(csv.reader(stream))
    mapped = {heading for mapping in export.columns.values() for heading in mapping.column}
    assert mapped < set(headings)
    assert needless in set(headings) - mapped


def test_duplicates_rejoins_and_strangers_occur(worked: Worked) -> None:
    tallies = {tally.source: tally for tally in worked.history.tallies}
    assert tallies["events"].duplicate
    assert tallies["member-area"].duplicate
    assert tallies["webinars"].merged
    assert tallies["webinars"].filtered  # registered, and never came
    for source in ("events", "webinars", "courses", "member-area", "partners", "helpline"):
        assert tallies[source].unmatched, source


def test_members_are_found_under_either_address_and_firms_through_their_contacts(worked: Worked) -> None:
    history = worked.history
    firms = np.flatnonzero(history.members["kind"] == "organisation")
    of_firms = history.engagements[history.engagements["member"].isin(firms)]
    assert (of_firms["contact"] >= 0).all()
    assert len(of_firms) > 500
    assert history.members["emails"].str.contains("@home.example").sum() > 20


def test_titles_are_in_the_language_of_most_of_their_readers(worked: Worked) -> None:
    history = worked.history
    locale = history.members["locale"].to_numpy()[history.engagements["member"]]
    titles = history.engagements["title"]
    assert pd.Series(locale[titles == "Mängelliste als Tabelle"]).value_counts(normalize=True)["de-DE"] > 0.8
    assert pd.Series(locale[titles == "Fiche d’inspection de toiture"]).value_counts(normalize=True)["fr-FR"] > 0.8


def test_the_figures_are_modest(worked: Worked) -> None:
    members = worked.history.members
    edition = np.array(worked.valuations.editions)
    paying = (members["fee"] > 0).to_numpy() & ~members["status"].isin(["Lapsed", "Resigned"]).to_numpy()
    shares = pd.Series(edition[paying]).value_counts(normalize=True)
    assert 0.2 < shares["light-use"] + shares["below-fee"] < 0.4
    assert 0.05 < shares["first-year"] < 0.2
    usual = paying & (edition == "standard")
    standard = worked.valuations.totals[usual, 0] / members["fee"].to_numpy()[usual]
    assert 1.5 < np.median(standard) < 2.5
    assert np.quantile(standard, 0.95) < 4.5
    assert standard.max() < 10
