"""The independent calculation obeys the same laws, so that the changes are what they say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from tests.independent.changes import (
    NEWCOMER,
    assumed_only,
    only,
    permuted,
    renamed,
    split,
    with_foreign_money_halved,
    with_money_times,
    with_newcomer,
    with_own_money_doubled,
    with_quantities_doubled,
    with_rates_halved,
)
from tests.independent.expected import expected
from tests.independent.facts import Member, Organisation
from tests.independent.organisations import ORGANISATIONS
from tests.independent.reference import accounts


def _has(currencies: set[str], member: Member) -> bool:
    return member.currency in currencies


_EXACT = [each for each in ORGANISATIONS if all(one.exact for one in each.assumptions.values())]


@pytest.mark.parametrize("organisation", _EXACT, ids=lambda each: each.name)
def test_laws(organisation: Organisation) -> None:
    """What changes nothing, what makes all money four times as much, halved rates and doubled quantities."""
    before = expected(organisation.name)
    for same in (permuted(organisation), split(organisation), renamed(organisation)):
        assert accounts(same) == before
    assert {id_: each for id_, each in accounts(with_newcomer(organisation)).items() if id_ != NEWCOMER} == before
    for member, account in accounts(with_money_times(organisation, 4)).items():
        old = before[member]
        assert account.total.central == 4 * old.total.central
        assert account == replace(
            account, fee=4 * old.fee, edition=old.edition, ratio=old.ratio, engagements=old.engagements
        )
    for foreign, scaled in ((False, with_foreign_money_halved), (True, with_own_money_doubled)):
        currencies = {each.currency for each in organisation.members}
        chosen = only(
            organisation,
            partial(_has, currencies - {organisation.currency} if foreign else {organisation.currency}),
        )
        if not foreign or not any(each.currency for each in organisation.assumptions.values()):
            assert accounts(with_rates_halved(chosen)) == accounts(scaled(chosen))
    bare = assumed_only(organisation)
    once, twice = accounts(bare), accounts(with_quantities_doubled(bare))
    assert {id_: each.total.central for id_, each in twice.items()} == {
        id_: 2 * each.total.central for id_, each in once.items()
    }
