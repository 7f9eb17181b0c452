"""Whatever people write: every row is applied, said, or of another period, and nobody else's figures change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from tests.combine.histories import fees_of
from tests.combine.test_corrections import FEES, MEMBERS, ROWS
from valuereport.combine import combine
from valuereport.errors import Problem
from valuereport.loaders import load
from valuereport.loaders.corrections import correction_of
from valuereport.model.correction import COLUMNS, Correction
from valuereport.model.history import History, Loaded
from valuereport.settings import Settings, load_settings

CELLS = {
    "member": st.sampled_from(["M1", "m1", "M1@guild.example", "M2@guild.example", "M9", ""]),
    "what": st.sampled_from(["field", "engagement", "fee", "confirm", "Fee", "other"]),
    "field": st.sampled_from(["email", "name", "grade", "joined", "no_email", "fee", "size", "other_ids", ""]),
    "value": st.sampled_from(["new@guild.example", "M2@guild.example", "yes", "no", "7", "2016-01-01", "(empty)", ""]),
    "was": st.sampled_from(["", "M1@guild.example", "no", "(empty)", "2015-03-01", "100"]),
    "activity": st.sampled_from(["cpd-webinar", "referral", "Referral", "nothing", ""]),
    "date": st.sampled_from(["2026-03-01", "2026-04-01", "2010-01-01", "2027-03-01", "yesterday", ""]),
    "quantity": st.sampled_from(["", "1", "0", "-1", "x"]),
    "title": st.sampled_from(["", "Fire doors", "A", "Other"]),
    "amount": st.sampled_from(["", "100", "50", "-10", "0", "90000", "nan"]),
    "currency": st.sampled_from(["", "GBP", "EUR", "XXX"]),
    "reference": st.sampled_from(["", "r1", "r2", "R9"]),
    "by": st.sampled_from(["A. Person", ""]),
    "on": st.just("2026-11-30"),
    "why": st.just("rang us"),
}


@cache
def loaded() -> tuple[Loaded, Settings]:
    folder = Path(mkdtemp())
    fees_of(folder, FEES, members=MEMBERS, history=ROWS)
    settings = load_settings(folder / "valuereport.toml")
    return load(settings), settings


def of_others(found: History) -> list[object]:
    members = found.members.drop(index=0)
    engagements = found.engagements[found.engagements["member"] != 0]
    return [members.astype(str).to_numpy().tolist(), engagements["file"].tolist()]


@limits(max_examples=15)
@given(st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=4))
def test_every_row_is_accounted_for_and_concerns_its_member_alone(rows: list[dict[str, str]]) -> None:
    plain, settings = loaded()
    assert set(CELLS) == set(COLUMNS)
    found = [correction_of(row, "corrections.csv", line) for line, row in enumerate(rows, 2)]
    corrections = tuple(one for one in found if isinstance(one, Correction))
    wrong = {one.row for one in found if isinstance(one, Problem)}
    before = combine(plain, settings)
    after = combine(replace(plain, corrections=corrections), settings)
    applied = {one.row for one in after.corrections}
    said = {one.row for one in after.problems if one.file == "corrections.csv"}
    year = range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    outside = {one.row for one in corrections if one.day and one.day.toordinal() not in year}
    assert wrong | applied | said | outside == set(range(2, len(rows) + 2))
    added = sum(one.what == "engagement" for one in after.corrections)
    joined_later = any(one.field == "joined" for one in after.corrections)
    assert len(after.engagements) == len(before.engagements) + added or joined_later
    if not any("M2" in row["member"] + row["value"] for row in rows):
        assert of_others(after) == of_others(before)
    for tally in after.tallies:
        counts = (tally.counted, tally.duplicate, tally.merged, tally.rejected, tally.unmatched, tally.outside)
        assert tally.read == sum(counts) + tally.filtered + tally.footers
