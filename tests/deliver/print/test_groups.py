"""Groups that many pages have in common are painted once, and every page paints the same operations as before."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.deliver.print.groups import Group, SharedGroups, UnsafeContentError, parse_groups

NAMES = {("/Font", b"/A"): b"/F0", ("/XObject", b"/A"): b"/X1", ("/ColorSpace", b"/A"): b"/C2"}


class Forms:
    """The forms of a file."""

    def __init__(self) -> None:
        self.operations: dict[bytes, bytes] = {}

    def add(self, operations: bytes) -> bytes:
        name = b"/Form%d" % len(self.operations)
        self.operations[name] = operations
        return name


def flat(operations: bytes, forms: Mapping[bytes, bytes]) -> bytes:
    """Return operations with those of forms in the forms' places, each between q and Q as a reader paints it."""
    return re.sub(rb"(/Form\d+) Do", lambda found: b"q\n" + flat(forms[found[1]], forms) + b"\nQ", operations)


def written(group: Group) -> bytes:
    """Return a group's operations without forms."""
    return b"\n".join(item if isinstance(item, bytes) else b"q\n" + written(item) + b"\nQ" for item in group.items)


OPERATIONS = st.sampled_from([b"0 0 9 9 re f", b"1 0 0 rg", b"0 0 m 5 5 l S", b"7 w " * 40])
CONTENTS = st.recursive(
    OPERATIONS,
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda items: b"q\n" + b"\n".join(items) + b"\nQ"),
    max_leaves=12,
)


@given(st.lists(CONTENTS, max_size=12))
def test_each_page_paints_what_it_painted_before(contents: list[bytes]) -> None:
    forms = Forms()
    shared = SharedGroups(forms.add)
    for content in contents:
        group = parse_groups(content, {})
        assert flat(shared.operations(group), forms.operations) == written(group)


@given(st.lists(OPERATIONS, min_size=1, max_size=6))
def test_operations_keep_their_order(operations: list[bytes]) -> None:
    content = b"\n".join([b"q", *operations, b"Q"])
    assert written(parse_groups(content, {})).split() == content.split()


def test_what_is_met_again_and_again_is_painted_by_one_form() -> None:
    forms = Forms()
    shared = SharedGroups(forms.add)
    common = b"q\n" + b"0 0 9 9 re f\n" * 20 + b"Q"
    painted = [shared.operations(parse_groups(common + b"\n%d w" % number, {})) for number in range(9)]
    assert list(forms.operations) == [b"/Form0"]
    assert painted[-1] == b"/Form0 Do\n8 w"


def test_a_form_may_paint_others() -> None:
    forms = Forms()
    shared = SharedGroups(forms.add)
    inner = b"q\n" + b"0 0 9 9 re f\n" * 20 + b"Q"
    for number in range(12):
        side = b"q\n%b\n%d w\nQ" % (inner, number % 2)
        shared.operations(parse_groups(side, {}))
    assert len(forms.operations) == 3
    assert sum(operations.count(b"9 re") for operations in forms.operations.values()) < 60


def test_tags_and_empty_groups_go_and_names_are_those_of_the_print_file() -> None:
    content = b"q\nq\nQ\n/P <</MCID 0>> BDC\nBT\n/A 10 Tf\n<0001> Tj\nET\nEMC\n/Artifact BMC\n/A Do\nEMC\n/A cs\nQ"
    assert written(parse_groups(content, NAMES)) == b"q\nBT\n/F0 10 Tf\n<0001> Tj\nET\n/X1 Do\n/C2 cs\nQ"


def test_operations_on_the_line_of_their_q_are_a_group_too() -> None:
    assert written(parse_groups(b"q 1 w\n0 0 m 9 9 l S Q", {})) == b"q\n1 w\n0 0 m 9 9 l S\nQ"


@pytest.mark.parametrize(
    "content",
    [
        *(b"q", b"Q", b"q 1 w q 2 w Q Q", b"BT (q) Tj ET", b"1 w % q", b"BI /W 1 ID x EI", b"/A Do", b"/Unknown gs"),
        *(b"/Pattern cs", b"/Tiles scn", b"1 w /P <</MCID 0>> BDC f EMC"),
    ],
)
def test_what_cannot_be_divided_safely_is_refused(content: bytes) -> None:
    with pytest.raises(UnsafeContentError):
        parse_groups(content, {})
