"""A correction is shown with one member's rows alone: the figures are those that all rows give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from tests.commands import SAMPLE
from valuereport.combine import combine
from valuereport.loaders import load
from valuereport.loaders.corrections import correction_of
from valuereport.model.correction import COLUMNS, Correction
from valuereport.model.history import History, Loaded
from valuereport.model.member import Alias
from valuereport.pipeline.calculation import figures_of_one
from valuereport.pipeline.member_rows import keys_of, rows_with, without_other_years
from valuereport.settings import Settings, load_settings


@cache
def everything() -> tuple[Settings, Loaded, Loaded, History]:
    settings = load_settings(SAMPLE)
    loaded = load(settings)
    return settings, loaded, without_other_years(loaded, settings), combine(loaded, settings)


def test_without_others_a_member_has_the_same_figures() -> None:
    settings, loaded, kept, history = everything()
    assert len(kept.frames["engagements"]) < len(loaded.frames["engagements"])
    for row in range(0, len(history.members), 30):
        theirs = combine(rows_with(kept, keys_of(history, row)), settings)
        assert figures_of_one(theirs, row, settings) == figures_of_one(history, row, settings)


def corrections() -> Iterator[Correction]:
    """Yield corrections of the member in the first row that has engagements, of each kind."""
    *_, history = everything()
    member = str(history.members["member_id"].iloc[3])
    for cells in (
        {"what": "field", "field": "email", "value": str(history.members["emails"].iloc[9]).split("\x1f")[0]},
        {"what": "engagement", "activity": "cpd-webinar", "date": "2026-03-03", "quantity": "2"},
        {"what": "fee", "date": "2026-02-02", "amount": "120", "currency": "GBP"},
    ):
        signed = {"member": member, "by": "Ann", "on": "2026-11-30", "why": "rang us"}
        found = correction_of(dict.fromkeys(COLUMNS, "") | cells | signed, "corrections.csv", 99)
        assert isinstance(found, Correction), found
        yield found


@pytest.mark.parametrize("kind", range(3))
def test_a_correction_does_what_it_does_among_all(kind: int) -> None:
    settings, loaded, kept, history = everything()
    one = [*corrections()][kind]
    theirs = rows_with(kept, {*keys_of(history, 3), one.value})
    few, many = (combine(replace(each, corrections=(one,)), settings) for each in (theirs, loaded))
    assert one.row in {each.row for each in few.corrections}
    assert figures_of_one(few, 3, settings) == figures_of_one(many, 3, settings)
    about = [{each for each in found.problems if "corrections" in each.file} for found in (few, many)]
    assert about[0] == about[1]


def test_an_alias_brings_the_rows_that_nobody_had() -> None:
    settings, loaded, kept, history = everything()
    key = max((one for one in history.unmatched if not one.several), key=lambda one: one.rows).keys[0]
    alias = Alias(key, str(history.members["member_id"].iloc[3]), "2026-11-30", "Ann: rang us", "aliases.csv", 99)
    theirs = rows_with(kept, {*keys_of(history, 3), key})
    few, many = (combine(replace(each, aliases=(*each.aliases, alias)), settings) for each in (theirs, loaded))
    assert figures_of_one(few, 3, settings) == figures_of_one(many, 3, settings)
    assert figures_of_one(few, 3, settings).engagements > figures_of_one(history, 3, settings).engagements
