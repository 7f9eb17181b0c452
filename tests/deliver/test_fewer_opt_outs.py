"""A fifth of the opt-outs gone, or more, is a reason to stop; little by little, too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.deliver.fewer_opt_outs import baseline, far_fewer, sentence
from valuereport.model.suppression import OptOuts


def counted(*opt_outs: int, run: str = "2026", accepted: str = "") -> list[OptOuts]:
    return [OptOuts(run, number, 100, accepted=accepted) for number in opt_outs]


@pytest.mark.parametrize(
    ("before", "now", "far"),
    [
        *[(1, 0, True), (4, 3, True), (5, 4, True), (6, 5, False), (100, 81, False), (100, 80, True)],
        *[(0, 0, False), (10, 10, False), (10, 30, False), (0, 5, False)],
    ],
)
def test_a_fifth_is_a_reason_to_stop(before: int, now: int, far: bool) -> None:
    assert far_fewer(counted(before)[0], counted(now)[0]) is far


def test_before_the_first_delivery_nothing_is_missed() -> None:
    assert baseline([]) is None
    assert not far_fewer(None, counted(0)[0])


def test_a_sending_is_held_against_the_last_run_that_was_delivered() -> None:
    found = baseline([*counted(500, run="2025"), *counted(100, run="2026")])
    assert found is not None
    assert (found.run, found.opt_outs) == ("2026", 100)


def test_many_small_losses_of_one_run_are_one_large_loss() -> None:
    found = baseline(counted(100, 90, 82))
    assert found is not None
    assert found.opt_outs == 100
    assert far_fewer(found, counted(74)[0])


def test_what_somebody_accepted_is_where_counting_begins_anew() -> None:
    found = baseline([*counted(100), *counted(40, accepted="the CRM was cleaned"), *counted(38)])
    assert found is not None
    assert found.opt_outs == 40


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(0, 1000))
def test_no_fewer_is_never_a_reason(before: list[int], more: int) -> None:
    found = baseline(counted(*before))
    assert not far_fewer(found, counted(max(before) + more)[0])


def test_both_counts_are_said_with_what_to_look_at() -> None:
    text = sentence(OptOuts("2026", 1200, 9000, datetime(2026, 11, 30, tzinfo=UTC)), OptOuts("2027", 7, 9100))
    for words in ("7 of 9,100", "1,200 of 9,000", "the run 2026", "30 November 2026", "no_email", "do_not_email"):
        assert words in text
