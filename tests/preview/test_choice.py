"""Typical members: each once with all its reasons, and every reason that the members give is there."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from valuereport.model.valuation import Edition
from valuereport.preview import Candidate, typical

ONE = Candidate(0, "M0", "Ann", "person", "standard", "en-GB", 100.0, 5, 0, 1)
LOCALES = ("en-GB", "de-DE", "fr-FR", "")


def members(**columns: tuple[object, ...]) -> list[Candidate]:
    """Return members that differ in the columns given, and are numbered."""
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [replace(ONE, row=number, member_id=f"M{number}", **row) for number, row in enumerate(rows)]  # type: ignore[arg-type]


candidates = st.lists(
    st.builds(
        Candidate,
        row=st.just(0),
        member_id=st.just(""),
        name=st.text(max_size=9),
        kind=st.sampled_from(("person", "organisation")),
        edition=st.sampled_from(get_args(Edition)),
        locale=st.sampled_from(LOCALES),
        central=st.floats(-10, 1e6),
        engagements=st.integers(0, 50),
        contacts=st.integers(0, 5),
        policy_wins=st.integers(0, 2),
    ),
    max_size=25,
).map(lambda found: [replace(one, row=row, member_id=f"M{row}") for row, one in enumerate(found)])


def by_reason(among: list[Candidate]) -> dict[str, Candidate]:
    return {reason: among[chosen.row] for chosen in typical(among) for reason in chosen.reasons}


@given(candidates)
def test_each_member_once_and_each_reason_once(among: list[Candidate]) -> None:
    chosen = typical(among)
    assert len({one.row for one in chosen}) == len(chosen)
    reasons = [reason for one in chosen for reason in one.reasons]
    assert len(set(reasons)) == len(reasons)
    assert all(one.reasons for one in chosen)
    assert bool(chosen) == bool(among)


@given(candidates)
def test_who_is_chosen_is_what_the_reason_says(among: list[Candidate]) -> None:
    found = by_reason(among)
    for edition in {one.edition for one in among}:
        if edition != "light-use":
            assert found[f"edition {edition}"].edition == edition
    light = [one for one in among if one.edition == "light-use"]
    for reason, having in (
        ("nothing used", [one for one in light if not one.engagements]),
        ("a little used", [one for one in light if one.engagements]),
    ):
        assert not having or found[f"edition light-use, {reason}"] in having
    for locale in {one.locale for one in among if one.locale}:
        assert found[f"locale {locale}"].locale == locale
    worth = [one.central for one in among if one.central > 0]
    assert ("highest value" in found) == bool(worth)
    if worth:
        assert (found["highest value"].central, found["lowest value above nothing"].central) == (max(worth), min(worth))
    if among:
        assert len(found["longest name"].name) == max(len(one.name) for one in among)
        assert found["most engagements"].engagements == max(one.engagements for one in among)
    firms = [one.contacts for one in among if one.kind == "organisation" and one.contacts]
    assert ("firm with the most contacts" in found) == bool(firms)
    if firms:
        assert found["firm with the most contacts"].contacts == max(firms)
    assert ("no policy win" in found) == any(not one.policy_wins for one in among)
    if "no policy win" in found:
        assert found["no policy win"].policy_wins == 0


@given(candidates, st.randoms())
def test_the_order_of_the_members_changes_nothing(among: list[Candidate], chance: object) -> None:
    shuffled = list(among)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert typical(shuffled) == typical(among)


def test_an_edition_is_shown_by_its_middle() -> None:
    among = members(central=(1.0, 900.0, 40.0, 50.0, 60.0))
    assert by_reason(among)["edition standard"].central == 50.0


def test_a_locale_that_is_shown_anyway_adds_nobody() -> None:
    among = members(central=(10.0, 20.0, 30.0), locale=("en-GB", "en-GB", "de-DE"))
    assert by_reason(among)["locale de-DE"] == by_reason(among)["highest value"]
    assert len(typical(among)) == 3  # the middle, the highest and the lowest


def test_nobody_is_the_richest_where_nobody_has_anything() -> None:
    assert {"highest value", "lowest value above nothing"}.isdisjoint(by_reason(members(central=(0.0, 0.0))))
