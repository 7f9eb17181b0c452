"""Which plates are made: those that pay, and the same ones whatever the order of the members."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from valuereport.render.plates import choose

KEYS = st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=6).map(tuple)


def test_plates_of_many_are_made_and_those_of_one_are_not() -> None:
    own = [(f"one {number}", f"two {number}", f"three {number}") for number in range(5)]
    documents = [("frame", "common")] * 50 + [("frame", *keys, "common") for keys in own]
    assert choose(documents, "ab").keys == {"frame", "common"}


def test_nothing_is_made_for_a_few() -> None:
    assert choose([("frame", "one", "two", "three")], "") == choose([], "")
    alone = [("frame", f"one {number}", f"two {number}", f"three {number}") for number in range(40)]
    assert choose(alone, "").keys == frozenset()


@given(st.lists(KEYS, max_size=40), st.randoms())
def test_the_order_does_not_matter(documents: list[tuple[str, ...]], chance: object) -> None:
    turned = list(reversed(documents))
    assert choose(documents, "ba") == choose(turned, "ab")


@given(st.lists(KEYS, max_size=40))
def test_every_chosen_plate_is_used_and_the_cost_is_never_more_than_without(documents: list[tuple[str, ...]]) -> None:
    chosen = choose(documents, "").keys
    by_plate = [keys for keys in documents if chosen.issuperset(keys)]
    assert {key for keys in by_plate for key in keys} >= chosen
    assert 0.35 * len(chosen) + len(documents) - len(by_plate) <= len(documents) + 1e-9
